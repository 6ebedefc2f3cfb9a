"""Holding a quotation's goods until a day, letting them go, and ending quotations whose time is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.errors import Conflict
from core.inventory.models import StockLevel
from core.inventory.reserving import free_expired, hold, release
from core.sales.drafting import Draft
from core.sales.quotations.models import MACHINE, Quotation, QuotationState

_AT_ONCE = 100


class NothingThereToHold(Conflict):
    """Only goods that are in stock can be held. Facts: product, product_zh, product_en, asked, unit."""


def hold_goods(session: Session, drafted: Draft, quotation_id: UUID, *, until: date, now: datetime) -> None:
    """Reserves the lines' goods for the quotation; refuses `NothingThereToHold` where a line waits for a receipt."""
    for line in drafted.lines:
        if line.allocation is None or line.allocation.rests_on:
            raise NothingThereToHold(
                product=line.product.code,
                product_zh=line.product.name_zh,
                product_en=line.product.name_en,
                asked=line.need.quantity,
                unit=line.product.unit,
            )
    hold(
        session,
        [line.need for line in drafted.lines],
        [line.allocation for line in drafted.lines if line.allocation],
        document_kind="quotation",
        document_id=quotation_id,
        line_ids=[line.id for line in drafted.lines],
        expires_on=until,
        now=now,
    )


def let_go(session: Session, row: Quotation, *, now: datetime, products: Collection[UUID] = ()) -> None:
    """Frees what the quotation holds. `products` that are promised next have their balances locked first, by id."""
    if row.hold_until is None:
        return
    if products:
        session.execute(
            select(StockLevel.id).where(StockLevel.product_id.in_(products)).order_by(StockLevel.id).with_for_update()
        )
    release(session, document_id=row.id, now=now)


def expire_due(session: Session, *, now: datetime, actor: Actor) -> int:
    """Ends the sent quotations whose validity is over, and frees goods held until a day before; how many ended."""
    today = actor.today(now)
    due = session.scalars(
        select(Quotation)
        .where(Quotation.state == QuotationState.SENT, Quotation.valid_until < today)
        .order_by(Quotation.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        MACHINE.advance(session, row, QuotationState.EXPIRED, actor=actor, now=now)
        let_go(session, row, now=now)
        facts = {"number": row.number}
        events.emit(session, "quotation.expired", subject_id=row.id, actor=actor, now=now, facts=facts)
    session.flush()
    free_expired(session, on=today, now=now)
    return len(due)
