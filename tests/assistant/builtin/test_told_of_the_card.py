"""What is told of an open card in other words: a note, another discount, another place to send from, what is broken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.assistant.builtin.hearing import decided, turn_of
from tests.assistant.builtin.tabled import PUMPS, card_on_the_table, changed_to, order, shown

ONE = order(IS_30="10")


@pytest.mark.parametrize("intent", ["aside", "goodbye", "find_quotations"])
@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("put in the note that nobody is there on Mondays", "nobody is there on Mondays"),
        ("the lift is out of order, put that in the order's note", "the lift is out of order"),
        ("they must ring at the rear gate, please write that on the order", "they must ring at the rear gate"),
        ("please write on it: rear gate only", "rear gate only"),
        ("Their porter leaves at noon. Note that on the order please", "Their porter leaves at noon"),
        ("电梯坏了走后门，备注一下", "电梯坏了走后门"),
        ("周三他们不上班，写到备注里", "周三他们不上班"),
    ],
)
def test_what_is_to_be_noted_may_stand_before_the_words_that_say_so(text: str, note: str, intent: str) -> None:
    step = changed_to(text, PUMPS, intent=intent)
    assert step is not None
    assert step["arguments"] == {**PUMPS, "note": note}


def test_what_is_said_before_the_note_is_changed_as_ever() -> None:
    step = changed_to("make the stands 6. Their porter leaves at noon. Put that in the note", PUMPS)
    assert step["arguments"]["note"] == "Their porter leaves at noon"
    assert step["arguments"]["lines"][1] == {"product": "IS-30-ST", "quantity": "6"}


@pytest.mark.parametrize(
    "text", ["did you put that in the note?", "5 pulse oximeters, put that on the order", "add it to their record"]
)
def test_goods_for_the_order_and_questions_are_no_note(text: str) -> None:
    step = changed_to(text, PUMPS)
    assert step is None or "note" not in step["arguments"]


DISCOUNTED = {**ONE, "discount_percent": "15"}


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("too generous, 12", "12"),
        ("make the discount 8", "8"),
        ("no, only 10 off", "10"),
        ("12 off is plenty", "12"),
        ("that's too much, 12 will do", "12"),
        ("让多了，12吧", "12"),
        ("折扣太大，改成8", "8"),
        ("优惠给高了，12就行", "12"),
    ],
)
def test_a_bare_figure_is_another_discount_where_that_is_spoken_of(text: str, percent: str) -> None:
    step = changed_to(text, DISCOUNTED)
    assert step is not None
    assert step["arguments"] == {**DISCOUNTED, "discount_percent": percent}


@pytest.mark.parametrize(
    ("text", "quantity"), [("make it 12", "12"), ("too many, 8", "8"), ("改成12", "12"), ("8 rather", "8")]
)
def test_a_bare_figure_counts_the_goods_where_no_discount_is_spoken_of(text: str, quantity: str) -> None:
    step = changed_to(text, DISCOUNTED)
    assert step["arguments"] == {**DISCOUNTED, "lines": [{"product": "IS-30", "quantity": quantity}]}


@pytest.mark.parametrize("text", ["knock 2 off", "I'm off at 5", "how much would it be with 12 off?"])
def test_what_may_be_no_discount_changes_none(text: str) -> None:
    step = changed_to(text, DISCOUNTED)
    assert step is None or step["arguments"]["discount_percent"] == "15"


@pytest.mark.parametrize("intent", ["health_advice", "aside"])
@pytest.mark.parametrize(
    "text",
    [
        "got hold of him. only 7 he says, the rest is fine",
        "she wants 7 after all",
        "7 she says",
        "reached them, they take 7",
    ],
)
def test_who_was_asked_says_how_many(text: str, intent: str) -> None:
    step = changed_to(text, ONE, intent=intent)
    assert step is not None
    assert step["arguments"]["lines"] == [{"product": "IS-30", "quantity": "7"}]


SCRAPPED = {"product": "BP-200", "warehouse": "SH", "quantity": "4"}


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("sorry, 6 are broken", "6"),
        ("looked again, there are 6 of them cracked", "6"),
        ("又看了一遍，坏的是6台", "6"),
        ("there are 6 left on the shelf", None),
        ("6 are still good", None),
    ],
)
def test_how_many_are_broken_is_how_many_are_thrown_away(text: str, quantity: str | None) -> None:
    step = changed_to(text, SCRAPPED, "scrap_stock")
    assert (step and step["arguments"]["quantity"]) == quantity


def _after_a_look_up(text: str, intent: str, *, looked_up: str = "get_stock") -> Any:  # noqa: ANN401
    table = card_on_the_table("place_order", ONE)
    asked = turn_of({"operation": looked_up, "arguments": {"warehouse": "NB"}, "outcome": "ok"})
    before = (replace(shown(), proposal_id=table.id), asked)
    decision = decided(text, intent, pending=(table,), transcript=before)
    return decision.calls[0].arguments["steps"][0]["arguments"] if decision.amended and decision.calls else None


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("ship from Ningbo then", {}),
        ("good, so send it from there, and 12 instead of 10", {"lines": [{"product": "IS-30", "quantity": "12"}]}),
        ("那就从宁波仓发", {}),
    ],
)
def test_the_place_just_looked_up_is_where_the_goods_go_from(text: str, changed: dict[str, Any]) -> None:
    assert _after_a_look_up(text, "transfer_stock") == {**ONE, "warehouse": "NB", **changed}


@pytest.mark.parametrize("text", ["and from Ningbo?", "what did Ningbo ship yesterday?", "Ningbo has 7"])
def test_another_look_up_leaves_the_card_alone(text: str) -> None:
    assert _after_a_look_up(text, "get_stock") is None


def test_once_something_was_done_the_older_card_is_left_alone() -> None:
    assert _after_a_look_up("ship from Ningbo then", "place_order", looked_up="open_ticket") is None


HALL = {"code": "WH", "name": "Wuhan warehouse"}


@pytest.mark.parametrize(
    "text", ["make the code WUH instead, they read it as something else", "the code is WUH, not WH", "代码改成WUH"]
)
def test_a_code_of_ones_own_is_put_right(text: str) -> None:
    step = changed_to(text, HALL, "create_warehouse", intent="create_warehouse")
    assert step is not None
    assert step["arguments"] == {**HALL, "code": "WUH"}


@pytest.mark.parametrize("text", ["and stick five test strips on top", "and five test strips on top", "再放5盒试纸"])
def test_what_goes_on_top_is_one_more_line(text: str) -> None:
    step = changed_to(text, ONE, intent="check_availability" if text.isascii() else "place_order")
    assert step is not None
    assert [(line["product"], line["quantity"]) for line in step["arguments"]["lines"]] == [
        ("IS-30", "10"),
        ("GS-50", "5"),
    ]


def test_who_sticks_to_a_figure_adds_nothing() -> None:
    assert changed_to("stick to 10", ONE) is None
