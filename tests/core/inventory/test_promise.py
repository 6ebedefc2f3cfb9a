"""Available-to-promise against the plainest way to say it: try every day, walk every later day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import ChinaCalendar, WeekdayCalendar
from core.inventory.promise import DatedChange, arrival_day, balance_by, earliest, lasting_balance, ship_day

TODAY = date(2026, 11, 23)
HORIZON = 14


def on(days: int, quantity: int) -> DatedChange:
    """A change so many days from now."""
    return DatedChange(TODAY + timedelta(days=days), Decimal(quantity), f"{days}:{quantity}")


def counts_on(change: DatedChange) -> date:
    """A receipt that is overdue is taken for tomorrow's, overdue demand for today's."""
    late = change.due_on < TODAY
    return max(change.due_on, TODAY) + timedelta(days=1 if late and change.quantity > 0 else 0)


def balance_on(day: date, free: Decimal, changes: list[DatedChange]) -> Decimal:
    """What is there on a day, if nothing expires."""
    return free + sum((change.quantity for change in changes if counts_on(change) <= day), Decimal(0))


def first_day(free: Decimal, changes: list[DatedChange], quantity: Decimal) -> date | None:
    """The oracle: the first day on which, and on every later one, the balance is at least the quantity."""
    days = [TODAY + timedelta(days=offset) for offset in range(HORIZON + 3)]
    enough = [balance_on(day, free, changes) >= quantity for day in days]
    return next((day for place, day in enumerate(days) if all(enough[place:])), None)


changes_of = st.lists(st.builds(on, st.integers(-3, HORIZON), st.integers(-30, 30).filter(bool)), max_size=12)
frees = st.integers(0, 40).map(Decimal)


@given(free=frees, changes=changes_of, quantity=st.integers(1, 60).map(Decimal))
def test_the_day_is_the_first_from_which_it_lasts(free: Decimal, changes: list[DatedChange], quantity: Decimal) -> None:
    found = earliest(free_on=lambda _: free, changes=changes, quantity=quantity, today=TODAY)
    assert (found and found.ready_on) == first_day(free, changes, quantity)


@given(free=frees, changes=changes_of)
def test_what_can_be_taken_now_is_what_is_left_on_the_worst_day_and_is_here(
    free: Decimal, changes: list[DatedChange]
) -> None:
    days = [TODAY + timedelta(days=offset) for offset in range(HORIZON + 3)]
    worst = min(balance_on(day, free, changes) for day in days)
    assert lasting_balance(free_on=lambda _: free, changes=changes, today=TODAY) == max(min(free, worst), Decimal(0))


@given(free=frees, changes=changes_of, quantity=st.integers(1, 60).map(Decimal))
def test_a_promise_robs_no_later_one(free: Decimal, changes: list[DatedChange], quantity: Decimal) -> None:
    found = earliest(free_on=lambda _: free, changes=changes, quantity=quantity, today=TODAY)
    if found is None:
        return
    after = [*changes, DatedChange(found.ready_on, -quantity)]
    for offset in range(HORIZON + 3):
        day = TODAY + timedelta(days=offset)
        assert balance_on(day, free, after) >= min(balance_on(day, free, changes), Decimal(0))


@given(free=frees, changes=changes_of, quantity=st.integers(1, 60).map(Decimal))
def test_more_is_never_promised_earlier(free: Decimal, changes: list[DatedChange], quantity: Decimal) -> None:
    less = earliest(free_on=lambda _: free, changes=changes, quantity=quantity, today=TODAY)
    more = earliest(free_on=lambda _: free, changes=changes, quantity=quantity + 1, today=TODAY)
    assert more is None or (less is not None and less.ready_on <= more.ready_on)


@given(free=frees, changes=changes_of)
def test_as_much_as_can_be_taken_now_is_promised_now(free: Decimal, changes: list[DatedChange]) -> None:
    most = lasting_balance(free_on=lambda _: free, changes=changes, today=TODAY)
    if most > 0:
        found = earliest(free_on=lambda _: free, changes=changes, quantity=most, today=TODAY)
        assert found is not None
        assert (found.ready_on, found.rests_on) == (TODAY, ())
    over = earliest(free_on=lambda _: free, changes=changes, quantity=most + 1, today=TODAY)
    assert over is None or over.ready_on > TODAY or over.rests_on


@given(free=frees, changes=changes_of, ahead=st.integers(1, HORIZON))
def test_what_can_be_promised_by_a_day_robs_nothing_after_it(
    free: Decimal, changes: list[DatedChange], ahead: int
) -> None:
    day = TODAY + timedelta(days=ahead)
    worst = min(balance_on(day + timedelta(days=later), free, changes) for later in range(HORIZON + 3))
    assert balance_by(free_on=lambda _: free, changes=changes, today=TODAY, by=day) == max(worst, Decimal(0))


def missing_on(day: date, lots: list[tuple[int, int]], changes: list[DatedChange]) -> int:
    """The oracle with lots as (last day they may leave, units): each day in turn, the first to expire leaves first."""
    shelf = sorted(TODAY + timedelta(days=last) for last, units in lots for _ in range(units))
    coming = 0
    for offset in range((day - TODAY).days + 1):
        now = TODAY + timedelta(days=offset)
        todays = [int(one.quantity) for one in changes if counts_on(one) == now]
        coming += sum(units for units in todays if units > 0)
        shelf = [last for last in shelf if last >= now]
        for _ in range(-sum(units for units in todays if units < 0)):
            if shelf:
                shelf.pop(0)
            else:
                coming -= 1
    return max(-coming, 0)


@settings(deadline=None)
@given(
    lots=st.lists(st.tuples(st.integers(0, HORIZON), st.integers(1, 6)), max_size=4),
    changes=st.lists(st.builds(on, st.integers(-2, HORIZON), st.integers(-9, 9).filter(bool)), max_size=6),
    quantity=st.integers(1, 12),
)
def test_goods_that_expire_are_promised_until_they_do_and_to_nobody_after(
    lots: list[tuple[int, int]], changes: list[DatedChange], quantity: int
) -> None:
    def free_on(day: date) -> Decimal:
        return Decimal(sum(units for last, units in lots if TODAY + timedelta(days=last) >= day))

    def robs_nobody(offset: int, taken: int) -> bool:
        after = [*changes, on(offset, -taken)]
        later = [TODAY + timedelta(days=day) for day in range(offset, HORIZON + 3)]
        return all(missing_on(day, lots, after) == missing_on(day, lots, changes) for day in later)

    found = earliest(free_on=free_on, changes=changes, quantity=Decimal(quantity), today=TODAY)
    days = [day for day in range(HORIZON + 3) if robs_nobody(day, quantity)]
    assert (found and (found.ready_on - TODAY).days) == (days[0] if days else None)
    most = lasting_balance(free_on=free_on, changes=changes, today=TODAY)
    assert most == max(taken for taken in range(int(free_on(TODAY)) + 1) if taken == 0 or robs_nobody(0, taken))


@pytest.mark.parametrize(
    ("free", "changes", "quantity", "ready_in", "rests_on"),
    [
        (10, [], 10, 0, 0),
        (10, [], 11, None, 0),
        (0, [on(5, 8)], 8, 5, 1),
        (10, [on(3, -10), on(5, 20)], 5, 5, 1),  # the ten are promised to somebody for the third day
        (10, [on(3, -4)], 6, 0, 0),
        (2, [on(4, 4), on(9, 4)], 9, 9, 2),
        (0, [on(-2, 6)], 6, 1, 1),  # overdue: hoped for tomorrow, not counted today
        (8, [on(-2, -6)], 2, 0, 0),  # overdue demand still has its goods
        (8, [on(-2, -6)], 3, None, 0),
        (5, [on(2, 5), on(2, -5)], 5, 0, 0),  # in and out on one day
        (1, [on(0, 8)], 2, 0, 1),  # due today: promised today, but not on a shelf yet
        (2, [on(0, 8)], 2, 0, 0),
    ],
)
def test_promises_in_figures(
    free: int, changes: list[DatedChange], quantity: int, ready_in: int | None, rests_on: int
) -> None:
    found = earliest(free_on=lambda _: Decimal(free), changes=changes, quantity=Decimal(quantity), today=TODAY)
    if ready_in is None:
        assert found is None
        return
    assert found is not None
    assert found.ready_on == TODAY + timedelta(days=ready_in)
    assert len(found.rests_on) == rests_on


@pytest.mark.parametrize(
    ("now", "picking_days", "ships_on"),
    [
        ("2026-11-23 10:00", 0, "2026-11-23"),
        ("2026-11-23 15:59", 0, "2026-11-23"),
        ("2026-11-23 16:00", 0, "2026-11-24"),  # the cut-off itself is too late
        ("2026-11-23 10:00", 1, "2026-11-24"),
        ("2026-11-27 17:00", 0, "2026-11-30"),  # Friday evening
        ("2026-11-28 09:00", 0, "2026-11-30"),  # Saturday
        ("2026-11-28 09:00", 1, "2026-12-01"),
        ("2026-09-30 16:30", 0, "2026-10-08"),  # before the National Day holiday
        ("2026-10-10 10:00", 0, "2026-10-10"),  # a Saturday that is worked for it
    ],
)
def test_goods_leave_on_working_days_after_the_cut_off(now: str, picking_days: int, ships_on: str) -> None:
    local_now = datetime.fromisoformat(now)
    found = ship_day(
        local_now.date(),
        local_now=local_now,
        cut_off=time(16, 0),
        picking_days=picking_days,
        calendar=ChinaCalendar(),
    )
    assert found == date.fromisoformat(ships_on)


def test_goods_that_come_later_leave_later() -> None:
    found = ship_day(
        date(2026, 12, 5),  # a Saturday
        local_now=datetime(2026, 11, 23, 10, 0),
        cut_off=time(16, 0),
        picking_days=1,
        calendar=WeekdayCalendar(),
    )
    assert found == date(2026, 12, 8)


@given(start=st.dates(date(2025, 1, 1), date(2026, 12, 1)), days=st.integers(0, 9))
def test_goods_arrive_on_a_working_day_no_sooner_than_they_travel(start: date, days: int) -> None:
    calendar = ChinaCalendar()
    arrives = arrival_day(start, transit_days=days, calendar=calendar)
    assert calendar.is_working(arrives)
    assert arrives >= start + timedelta(days=days)
