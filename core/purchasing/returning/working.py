"""Which receipts goods that go back came on, before anything is written: the newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.facts import facts_of, unit_of
from core.catalog.models import Product
from core.errors import Conflict
from core.inventory.models import Lot
from core.purchasing.orders.models import PurchaseOrder, PurchaseOrderLine
from core.purchasing.receiving.commands import NotOnPurchaseOrder
from core.purchasing.receiving.models import Receipt, ReceiptLine
from core.purchasing.returning.references import GoingLine, TakenFrom


class ReturnedMoreThanCame(Conflict):
    """More than came of it on the order, and is not on hold or given back already.

    Facts: product, quantity, most, unit, number, lot.
    """


@dataclass(frozen=True, slots=True)
class Going:
    """So much of one receipt's line that goes back."""

    came: ReceiptLine
    line: PurchaseOrderLine
    product: Product
    lot: Lot | None
    receipt: str
    quantity: Decimal


def sort_out(
    session: Session, order: PurchaseOrder, lines: Sequence[GoingLine], source: TakenFrom, *, today: date
) -> list[Going]:
    """The goods by receipt, in the order of the products' ids, in which balances are locked.

    Refuses `NotOnPurchaseOrder` and `ReturnedMoreThanCame`.
    """
    rows = _came(session, order)
    facts = facts_of(session, {line.product_id for _, line, _, _, _ in rows}, today)
    taken: dict[UUID, Decimal] = defaultdict(Decimal)
    found: list[Going] = []
    for said in lines:
        mine = [row for row in rows if row[1].product_id == said.product.id]
        if not mine:
            raise NotOnPurchaseOrder(product=said.product.code, number=order.number)
        wanted = (said.lot or "").strip()
        if wanted:
            mine = [row for row in mine if row[3] is not None and row[3].code == wanted]
        product = facts[said.product.id]
        quantity = product.in_stock_units(said.quantity, unit_of(session, product, said.unit))
        rest = quantity
        for came, line, item, lot, receipt in mine:
            part = min(rest, _most(came, source) - taken[came.id])
            if part > 0:
                taken[came.id] += part
                found.append(Going(came, line, item, lot, receipt, part))
                rest -= part
        if rest > 0:
            raise ReturnedMoreThanCame(
                product=product.code,
                quantity=quantity,
                most=quantity - rest,
                unit=product.unit,
                number=order.number,
                lot=wanted or None,
            )
    return sorted(found, key=lambda one: (one.product.id, one.came.id))


def _most(came: ReceiptLine, source: TakenFrom) -> Decimal:
    """How much of a receipt's line may go back from there."""
    if source is TakenFrom.QUARANTINE:
        return came.held
    return came.quantity - came.held - came.rejected - came.returned


def _came(
    session: Session, order: PurchaseOrder
) -> Sequence[tuple[ReceiptLine, PurchaseOrderLine, Product, Lot | None, str]]:
    rows = session.execute(
        select(ReceiptLine, PurchaseOrderLine, Product, Lot, Receipt.number)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .join(PurchaseOrderLine, PurchaseOrderLine.id == ReceiptLine.order_line_id)
        .join(Product, Product.id == PurchaseOrderLine.product_id)
        .join(Lot, Lot.id == ReceiptLine.lot_id, isouter=True)
        .where(Receipt.order_id == order.id)
        .order_by(Receipt.created_at.desc(), ReceiptLine.position)
        .execution_options(populate_existing=True)
    )
    return [(came, line, product, lot, number) for came, line, product, lot, number in rows]
