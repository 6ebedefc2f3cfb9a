"""What buyers and storekeepers tell of goods bought: the terms of a supplier, what came short, what is given up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.builtin.dialogue.purchase_meant import settle_goods
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.paperwork import Paperwork
from assistant.turn import TurnInput
from tests.assistant.builtin.hearing import NOW, SALES, filled, read, turn_of
from tests.assistant.builtin.tabled import changed_to

TERMS = {"supplier": "S-001", "product": "TH-30", "price": "58"}


@pytest.mark.parametrize(
    "text",
    [
        "and they won't take less than 40 at a time any more, put that in too",
        "they don't accept fewer than 40",
        "at least 40 at a time",
        "起订40个",
    ],
)
def test_the_least_a_supplier_takes_is_put_on_the_card(text: str) -> None:
    step = changed_to(text, TERMS, "set_supplier_product", intent="check_availability")
    assert step is not None
    assert step["arguments"] == {**TERMS, "minimum": "40"}


@pytest.mark.parametrize(
    "text",
    [
        "they will do us the ear thermometer for 58. Only as the alternative, Maian Electronics stays first",
        "耳温枪他们58给我们，做备选，脉岸电子还是首选",
    ],
)
def test_the_supplier_of_whom_all_stays_so_is_not_the_one(text: str) -> None:
    said = filled("set_supplier_product", text)
    assert "supplier" not in said.arguments
    assert said.arguments["preference"] == "alternative"


def test_the_supplier_just_made_by_a_card_is_who_is_spoken_of() -> None:
    made = {"status": "executed", "steps": [{"operation": "create_supplier", "document": "S-017"}]}
    before = replace(turn_of({"operation": "create_supplier", "arguments": {}, "outcome": "ok"}, made))
    turn = TurnInput(SALES, "they …", (before,), (), None, NOW, before.id, "test")
    assert Situation(turn).named("supplier") == "S-017"


def _closed(text: str) -> list[str]:
    said = filled("close_purchase_order", text)
    said.arguments["purchase_order"] = "PO-2026-00003"
    papers = Paperwork(open_on=lambda number: {"TH-30": Decimal(25)})
    settle_goods(said, text, read(text).spans, papers)
    return [span.text for span in said.unread]


@pytest.mark.parametrize(
    "text", ["the other 25 are not coming at all, so close it", "the remaining 25 won't come, close it"]
)
def test_what_never_comes_may_be_counted(text: str) -> None:
    assert not _closed(text)


def test_another_figure_than_what_is_open_is_asked_about() -> None:
    assert _closed("the other 12 are not coming at all, so close it") == ["12"]


def test_what_came_may_be_counted_twice_and_held_against_what_was_ordered() -> None:
    said = filled(
        "receive_purchase",
        "the lorry brought 82 ear thermometers against PO-2026-00003. That's 2 over but I'll keep them, so receive 82",
    )
    assert said.arguments["lines"] == [{"product": "TH-30", "quantity": "82"}]
    assert not said.unread


@pytest.mark.parametrize("text", ["one of those fell off the rack, write it off", "其中一台摔坏了，报废"])
def test_one_of_several_spoken_of_is_one(text: str) -> None:
    assert filled("scrap_stock", text).arguments["quantity"] == "1"


def test_a_part_of_another_name_is_not_what_one_of_them_is() -> None:
    assert (
        "product"
        not in filled("scrap_stock", "one of those is broken, the wrist strap is torn, write it off").arguments
    )


def test_what_the_bank_kept_may_be_said_as_a_part_of_what_came() -> None:
    said = filled("record_payment", "2,400 from Renhe Clinic in advance. The bank kept 15 of the 2,400 as its fee")
    assert (said.arguments["amount"], said.arguments["charges"], said.unread) == ("2400", "15", [])


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("then please cancel it. My colleague bought some elsewhere on Saturday", []),
        ("那就取消吧。同事周六在别处买了", []),
        ("cancel it on Saturday", ["on Saturday"]),
        ("please. cancel it on Saturday", ["on Saturday"]),
    ],
)
def test_when_something_else_happened_is_why_it_is_cancelled(text: str, unread: list[str]) -> None:
    assert [span.text for span in filled("cancel_order", text).unread] == unread


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("every other strip jams in our pulse oximeter, please report that", "PO-5"),
        ("the test strips stick in my BP-200, can somebody look at it", "BP-200"),
        ("试纸卡在我们的血氧仪里了，报修", "PO-5"),
        ("the test strips are damp, can somebody look at it", "GS-50"),
    ],
)
def test_what_has_a_fault_is_what_is_called_ones_own(text: str, product: str) -> None:
    assert filled("open_ticket", text).arguments["product"] == product


@pytest.mark.parametrize(
    "text",
    [
        "I swapped two digits, their number on VB-2026-00002 should read HY-5512",
        "VB-2026-00002的票号两位数字打反了，应该是HY-5512",
    ],
)
def test_digits_that_were_swapped_are_no_amount(text: str) -> None:
    said = filled("correct_vendor_bill", text)
    assert said.arguments == {"vendor_bill": "VB-2026-00002", "bill_number": "HY-5512"}
    assert not said.unread
