"""Operations on goods that wait for a check of their quality."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.database import locked, new_id
from core.errors import Conflict
from core.finance.ledger import Source, post
from core.finance.posting import goods_given_back
from core.inventory.arriving import Received, release_quarantine
from core.inventory.models import ExpectedMove, Lot, PlaceKind, Warehouse
from core.operations import Document, command
from core.purchasing.access import MAY_RECEIVE
from core.purchasing.orders.ending import booked, close_if_done, expected_of
from core.purchasing.orders.models import PurchaseOrder, PurchaseOrderLine
from core.purchasing.orders.references import PurchaseOrderRef
from core.purchasing.receiving.models import Receipt, ReceiptLine
from core.purchasing.receiving.views import HoldReleased, ReleasedLine
from core.purchasing.suppliers.models import Supplier


class NothingOnHold(Conflict):
    """No goods of the order wait for a check, or none of that product. Facts: number."""


class CheckOutcome(StrEnum):
    """What a check of goods came to."""

    PASSED = "passed"
    REJECTED = "rejected"


@command(roles=MAY_RECEIVE)
def release_hold(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    purchase_order: PurchaseOrderRef,
    product: ProductRef | None = None,
    outcome: CheckOutcome = CheckOutcome.PASSED,
) -> HoldReleased:
    """Ends the hold on goods of a purchase order: passed goods go to stock, rejected ones back to the supplier.

    Without a product it is all of them. Rejected goods count as not received: they are still to come, and not owed for.
    """
    order = locked(session, PurchaseOrder, purchase_order.id)
    held = _held(session, order, product)
    if not held:
        raise NothingOnHold(number=order.number)
    expected = expected_of(session, order.id)
    shown, served = [], Decimal(0)
    for came, line in held:
        item, quantity = session.get_one(Product, line.product_id), came.held
        left = _let_out(session, came, line, expected.get(line.id), outcome, actor=actor, now=now)
        came.held = Decimal(0)
        if outcome is CheckOutcome.REJECTED:
            came.rejected += quantity
            _give_back(session, order, line, quantity, left.value, actor=actor, now=now)
        session.flush()
        served += sum((one.quantity for one in left.served), Decimal(0))
        shown.append(_shown(session, item, line, came, quantity))
    close_if_done(session, order, actor=actor, now=now)
    supplier = session.get_one(Supplier, order.supplier_id)
    facts = {"number": order.number, "outcome": outcome.value}
    events.emit(session, "purchase_order.checked", subject_id=order.id, actor=actor, now=now, facts=facts)
    return HoldReleased(
        document=Document("purchase_order", order.id, order.number),
        number=order.number,
        supplier=supplier.code,
        supplier_zh=supplier.name_zh,
        supplier_en=supplier.name_en,
        passed=outcome is CheckOutcome.PASSED,
        lines=tuple(shown),
        served=served,
    )


def _held(
    session: Session, order: PurchaseOrder, product: ProductRef | None
) -> Sequence[tuple[ReceiptLine, PurchaseOrderLine]]:
    """What is on hold of the order, in the order of the products' ids: balances are locked in that order."""
    where = [Receipt.order_id == order.id, ReceiptLine.held > 0]
    if product is not None:
        where.append(PurchaseOrderLine.product_id == product.id)
    rows = session.execute(
        select(ReceiptLine, PurchaseOrderLine)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .join(PurchaseOrderLine, PurchaseOrderLine.id == ReceiptLine.order_line_id)
        .where(*where)
        .order_by(PurchaseOrderLine.product_id, ReceiptLine.id)
        .execution_options(populate_existing=True)
    )
    return [(came, line) for came, line in rows]


def _let_out(
    session: Session,
    came: ReceiptLine,
    line: PurchaseOrderLine,
    expected: ExpectedMove | None,
    outcome: CheckOutcome,
    *,
    actor: Actor,
    now: datetime,
) -> Received:
    return release_quarantine(
        session,
        product_id=line.product_id,
        warehouse_id=line.warehouse_id,
        lot_id=came.lot_id,
        quantity=came.held,
        expected_move_id=expected.id if expected is not None else None,
        target=PlaceKind.STOCK if outcome is CheckOutcome.PASSED else PlaceKind.SUPPLIER,
        origin_kind="receipt",
        origin_id=came.receipt_id,
        actor=actor,
        now=now,
    )


def _give_back(
    session: Session,
    order: PurchaseOrder,
    line: PurchaseOrderLine,
    quantity: Decimal,
    value: Decimal,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Takes rejected goods out of what was received, and posts it: they leave at the average, not at their price."""
    before = booked(session, order, line, line.quantity_received)
    line.quantity_received -= quantity
    session.flush()
    owed = before - booked(session, order, line, line.quantity_received)
    legs = goods_given_back(owed, value, order.supplier_id)
    source = Source("rejection", new_id(), "rejected", order.number)
    post(session, source, legs, booked_on=actor.today(now), actor=actor, now=now)


def _shown(
    session: Session, item: Product, line: PurchaseOrderLine, came: ReceiptLine, quantity: Decimal
) -> ReleasedLine:
    house = session.get_one(Warehouse, line.warehouse_id)
    lot = session.get(Lot, came.lot_id) if came.lot_id else None
    return ReleasedLine(
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        lot=lot.code if lot else None,
        quantity=quantity,
    )
