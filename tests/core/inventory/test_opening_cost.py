"""Saying what goods cost that were there before costs were kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from core.doctor import examine
from core.inventory.models import Lot, PlaceKind, ProductValue
from core.inventory.moving import Movement, move, outside_place, place_in
from core.inventory.opening.commands import CostKnown, NothingHeld
from core.operations import OperationNotAllowed
from tests.company import Company
from tests.core.purchasing.buying import balance


def without_cost(company: Company, product: str, quantity: int, lot: Lot | None = None) -> None:
    """Goods of another version: they came, and nobody said what they cost."""
    source = outside_place(company.session, PlaceKind.SUPPLIER)
    target = place_in(company.session, company.warehouse_id("SH"))
    lot_id = lot.id if lot else None
    goods = Movement(company.product_id(product), lot_id, source, target, Decimal(quantity), Decimal(0))
    move(company.session, [goods], origin_kind="opening", origin_id=None, actor=company.actor("admin"), now=company.now)


def worth(company: Company, product: str) -> Decimal:
    """What the product is worth."""
    statement = select(ProductValue.value).where(ProductValue.product_id == company.product_id(product))
    found: Decimal = company.session.scalars(statement).one()
    return found


def broken(company: Company) -> list[str]:
    company.session.flush()
    return [finding.title for finding in examine(company.session, now=company.now) if finding.fails]


def test_goods_whose_cost_was_never_said_get_it_against_equity(company: Company) -> None:
    without_cost(company, "CPAP-7", 4)
    owned, equity = balance(company, "inventory"), balance(company, "capital")
    done = company.run("accountant", "set_opening_cost", {"product": "CPAP-7", "unit_cost": "3100"})
    assert (done.quantity, done.value, done.average) == (4, 12400, 3100)
    assert worth(company, "CPAP-7") == 12400
    assert (balance(company, "inventory") - owned, balance(company, "capital") - equity) == (
        Decimal(12400),
        Decimal(-12400),
    )
    assert broken(company) == []
    with pytest.raises(CostKnown):
        company.run("accountant", "set_opening_cost", {"product": "CPAP-7", "unit_cost": "3000"})


def test_what_left_meanwhile_is_not_valued(company: Company) -> None:
    without_cost(company, "CPAP-7", 4)
    company.run("warehouse", "scrap_stock", {"product": "CPAP-7", "warehouse": "SH", "quantity": 1})
    assert company.run("manager", "set_opening_cost", {"product": "CPAP-7", "unit_cost": "3100"}).quantity == 3
    assert broken(company) == []


def test_beside_goods_that_came_with_a_cost_only_the_others_get_one(company: Company) -> None:
    without_cost(company, "BP-200", 20)
    found = company.ask("buyer", "find_uncosted_stock").products
    assert [(one.product, one.quantity, one.on_hand) for one in found] == [("BP-200", 20, 120)]
    done = company.run("accountant", "set_opening_cost", {"product": "BP-200", "unit_cost": "100"})
    assert (done.quantity, done.value, done.average) == (20, 2000, 110)
    assert company.ask("accountant", "find_uncosted_stock").products == ()
    assert broken(company) == []


def test_lots_without_a_cost_keep_it_too(company: Company) -> None:
    lot = Lot(product_id=company.product_id("GS-50"), code="OLD-1", expires_on=None)
    company.session.add(lot)
    company.session.flush()
    without_cost(company, "GS-50", 10, lot)
    company.run("accountant", "set_opening_cost", {"product": "GS-50", "unit_cost": "25.5"})
    company.session.refresh(lot)
    assert lot.unit_cost == Decimal("25.5")


def test_known_costs_and_empty_shelves_are_refused(company: Company) -> None:
    with pytest.raises(CostKnown) as refused:
        company.run("accountant", "set_opening_cost", {"product": "BP-200", "unit_cost": "1"})
    assert refused.value.facts["average"] == 112
    with pytest.raises(NothingHeld):
        company.run("accountant", "set_opening_cost", {"product": "CPAP-7", "unit_cost": "1"})


@pytest.mark.parametrize("login", ["sales", "warehouse", "buyer"])
def test_costs_are_said_by_those_who_keep_the_books(company: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.run(login, "set_opening_cost", {"product": "BP-200", "unit_cost": "1"})
