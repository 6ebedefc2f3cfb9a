"""The operation that moves goods between warehouses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core import events
from core.actor import Actor, Role
from core.catalog.models import Product
from core.catalog.references import ProductRef, Quantity
from core.database import new_id
from core.errors import Invalid
from core.inventory.free import goods_meant, spare, take_free
from core.inventory.lots import lot_meant
from core.inventory.measuring import in_stock_units
from core.inventory.models import Warehouse
from core.inventory.moving import Movement, move, places_in
from core.inventory.references import WarehouseRef
from core.inventory.supply import Supply, read_supply
from core.inventory.transfers.views import StockTransferred
from core.inventory.views import LotQuantity
from core.inventory.waiting import lock_waiting, serve_waiting
from core.operations import Document, command


class SameWarehouse(Invalid):
    """Goods go from one warehouse to another one. Facts: warehouse."""


@command(roles=frozenset({Role.WAREHOUSE, Role.MANAGER, Role.ADMIN}))
def transfer_stock(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef,
    quantity: Quantity,
    from_warehouse: WarehouseRef,
    to_warehouse: WarehouseRef,
    unit: str | None = None,
    lot: str | None = None,
) -> StockTransferred:
    """Moves goods of a product from one warehouse to another, where they are for sale at once.

    `unit` is the pack that is counted in, the product's own unit when none is said. Without a lot those that expire
    first go; what is promised to orders stays.
    """
    if from_warehouse.id == to_warehouse.id:
        raise SameWarehouse(warehouse=from_warehouse.code)
    item = session.get_one(Product, product.id)
    quantity = in_stock_units(session, item, quantity, unit, actor.today(now))
    source, target = (session.get_one(Warehouse, one.id) for one in (from_warehouse, to_warehouse))
    batch = lot_meant(session, item, lot) if lot else None
    lock_waiting(session, [item.id], target.id)
    supplies, _ = read_supply(session, [item.id], None, lock=True)
    supply = supplies.get((item.id, source.id), Supply())
    code = batch.code if batch else None
    levels = goods_meant(supply, code, today=actor.today(now))
    most = spare(supply, levels, today=actor.today(now))
    taken = take_free(session, item, source, levels, quantity, most=most)
    places = places_in(session, (source.id, target.id))
    movements = [Movement(item.id, lot_id, places[source.id], places[target.id], part) for lot_id, _, part in taken]
    moved = move(session, movements, origin_kind="transfer", origin_id=new_id(), actor=actor, now=now)
    facts = {
        "product": item.code,
        "from_warehouse": source.code,
        "to_warehouse": target.code,
        "quantity": str(quantity),
    }
    events.emit(session, "stock.transferred", subject_id=item.id, actor=actor, now=now, facts=facts)
    serve_waiting(session, [item.id], target.id, actor=actor, now=now)
    return StockTransferred(
        document=Document("stock_move", moved[0].id, f"{item.code}@{target.code}"),
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        quantity=quantity,
        source=source.code,
        source_zh=source.name_zh,
        source_en=source.name_en,
        target=target.code,
        target_zh=target.name_zh,
        target_en=target.name_en,
        lots=tuple(LotQuantity(code, part) for _, code, part in taken if code),
    )
