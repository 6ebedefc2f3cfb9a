"""Operations that read promotions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.operations import Day, query
from core.sales.promotions.models import Promotion, PromotionScope
from core.sales.promotions.references import PromotionRef
from core.sales.promotions.showing import promotions_shown
from core.sales.promotions.views import PromotionPage

MAY_READ = frozenset({Role.SALESPERSON, Role.SUPPORT, Role.MANAGER, Role.ADMIN})
_PAGE = 20


@query(roles=MAY_READ)
def find_promotions(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    promotion: PromotionRef | None = None,
    product: ProductRef | None = None,
    on: Day | None = None,
) -> PromotionPage:
    """The promotions that run today (or on another day), newest first, or one of any time by its name.

    For a product: those it takes part in, bought or given.
    """
    day = on or actor.today(now)
    conditions: list[ColumnElement[bool]] = []
    if promotion is not None:
        conditions.append(Promotion.id == promotion.id)
    else:
        conditions += [
            Promotion.ended_at.is_(None),
            Promotion.valid_from <= day,
            or_(Promotion.valid_until.is_(None), Promotion.valid_until >= day),
        ]
    if product is not None:
        conditions.append(or_(Promotion.gift_product_id == product.id, _is_for(product)))
    found = select(Promotion).where(*conditions)
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    newest = found.order_by(Promotion.valid_from.desc(), Promotion.id.desc()).limit(_PAGE)
    return PromotionPage(promotions_shown(session, session.scalars(newest).all(), actor.zone), count)


def _is_for(product: ProductRef) -> ColumnElement[bool]:
    """Whether a promotion is for the product: by name, by its category, or because it is for all goods."""
    category = select(Product.category_id).where(Product.id == product.id).scalar_subquery()
    goods = select(PromotionScope.id).where(
        PromotionScope.promotion_id == Promotion.id,
        or_(PromotionScope.product_id.is_not(None), PromotionScope.category_id.is_not(None)),
    )
    its = goods.where(or_(PromotionScope.product_id == product.id, PromotionScope.category_id == category))
    return or_(~goods.exists(), its.exists())
