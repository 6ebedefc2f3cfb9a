"""Products and their prices: what is found, what a quantity costs, and from when a new price counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from core import names
from core.catalog.commands import CodeUnfit, NoSuchTaxCode, NoSuchUnit, PriceUnfit, ProductExists
from core.catalog.facts import NoPrice, NoTaxRate
from core.catalog.models import PriceList, Product, TaxRate
from core.catalog.units import UnitUnknown
from core.errors import Refusal
from core.names import NameMissing, NameUnknown
from core.operations import OperationNotAllowed
from tests.company import Company

NEW = {"code": "OC-5", "name": "制氧机", "name_en": "Oxygen concentrator", "price": "2980", "unit": "台"}


def test_products_are_found_by_part_of_a_name_in_either_language(company: Company) -> None:
    for text in ("血压", "monitor", "bp-2"):
        assert [row.code for row in company.ask("visitor", "find_products", {"text": text}).products] == ["BP-200"]
    everything = company.ask("visitor", "find_products")
    assert (everything.count, [row.code for row in everything.products]) == (4, ["BP-200", "CPAP-7", "GS-50", "TH-30"])
    assert company.ask("renhe", "find_products", {"category": "器械"}).count == 4


def test_a_list_shows_unit_and_price(company: Company) -> None:
    row = company.ask("visitor", "find_products", {"text": "耳温枪"}).products[0]
    assert (row.price, row.unit, row.currency, row.tax_included) == (Decimal("128.50"), "个", "CNY", False)
    assert (row.category_zh, row.category_en) == ("器械", "Devices")


def test_a_product_out_of_the_range_is_not_found(company: Company) -> None:
    company.session.execute(update(Product).where(Product.code == "TH-30").values(active=False))
    assert company.ask("visitor", "find_products", {"text": "耳温枪"}).count == 0


def test_a_price_is_told_with_its_tax(company: Company) -> None:
    price = company.ask("sales", "get_price", {"product": "BP-200", "quantity": 3})
    assert (price.unit_price, price.net, price.tax, price.gross) == (
        Decimal("189"),
        Decimal("567.00"),
        Decimal("73.71"),
        Decimal("640.71"),
    )
    assert (price.tax_code, price.tax_rate, price.on) == ("VAT13", Decimal("0.13"), date(2026, 11, 23))


def test_a_pack_costs_what_is_in_it(company: Company) -> None:
    price = company.ask("sales", "get_price", {"product": "GS-50", "quantity": 2, "unit": "箱"})
    assert (price.unit, price.unit_price, price.net) == ("箱", Decimal(45 * 24), Decimal("2160.00"))


def test_a_list_with_tax_included_is_taken_apart(company: Company) -> None:
    company.session.execute(update(PriceList).values(tax_included=True))
    price = company.ask("sales", "get_price", {"product": "BP-200"})
    assert (price.net, price.tax, price.gross) == (Decimal("167.26"), Decimal("21.74"), Decimal("189.00"))


def test_tax_follows_its_dated_rates(company: Company) -> None:
    tomorrow = company.today + timedelta(days=1)
    company.session.add(TaxRate(tax_code="VAT13", valid_from=tomorrow, rate=Decimal("0.12")))
    company.session.flush()
    assert company.ask("sales", "get_price", {"product": "TH-30"}).tax_rate == Decimal("0.13")
    later = company.later(timedelta(days=1))
    assert later.ask("sales", "get_price", {"product": "TH-30"}).tax_rate == Decimal("0.12")


@pytest.mark.parametrize(
    ("product", "said", "unit"),
    [
        ("BP-200", "台", "台"),
        ("BP-200", "个", "台"),  # any word for a piece means the product's own piece
        ("BP-200", "units", "台"),
        ("BP-200", "cartons", "箱"),
        ("BP-200", "box", "箱"),  # of what is packed in cartons
        ("GS-50", "box", "盒"),  # of what is counted in boxes
        ("GS-50", "Boxes", "盒"),
        ("GS-50", "整箱", "箱"),
    ],
)
def test_a_word_for_a_unit_means_what_it_means_of_the_product(
    company: Company, product: str, said: str, unit: str
) -> None:
    assert company.ask("sales", "get_price", {"product": product, "unit": said}).unit == unit


@pytest.mark.parametrize(("product", "said"), [("GS-50", "条"), ("BP-200", "盒"), ("TH-30", "箱"), ("TH-30", "光年")])
def test_a_unit_the_product_is_not_counted_in_is_refused_with_those_it_is(
    company: Company, product: str, said: str
) -> None:
    with pytest.raises(UnitUnknown) as refused:
        company.ask("sales", "get_price", {"product": product, "unit": said})
    assert refused.value.facts["units"]


def test_a_new_product_can_be_found_priced_and_sold(company: Company) -> None:
    made = company.run("manager", "create_product", NEW)
    assert (made.code, made.tax_code, made.currency, made.price) == ("OC-5", "VAT13", "CNY", Decimal(2980))
    assert company.ask("visitor", "get_price", {"product": "oxygen"}).gross == Decimal("3367.40")


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("box", "盒"),
        ("Cartons", "箱"),
        ("case", "箱"),
        ("kit", "套"),
        ("pcs", "个"),
        ("部", "台"),
        (" 盒 ", "盒"),
        ("个", "个"),
    ],
)
def test_a_new_product_is_counted_in_the_unit_that_was_meant(company: Company, said: str, unit: str) -> None:
    assert company.run("manager", "create_product", NEW | {"unit": said}).unit == unit


def test_what_has_no_tax_rate_is_not_sold_without_tax(company: Company) -> None:
    company.session.execute(update(TaxRate).values(valid_from=company.today + timedelta(days=1)))
    with pytest.raises(NoTaxRate) as refused:
        company.ask("sales", "get_price", {"product": "BP-200"})
    assert refused.value.facts == {"product": "BP-200", "tax_code": "VAT13"}
    with pytest.raises(NoTaxRate):
        company.order(1)
    assert company.ask("sales", "get_stock", {"product": "BP-200"}).available == 100


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"code": "bp-200"}, ProductExists),
        ({"code": "制氧机"}, CodeUnfit),
        ({"code": "X"}, CodeUnfit),
        ({"code": "A" * 25}, CodeUnfit),
        ({"name": " "}, NameMissing),
        ({"unit": "光年"}, NoSuchUnit),
        ({"tax_code": "VAT99"}, NoSuchTaxCode),
        ({"price": "-1"}, PriceUnfit),
        ({"price": "Infinity"}, PriceUnfit),
        ({"price": "1e12"}, PriceUnfit),
        ({"price": "free"}, PriceUnfit),
        ({"price": "0.0000001"}, PriceUnfit),
    ],
)
def test_a_product_that_cannot_be_is_refused(company: Company, changes: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        company.run("manager", "create_product", NEW | changes)


@pytest.mark.parametrize("login", ["sales", "buyer", "renhe", "visitor"])
def test_only_managers_set_prices(company: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.run(login, "set_price", {"product": "BP-200", "price": 1})


def test_a_new_price_counts_from_today_and_says_what_it_was(company: Company) -> None:
    done = company.run("manager", "set_price", {"product": "血压计", "price": "199"})
    assert (done.before, done.price, done.valid_from) == (Decimal(189), Decimal(199), date(2026, 11, 23))
    assert company.ask("sales", "get_price", {"product": "BP-200"}).unit_price == 199
    again = company.run("manager", "set_price", {"product": "BP-200", "price": "195"})
    assert (again.before, company.ask("sales", "get_price", {"product": "BP-200"}).unit_price) == (199, 195)


def test_a_price_of_a_later_day_waits_for_it(company: Company) -> None:
    company.run("manager", "set_price", {"product": "BP-200", "price": "210", "valid_from": "2026-12-01"})
    assert company.ask("sales", "get_price", {"product": "BP-200"}).unit_price == 189
    december = company.later(timedelta(days=8))
    assert december.ask("sales", "get_price", {"product": "BP-200"}).unit_price == 210


def test_the_past_is_not_priced_anew(company: Company) -> None:
    done = company.run("manager", "set_price", {"product": "BP-200", "price": "99", "valid_from": "2026-01-01"})
    assert done.valid_from == company.today


def test_what_has_no_price_cannot_be_priced(company: Company) -> None:
    row = company.session.scalars(select(Product).where(Product.code == "BP-200")).one()
    company.session.add(Product(code="GIFT", name_zh="赠品", name_en="Gift", unit_code="个", tax_code=row.tax_code))
    company.session.flush()
    with pytest.raises(NameUnknown):
        company.ask("sales", "get_price", {"product": "GIFT"})
    gift = company.session.scalars(select(Product.id).where(Product.code == "GIFT")).one()
    names.put(company.session, "product", gift, "GIFT", [])
    with pytest.raises(NoPrice):
        company.ask("sales", "get_price", {"product": "GIFT"})
