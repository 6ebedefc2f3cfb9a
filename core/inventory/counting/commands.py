"""The operation that books what was counted."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company, events
from core.actor import Actor, Role
from core.catalog.models import Product
from core.catalog.references import NotAQuantity, ProductRef, QuantityNotPositive, amount_in
from core.errors import Conflict
from core.finance.ledger import Source, post
from core.finance.posting import stock_counted
from core.inventory.balances import BalanceKey, make_balances
from core.inventory.costs import approvals_of_loss, cost_for
from core.inventory.lots import lot_meant
from core.inventory.measuring import in_stock_units
from core.inventory.models import Lot, PlaceKind, StockLevel, Warehouse
from core.inventory.moving import Moved, Movement, move, outside_place, place_in
from core.inventory.references import WarehouseRef
from core.inventory.valuing import cost_of, unit_cost_of
from core.inventory.views import StockCounted
from core.inventory.waiting import lock_waiting, serve_waiting
from core.operations import Day, Document, command

MAY_COUNT = frozenset({Role.WAREHOUSE, Role.MANAGER, Role.ADMIN})


class CountBelowReserved(Conflict):
    """Fewer were counted than are promised: orders must be freed first. Facts: product, counted, reserved."""


def _counted(value: object) -> Decimal:
    try:
        return amount_in(value, least=Decimal(0))
    except QuantityNotPositive as error:
        raise NotAQuantity(text=str(value)[:40]) from error


CountedQuantity = Annotated[
    Decimal,
    BeforeValidator(_counted),
    WithJsonSchema({"type": "string", "description": "the number counted, 0 or more", "x-reference": "quantity"}),
]


@command(roles=MAY_COUNT)
def count_stock(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef,
    warehouse: WarehouseRef,
    counted: CountedQuantity,
    unit: str | None = None,
    lot: str | None = None,
    expires_on: Day | None = None,
) -> StockCounted:
    """Books what was counted of a product in a warehouse; the difference becomes a stock move.

    A difference worth more than the company's limit needs a manager's approval.

    `unit` is the pack that was counted, the product's own unit when none is said. A lot that is not known yet needs
    its expiry day.
    """
    item = session.get_one(Product, product.id)
    counted = in_stock_units(session, item, counted, unit, actor.today(now))
    house = session.get_one(Warehouse, warehouse.id)
    batch = lot_meant(session, item, lot, expires_on)
    booked, moved = _book_difference(session, item, house, batch, counted, actor=actor, now=now)
    number = f"{item.code}@{house.code}"
    gain = moved.value.copy_sign(counted - booked) if moved else Decimal(0)
    if moved:
        _tell(session, Source("stock_move", moved.id, "counted", number), item, house, gain, actor=actor, now=now)
    if counted > booked:
        serve_waiting(session, [item.id], house.id, actor=actor, now=now)
    approvals = approvals_of_loss(session, gain, actor)
    return StockCounted(
        document=Document("stock_move", moved.id, number) if moved else None,
        approvals=approvals,
        unusual=("over_limit",) if approvals else (),
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        lot=batch.code if batch else None,
        booked=booked,
        counted=counted,
        difference=counted - booked,
        value=cost_for(actor, gain),
    )


def _tell(
    session: Session, source: Source, item: Product, house: Warehouse, gain: Decimal, *, actor: Actor, now: datetime
) -> None:
    """Books what the difference is worth, and emits `stock.counted`."""
    post(session, source, stock_counted(gain), booked_on=actor.today(now), actor=actor, now=now)
    facts = {"product": item.code, "warehouse": house.code}
    events.emit(session, "stock.counted", subject_id=item.id, actor=actor, now=now, facts=facts)


def _book_difference(
    session: Session,
    item: Product,
    house: Warehouse,
    batch: Lot | None,
    counted: Decimal,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Decimal, Moved | None]:
    """Moves the difference between booked and counted; what was booked, and the move. Locks the balance."""
    place = place_in(session, house.id)
    lot_id = batch.id if batch else None
    lock_waiting(session, [item.id], house.id)
    # The first count makes the balance: another one that begins meanwhile has something to wait at.
    make_balances(session, [BalanceKey(item.id, place.id, house.id, lot_id)])
    booked, reserved = session.execute(
        select(StockLevel.on_hand, StockLevel.reserved)
        .where(
            StockLevel.product_id == item.id,
            StockLevel.place_id == place.id,
            StockLevel.lot_id.is_not_distinct_from(lot_id),
        )
        .with_for_update()
    ).one()
    if counted < reserved:
        raise CountBelowReserved(product=item.code, counted=counted, reserved=reserved)
    difference = counted - booked
    if not difference:
        return booked, None
    outside = outside_place(session, PlaceKind.ADJUSTMENT)
    if difference > 0:
        unit_cost = unit_cost_of(session, item.id, lot_id)
        value = cost_of(difference, unit_cost, company.current(session).currency)
        movement = Movement(item.id, lot_id, outside, place, difference, value=value)
    else:
        movement = Movement(item.id, lot_id, place, outside, -difference)
    (moved,) = move(session, [movement], origin_kind="count", origin_id=None, actor=actor, now=now)
    return booked, moved
