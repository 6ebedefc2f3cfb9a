"""Working out purchase orders before anything is written: from whom, at which price, for which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company
from core.catalog.facts import ProductFacts, facts_of, unit_of
from core.errors import Conflict, Invalid
from core.purchasing.orders.pricing import LineAmounts, line_amounts
from core.purchasing.suppliers.models import Supplier, SupplierProduct


class NoSupplier(Conflict):
    """No supplier is preferred for the products: say from whom to buy. Facts: products."""


class SeveralSuppliers(Conflict):
    """The products come from different suppliers: one order each. Facts: suppliers."""


class NoPurchasePrice(Conflict):
    """The supplier has no price for the product: say it, or enter the supplier's terms. Facts: product, supplier."""


class SeveralCurrencies(Invalid):
    """One order is in one currency. Facts: currencies."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So much of a product for a warehouse; `price` is for one `unit` where it is not the supplier's usual one."""

    product_id: UUID
    quantity: Decimal
    unit: str | None
    warehouse_id: UUID
    price: Decimal | None = None
    requisition_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line worked out. `notes` say what deserves a look."""

    wanted: Wanted
    product: ProductFacts
    unit: str
    stock_quantity: Decimal
    price: Decimal
    amounts: LineAmounts
    due_on: date
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An order to one supplier worked out."""

    supplier: Supplier
    currency: str
    lines: tuple[DraftLine, ...]

    @property
    def net(self) -> Decimal:
        """The sum of the lines without tax."""
        return sum((line.amounts.net for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The sum of the lines' taxes."""
        return sum((line.amounts.tax for line in self.lines), Decimal(0))


def usual_supplier(session: Session, product_ids: Iterable[UUID]) -> UUID:
    """The supplier preferred for all of the products; refuses `NoSupplier` and `SeveralSuppliers`."""
    wanted = sorted(set(product_ids))
    found = preferred(session, wanted)
    missing = [one for one in wanted if one not in found]
    if missing:
        raise NoSupplier(products=_codes(session, missing))
    suppliers = sorted({offer.supplier_id for offer in found.values()})
    if len(suppliers) > 1:
        names = session.scalars(select(Supplier.code).where(Supplier.id.in_(suppliers)).order_by(Supplier.code))
        raise SeveralSuppliers(suppliers=list(names))
    return suppliers[0]


def preferred(session: Session, product_ids: Sequence[UUID]) -> dict[UUID, SupplierProduct]:
    """The preferred offer of each product that has one."""
    rows = session.scalars(
        select(SupplierProduct).where(SupplierProduct.product_id.in_(product_ids), SupplierProduct.preferred)
    )
    return {row.product_id: row for row in rows}


def draft(session: Session, supplier_id: UUID, wanted: Sequence[Wanted], *, due_on: date | None, today: date) -> Draft:
    """An order to a supplier at its prices; without a day each line comes after its lead time."""
    supplier = session.get_one(Supplier, supplier_id)
    product_ids = {one.product_id for one in wanted}
    offers = {
        row.product_id: row
        for row in session.scalars(
            select(SupplierProduct).where(
                SupplierProduct.supplier_id == supplier_id, SupplierProduct.product_id.in_(product_ids)
            )
        )
    }
    currencies = sorted({offer.currency for offer in offers.values()}) or [company.current(session).currency]
    if len(currencies) > 1:
        raise SeveralCurrencies(currencies=currencies)
    facts = facts_of(session, product_ids, today)
    lines = tuple(
        _line(session, one, facts[one.product_id], offers.get(one.product_id), supplier, currencies[0], due_on, today)
        for one in wanted
    )
    return Draft(supplier, currencies[0], lines)


def _line(
    session: Session,
    wanted: Wanted,
    product: ProductFacts,
    offer: SupplierProduct | None,
    supplier: Supplier,
    currency: str,
    due_on: date | None,
    today: date,
) -> DraftLine:
    unit = unit_of(session, product, wanted.unit)
    stock_quantity = product.in_stock_units(wanted.quantity, unit)
    usual = None if offer is None else offer.price * product.factor_of(unit)
    price = wanted.price if wanted.price is not None else usual
    if price is None:
        raise NoPurchasePrice(product=product.code, supplier=supplier.code)
    lead = supplier.lead_time_days if offer is None or offer.lead_time_days is None else offer.lead_time_days
    return DraftLine(
        wanted=wanted,
        product=product,
        unit=unit,
        stock_quantity=stock_quantity,
        price=price,
        amounts=line_amounts(quantity=wanted.quantity, price=price, tax_rate=product.tax_rate, currency=currency),
        due_on=due_on or today + timedelta(days=lead),
        notes=_notes(stock_quantity, price, usual, offer),
    )


def _notes(quantity: Decimal, price: Decimal, usual: Decimal | None, offer: SupplierProduct | None) -> tuple[str, ...]:
    if offer is None:
        return ("no_offer",)
    found = (
        ("below_minimum", quantity < offer.minimum),
        ("off_multiple", quantity % offer.multiple != 0),
        ("other_price", price != usual),
    )
    return tuple(note for note, applies in found if applies)


def _codes(session: Session, product_ids: Sequence[UUID]) -> list[str]:
    today = date.min
    return sorted(one.code for one in facts_of(session, product_ids, today).values())
