"""Lots of products: finding the one that is meant, making a new one, and what it cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.catalog.models import Product
from core.database import locked
from core.errors import Conflict, Invalid
from core.inventory.models import Lot, StockLevel


class LotNeeded(Invalid):
    """The product is kept by lot: say which one. Facts: product, lots that are known."""


class LotUnused(Invalid):
    """The product is not kept by lot: a lot or an expiry day would be lost. Facts: product."""


class LotExpiresOtherwise(Conflict):
    """The lot is in the books with another expiry day. Facts: product, lot, expires_on, said_on."""


def lot_meant(session: Session, product: Product, code: str | None, expires_on: date | None = None) -> Lot | None:
    """The lot of that code, made if it is new and its expiry day is said; None for a product without lots.

    Refuses `LotNeeded`, `LotUnused` and `LotExpiresOtherwise`.
    """
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


def record_cost(session: Session, lot_id: UUID, *, quantity: Decimal, value: Decimal) -> None:
    """Keeps what a stock unit of the lot cost, after so much of it was received; its balances hold that already.

    A lot that comes several times costs the average over what is held of it.
    """
    lot = locked(session, Lot, lot_id)
    held = session.scalars(select(func.sum(StockLevel.on_hand)).where(StockLevel.lot_id == lot_id)).one() or quantity
    before = max(held - quantity, Decimal(0)) if lot.unit_cost is not None else Decimal(0)
    lot.unit_cost = ((lot.unit_cost or Decimal(0)) * before + value) / (before + quantity)
    session.flush()
