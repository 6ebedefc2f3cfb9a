"""Operations that read stock and what can be promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company
from core.actor import EVERYONE, STAFF, Actor, Role
from core.calendar import working_calendar
from core.catalog.facts import ProductFacts, facts_of, name_of, unit_of
from core.catalog.references import ProductRef, Quantity, lines_in
from core.customers.models import Customer, Region
from core.customers.scope import CustomerRef
from core.inventory.allocating import (
    Allocation,
    Calendar,
    InsufficientStock,
    Need,
    Part,
    allocate,
    promisable,
    promisable_by,
)
from core.inventory.models import Warehouse
from core.inventory.references import WarehouseRef
from core.inventory.supply import Source, Supplies, Supply, read_supply
from core.inventory.views import (
    AvailabilityLine,
    AvailabilityShown,
    Incoming,
    PromisedPart,
    StockRow,
    StockShown,
    StockSignal,
    WarehouseShown,
)
from core.operations import Day, query

MAY_SEE_PROMISES = STAFF - {Role.HR}
LOW_STOCK = Decimal(10)
"""Below this many stock units outsiders are told that stock is low."""


class WantedLine(BaseModel):
    """A product and how much of it somebody wants."""

    model_config = ConfigDict(extra="forbid")

    product: ProductRef
    quantity: Quantity
    unit: str | None = Field(default=None, description="unit or pack as the person said it; omit for the usual unit")


@query(roles=STAFF - {Role.HR})
def find_warehouses(session: Session) -> tuple[WarehouseShown, ...]:
    """All warehouses."""
    rows = session.scalars(select(Warehouse).order_by(Warehouse.code))
    return tuple(WarehouseShown(row.code, row.name_zh, row.name_en, row.address) for row in rows)


@query(roles=EVERYONE - {Role.HR})
def get_stock(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef,
    warehouse: WarehouseRef | None = None,
    needed_by: Day | None = None,
) -> StockShown:
    """How much of a product is on hand, reserved, available and on its way, by warehouse.

    With needed_by also how much can be promised to leave by that day. Customers and visitors learn only whether it is
    in stock, low or out.
    """
    inside = actor.is_staff
    found = name_of(session, product.id)
    supplies, sources = read_supply(session, [product.id], None, lock=False)
    calendar = calendar_of(session, actor, now)
    need = Need(product.id, found.code, found.name_zh, found.name_en, found.unit, Decimal(1))
    places = [source for source in sources if warehouse is None or source.id == warehouse.id]
    rows = tuple(
        _stock_row(need, supplies, source, calendar) for source in sorted(places, key=lambda source: source.code)
    )
    ahead = needed_by if inside and needed_by is not None and needed_by > actor.today(now) else None
    available = sum((row.available for row in rows), Decimal(0))
    signal = StockSignal.OUT if available <= 0 else StockSignal.LOW if available < LOW_STOCK else StockSignal.IN_STOCK
    return StockShown(
        product=found.code,
        name_zh=found.name_zh,
        name_en=found.name_en,
        unit=found.unit,
        warehouse=warehouse.code if warehouse else None,
        rows=rows if inside else (),
        on_hand=sum((row.on_hand for row in rows), Decimal(0)) if inside else None,
        reserved=sum((row.reserved for row in rows), Decimal(0)) if inside else None,
        available=available if inside else None,
        signal=signal,
        needed_by=needed_by if inside else None,
        promisable_by=None if ahead is None else _by(ahead, need, supplies, places, calendar),
    )


@query(roles=MAY_SEE_PROMISES)
def check_availability(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    lines: Annotated[list[WantedLine], BeforeValidator(lines_in)],
    customer: CustomerRef | None = None,
    warehouse: WarehouseRef | None = None,
    requested_on: Day | None = None,
) -> AvailabilityShown:
    """Whether goods can be delivered, and on which day each line would arrive, without booking anything.

    With a customer the day counts the way to its region, and requested_on is the day to arrive; without one the way
    is not known, so requested_on is the day to ship and the day of arrival is that of the longest way.
    """
    buyer = None if customer is None else session.get(Customer, customer.id)
    region = None if buyer is None else session.get(Region, buyer.region_id)
    facts = facts_of(session, {line.product.id for line in lines}, actor.today(now))
    region_id = buyer.region_id if buyer else None
    supplies, sources = read_supply(session, {line.product.id for line in lines}, region_id, lock=False)
    calendar = calendar_of(session, actor, now)
    place = warehouse.id if warehouse else None
    fresh = buyer.shelf_life_days_min if buyer else 0
    wanted_on = requested_on if buyer else None
    found = (
        _availability(session, line, facts[line.product.id], place, fresh, wanted_on, supplies, sources, calendar)
        for line in lines
    )
    shown = tuple(replace(line, days_late=_days_late(line, requested_on, arrives=buyer is not None)) for line in found)
    promised = [line.promised_on for line in shown]
    promised_on = None if None in promised else max((day for day in promised if day), default=None)
    in_time = None if requested_on is None else promised_on is not None and not any(line.days_late for line in shown)
    return AvailabilityShown(
        customer=buyer.code if buyer else None,
        customer_zh=buyer.name_zh if buyer else "",
        customer_en=buyer.name_en if buyer else "",
        region_zh=region.name_zh if region else "",
        region_en=region.name_en if region else "",
        requested_on=requested_on,
        promised_on=promised_on,
        in_time=in_time,
        lines=shown,
    )


def calendar_of(session: Session, actor: Actor, now: datetime) -> Calendar:
    """The company's shipping calendar at this moment."""
    own = company.current(session)
    return Calendar(now.astimezone(own.zone), own, working_calendar(own.country))


def incoming_of(allocation: Allocation | Part) -> tuple[Incoming, ...]:
    """The receipts an allocation, or a part of it, waits for."""
    return tuple(Incoming(change.quantity, change.due_on) for change in allocation.rests_on)


def parts_of(allocation: Allocation | None) -> tuple[PromisedPart, ...]:
    """The parts of a line that several warehouses deliver; none where it is not split."""
    if allocation is None or not allocation.is_split:
        return ()
    return tuple(
        PromisedPart(
            warehouse=part.source.code,
            warehouse_zh=part.source.name_zh,
            warehouse_en=part.source.name_en,
            quantity=part.quantity,
            ships_on=part.ships_on,
            promised_on=part.arrives_on,
            waits_for=incoming_of(part),
        )
        for part in allocation.parts
    )


def _availability(
    session: Session,
    line: WantedLine,
    product: ProductFacts,
    warehouse_id: UUID | None,
    shelf_life_days_min: int,
    wanted_on: date | None,
    supplies: Supplies,
    sources: list[Source],
    calendar: Calendar,
) -> AvailabilityLine:
    unit = unit_of(session, product, line.unit)
    need = Need(
        product_id=product.id,
        product=product.code,
        name_zh=product.name_zh,
        name_en=product.name_en,
        unit=product.unit,
        quantity=product.in_stock_units(line.quantity, unit),
        warehouse_id=warehouse_id,
        shelf_life_days_min=shelf_life_days_min,
        wanted_on=wanted_on,
    )
    allowed = [source for source in sources if need.warehouse_id in (None, source.id)]
    available = sum((promisable(need, supplies, source, calendar) for source in allowed), Decimal(0))
    try:
        found: Allocation | None = allocate([need], supplies, sources, calendar)[0]
    except InsufficientStock:
        found = None
    return AvailabilityLine(
        product=product.code,
        name_zh=product.name_zh,
        name_en=product.name_en,
        quantity=line.quantity,
        unit=unit,
        stock_unit=product.unit,
        available=available,
        warehouse=found.source.code if found else None,
        warehouse_zh=found.source.name_zh if found else "",
        warehouse_en=found.source.name_en if found else "",
        ships_on=found.ships_on if found else None,
        promised_on=found.arrives_on if found else None,
        days_late=0,
        waits_for=incoming_of(found) if found else (),
        parts=parts_of(found),
    )


def _days_late(line: AvailabilityLine, requested_on: date | None, *, arrives: bool) -> int:
    """The days after the requested one, to the arrival, or to the shipment where nobody said where it goes."""
    day = line.promised_on if arrives else line.ships_on
    return 0 if day is None or requested_on is None else max((day - requested_on).days, 0)


def _by(day: date, need: Need, supplies: Supplies, places: Sequence[Source], calendar: Calendar) -> Decimal:
    return sum((promisable_by(need, supplies, place, calendar, day) for place in places), Decimal(0))


def _stock_row(need: Need, supplies: Supplies, source: Source, calendar: Calendar) -> StockRow:
    supply = supplies.get((need.product_id, source.id), Supply())
    today = calendar.local_now.date()
    return StockRow(
        warehouse=source.code,
        warehouse_zh=source.name_zh,
        warehouse_en=source.name_en,
        on_hand=sum((level.on_hand for level in supply.levels), Decimal(0)),
        reserved=sum((level.on_hand - level.free for level in supply.levels), Decimal(0)),
        expired=sum((lv.on_hand for lv in supply.levels if lv.expires_on and lv.expires_on <= today), Decimal(0)),
        available=promisable(need, supplies, source, calendar),
        incoming=tuple(
            Incoming(change.quantity, change.due_on)
            for change in sorted(supply.changes, key=lambda change: change.due_on)
            if change.quantity > 0
        ),
    )
