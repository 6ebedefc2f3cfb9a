"""What managers say of promotions: which goods, what it is called, how it is told, changed and ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.builtin.dialogue.amending import amend
from assistant.builtin.dialogue.parting import offered_in_parts
from assistant.builtin.dialogue.request import Request
from tests.assistant.builtin.hearing import COUNTED, MANAGER, card_of, decided, filled, read, turn_of

TRIED: dict[str, Any] = {"customer": "C-0001", "lines": [{"product": "BP-200", "quantity": "300"}]}
TRIAL: dict[str, Any] = {"steps": [{"operation": "place_order", "arguments": TRIED}], "paid_on": "2027-01-31"}


@pytest.mark.parametrize("text", ["10% off those until Friday, name it Clear out", "这批打9折，到周五，叫清仓"])
def test_an_offer_on_those_is_on_the_goods_spoken_of(text: str) -> None:
    shown = turn_of({"operation": "get_stock", "arguments": {"product": "BP-200"}, "outcome": "ok"})
    offered = decided(text, "create_promotion", transcript=(shown,), actor=MANAGER)
    assert offered.calls[0].arguments["products"] == ["BP-200"]
    alone = decided(text, "create_promotion", actor=MANAGER)
    assert not alone.calls
    assert alone.question is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("new promotion please: name Warm week, BP-200 8% off", "Warm week"),
        ("run a promotion called Warm week on everything in home care, 8% off", "Warm week"),
    ],
)
def test_what_a_promotion_is_called_ends_where_it_says_for_what_it_is(text: str, name: str) -> None:
    assert filled("create_promotion", text).arguments["name"] == name


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("8% off everything in home care, name it Warm week", ["home care"]),
        ("8% off everything in the home care category, name it Warm week", ["home care"]),
        ("8% off everything in stock, name it Warm week", None),
        ("8% off everything, name it Warm week", None),
    ],
)
def test_everything_in_a_kind_of_goods_is_only_that(text: str, categories: list[str] | None) -> None:
    assert filled("create_promotion", text).arguments.get("categories") == categories


def test_what_the_lot_costs_is_no_quantity_of_the_last_product() -> None:
    found = filled("create_bundle_promotion", "one BP-200 + 2 GS-50 + a PO-5, 299 for the lot, call it Starter")
    assert found.arguments["price"] == "299"
    assert [line.get("quantity") for line in found.arguments["lines"]] == ["1", "2", "1"]


PROMOTION = {"code": "FREE-5", "name_en": "5 free", "products": [{"code": "GS-50"}]}


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("stop it then, it costs too much", True),
        ("we lose money on it. end the GS-50 one today", True),
        ("GS-50那个停掉", True),
        ("end the BP-200 one today", False),
        ("don't stop it yet", False),
        ("should we stop it?", False),
    ],
)
def test_the_promotion_just_shown_is_ended(text: str, ends: bool) -> None:
    shown = {
        "operation": "find_promotions",
        "arguments": {},
        "outcome": "ok",
        "result": {"promotions": [PROMOTION]},
    }
    calls = decided(text, "aside", transcript=(turn_of(shown),)).calls
    assert [one.arguments for one in calls if one.operation == "end_promotion"] == ([{"promotion": "FREE-5"}] * ends)


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        ("what if Renhe Clinic took 300 BP-200 and I gave them 10% off? tell me what we'd earn, don't book it", True),
        ("if we give Renhe Clinic 10% off they take 300 BP-200, put the order in", False),
    ],
)
def test_what_is_not_to_be_booked_is_tried_and_what_is_put_in_is_ordered(text: str, tried: bool) -> None:
    calls = decided(text, "place_order", mood="what_if" if tried else "command").calls
    assert [one.operation for one in calls] == ["rehearse" if tried else "place_order"]


STANDS_IN: dict[str, Any] = {"colleague": "sales", "period": "2026-12-01..2026-12-10"}
OFFER: dict[str, Any] = {"name": "Warm week", "percent": "10", "products": ["BP-200"]}


def _changed_to(text: str, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
    shown = card_of({})
    shown = replace(shown, steps=(replace(shown.steps[0], operation=operation, arguments=arguments),))
    said = read(text)
    change = amend(shown, said.text.text, said.spans, COUNTED, fresh=True, restated=True)
    assert change is not None
    return dict(change.steps[0]["arguments"])


@pytest.mark.parametrize("text", ["9号我就回来了，到8号就行", "I'm back at my desk on 9 December, so until 8 December"])
def test_the_day_somebody_is_back_is_told_only_as_the_reason(text: str) -> None:
    changed = _changed_to(text, "delegate_approvals", STANDS_IN)
    assert changed == {**STANDS_IN, "period": "2026-12-01..2026-12-08"}


def test_a_bare_figure_changes_what_the_offer_gives() -> None:
    assert _changed_to("make it 12", "create_promotion", OFFER) == {**OFFER, "percent": "12"}
    with pytest.raises(AssertionError):
        _changed_to("only 5 customers asked for it though", "create_promotion", OFFER)
    assert _changed_to("减12元吧", "create_promotion", OFFER)["percent"] == "10"


def _part(text: str, intent: str) -> Request:
    said = read(text)
    return Request(said.text.text, said.spans, intent, 0.9)


@pytest.mark.parametrize(
    ("first", "offers"),
    [("whoever takes ten BP-200", True), ("Renhe Clinic takes ten BP-200", False)],
)
def test_what_is_bought_for_a_gift_is_no_order_of_its_own(first: str, offers: bool) -> None:
    parts = [_part(first, "place_order"), _part("gets 1 GS-50 for nothing, call it Lucky", "create_gift_promotion")]
    whole = _part(f"{first}, gets 1 GS-50 for nothing, call it Lucky", "")
    found = offered_in_parts(whole.text, whole.spans, parts)
    assert (found is not None and found.intent == "create_gift_promotion" and found.text == whole.text) is offers


def test_how_much_an_offer_takes_off_is_asked() -> None:
    asked = decided("8月搞个活动，全部血压计，名字叫夏日惠", "create_promotion", actor=MANAGER)
    assert asked.question is not None
    assert asked.question.parameter == "percent"
