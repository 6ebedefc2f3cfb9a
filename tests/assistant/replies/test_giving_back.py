"""What is owed no more, what goes back, limits, opening costs and lots: said in both languages, every fact in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from core.inventory.models import PlaceKind
from core.inventory.moving import Movement, move, outside_place, place_in
from tests.assistant.replies.test_purchases import FORGOTTEN, ask, do
from tests.company import Company, found
from tests.core.purchasing.buying import bought, came, with_suppliers


@pytest.fixture
def company(session: Session, clock: FixedClock) -> Company:
    return with_suppliers(found(session, now=clock.now()))


def money_taken_back(company: Company) -> Iterator[str]:
    """Goods sent back, credit notes of both kinds, a bill corrected and one cancelled, a credit used."""
    order = bought(company)
    came(company, order, 60)
    came(company, order, 40, quality="on_hold")
    *shown, bill = do(company, "accountant", "record_vendor_bill", {"purchase_order": order, "bill_number": "F-1"})
    yield from shown
    lines = [{"product": "BP-200", "quantity": 5}]
    back = {"purchase_order": order, "lines": lines, "reason": "划伤"}
    yield from do(company, "buyer", "return_purchase", back)
    yield from do(company, "warehouse", "return_purchase", {**back, "taken_from": "quarantine"})
    note = {"vendor_bill": bill, "credit_number": "C-1", "reason": "退货"}
    yield from do(company, "accountant", "record_vendor_credit", {**note, "amount": "1000", "kind": "goods"})
    yield from do(company, "accountant", "record_vendor_credit", {**note, "credit_number": "C-2", "lines": lines})
    yield from do(company, "accountant", "pay_vendor_bill", {"vendor_bill": bill})
    *shown, credit = do(
        company, "accountant", "record_vendor_credit", {**note, "credit_number": "C-3", "amount": "226"}
    )
    yield from shown
    *shown, second = do(
        company, "accountant", "correct_vendor_bill", {"vendor_bill": bill, "amount": "9500", "invoice": "ordinary"}
    )
    yield from shown
    yield from do(company, "accountant", "use_vendor_credit", {"vendor_credit": credit})
    yield from do(company, "accountant", "cancel_vendor_bill", {"vendor_bill": second, "paid": "prepayment"})
    yield from ask(company, "accountant", "find_vendor_credits", {})
    yield from ask(company, "accountant", "find_vendor_bills", {})
    yield from ask(company, "buyer", "get_purchase_order", {"purchase_order": order})


def rules_and_lots(company: Company) -> Iterator[str]:
    """Limits, the kind of taxpayer, an opening cost, large losses, and a lot both ways."""
    yield from ask(company, "buyer", "find_purchase_limits", {})
    yield from do(company, "manager", "set_purchase_limit", {"buyer": "buyer", "purchase_limit": "1000"})
    lines = [{"product": "TH-30", "quantity": 100}]
    yield from do(company, "buyer", "create_purchase_order", {"lines": lines, "warehouse": "NB"})
    yield from ask(company, "manager", "find_purchase_limits", {})
    yield from do(company, "admin", "set_taxpayer_kind", {"kind": "small_scale"})
    yield from do(company, "admin", "set_loss_limit", {"loss_limit": "1000"})
    yield from do(company, "warehouse", "count_stock", {"product": "BP-200", "warehouse": "SH", "counted": 50})
    yield from do(company, "warehouse", "scrap_stock", {"product": "BP-200", "warehouse": "SH", "quantity": 10})
    source, target = (
        outside_place(company.session, PlaceKind.SUPPLIER),
        place_in(company.session, company.warehouse_id("SH")),
    )
    goods = Movement(company.product_id("CPAP-7"), None, source, target, Decimal(3), Decimal(0))
    move(company.session, [goods], origin_kind="opening", origin_id=None, actor=company.actor("admin"), now=company.now)
    yield from ask(company, "accountant", "find_uncosted_stock", {})
    yield from do(company, "accountant", "set_opening_cost", {"product": "CPAP-7", "unit_cost": "3100"})
    yield from ask(company, "accountant", "find_uncosted_stock", {})
    said = {"product": "GS-50", "warehouse": "SH", "lot": "2405"}
    yield from do(company, "warehouse", "scrap_stock", {**said, "quantity": 3})
    yield from do(company, "warehouse", "count_stock", {**said, "counted": 36})
    for customer, login in (("仁和诊所", "sales"), ("成都宏达医疗", "sales2")):
        order = company.order(5, "GS-50", login=login, customer=customer)
        yield from do(company, "warehouse", "deliver_order", {"order": order})
    for login in ("manager", "sales", "buyer"):
        yield from ask(company, login, "trace_lot", {"lot": "240"})


@pytest.mark.parametrize("way", [money_taken_back, rules_and_lots])
def test_every_fact_has_its_place(company: Company, way: Callable[[Company], Iterator[str]]) -> None:
    everything = list(way(company))
    assert len(everything) > 30
    for words in everything:
        assert FORGOTTEN not in words
        assert "{" not in words.replace('{"', "").replace('":{', "").replace("[{", "").replace(",{", "")


def test_a_salesperson_is_told_of_no_supplier_and_of_no_colleague_s_customer(company: Company) -> None:
    order = bought(company, 48, "GS-50")
    came(company, order, 48, "GS-50", lot="2499", expires_on="2028-01-31")
    sold = company.order(5, "GS-50", login="sales2", customer="成都宏达医疗")
    company.run("warehouse", "deliver_order", {"order": sold})
    for words in ask(company, "sales", "trace_lot", {"lot": "24"}):
        assert "Ganheng" not in words
        assert "甘衡" not in words
        assert "宏达" not in words
        assert sold not in words
