"""Stored promotions as values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Category, Product
from core.customers.models import Customer
from core.customers.segments import segment_names
from core.sales.promotions.models import Promotion, PromotionScope
from core.sales.promotions.views import PromotionShown, ScopeShown


def promotions_shown(session: Session, rows: Sequence[Promotion], zone: ZoneInfo) -> tuple[PromotionShown, ...]:
    """The promotions with what they are for, in the order given."""
    scopes = _scopes(session, [row.id for row in rows])
    given = select(Product).where(Product.id.in_([row.gift_product_id for row in rows if row.gift_product_id]))
    gifts: dict[UUID | None, Product] = {product.id: product for product in session.scalars(given)}
    return tuple(_shown(row, gifts.get(row.gift_product_id), tuple(scopes[row.id]), zone) for row in rows)


def _scopes(session: Session, promotion_ids: Sequence[UUID]) -> dict[UUID, list[ScopeShown]]:
    found: dict[UUID, list[ScopeShown]] = defaultdict(list)
    rows = session.execute(
        select(PromotionScope, Product, Category, Customer)
        .join(Product, Product.id == PromotionScope.product_id, isouter=True)
        .join(Category, Category.id == PromotionScope.category_id, isouter=True)
        .join(Customer, Customer.id == PromotionScope.customer_id, isouter=True)
        .where(PromotionScope.promotion_id.in_(promotion_ids))
        .order_by(PromotionScope.id)
    ).all()
    segments = segment_names(session, {scope.segment for scope, _, _, _ in rows})
    for scope, product, category, customer in rows:
        found[scope.promotion_id].append(_scope(scope, product, category, customer, segments))
    return found


def _scope(
    scope: PromotionScope,
    product: Product | None,
    category: Category | None,
    customer: Customer | None,
    segments: dict[str, tuple[str, str]],
) -> ScopeShown:
    if product is not None:
        return ScopeShown("product", product.code, product.name_zh, product.name_en, scope.quantity, product.unit_code)
    if category is not None:
        return ScopeShown("category", category.code, category.name_zh, category.name_en)
    if customer is not None:
        return ScopeShown("customer", customer.code, customer.name_zh, customer.name_en)
    segment = scope.segment or ""
    return ScopeShown("segment", segment, *segments[segment])


def _shown(row: Promotion, gift: Product | None, scopes: tuple[ScopeShown, ...], zone: ZoneInfo) -> PromotionShown:
    return PromotionShown(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        kind=row.kind,
        stacking=row.stacking,
        priority=row.priority,
        currency=row.currency or "",
        percent=row.percent,
        amount=row.amount,
        quantity_min=row.quantity_min,
        amount_min=row.amount_min,
        buy_quantity=row.buy_quantity,
        gift_quantity=row.gift_quantity,
        gift=gift.code if gift else "",
        gift_zh=gift.name_zh if gift else "",
        gift_en=gift.name_en if gift else "",
        gift_unit=gift.unit_code if gift else "",
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        ended_on=row.ended_at.astimezone(zone).date() if row.ended_at else None,
        scopes=scopes,
    )
