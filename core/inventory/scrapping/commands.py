"""The operation that takes lost goods off the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from core import events
from core.actor import Actor, Role
from core.catalog.models import Product
from core.catalog.references import ProductRef, Quantity
from core.database import new_id
from core.finance.ledger import Source, post
from core.finance.posting import goods_scrapped
from core.inventory.costs import approvals_of_loss, cost_for
from core.inventory.free import goods_meant, take_free
from core.inventory.lots import lot_meant
from core.inventory.measuring import in_stock_units
from core.inventory.models import PlaceKind, Warehouse
from core.inventory.moving import Moved, Movement, move, outside_place, place_in
from core.inventory.references import WarehouseRef
from core.inventory.scrapping.views import StockScrapped
from core.inventory.supply import Supply, read_supply
from core.operations import Document, command


@command(roles=frozenset({Role.WAREHOUSE, Role.MANAGER, Role.ADMIN}))
def scrap_stock(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef,
    warehouse: WarehouseRef,
    quantity: Quantity,
    unit: str | None = None,
    lot: str | None = None,
    reason: str = "",
) -> StockScrapped:
    """Throws away goods of a warehouse that are broken, spoilt or expired; their cost becomes a loss.

    `unit` is the pack that is counted in, the product's own unit when none is said. A product kept by lot needs its
    lot. What is reserved for orders stays. Goods worth more than the company's limit need a manager's approval.
    """
    item = session.get_one(Product, product.id)
    quantity = in_stock_units(session, item, quantity, unit, actor.today(now))
    house = session.get_one(Warehouse, warehouse.id)
    batch = lot_meant(session, item, lot)
    code = batch.code if batch else None
    supplies, _ = read_supply(session, [item.id], None, lock=True)
    supply = supplies.get((item.id, house.id), Supply())
    today = actor.today(now)
    levels = goods_meant(supply, code, today=today)
    free = sum((level.free for level in levels), Decimal(0))
    taken = take_free(session, item, house, levels, quantity, most=free)
    moved, value = _thrown_away(session, item, house, taken, actor=actor, now=now)
    said = " ".join(reason.split())[:200]
    facts = {"product": item.code, "warehouse": house.code, "quantity": str(quantity), "lot": code, "reason": said}
    events.emit(session, "stock.scrapped", subject_id=item.id, actor=actor, now=now, facts=facts)
    approvals = approvals_of_loss(session, value, actor)
    return StockScrapped(
        document=Document("stock_move", moved.id, f"{item.code}@{house.code}"),
        approvals=approvals,
        unusual=("over_limit",) if approvals else (),
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        quantity=quantity,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        lot=code,
        reason=said,
        value=cost_for(actor, value),
    )


def _thrown_away(
    session: Session,
    item: Product,
    house: Warehouse,
    taken: Sequence[tuple[UUID | None, str | None, Decimal]],
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Moved, Decimal]:
    """Moves the goods to scrap and books the loss; the first move, and what all of it cost."""
    start, end = place_in(session, house.id), outside_place(session, PlaceKind.SCRAP)
    movements = [Movement(item.id, lot_id, start, end, part) for lot_id, _, part in taken]
    scrapped_id = new_id()
    moved = move(session, movements, origin_kind="scrap", origin_id=scrapped_id, actor=actor, now=now)
    value = sum((one.value for one in moved), Decimal(0))
    source = Source("scrap", scrapped_id, "scrapped", f"{item.code}@{house.code}")
    post(session, source, goods_scrapped(value), booked_on=actor.today(now), actor=actor, now=now)
    return moved[0], value
