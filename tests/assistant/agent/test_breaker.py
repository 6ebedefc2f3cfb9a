"""An endpoint that fails is left alone, for longer each time; one turn at a time tries whether it is back."""

from __future__ import annotations

from assistant.models import Breaker
from assistant.models.breaker import LEFT_ALONE_S, LEFT_ALONE_S_MAX, UNFIT_IN_A_ROW_MAX


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def made() -> tuple[Breaker, Clock]:
    clock = Clock()
    return Breaker(clock), clock


def test_a_working_endpoint_is_asked() -> None:
    breaker, _ = made()
    assert all(breaker.may_ask(5) for _ in range(3))


def test_one_outage_is_enough_to_leave_it_alone() -> None:
    breaker, clock = made()
    breaker.is_down()
    assert not breaker.may_ask(5)
    clock.seconds += LEFT_ALONE_S - 1
    assert not breaker.may_ask(5)
    clock.seconds += 1
    assert breaker.may_ask(5)


def test_only_one_turn_at_a_time_tries_whether_it_is_back() -> None:
    breaker, clock = made()
    breaker.is_down()
    clock.seconds += LEFT_ALONE_S
    assert breaker.may_ask(5)
    assert not breaker.may_ask(5)
    breaker.worked()
    assert breaker.may_ask(5)
    assert breaker.may_ask(5)


def test_a_try_that_was_never_finished_blocks_nobody() -> None:
    breaker, clock = made()
    breaker.is_down()
    clock.seconds += LEFT_ALONE_S
    assert breaker.may_ask(5)
    clock.seconds += 5
    assert breaker.may_ask(5)


def test_outages_after_each_other_are_waited_out_longer_up_to_a_limit() -> None:
    breaker, clock = made()
    waits = []
    for _ in range(8):
        breaker.is_down()
        began = clock.seconds
        while not breaker.may_ask(0):
            clock.seconds += 1
        waits.append(clock.seconds - began)
    assert waits[:3] == [LEFT_ALONE_S, 2 * LEFT_ALONE_S, 4 * LEFT_ALONE_S]
    assert waits[-1] == LEFT_ALONE_S_MAX


def test_an_endpoint_may_say_itself_how_long_to_stay_away_within_the_limit() -> None:
    breaker, clock = made()
    breaker.is_down(90)
    clock.seconds += 89
    assert not breaker.may_ask(5)
    clock.seconds += 1
    assert breaker.may_ask(5)
    breaker.is_down(1e9)
    clock.seconds += LEFT_ALONE_S_MAX
    assert breaker.may_ask(5)


def test_poor_answers_count_only_in_a_row() -> None:
    breaker, _ = made()
    for _ in range(UNFIT_IN_A_ROW_MAX - 1):
        breaker.was_unfit()
    breaker.worked()
    breaker.was_unfit()
    assert breaker.may_ask(5)
    for _ in range(UNFIT_IN_A_ROW_MAX - 1):
        breaker.was_unfit()
    assert not breaker.may_ask(5)
