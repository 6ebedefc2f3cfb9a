"""Operations that write stock: warehouses, counts, and goods that are expected."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, WithJsonSchema
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import names
from core.actor import Actor, Role
from core.catalog.facts import facts_of, unit_of
from core.catalog.models import Product
from core.catalog.references import NotAQuantity, ProductRef, Quantity, QuantityNotPositive, amount_in
from core.customers.references import RegionRef
from core.errors import Conflict, Invalid
from core.inventory.models import ExpectedKind, ExpectedMove, Lot, Place, PlaceKind, StockLevel, Warehouse
from core.inventory.moving import enter, move, outside_place, stock_place
from core.inventory.references import WarehouseRef
from core.inventory.views import ReceiptExpected, StockCounted, WarehouseCreated
from core.operations import Day, Document, command

MAY_COUNT = frozenset({Role.WAREHOUSE, Role.MANAGER, Role.ADMIN})


class WarehouseExists(Conflict):
    """Another warehouse has that code. Facts: warehouse."""


class WarehouseCodeUnfit(Invalid):
    """A warehouse's code is 1–8 letters and digits. Facts: code."""


class LotNeeded(Invalid):
    """The product is kept by lot: say which one was counted. Facts: product, lots that are there."""


class LotUnused(Invalid):
    """The product is not kept by lot: a lot or an expiry day would be lost. Facts: product."""


class LotExpiresOtherwise(Conflict):
    """The lot is in the books with another expiry day. Facts: product, lot, expires_on, said_on."""


class CountBelowReserved(Conflict):
    """Fewer were counted than are promised: orders must be freed first. Facts: product, counted, reserved."""


class DayPassed(Invalid):
    """Goods can be expected today or later. Facts: day."""


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


@command(roles=frozenset({Role.ADMIN}))
def create_warehouse(
    session: Session, *, code: str, name: str, name_en: str | None = None, region: RegionRef | None = None
) -> WarehouseCreated:
    """Adds a warehouse with one place for saleable goods."""
    code = code.strip().upper()
    if not re.fullmatch(r"[A-Z0-9]{1,8}", code):
        raise WarehouseCodeUnfit(code=code[:20])
    if session.scalar(select(Warehouse.id).where(Warehouse.code == code)) is not None:
        raise WarehouseExists(warehouse=code)
    name_zh, name_en = names.both_names(name, name_en, length_max=80)
    row = Warehouse(code=code, name_zh=name_zh, name_en=name_en, region_id=region.id if region else None)
    session.add(row)
    session.flush()
    session.add(Place(code=f"{code}/STOCK", kind=PlaceKind.STOCK, warehouse_id=row.id))
    session.flush()
    names.put(session, "warehouse", row.id, code, [(row.name_zh, "zh"), (row.name_en, "en")])
    document = Document("warehouse", row.id, code)
    return WarehouseCreated(document=document, code=code, name_zh=row.name_zh, name_en=row.name_en)


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

    `unit` is the pack that was counted, the product's own unit when none is said. A lot that is not known yet needs
    its expiry day.
    """
    item = session.get_one(Product, product.id)
    counted = _in_stock_units(session, item, counted, unit, actor.today(now))
    house = session.get_one(Warehouse, warehouse.id)
    batch = _lot(session, item, lot, expires_on)
    booked, move_id = _book_difference(session, item, house, batch, counted, actor=actor, now=now)
    return StockCounted(
        document=Document("stock_move", move_id, f"{item.code}@{house.code}") if move_id else None,
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
    )


@command(roles=frozenset({Role.BUYER, Role.WAREHOUSE, Role.MANAGER, Role.ADMIN}))
def expect_receipt(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef,
    warehouse: WarehouseRef,
    quantity: Quantity,
    due_on: Day,
    unit: str | None = None,
) -> ReceiptExpected:
    """Records goods that are confirmed to arrive at a warehouse on a day, so that they can be promised.

    `unit` is the pack that is counted in, the product's own unit when none is said.
    """
    if due_on < actor.today(now):
        raise DayPassed(day=due_on)
    item = session.get_one(Product, product.id)
    quantity = _in_stock_units(session, item, quantity, unit, actor.today(now))
    house = session.get_one(Warehouse, warehouse.id)
    # A balance has to exist for promises of the product to queue up at, even before the first goods are there.
    enter(session, item.id, None, stock_place(session, house.id), Decimal(0))
    row = ExpectedMove(
        kind=ExpectedKind.RECEIPT,
        product_id=item.id,
        warehouse_id=house.id,
        quantity=quantity,
        due_on=due_on,
        document_kind="receipt",
    )
    session.add(row)
    session.flush()
    return ReceiptExpected(
        document=Document("expected_move", row.id, f"{item.code}@{house.code}"),
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        quantity=quantity,
        due_on=due_on,
    )


def _in_stock_units(session: Session, item: Product, quantity: Decimal, unit: str | None, on: date) -> Decimal:
    """So much in the product's own unit; refuses `UnitUnknown` and `NotWhole`."""
    facts = facts_of(session, [item.id], on)[item.id]
    return facts.in_stock_units(quantity, unit_of(session, facts, unit))


def _book_difference(
    session: Session,
    item: Product,
    house: Warehouse,
    batch: Lot | None,
    counted: Decimal,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Decimal, UUID | None]:
    """Moves the difference between booked and counted; what was booked, and the move's id. Locks the balance."""
    place = stock_place(session, house.id)
    lot_id = batch.id if batch else None
    # The first count makes the balance: another one that begins meanwhile has something to wait at.
    enter(session, item.id, lot_id, place, Decimal(0))
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
    source, target = (outside, place) if difference > 0 else (place, outside)
    moved = move(
        session,
        product_id=item.id,
        lot_id=lot_id,
        source=source,
        target=target,
        quantity=abs(difference),
        origin_kind="count",
        origin_id=None,
        actor=actor,
        now=now,
    )
    return booked, moved


def _lot(session: Session, product: Product, code: str | None, expires_on: date | None) -> Lot | None:
    if not product.lot_tracked:
        if (code or "").strip() or expires_on is not None:
            raise LotUnused(product=product.code)
        return None
    known = session.scalars(select(Lot).where(Lot.product_id == product.id).order_by(Lot.code)).all()
    wanted = (code or "").strip()[:40]
    found = next((lot for lot in known if lot.code == wanted), None)
    if found is None and wanted and expires_on is not None:
        found = Lot(product_id=product.id, code=wanted, expires_on=expires_on)
        session.add(found)
        session.flush()
    if found is None:
        raise LotNeeded(product=product.code, lots=[lot.code for lot in known])
    if found.expires_on is None:
        found.expires_on = expires_on
    if expires_on is not None and expires_on != found.expires_on:
        raise LotExpiresOtherwise(product=product.code, lot=found.code, expires_on=found.expires_on, said_on=expires_on)
    return found
