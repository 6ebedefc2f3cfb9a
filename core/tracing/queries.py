"""The operation that follows a lot both ways."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.errors import NotFound
from core.inventory.models import Lot
from core.operations import query
from core.tracing.reading import trace
from core.tracing.views import LotTraces

_LOTS_MAX = 5


class LotUnknown(NotFound):
    """No lot has that number, or not of that product. Facts: lot, product."""


@query(roles=frozenset({Role.WAREHOUSE, Role.BUYER, Role.MANAGER, Role.SUPPORT, Role.SALESPERSON, Role.ADMIN}))
def trace_lot(session: Session, *, actor: Actor, lot: str, product: ProductRef | None = None) -> LotTraces:
    """Follows a lot (批号) both ways: which suppliers and receipts it came from, which customers and deliveries got it.

    With what is still on hand where. A salesperson is told of the own customers, and how much others have.
    """
    found = _meant(session, lot, product)
    return LotTraces(lot.strip(), tuple(trace(session, one, item, actor=actor) for one, item in found))


def _meant(session: Session, lot: str, product: ProductRef | None) -> Sequence[tuple[Lot, Product]]:
    """The lots of that number; of longer numbers that hold it where none is exactly so. Refuses `LotUnknown`."""
    wanted = lot.strip()[:40]
    own: UUID | None = product.id if product else None
    statement = select(Lot, Product).join(Product, Product.id == Lot.product_id).order_by(Product.code, Lot.code)
    if own is not None:
        statement = statement.where(Lot.product_id == own)
    exactly = func.lower(Lot.code) == wanted.lower()
    within = Lot.code.icontains(wanted, autoescape=True)
    for condition in (exactly, within) if wanted else ():
        rows = session.execute(statement.where(condition).limit(_LOTS_MAX)).all()
        if rows:
            return [(one, item) for one, item in rows]
    raise LotUnknown(lot=wanted, product=product.code if product else None)
