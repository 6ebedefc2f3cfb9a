"""Operations on goods that come: receive them, and release or reject what was held for a check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.catalog.facts import facts_of, unit_of
from core.catalog.models import Product
from core.database import locked
from core.errors import Conflict, Invalid
from core.finance.ledger import Source, post
from core.finance.posting import goods_received
from core.inventory.arriving import receive
from core.inventory.lots import lot_meant
from core.inventory.models import Lot, PlaceKind, Warehouse
from core.inventory.references import WarehouseRef
from core.operations import Day, Document, command
from core.purchasing.access import MAY_RECEIVE
from core.purchasing.orders.ending import booked, close_if_done, expected_of, only_sent
from core.purchasing.orders.models import PurchaseOrder, PurchaseOrderLine
from core.purchasing.orders.reading import shown
from core.purchasing.orders.references import PurchaseOrderRef
from core.purchasing.receiving.models import RECEIPT_NUMBERS, Receipt, ReceiptLine
from core.purchasing.receiving.references import CameLine, CameLines
from core.purchasing.receiving.sorting import Ordered, sort_out
from core.purchasing.receiving.views import PurchaseReceived, ReceivedLine


class NotOnPurchaseOrder(Invalid):
    """The product is not on the purchase order. Facts: product, number."""


class MoreThanOrdered(Conflict):
    """More came than the order and its tolerance take. Facts: product, quantity, most, unit, number."""


class NothingToReceive(Conflict):
    """Everything on the order has come. Facts: number."""


class ExpiredOnArrival(Invalid):
    """Goods that have expired are not taken in. Facts: product, lot, expires_on."""


class QualityCheck(StrEnum):
    """Whether goods go to stock at once, or wait for a check of their quality in quarantine."""

    PASSED = "passed"
    ON_HOLD = "on_hold"


@dataclass(frozen=True, slots=True)
class _Part:
    """So much of one order line in one lot."""

    line: PurchaseOrderLine
    product: Product
    lot: Lot | None
    quantity: Decimal


@command(roles=MAY_RECEIVE)
def receive_purchase(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    purchase_order: PurchaseOrderRef,
    lines: CameLines | None = None,
    warehouse: WarehouseRef | None = None,
    lot: str | None = None,
    expires_on: Day | None = None,
    quality: QualityCheck = QualityCheck.PASSED,
    note: str = "",
) -> PurchaseReceived:
    """Takes in goods that came on a purchase order; without lines everything that is still to come of it.

    A part may come, and up to 5 percent more than was ordered. lot and expires_on are for goods kept by lot, where a
    line does not say its own. Goods on hold wait in quarantine for release_hold. Lines of customers' orders that wait
    for the goods get them at once.
    """
    order = locked(session, PurchaseOrder, purchase_order.id)
    only_sent(order)
    own = _lines(session, order, warehouse)
    parts = _parts(session, order, own, lines, lot, expires_on, actor.today(now))
    receipt = _receipt(session, order, note, actor=actor, now=now)
    served = _take_in(session, order, receipt, parts, quality, actor=actor, now=now)
    close_if_done(session, order, actor=actor, now=now)
    facts = {"number": order.number, "receipt": receipt.number, "held": quality is QualityCheck.ON_HOLD}
    events.emit(session, "purchase_order.received", subject_id=order.id, actor=actor, now=now, facts=facts)
    whole = shown(session, order.id, actor=actor)
    came = _shown(session, parts)
    return PurchaseReceived(
        document=Document("receipt", receipt.id, receipt.number),
        unusual=("over_ordered",) if any(line.over for line in came) else (),
        number=order.number,
        supplier=whole.supplier,
        supplier_zh=whole.supplier_zh,
        supplier_en=whole.supplier_en,
        held=quality is QualityCheck.ON_HOLD,
        lines=came,
        served=served,
        received=whole.received,
        state=whole.state,
    )


def _receipt(session: Session, order: PurchaseOrder, note: str, *, actor: Actor, now: datetime) -> Receipt:
    row = Receipt(
        number=RECEIPT_NUMBERS.take(session, actor.today(now)),
        order_id=order.id,
        received_on=actor.today(now),
        note=note.strip()[:500],
        created_at=now,
        user_id=actor.user_id,
    )
    session.add(row)
    session.flush()
    return row


def _receipt_line(receipt: Receipt, position: int, part: _Part, *, held: bool) -> ReceiptLine:
    return ReceiptLine(
        receipt_id=receipt.id,
        position=position,
        order_line_id=part.line.id,
        lot_id=part.lot.id if part.lot else None,
        quantity=part.quantity,
        held=part.quantity if held else Decimal(0),
    )


def _lines(session: Session, order: PurchaseOrder, warehouse: WarehouseRef | None) -> Sequence[PurchaseOrderLine]:
    where = [PurchaseOrderLine.order_id == order.id]
    if warehouse is not None:
        where.append(PurchaseOrderLine.warehouse_id == warehouse.id)
    found = session.scalars(
        select(PurchaseOrderLine)
        .where(*where)
        .order_by(PurchaseOrderLine.due_on, PurchaseOrderLine.position)
        .execution_options(populate_existing=True)
    )
    return found.all()


def _parts(
    session: Session,
    order: PurchaseOrder,
    own: Sequence[PurchaseOrderLine],
    came: Sequence[CameLine] | None,
    lot: str | None,
    expires_on: date | None,
    today: date,
) -> list[_Part]:
    """What came, by order line and lot, in the order of the products' ids: balances are locked in that order."""
    by_product: dict[UUID, list[PurchaseOrderLine]] = defaultdict(list)
    for line in own:
        by_product[line.product_id].append(line)
    facts = facts_of(session, by_product, today)
    wanted: list[tuple[UUID, Decimal, str | None, date | None]] = []
    for one in came or ():
        if one.product.id not in by_product:
            raise NotOnPurchaseOrder(product=one.product.code, number=order.number)
        product = facts[one.product.id]
        quantity = product.in_stock_units(one.quantity, unit_of(session, product, one.unit))
        wanted.append((product.id, quantity, one.lot or lot, one.expires_on or expires_on))
    if came is None:
        left = {
            product_id: sum((_ordered(line).left for line in lines), Decimal(0))
            for product_id, lines in by_product.items()
        }
        wanted = [(product_id, quantity, lot, expires_on) for product_id, quantity in left.items() if quantity]
    if not wanted:
        raise NothingToReceive(number=order.number)
    taken: dict[UUID, Decimal] = defaultdict(Decimal)
    parts: list[_Part] = []
    for product_id, quantity, code, expiry in wanted:
        item = session.get_one(Product, product_id)
        batch = lot_meant(session, item, code, expiry)
        if batch is not None and batch.expires_on is not None and batch.expires_on <= today:
            raise ExpiredOnArrival(product=item.code, lot=batch.code, expires_on=batch.expires_on)
        for line, part in _sorted_out(order, item, by_product[product_id], quantity, taken):
            parts.append(_Part(line, item, batch, part))
    return sorted(parts, key=lambda part: (part.product.id, part.line.position))


def _ordered(line: PurchaseOrderLine, taken: Decimal = Decimal(0)) -> Ordered:
    return Ordered(line.id, line.stock_quantity - line.quantity_returned, line.quantity_received + taken)


def _sorted_out(
    order: PurchaseOrder,
    item: Product,
    lines: Sequence[PurchaseOrderLine],
    quantity: Decimal,
    taken: dict[UUID, Decimal],
) -> list[tuple[PurchaseOrderLine, Decimal]]:
    """The order lines a quantity goes to; `taken` is what earlier ones of the same receipt took, and grows."""
    ordered = [_ordered(line, taken[line.id]) for line in lines]
    found = sort_out(ordered, quantity)
    if found is None:
        most = sum((one.most for one in ordered), Decimal(0))
        raise MoreThanOrdered(product=item.code, quantity=quantity, most=most, unit=item.unit_code, number=order.number)
    by_id = {line.id: line for line in lines}
    for line_id, part in found:
        taken[line_id] += part
    return [(by_id[line_id], part) for line_id, part in found]


def _take_in(
    session: Session,
    order: PurchaseOrder,
    receipt: Receipt,
    parts: Sequence[_Part],
    quality: QualityCheck,
    *,
    actor: Actor,
    now: datetime,
) -> Decimal:
    """Moves the goods in, writes the receipt's lines and posts what they are worth; how much waiting lines got."""
    expected = expected_of(session, order.id)
    held = quality is QualityCheck.ON_HOLD
    served, value = Decimal(0), Decimal(0)
    for position, part in enumerate(parts, start=1):
        line = part.line
        so_far = booked(session, order, line, line.quantity_received)
        line.quantity_received += part.quantity
        session.flush()
        amount = booked(session, order, line, line.quantity_received) - so_far
        came = receive(
            session,
            product_id=part.product.id,
            warehouse_id=line.warehouse_id,
            lot_id=part.lot.id if part.lot else None,
            quantity=part.quantity,
            unit_cost=amount / part.quantity,
            expected_move_id=expected[line.id].id if not held and line.id in expected else None,
            target=PlaceKind.QUARANTINE if held else PlaceKind.STOCK,
            origin_kind="receipt",
            origin_id=receipt.id,
            actor=actor,
            now=now,
        )
        session.add(_receipt_line(receipt, position, part, held=held))
        value += amount
        served += sum((one.quantity for one in came.served), Decimal(0))
    session.flush()
    source = Source("receipt", receipt.id, "received", receipt.number)
    legs = goods_received(value, order.supplier_id)
    post(session, source, legs, booked_on=receipt.received_on, actor=actor, now=now)
    return served


def _shown(session: Session, parts: Sequence[_Part]) -> tuple[ReceivedLine, ...]:
    houses = {part.line.warehouse_id for part in parts}
    by_id = {house.id: house for house in session.scalars(select(Warehouse).where(Warehouse.id.in_(houses)))}
    return tuple(_line(part, by_id[part.line.warehouse_id]) for part in parts)


def _line(part: _Part, house: Warehouse) -> ReceivedLine:
    line = part.line
    return ReceivedLine(
        product=part.product.code,
        name_zh=part.product.name_zh,
        name_en=part.product.name_en,
        unit=part.product.unit_code,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        lot=part.lot.code if part.lot else None,
        expires_on=part.lot.expires_on if part.lot else None,
        quantity=part.quantity,
        ordered=line.stock_quantity,
        over=max(line.quantity_received - line.stock_quantity, Decimal(0)),
        left=max(line.stock_quantity - line.quantity_returned - line.quantity_received, Decimal(0)),
    )
