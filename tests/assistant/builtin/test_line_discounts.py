"""A discount on some lines of an order: on which, on which not, and when it is on all or asked about."""

from __future__ import annotations

import pytest

from tests.assistant.builtin.hearing import amended, decided

ORDER = "order 20 BP-200 and 10 test strips for Renhe Clinic, "
ORDER_ZH = "给仁和诊所下单20台血压计和10盒试纸，"


def discounts(text: str) -> tuple[list[str | None], str | None]:
    """The discount of each line of the order that is made of the message, and the one on the whole of it."""
    [call] = decided(text, "place_order").calls
    lines = call.arguments["lines"]
    assert [line["product"] for line in sorted(lines, key=lambda line: -int(line["quantity"]))] == ["BP-200", "GS-50"]
    return [line.get("discount_percent") for line in lines], call.arguments.get("discount_percent")


@pytest.mark.parametrize(
    "text",
    [
        "给仁和诊所下单20台血压计，试纸打96折来10盒",
        "给仁和诊所下单20台血压计，10盒试纸打96折",
        "给仁和诊所下单20台血压计，打96折的试纸10盒",
        ORDER_ZH + "只有试纸打96折",
        ORDER_ZH + "血压计不打折，试纸96折",
        ORDER_ZH + "除了血压计都打96折",
        ORDER + "4% off, but on the test strips only",
        ORDER + "4% off the test strips",
        ORDER + "4% off, just for the test strips",
        ORDER + "4% off everything except the BP-200",
        ORDER + "4% off, not on the BP-200",
        "order 20 BP-200, 10 test strips at 4% off for Renhe Clinic",
        "order 20 BP-200 and 10 test strips for Renhe Clinic. 4% off the test strips",
    ],
)
def test_a_discount_is_on_the_line_it_stands_with_or_is_said_for(text: str) -> None:
    assert discounts(text) == ([None, "4"], None)


@pytest.mark.parametrize(
    "text",
    [
        ORDER + "4% off on everything but the test strips",
        ORDER + "4% off, except the test strips",
        ORDER + "take 4% off, but not on the test strips",
        ORDER + "no discount on the test strips, 4% on the rest",
        ORDER_ZH + "除了试纸都打96折",
        ORDER_ZH + "打96折，除了试纸",
        ORDER_ZH + "试纸不打折，其他96折",
        "给仁和诊所下单20台血压计，10盒试纸不打折，其他96折",
        "除了试纸，其他都打96折：给仁和诊所下单20台血压计，10盒试纸",
        "4% off the BP-200, order 20 BP-200 and 10 test strips for Renhe Clinic",
    ],
)
def test_goods_that_are_left_out_of_a_discount_cost_the_full_price(text: str) -> None:
    assert discounts(text) == (["4", None], None)


@pytest.mark.parametrize(
    "text",
    [
        ORDER + "4% off",
        ORDER + "4% off all of it",
        ORDER_ZH + "打96折",
        "20台血压计和10盒试纸打96折，给仁和诊所下单",
        "4% off for Renhe Clinic: 20 BP-200, 10 test strips",
    ],
)
def test_a_discount_that_stands_with_all_or_none_is_on_the_order(text: str) -> None:
    assert discounts(text) == ([None, None], "4")


def test_each_line_has_the_discount_said_with_it() -> None:
    text = "order 20 BP-200 with 3% off, 10 test strips with 5% off for Renhe Clinic"
    assert discounts(text) == (["3", "5"], None)


@pytest.mark.parametrize(
    "text",
    [
        "give Renhe Clinic 4% off and order 20 BP-200, 10 test strips",
        "给仁和诊所打96折下单20台血压计，10盒试纸",
        "order 20 BP-200 with 3% off and 10 test strips with 5% off for Renhe Clinic",
        ORDER + "4% off, send everything but the test strips on Friday",
        "order 10 medium cuffs and 5 large cuffs for Renhe Clinic, everything but the large cuffs by Friday",
    ],
)
def test_where_it_is_not_plain_what_is_meant_it_is_asked(text: str) -> None:
    decision = decided(text, "place_order")
    assert not decision.calls
    assert decision.question is not None


@pytest.mark.parametrize(
    "text",
    ["5% off, but only on the test strips", "打95折，只给试纸", "打95折，除了试纸", "5% off, not on the test strips"],
)
def test_on_a_card_a_discount_for_goods_in_another_clause_is_asked_about(text: str) -> None:
    change = amended(text)
    assert change is not None
    assert (change.steps, bool(change.unread)) == ((), True)


@pytest.mark.parametrize("text", ["打95折，试纸改成8盒", "give them 5% off, and 8 test strips"])
def test_on_a_card_goods_with_a_figure_of_their_own_limit_no_discount(text: str) -> None:
    change = amended(text)
    assert change is not None
    arguments = change.steps[0]["arguments"]
    assert (arguments["discount_percent"], arguments["lines"][1]["quantity"]) == ("5", "8")
