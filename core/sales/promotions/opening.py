"""Writing a new promotion: what all kinds of them have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events, names
from core.actor import Actor
from core.catalog.references import code_of
from core.customers.scope import CustomerRef
from core.errors import Conflict
from core.sales.prices.commands import refuse_backwards
from core.sales.promotions.models import PROMOTION_NUMBERS, Promotion, PromotionScope
from core.sales.promotions.references import PromotionRef


class PromotionExists(Conflict):
    """Another promotion has that code. Facts: promotion."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a promotion is called, when it runs and for whom; without customers and segments for everybody."""

    name: str
    name_en: str | None
    code: str | None
    valid_from: date | None
    valid_until: date | None
    customers: tuple[CustomerRef, ...]
    segments: tuple[str, ...]


def open_promotion(
    session: Session,
    row: Promotion,
    scopes: Sequence[PromotionScope],
    opening: Opening,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Writes the promotion with what it is for; without a first day it begins today.

    Refuses `PromotionExists`, `CodeUnfit`, `NameMissing` and `EndsBeforeItBegins`.
    """
    row.valid_from = opening.valid_from or actor.today(now)
    row.valid_until = opening.valid_until
    refuse_backwards(row.valid_from, row.valid_until)
    row.name_zh, row.name_en = names.both_names(opening.name, opening.name_en, length_max=120)
    row.code = code_of(opening.code) if opening.code else PROMOTION_NUMBERS.take(session, row.valid_from)
    if session.scalar(select(Promotion.id).where(Promotion.code == row.code)) is not None:
        raise PromotionExists(promotion=row.code)
    row.created_at = now
    session.add(row)
    session.flush()
    whom = [
        *(PromotionScope(customer_id=one.id) for one in opening.customers),
        *(PromotionScope(segment=one) for one in opening.segments),
    ]
    for scope in (*scopes, *whom):
        scope.promotion_id = row.id
        session.add(scope)
    session.flush()
    names.put(session, PromotionRef.kind, row.id, row.code, [(row.name_zh, "zh"), (row.name_en, "en")])
    events.emit(session, "promotion.created", subject_id=row.id, actor=actor, now=now, facts={"code": row.code})
