"""What a command's message tells beside what it asks for, and how the parts of hurried sentences fill a command."""

from __future__ import annotations

from typing import Any

import pytest

import core
from core import operations
from tests.assistant.builtin.hearing import filled

operations.load(core)


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        ("transfer_stock", "van shanghai -> ningbo at 2 today, 20 stethoscopes going on it"),
        ("reschedule_purchase_order",
         "The test strips on PO-2026-00006 won't get here before the 18th of December, the BP-200 stay as they are"),
        ("cancel_purchase_order", "kill PO-2026-00010 pls. they cant make the kits this year, nothing will come"),
        ("receive_purchase", "the pallet for PO-2026-00002 has 140 GM-10 on it, take in all 140"),
        ("close_period", "off on leave from tomorrow so id like to shut the november books today already"),
        ("set_allowance_limit", "From today an allowance of more than 500 comes to me. Up to 500 accounts may grant"),
        ("delegate_approvals", "I'll be in Chengdu without signal from 1 to 4 December so Lin Yue signs off for me"),
    ],
)  # fmt: skip
def test_what_is_only_told_along_is_not_asked_about(operation: str, text: str) -> None:
    said = filled(operation, text)
    assert (said.unread, said.vague) == ([], [])


@pytest.mark.parametrize(
    ("operation", "text", "arguments"),
    [
        ("set_supplier_product", "we pay 8.90 apiece for test strips from now on", {"price": "8.9"}),
        ("create_supplier", "we've a new supplier from this week, Lanting Packaging, twelve days to deliver",
         {"name": "Lanting Packaging"}),
        ("create_promotion", 'right, ten percent off nebulisers. "Winter Breath" we\'ll call it',
         {"name": "Winter Breath"}),
        ("create_gift_promotion", "双十二当天血糖仪搞个买三送一，名字就叫双十二秤惠",
         {"valid_from": "2026-12-12", "valid_until": "2026-12-12", "name": "双十二秤惠"}),
        ("record_vendor_bill", "Their invoice for PO-2026-00010 is here too, number HY-2231, 8,559.75 with tax",
         {"bill_number": "HY-2231", "amount": "8559.75"}),
        ("record_vendor_bill", "got the bill, BN/8807, 4900 flat (test strips, no VAT), belongs to PO-2026-00009",
         {"bill_number": "BN/8807", "amount": "4900"}),
        ("set_exchange_rate", "From the first of December we book the US dollar at 7.12",
         {"rate": "7.12", "valid_from": "2026-12-01"}),
        ("close_period", "from tomorrow I am off, shut november please", {"period": "2026-11-01..2026-11-30"}),
        ("check_availability", "they keep phoning the dock about 4 GM-10",
         {"lines": [{"product": "GM-10", "quantity": "4"}]}),
    ],
)  # fmt: skip
def test_hurried_sentences_fill_what_they_say(operation: str, text: str, arguments: dict[str, Any]) -> None:
    said = filled(operation, text).arguments
    assert {name: said.get(name) for name in arguments} == arguments


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("RT-2026-00002的2台收到了，报废", False),
        ("the 2 units of RT-2026-00002 are back, scrap them", False),
        ("RT-2026-00002只收到1台，报废", True),
        ("only 1 unit of RT-2026-00002 came back", True),
    ],
)
def test_how_many_came_back_says_it_again_unless_it_is_not_all(text: str, unread: bool) -> None:
    assert bool(filled("receive_return", text).unread) is unread


@pytest.mark.parametrize(
    "text",
    [
        "order 4 BP-200 for Renhe Clinic, four",
        "order 4 BP-200 for Renhe Clinic. Yes, 4.",
        "order 4 BP-200 for Renhe Clinic, only 4, one is gone",
        "order 4 BP-200 for Renhe Clinic, that's 4, not more",
    ],
)
def test_a_bare_figure_said_once_more_is_no_other_figure(text: str) -> None:
    said = filled("place_order", text)
    assert (said.arguments["lines"], said.unread) == ([{"product": "BP-200", "quantity": "4"}], [])


@pytest.mark.parametrize(
    "text",
    [
        "order 5 BP-200 for Renhe Clinic now and 5 next week",
        "order 5 BP-200 for Renhe Clinic, 5 next week",
        "order 5 BP-200 for Renhe Clinic plus 5",
        "order 5 BP-200 for Renhe Clinic, then 5",
        "order 5 BP-200 for Renhe Clinic, another 5",
        "order 60 surgical masks for Renhe Clinic at 60",
        "order 60 surgical masks for Renhe Clinic, price 60",
        "给仁和诊所下单60盒试纸，单价60",
        "给仁和诊所下单5台血压计，再来5",
        "order 4 BP-200 for Renhe Clinic, 6",
        "order 5 BP-200 for Renhe Clinic, 5 to Huadong Hospital",
    ],
)
def test_more_of_it_a_price_or_another_figure_is_asked_about(text: str) -> None:
    assert filled("place_order", text).unread
