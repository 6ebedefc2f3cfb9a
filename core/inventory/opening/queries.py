"""The operation that finds goods whose cost was never said."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Product
from core.inventory.costs import MAY_SEE_COST
from core.inventory.models import ProductValue
from core.inventory.opening.unknown import unknown_of
from core.inventory.opening.views import UncostedProduct, UncostedStock
from core.operations import query


@query(roles=MAY_SEE_COST)
def find_uncosted_stock(session: Session) -> UncostedStock:
    """Products of which goods are in stock whose cost was never said; set_opening_cost says it."""
    unknown = unknown_of(session)
    rows = session.execute(
        select(Product, ProductValue.quantity)
        .join(ProductValue, ProductValue.product_id == Product.id)
        .where(Product.id.in_(unknown))
        .order_by(Product.code)
    )
    return UncostedStock(
        tuple(
            UncostedProduct(
                product=item.code,
                name_zh=item.name_zh,
                name_en=item.name_en,
                unit=item.unit_code,
                quantity=unknown[item.id],
                on_hand=held,
            )
            for item, held in rows
        )
    )
