"""Operations that find stock that grows old."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import company
from core.actor import STAFF, Actor, Role
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.inventory.ageing.views import ExpiringLot, ExpiringLots, SlowProduct, SlowStock
from core.inventory.costs import sees_cost
from core.inventory.models import Lot, Place, ProductValue, StockLevel, Warehouse
from core.inventory.references import WarehouseRef
from core.inventory.valuing import part_of
from core.operations import query

MAY_SEE = STAFF - {Role.HR}
_PAGE = 30


@query(roles=MAY_SEE)
def find_slow_stock(session: Session, *, actor: Actor, now: datetime, idle_days: int = 90) -> SlowStock:
    """Slow and dead stock: products of which nothing was sold for 90 days, or for as many as are said."""
    today = actor.today(now)
    idle_since = func.greatest(ProductValue.held_since, ProductValue.last_issued_on)
    slow = (
        select(ProductValue, Product, idle_since.label("idle_since"))
        .join(Product, Product.id == ProductValue.product_id)
        .where(ProductValue.quantity > 0, idle_since <= today - timedelta(days=idle_days))
    )
    costs = sees_cost(actor)
    order = ProductValue.value.desc() if costs else idle_since
    rows = session.execute(slow.order_by(order, Product.code)).all()
    return SlowStock(
        idle_days=idle_days,
        products=tuple(
            SlowProduct(
                product=product.code,
                name_zh=product.name_zh,
                name_en=product.name_en,
                unit=product.unit_code,
                on_hand=held.quantity,
                idle_since=since,
                idle_days=(today - since).days,
                ever_sold=held.last_issued_on is not None,
                value=held.value if costs else None,
            )
            for held, product, since in rows[:_PAGE]
        ),
        count=len(rows),
        value=sum((held.value for held, _, _ in rows), Decimal(0)) if costs else None,
        currency=company.current(session).currency,
    )


@query(roles=MAY_SEE)
def find_expiring_lots(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef | None = None,
    warehouse: WarehouseRef | None = None,
    within_days: int = 90,
) -> ExpiringLots:
    """Lots in stock that expire within some days, 90 unless said, and those that have expired already."""
    today = actor.today(now)
    found = (
        select(StockLevel, Lot, Product, Warehouse, ProductValue)
        .join(Lot, Lot.id == StockLevel.lot_id)
        .join(Product, Product.id == StockLevel.product_id)
        .join(Place, Place.id == StockLevel.place_id)
        .join(Warehouse, Warehouse.id == StockLevel.warehouse_id)
        .join(ProductValue, ProductValue.product_id == StockLevel.product_id, isouter=True)
        .where(StockLevel.on_hand > 0, Lot.expires_on <= today + timedelta(days=within_days))
        .order_by(Lot.expires_on, Product.code, Lot.code, Warehouse.code)
    )
    if product is not None:
        found = found.where(StockLevel.product_id == product.id)
    if warehouse is not None:
        found = found.where(StockLevel.warehouse_id == warehouse.id)
    currency = company.current(session).currency
    costs = sees_cost(actor)
    lots = [
        ExpiringLot(
            product=item.code,
            name_zh=item.name_zh,
            name_en=item.name_en,
            unit=item.unit_code,
            lot=lot.code,
            expires_on=lot.expires_on,
            days_left=(lot.expires_on - today).days,
            warehouse=house.code,
            warehouse_zh=house.name_zh,
            warehouse_en=house.name_en,
            on_hand=level.on_hand,
            reserved=level.reserved,
            value=part_of(held.value, held.quantity, level.on_hand, currency) if costs and held is not None else None,
        )
        for level, lot, item, house, held in session.execute(found)
        if lot.expires_on is not None
    ]
    value = sum((one.value for one in lots if one.value is not None), Decimal(0))
    return ExpiringLots(within_days, tuple(lots[:_PAGE]), len(lots), value if costs else None, currency)
