"""Reading a lot's moves and the documents they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.actor import Actor
from core.catalog.models import Product
from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.inventory.models import Lot, Place, PlaceKind, StockLevel, StockMove, Warehouse
from core.purchasing.access import MAY_READ
from core.purchasing.orders.models import PurchaseOrder
from core.purchasing.receiving.models import Receipt
from core.purchasing.returning.models import PurchaseReturn
from core.purchasing.suppliers.models import Supplier
from core.sales.deliveries.models import Delivery, DeliveryState
from core.sales.models import SalesOrder
from core.sales.returns.models import Return
from core.tracing.views import Came, LotPlace, LotSource, LotTaker, LotTrace, Went

_K = PlaceKind
_IN = (_K.STOCK, _K.QUARANTINE)


@dataclass(frozen=True, slots=True)
class _Step:
    """One move of the lot between kinds of places; `origin` is its document."""

    at: datetime
    source: PlaceKind
    target: PlaceKind
    quantity: Decimal
    kind: str
    origin: UUID | None


def trace(session: Session, lot: Lot, item: Product, *, actor: Actor) -> LotTrace:
    """The lot both ways, as far as the actor may see suppliers and customers."""
    steps = _steps(session, lot)
    went, others = _went(session, steps, actor)
    return LotTrace(
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        lot=lot.code,
        expires_on=lot.expires_on,
        came=_came(session, steps, actor),
        went=went,
        on_hand=_on_hand(session, lot),
        with_others=others,
        scrapped=_sum(steps, _IN, (_K.SCRAP,)),
        counted=_sum(steps, (_K.ADJUSTMENT,), _IN) - _sum(steps, _IN, (_K.ADJUSTMENT,)),
    )


def _steps(session: Session, lot: Lot) -> list[_Step]:
    source, target = aliased(Place), aliased(Place)
    rows = session.execute(
        select(StockMove.at, source.kind, target.kind, StockMove.quantity, StockMove.origin_kind, StockMove.origin_id)
        .join(source, source.id == StockMove.from_place_id)
        .join(target, target.id == StockMove.to_place_id)
        .where(StockMove.lot_id == lot.id)
        .order_by(StockMove.at, StockMove.id)
    )
    return [_Step(*row) for row in rows]


def _sum(steps: Sequence[_Step], source: Sequence[PlaceKind], target: Sequence[PlaceKind]) -> Decimal:
    return sum((one.quantity for one in steps if one.source in source and one.target in target), Decimal(0))


def _day(at: datetime, actor: Actor) -> date:
    return at.astimezone(actor.zone).date()


def _came(session: Session, steps: Sequence[_Step], actor: Actor) -> tuple[LotSource, ...]:
    """What came from suppliers and what was sent back to them."""
    own = [one for one in steps if _K.SUPPLIER in (one.source, one.target)]
    ids = {one.origin for one in own}
    found: dict[UUID, tuple[str, str, Supplier]] = {}
    for table in (Receipt, PurchaseReturn):
        rows = session.execute(
            select(table.id, table.number, PurchaseOrder.number, Supplier)
            .join(PurchaseOrder, PurchaseOrder.id == table.order_id)
            .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
            .where(table.id.in_(ids))
        )
        found |= {row[0]: (row[1], row[2], row[3]) for row in rows}
    return tuple(_source(one, found.get(one.origin) if one.origin else None, actor) for one in own)


def _source(step: _Step, known: tuple[str, str, Supplier] | None, actor: Actor) -> LotSource:
    document, order, supplier = known or ("", "", None)
    named = supplier if actor.may(MAY_READ) else None
    kind = Came.SENT_BACK if step.target is _K.SUPPLIER else Came.RECEIPT if known else Came.OPENING
    return LotSource(
        kind=kind,
        on=_day(step.at, actor),
        quantity=step.quantity,
        document=document,
        purchase_order=order if actor.may(MAY_READ) else "",
        supplier=named.code if named else None,
        supplier_zh=named.name_zh if named else "",
        supplier_en=named.name_en if named else "",
    )


def _went(session: Session, steps: Sequence[_Step], actor: Actor) -> tuple[tuple[LotTaker, ...], Decimal]:
    """What customers got and gave back, and how much customers have whom the actor may not see."""
    own = [one for one in steps if _way(one) is not None]
    documents = _documents(session, {one.origin for one in own if one.origin}, actor)
    rows, others = [], Decimal(0)
    for one in own:
        way = _way(one)
        known = documents.get(one.origin) if one.origin else None
        if way is None:
            continue
        if known is None:
            others += one.quantity if way is Went.DELIVERY else -one.quantity
            continue
        number, order, customer, waiting = known
        rows.append(
            LotTaker(
                kind=way,
                on=_day(one.at, actor),
                quantity=one.quantity,
                document=number,
                order=order,
                customer=customer.code,
                customer_zh=customer.name_zh,
                customer_en=customer.name_en,
                in_transit=waiting and way is Went.DELIVERY,
            )
        )
    return tuple(rows), others


def _way(step: _Step) -> Went | None:
    if step.source in _IN and step.target is _K.TRANSIT:
        return Went.DELIVERY
    if step.source is _K.TRANSIT and step.target in _IN:
        return Went.REFUSED
    if step.source is _K.CUSTOMER:
        return Went.RETURNED
    return None


def _documents(session: Session, ids: set[UUID], actor: Actor) -> dict[UUID, tuple[str, str, Customer, bool]]:
    """Deliveries and returns the actor may see: number, order, customer, whether on its way."""
    found: dict[UUID, tuple[str, str, Customer, bool]] = {}
    for table in (Delivery, Return):
        rows = session.execute(
            select(table.id, table.number, SalesOrder.number, Customer, table.state)
            .join(SalesOrder, SalesOrder.id == table.order_id)
            .join(Customer, Customer.id == table.customer_id)
            .where(table.id.in_(ids), visible_customers(actor))
        )
        found |= {row[0]: (row[1], row[2], row[3], row[4] is DeliveryState.SHIPPED) for row in rows}
    return found


def _on_hand(session: Session, lot: Lot) -> tuple[LotPlace, ...]:
    rows = session.execute(
        select(Warehouse, Place.kind, StockLevel.on_hand, StockLevel.reserved)
        .join(Place, Place.id == StockLevel.place_id)
        .join(Warehouse, Warehouse.id == StockLevel.warehouse_id)
        .where(StockLevel.lot_id == lot.id, StockLevel.on_hand > 0)
        .order_by(Warehouse.code, Place.kind)
    )
    return tuple(
        LotPlace(house.code, house.name_zh, house.name_en, kind is _K.QUARANTINE, on_hand, reserved)
        for house, kind, on_hand, reserved in rows
    )
