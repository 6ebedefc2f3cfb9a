"""The operation that sends goods back to their supplier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.database import locked, new_id, table_of
from core.finance.ledger import Source, post
from core.finance.posting import goods_given_back
from core.inventory.free import goods_meant, take_free
from core.inventory.models import PlaceKind, Warehouse
from core.inventory.moving import Moved, Movement, move, outside_place, places_in
from core.inventory.references import WarehouseRef
from core.inventory.supply import Supply, read_supply
from core.operations import Document, command
from core.purchasing.access import MAY_RECEIVE, sees_prices
from core.purchasing.orders.ending import booked, close_if_done
from core.purchasing.orders.models import PurchaseOrder
from core.purchasing.orders.references import PurchaseOrderRef
from core.purchasing.returning.models import PURCHASE_RETURN_NUMBERS, PurchaseReturn, PurchaseReturnLine
from core.purchasing.returning.references import GoingLines, TakenFrom
from core.purchasing.returning.views import PurchaseReturned, ReturnedLine
from core.purchasing.returning.working import Going, sort_out
from core.purchasing.suppliers.models import Supplier


@command(roles=MAY_RECEIVE)
def return_purchase(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    purchase_order: PurchaseOrderRef,
    lines: GoingLines,
    warehouse: WarehouseRef | None = None,
    taken_from: TakenFrom = TakenFrom.STOCK,
    reason: str = "",
) -> PurchaseReturned:
    """Sends goods of a purchase order back to their supplier (采购退货), from stock or from quarantine.

    They are no longer owed for; if they were billed, the supplier's credit note is recorded with record_vendor_credit.
    Goods from stock are to come no more, those from quarantine still are. What is reserved for orders stays. warehouse
    is where they lie now, if it is not where they came to.
    """
    order = locked(session, PurchaseOrder, purchase_order.id)
    going = sort_out(session, order, lines, taken_from, today=actor.today(now))
    houses = _houses(session, going, warehouse)
    row = PurchaseReturn(
        id=new_id(),
        number=PURCHASE_RETURN_NUMBERS.take(session, actor.today(now)),
        order_id=order.id,
        returned_on=actor.today(now),
        reason=" ".join(reason.split())[:500],
        created_at=now,
        user_id=actor.user_id,
    )
    session.add(row)
    session.flush()
    moved = _send(session, row, going, houses, taken_from, actor=actor, now=now)
    owed = _give_back(session, order, row, going, moved, houses, taken_from, actor=actor, now=now)
    close_if_done(session, order, actor=actor, now=now)
    supplier = session.get_one(Supplier, order.supplier_id)
    facts = {"number": row.number, "order": order.number, "products": sorted({one.product.code for one in going})}
    events.emit(session, "purchase.returned", subject_id=row.id, actor=actor, now=now, facts=facts)
    return PurchaseReturned(
        document=Document("purchase_return", row.id, row.number),
        order=order.number,
        supplier=supplier.code,
        supplier_zh=supplier.name_zh,
        supplier_en=supplier.name_en,
        held=taken_from is TakenFrom.QUARANTINE,
        lines=tuple(_line(one, houses[one.came.id]) for one in going),
        reason=row.reason,
        to_credit=any(one.line.quantity_billed > one.line.quantity_received for one in going),
        owed=owed if sees_prices(actor) else None,
    )


def _houses(session: Session, going: Sequence[Going], warehouse: WarehouseRef | None) -> dict[UUID, Warehouse]:
    """Where each part lies, by its receipt's line."""
    return {
        one.came.id: session.get_one(Warehouse, warehouse.id if warehouse else one.line.warehouse_id) for one in going
    }


def _send(
    session: Session,
    row: PurchaseReturn,
    going: Sequence[Going],
    houses: dict[UUID, Warehouse],
    source: TakenFrom,
    *,
    actor: Actor,
    now: datetime,
) -> list[Moved]:
    """Moves the goods to the supplier's place, each part at the average of the moment."""
    kind = PlaceKind.STOCK if source is TakenFrom.STOCK else PlaceKind.QUARANTINE
    if source is TakenFrom.STOCK:
        _only_free(session, going, houses, actor=actor, now=now)
    places = places_in(session, {house.id for house in houses.values()}, kind)
    end = outside_place(session, PlaceKind.SUPPLIER)
    movements = [
        Movement(one.product.id, one.lot.id if one.lot else None, places[houses[one.came.id].id], end, one.quantity)
        for one in going
    ]
    return list(move(session, movements, origin_kind="purchase_return", origin_id=row.id, actor=actor, now=now))


def _only_free(
    session: Session, going: Sequence[Going], houses: dict[UUID, Warehouse], *, actor: Actor, now: datetime
) -> None:
    """Refuses `NotEnoughFree` where part of the goods is promised or not there. Locks the balances."""
    supplies, _ = read_supply(session, sorted({one.product.id for one in going}), None, lock=True)
    wanted: dict[tuple[UUID, UUID, str | None], Decimal] = defaultdict(Decimal)
    items = {one.product.id: one.product for one in going}
    by_id = {house.id: house for house in houses.values()}
    for one in going:
        wanted[one.product.id, houses[one.came.id].id, one.lot.code if one.lot else None] += one.quantity
    for (product_id, house_id, lot), quantity in wanted.items():
        supply = supplies.get((product_id, house_id), Supply())
        levels = goods_meant(supply, lot, today=actor.today(now))
        free = sum((level.free for level in levels), Decimal(0))
        take_free(session, items[product_id], by_id[house_id], levels, quantity, most=free)


def _give_back(
    session: Session,
    order: PurchaseOrder,
    row: PurchaseReturn,
    going: Sequence[Going],
    moved: Sequence[Moved],
    houses: dict[UUID, Warehouse],
    source: TakenFrom,
    *,
    actor: Actor,
    now: datetime,
) -> Decimal:
    """Takes the goods off what was received, writes the lines and the entry; what is no longer owed for them."""
    rows: list[dict[str, Any]] = []
    held = source is TakenFrom.QUARANTINE
    for position, (one, gone) in enumerate(zip(going, moved, strict=True), start=1):
        before = booked(session, order, one.line, one.line.quantity_received)
        one.line.quantity_received -= one.quantity
        if held:
            one.came.held -= one.quantity
            one.came.rejected += one.quantity
        else:
            one.came.returned += one.quantity
            one.line.quantity_returned += one.quantity
        rows.append(
            {
                "id": new_id(),
                "return_id": row.id,
                "position": position,
                "receipt_line_id": one.came.id,
                "warehouse_id": houses[one.came.id].id,
                "held": held,
                "quantity": one.quantity,
                "owed": before - booked(session, order, one.line, one.line.quantity_received),
                "value": gone.value,
            }
        )
    session.flush()
    session.execute(insert(table_of(PurchaseReturnLine)), rows)
    owed, value = (sum((one[name] for one in rows), Decimal(0)) for name in ("owed", "value"))
    entry = Source("purchase_return", row.id, "returned", row.number)
    legs = goods_given_back(owed, value, order.supplier_id)
    post(session, entry, legs, booked_on=row.returned_on, actor=actor, now=now)
    return owed


def _line(one: Going, house: Warehouse) -> ReturnedLine:
    return ReturnedLine(
        product=one.product.code,
        name_zh=one.product.name_zh,
        name_en=one.product.name_en,
        unit=one.product.unit_code,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        lot=one.lot.code if one.lot else None,
        receipt=one.receipt,
        quantity=one.quantity,
    )
