"""What a customer ordered last: orders of our own and imported ones alike, for those who may see the customer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.catalog.models import Product
from core.customers.models import Customer
from core.names import NameUnknown
from core.sales.models import SalesFact
from core.sales.queries import NothingOrdered
from tests.company import Company


def place(company: Company, product: str, quantity: int, customer: str = "仁和诊所") -> str:
    arguments = {"customer": customer, "lines": [{"product": product, "quantity": quantity}]}
    document = company.run("manager", "place_order", arguments).document
    assert document is not None
    return str(document.number)


def test_the_newest_order_that_stands_is_told_line_by_line(company: Company) -> None:
    first = place(company, "BP-200", 3)
    second = place(company, "GS-50", 2)
    last = company.ask("sales", "get_last_order", {"customer": "仁和诊所"})
    assert (last.number, last.customer, last.ordered_on) == (second, "C-0001", company.today)
    assert [(line.product, line.quantity, line.unit) for line in last.lines] == [("GS-50", Decimal(2), "盒")]
    company.run("manager", "cancel_order", {"order": second})
    assert company.ask("sales", "get_last_order", {"customer": "仁和诊所"}).number == first


def test_an_imported_order_counts_until_a_newer_one_is_placed(company: Company) -> None:
    buyer = company.session.scalars(select(Customer).where(Customer.code == "C-0001")).one()
    goods = company.session.scalars(select(Product).where(Product.code == "BP-200")).one()
    company.session.add(
        SalesFact(
            ordered_on=date(2026, 10, 2),
            order_number="SO-2026-00007",
            order_id=None,
            product_id=goods.id,
            customer_id=buyer.id,
            region_id=buyer.region_id,
            salesperson_id=None,
            quantity=Decimal(12),
            ordered_amount=Decimal(2268),
        )
    )
    last = company.ask("sales", "get_last_order", {"customer": "C-0001"})
    assert (last.number, [line.quantity for line in last.lines]) == ("SO-2026-00007", [Decimal(12)])
    newer = place(company, "BP-200", 1)
    assert company.ask("sales", "get_last_order", {"customer": "C-0001"}).number == newer


def test_nobody_who_never_ordered_has_a_last_order(company: Company) -> None:
    with pytest.raises(NothingOrdered):
        company.ask("sales", "get_last_order", {"customer": "仁和诊所"})


def test_a_customer_sees_its_own_last_order_and_no_other(company: Company) -> None:
    number = place(company, "BP-200", 3)
    assert company.ask("renhe", "get_last_order", {"customer": "仁和诊所"}).number == number
    with pytest.raises(NameUnknown):
        company.ask("renhe", "get_last_order", {"customer": "华东医院"})
