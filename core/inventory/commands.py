"""Operations that write what stock rests on: warehouses, and goods that are expected."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import names
from core.actor import Actor, Role
from core.catalog.models import Product
from core.catalog.references import ProductRef, Quantity
from core.customers.references import RegionRef
from core.errors import Conflict, Invalid
from core.inventory.arriving import expect
from core.inventory.measuring import in_stock_units
from core.inventory.models import IN_WAREHOUSES, Place, Warehouse
from core.inventory.references import WarehouseRef
from core.inventory.views import ReceiptExpected, WarehouseCreated
from core.operations import Day, Document, command


class WarehouseExists(Conflict):
    """Another warehouse has that code. Facts: warehouse."""


class WarehouseCodeUnfit(Invalid):
    """A warehouse's code is 1–8 letters and digits. Facts: code."""


class DayPassed(Invalid):
    """Goods can be expected today or later. Facts: day."""


@command(roles=frozenset({Role.ADMIN}))
def create_warehouse(
    session: Session, *, code: str, name: str, name_en: str | None = None, region: RegionRef | None = None
) -> WarehouseCreated:
    """Adds a warehouse with a place for saleable goods and one for goods in quarantine."""
    code = code.strip().upper()
    if not re.fullmatch(r"[A-Z0-9]{1,8}", code):
        raise WarehouseCodeUnfit(code=code[:20])
    if session.scalar(select(Warehouse.id).where(Warehouse.code == code)) is not None:
        raise WarehouseExists(warehouse=code)
    name_zh, name_en = names.both_names(name, name_en, length_max=80)
    row = Warehouse(code=code, name_zh=name_zh, name_en=name_en, region_id=region.id if region else None)
    session.add(row)
    session.flush()
    session.add_all(
        Place(code=f"{code}/{kind.value.upper()}", kind=kind, warehouse_id=row.id) for kind in IN_WAREHOUSES
    )
    session.flush()
    names.put(session, "warehouse", row.id, code, [(row.name_zh, "zh"), (row.name_en, "en")])
    document = Document("warehouse", row.id, code)
    return WarehouseCreated(document=document, code=code, name_zh=row.name_zh, name_en=row.name_en)


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
    quantity = in_stock_units(session, item, quantity, unit, actor.today(now))
    house = session.get_one(Warehouse, warehouse.id)
    expected_id = expect(
        session,
        product_id=item.id,
        warehouse_id=house.id,
        quantity=quantity,
        due_on=due_on,
        document_kind="receipt",
        document_id=None,
    )
    return ReceiptExpected(
        document=Document("expected_move", expected_id, f"{item.code}@{house.code}"),
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
