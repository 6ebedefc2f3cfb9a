"""The small company of the tests is a sound one."""

from __future__ import annotations

from decimal import Decimal

from tests.company import Company


def test_it_has_goods_prices_and_people(company: Company) -> None:
    stock = company.ask("sales", "get_stock", {"product": "上臂式血压计"})
    assert (stock.on_hand, stock.available) == (Decimal(100), Decimal(100))
    strips = company.ask("sales", "get_stock", {"product": "GS-50"})
    assert (strips.on_hand, strips.available, strips.rows[1].expired) == (Decimal(109), Decimal(100), Decimal(9))
    assert company.ask("visitor", "get_price", {"product": "耳温枪"}).gross == Decimal("145.21")


def test_an_order_can_be_placed(company: Company) -> None:
    number = company.order(20)
    assert number.startswith("SO-2026-")
    assert company.on_hand("BP-200") == (70, 20)
