"""A value on the card that is said anew amid other words: what is taken for it, and what is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.builtin.dialogue.line_words import counts_what_is_not_there
from assistant.builtin.dialogue.retelling import retold
from core.operations import CommandResult
from core.proposals import ProposedStep
from tests.assistant.builtin.hearing import COUNTED, card, read

ONE_LINE = {"customer": "C-0001", "lines": [{"product": "BP-200", "quantity": "20"}], "requested_on": "2026-12-18"}
TWO_LINES = {**ONE_LINE, "lines": [*ONE_LINE["lines"], {"product": "GS-50", "quantity": "5", "unit": "箱"}]}


def said_anew(
    text: str, arguments: dict[str, Any], operation: str = "place_order", *, reckoned: bool = False
) -> dict[str, Any] | None:
    heard = read(text)
    shown = replace(card({}), steps=(ProposedStep(operation, arguments, CommandResult(), None),))
    steps = retold(shown, heard.text.text, heard.spans, COUNTED, reckoned=reckoned)
    return None if steps is None else dict(steps[0]["arguments"])


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("sorry miscounted, its 25", "25"),
        ("drivers got room left, 30 then", "30"),
        ("车上还有空，干脆带50台", "50"),
        ("20台怕不够 28台吧", "28"),
        ("又点了一遍只有15台，剩下5台司机说下趟带", "15"),
        ("hang on, two more behind the door. so 22", "22"),
        ("legal just texted. 16, not 20", "16"),
    ],
)
def test_the_one_figure_that_is_new_is_the_lines(text: str, quantity: str) -> None:
    after = said_anew(text, ONE_LINE)
    assert after is not None
    assert after["lines"] == [{"product": "BP-200", "quantity": quantity}]


def test_of_several_lines_the_one_whose_figure_is_taken_back() -> None:
    after = said_anew("他又发消息说20台不够，要24台", TWO_LINES)
    assert after is not None
    assert [line["quantity"] for line in after["lines"]] == ["24", "5"]


def test_a_figure_without_a_unit_is_counted_as_the_line_is() -> None:
    after = said_anew("试纸5不够，8吧", TWO_LINES)
    assert after is not None
    assert after["lines"][1] == {"product": "GS-50", "quantity": "8", "unit": "箱"}


def test_a_day_of_the_month_stays_in_the_month_of_the_day_before_it() -> None:
    after = said_anew("argh sorry, I misread my own scribble, the 28th not the 18th", ONE_LINE)
    assert after is not None
    assert after["requested_on"] == "2026-12-28"


def test_an_amount_is_put_where_the_amount_stands() -> None:
    paid = {"customer": "C-0001", "amount": "30000"}
    after = said_anew("看串行了，三万五才对", paid, "record_payment")
    assert after is not None
    assert after["amount"] == "35000"


def test_words_beside_the_value_are_no_argument() -> None:
    new = {"name": "康弦", "lead_time_days": 12}
    after = said_anew("他家刚改口，交货要15天", new, "create_supplier")
    assert after is not None
    assert (after["name"], str(after["lead_time_days"])) == ("康弦", "15")


@pytest.mark.parametrize(
    "text",
    [
        "华东医院要8台",  # somebody else
        "5 more please",  # by how much, not what it becomes
        "大概25台吧",  # nobody can be held to it
        "25台，要么30台",  # which of them
        "two weeks then",  # counted in something else
        "好的，我先问下客户",  # nothing
        "加2台血氧仪",  # other goods
    ],
)
def test_what_is_not_one_new_value_changes_nothing(text: str) -> None:
    assert said_anew(text, ONE_LINE) is None


def test_reckoned_is_only_what_says_the_value_before_or_the_difference() -> None:
    assert said_anew("30 then", ONE_LINE, reckoned=True) is None
    assert said_anew("30, not 20", ONE_LINE, reckoned=True) is not None


RECEIPT: dict[str, Any] = {"purchase_order": "PO-2026-00001", "lines": [{"product": "BP-200", "quantity": "60"}]}


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("少数了两台，实收62台", "62"), ("漏点了一箱，应该是70台", "70"), ("点多了3台，是57台", "57")],
)
def test_how_many_were_miscounted_is_not_how_many_came(text: str, quantity: str) -> None:
    after = said_anew(text, RECEIPT, "receive_purchase", reckoned=True)
    assert after is not None
    assert after["lines"] == [{"product": "BP-200", "quantity": quantity}]


@pytest.mark.parametrize("text", ["少了两台", "再加5台，少3台"])
def test_only_by_how_much_is_no_new_figure(text: str) -> None:
    assert said_anew(text, RECEIPT, "receive_purchase", reckoned=True) is None


def test_what_is_left_for_later_is_no_goods_of_another_kind() -> None:
    heard = read("又数了只有55台，剩下5台改天送来")
    names = {"BP-200": {"zh": "上臂式血压计", "en": "Upper-arm blood pressure monitor"}}
    assert not counts_what_is_not_there(RECEIPT["lines"], heard.text.text, heard.spans, names)


@pytest.mark.parametrize(
    "text",
    ["20台BP-200，12月11日到", "给仁和诊所下单20台BP-200，12月11日到", "20 BP-200 for Renhe Clinic by 11 December"],
)
def test_a_day_takes_no_figures_place(text: str) -> None:
    assert said_anew(text, ONE_LINE) == {**ONE_LINE, "requested_on": "2026-12-11"}
