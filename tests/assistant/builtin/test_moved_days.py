"""A day that moves by so much: on a card that has one, from a day the books know, and until when goods are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from assistant.builtin.dialogue.moved_days import later_than_promised, moved_in, moves_a_day, so_much_later
from assistant.builtin.dialogue.purchase_meant import settle_goods
from assistant.builtin.paperwork import Paperwork
from core.operations import CommandResult
from core.proposals import Proposal, ProposedStep
from tests.assistant.builtin.hearing import ORDER, amended, card, decided, filled, read, turn_of

WANTED = {**ORDER, "requested_on": "2026-12-11"}


@dataclass(frozen=True, slots=True)
class _Head:
    promised_on: date | None = date(2026, 11, 25)


@dataclass(frozen=True, kw_only=True)
class _Placed(CommandResult):
    head: _Head = _Head()


def _card_of(operation: str, arguments: dict[str, Any], result: CommandResult | None = None) -> Proposal:
    step = ProposedStep(operation, arguments, result or CommandResult(), None)
    return replace(card({}), steps=(step,))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("three days later will do", "2026-12-14"),
        ("could they have it two days sooner?", "2026-12-09"),
        ("push it back by a week", "2026-12-18"),
        ("bring it forward by four days", "2026-12-07"),
        ("a month later is fine", "2027-01-11"),
        ("a fortnight later would be better", "2026-12-25"),
        ("再晚五天也行", "2026-12-16"),
        ("能不能提前三天", "2026-12-08"),
        ("往后推两周吧", "2026-12-25"),
        ("往前提一天", "2026-12-10"),
    ],
)
def test_the_day_of_a_card_moves_by_what_is_said(text: str, day: str) -> None:
    change = amended(text, WANTED)
    assert change is not None
    assert change.steps[0]["arguments"] == {**WANTED, "requested_on": day}


@pytest.mark.parametrize(
    "text",
    [
        "the last parcel came three days late",
        "how much would it be a week later?",
        "no, not a day later",
        "their doctor is back two weeks later",
        "上次晚了两天才到",
        "不能再晚三天了",
    ],
)
def test_what_is_told_of_other_days_moves_none(text: str) -> None:
    change = amended(text, WANTED)
    assert change is None or not change.steps


def test_another_clause_may_change_something_else() -> None:
    change = amended("two days later is fine, and make the test strips 8", WANTED)
    assert change is not None
    assert change.steps[0]["arguments"]["requested_on"] == "2026-12-13"
    assert change.steps[0]["arguments"]["lines"][1] == {"product": "GS-50", "quantity": "8"}


def test_a_day_no_card_has_is_moved_from_what_is_promised_and_only_later() -> None:
    placed = _card_of("place_order", dict(ORDER), _Placed())
    later = later_than_promised(placed, "a week later will do")
    assert later is not None
    assert later[0]["arguments"]["requested_on"] == "2026-12-02"
    assert later_than_promised(placed, "a day earlier please") is None
    assert later_than_promised(_card_of("place_order", WANTED, _Placed()), "a week later will do") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("PO-2026-00003 will be ten days late", "2026-12-14"),
        ("PO-2026-00003 is delayed by two weeks", "2026-12-18"),
        ("move PO-2026-00003 back by 5 days", "2026-12-09"),
        ("PO-2026-00003 is coming two days early", "2026-12-02"),
        ("PO-2026-00003要晚三天到", "2026-12-07"),
        ("move PO-2026-00003 to 20 December", "2026-12-20"),
    ],
)
def test_a_delay_is_reckoned_from_the_day_the_order_is_due(text: str, day: str) -> None:
    said = filled("reschedule_purchase_order", text)
    settle_goods(said, text, read(text).spans, Paperwork(due_on=lambda number: date(2026, 12, 4)))
    assert said.arguments["due_on"] == day
    assert not said.missing


def test_from_several_days_none_is_reckoned() -> None:
    said = filled("reschedule_purchase_order", "PO-2026-00003 will be ten days late")
    settle_goods(said, "PO-2026-00003 will be ten days late", (), Paperwork())
    assert [slot.name for slot in said.missing] == ["due_on"]


@pytest.mark.parametrize(
    ("text", "day"),
    [("sorry, three weeks", "2026-12-25"), ("说错了，是五天", "2026-12-09"), ("they take three weeks to answer", None)],
)
def test_another_length_of_a_delay_is_reckoned_from_the_same_day(text: str, day: str | None) -> None:
    delay = {"purchase_order": "PO-2026-00003", "due_on": "2026-12-11"}
    steps = so_much_later(_card_of("reschedule_purchase_order", delay), text, lambda number: date(2026, 12, 4))
    assert (steps[0]["arguments"]["due_on"] if steps else None) == day


def _after(text: str, arguments: dict[str, Any], intent: str) -> dict[str, Any] | None:
    """What stands on an offer that was just shown; None where it was not changed."""
    offer = _card_of("create_quotation", arguments)
    before = replace(turn_of({"operation": "create_quotation", "outcome": "proposed"}), proposal_id=offer.id)
    changes = [
        one
        for one in decided(text, intent, pending=(offer,), transcript=(before,)).calls
        if one.operation == "change_card"
    ]
    return changes[0].arguments["steps"][0]["arguments"] if changes else None


OFFER = {"customer": "C-0001", "lines": [{"product": "BP-200", "quantity": "20"}]}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("set the goods aside for them until 4 December", "2026-12-04"),
        ("can we hold the stock till 4 December?", "2026-12-04"),
        ("could you keep it for her until 4 December", "2026-12-04"),
        ("货先给他们留到12月4号", "2026-12-04"),
    ],
)
def test_goods_are_kept_on_an_offer_until_a_day(text: str, day: str) -> None:
    assert _after(text, OFFER, "find_due_shipments") == {**OFFER, "hold_until": day}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("a week longer please", {"hold_until": "2026-12-11"}),
        ("make it the 8th of December", {"hold_until": "2026-12-08"}),
        ("deliver by 8 December", {"hold_until": "2026-12-04", "requested_on": "2026-12-08"}),
    ],
)
def test_a_mere_day_is_the_one_until_which_goods_are_kept(text: str, changed: dict[str, str]) -> None:
    assert _after(text, {**OFFER, "hold_until": "2026-12-04"}, "aside") == {**OFFER, **changed}


def test_a_meeting_that_is_held_keeps_no_goods() -> None:
    assert _after("we are holding a meeting with them until 4 December", OFFER, "aside") is None


def test_by_how_much_and_whether_it_lasts() -> None:
    moved = moved_in("two weeks longer")
    assert moved is not None
    assert (moved.days, moved.lasts, moves_a_day("two weeks longer")) == (14, True, True)
    assert moved_in("within two weeks") is None


@pytest.mark.parametrize(
    ("text", "days"),
    [("100 days later", 100), ("1.5 weeks later", None), ("half a month later", None), ("晚100天", 100)],
)
def test_a_figure_is_read_whole_or_not_at_all(text: str, days: int | None) -> None:
    moved = moved_in(text)
    assert (None if moved is None else moved.days) == days
