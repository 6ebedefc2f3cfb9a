"""Suppliers and the terms they sell at."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.names import NameUnknown
from core.operations import OperationNotAllowed
from core.purchasing.suppliers.commands import SupplierExists
from tests.company import Company


def offers(company: Company, login: str = "buyer", product: str = "BP-200") -> list[tuple[str, Decimal | None, bool]]:
    page = company.ask(login, "find_supplier_products", {"product": product})
    return [(one.supplier_en, one.price, one.preferred) for one in page.offers]


def test_suppliers_get_codes_of_their_own_and_are_found_by_name(company: Company) -> None:
    page = company.ask("warehouse", "find_suppliers", {"text": "甘衡"})
    assert [(one.name_en, one.lead_time_days) for one in page.suppliers] == [("Ganheng Biotech", 18)]
    code = page.suppliers[0].code
    assert code.startswith("S-")
    assert company.ask("warehouse", "find_supplier_products", {"supplier": code}).count == 2


def test_two_suppliers_of_one_name_are_refused(company: Company) -> None:
    with pytest.raises(SupplierExists):
        company.run("buyer", "create_supplier", {"name": "脉岸电子", "lead_time_days": 3})


def test_the_first_supplier_of_a_product_is_preferred_until_another_is_made_it(company: Company) -> None:
    terms = {"supplier": "甘衡生物", "product": "BP-200", "price": "109.50"}
    company.run("buyer", "set_supplier_product", terms)
    assert offers(company) == [("Mai'an Electronics", Decimal(112), True), ("Ganheng Biotech", Decimal("109.5"), False)]
    company.run("buyer", "set_supplier_product", {**terms, "preference": "preferred"})
    assert offers(company) == [("Ganheng Biotech", Decimal("109.5"), True), ("Mai'an Electronics", Decimal(112), False)]


def test_what_is_not_said_of_terms_stays(company: Company) -> None:
    result = company.run("buyer", "set_supplier_product", {"supplier": "脉岸电子", "product": "BP-200", "price": "118"})
    assert (result.before, result.price) == (Decimal(112), Decimal(118))
    assert (result.minimum, result.multiple, result.lead_time_days) == (Decimal(20), Decimal(10), 14)


def test_whoever_only_moves_goods_is_not_told_what_they_cost(company: Company) -> None:
    assert offers(company, "warehouse") == [("Mai'an Electronics", None, True)]


@pytest.mark.parametrize("login", ["sales", "support", "hr", "renhe", "visitor"])
def test_suppliers_are_nobody_else_s_business(company: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.ask(login, "find_supplier_products", {})


def test_a_supplier_named_by_an_outsider_is_unknown(company: Company) -> None:
    with pytest.raises(NameUnknown):
        company.run("buyer", "set_supplier_product", {"supplier": "无名厂", "product": "BP-200", "price": "1"})
