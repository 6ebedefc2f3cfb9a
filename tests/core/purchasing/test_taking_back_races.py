"""Two at once: a bill cancelled and paid, cancelled twice, credited twice; the same goods sent back and sold."""

from __future__ import annotations

from typing import Any

from core.calendar import FixedClock
from core.database import Database
from tests.company import Company
from tests.core.purchasing.buying import billed, bought, broken, came
from tests.core.purchasing.test_crediting import credited, sent_back
from tests.core.purchasing.test_races import Deed, at_once, prepared, shop

__all__ = ["shop"]


def with_bill(database: Database, clock: FixedClock) -> tuple[str, str]:
    """A purchase order of 100 monitors that came and were billed; its number and the bill's."""

    def deed(company: Company) -> tuple[str, str]:
        number = bought(company)
        came(company, number)
        return number, str(billed(company, number).document.number)

    found: tuple[str, str] = prepared(database, clock, deed)
    return found


def cancel(bill: str, **said: Any) -> Deed:  # noqa: ANN401
    return lambda company: company.run("accountant", "cancel_vendor_bill", {"vendor_bill": bill, **said})


def pay(bill: str) -> Deed:
    return lambda company: company.run("accountant", "pay_vendor_bill", {"vendor_bill": bill})


def is_well(database: Database, clock: FixedClock) -> bool:
    with database.transaction() as session:
        return broken(Company(session, clock.now())) == []


def test_a_bill_that_is_cancelled_meanwhile_is_not_paid(shop: Database, clock: FixedClock) -> None:
    _, bill = with_bill(shop, clock)
    assert at_once(shop, clock, cancel(bill), pay(bill)) == "NothingLeftToSettle"
    assert is_well(shop, clock)


def test_a_bill_that_is_paid_meanwhile_is_cancelled_only_if_the_money_may_stay(
    shop: Database, clock: FixedClock
) -> None:
    _, bill = with_bill(shop, clock)
    assert at_once(shop, clock, pay(bill), cancel(bill)) == "BillPaid"
    assert is_well(shop, clock)


def test_a_bill_is_cancelled_once(shop: Database, clock: FixedClock) -> None:
    _, bill = with_bill(shop, clock)
    assert at_once(shop, clock, cancel(bill), cancel(bill)) == "NothingToTakeBack"
    assert is_well(shop, clock)


def test_a_bill_is_not_credited_beyond_what_another_leaves(shop: Database, clock: FixedClock) -> None:
    _, bill = with_bill(shop, clock)
    most: Deed = lambda company: credited(company, bill, "C-1", amount="12000")  # noqa: E731
    more: Deed = lambda company: credited(company, bill, "C-2", amount="1000")  # noqa: E731
    assert at_once(shop, clock, most, more) == "CreditOverBill"
    assert is_well(shop, clock)


def test_goods_are_sent_back_once(shop: Database, clock: FixedClock) -> None:
    order, _ = with_bill(shop, clock)
    most: Deed = lambda company: sent_back(company, order, 60)  # noqa: E731
    assert at_once(shop, clock, most, most) == "ReturnedMoreThanCame"
    assert is_well(shop, clock)


def test_goods_that_are_sold_meanwhile_are_not_sent_back(shop: Database, clock: FixedClock) -> None:
    order, _ = with_bill(shop, clock)
    lines = [{"product": "BP-200", "quantity": 150}]
    sold: Deed = lambda company: company.run(  # noqa: E731
        "sales", "place_order", {"customer": "仁和诊所", "lines": lines, "warehouse": "SH"}
    )
    back: Deed = lambda company: sent_back(company, order, 60)  # noqa: E731
    assert at_once(shop, clock, sold, back) == "NotEnoughFree"
    assert is_well(shop, clock)
