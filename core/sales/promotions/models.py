"""Tables of promotions: what is given, when, and for which products and customers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries
from core.sales.promotions.kinds import PromotionKind, Stacking

PROMOTION_NUMBERS = NumberSeries("PR", "promotion_numbers", yearly=False, width=4)


class Promotion(Base):
    """A promotion on the days from `valid_from` to `valid_until`, until it is ended.

    `amount` is in `currency`: what is taken off, or what one set of a bundle costs. It begins from `quantity_min`
    stock units and `amount_min` of what it is for. Quantities are in stock units. Without a `gift_product_id` the
    bought product itself is given.
    """

    __tablename__ = "promotions"
    __table_args__ = (
        CheckConstraint("valid_until >= valid_from", name="in_order"),
        CheckConstraint("kind <> 'percent' OR (percent > 0 AND percent < 100)", name="percent_given"),
        CheckConstraint(
            "kind NOT IN ('amount', 'bundle') OR (amount > 0 AND currency IS NOT NULL)", name="amount_given"
        ),
        CheckConstraint("kind <> 'buy_x_get_y' OR (buy_quantity > 0 AND gift_quantity > 0)", name="gift_given"),
        Index("ix_promotions_valid_from", "valid_from", postgresql_where="ended_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[PromotionKind]
    stacking: Mapped[Stacking]
    priority: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str | None]
    percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    amount: Mapped[Decimal] = mapped_column(default=Decimal(0))
    quantity_min: Mapped[Decimal] = mapped_column(default=Decimal(0))
    amount_min: Mapped[Decimal] = mapped_column(default=Decimal(0))
    buy_quantity: Mapped[Decimal] = mapped_column(default=Decimal(0))
    gift_quantity: Mapped[Decimal] = mapped_column(default=Decimal(0))
    gift_product_id: Mapped[UUID | None] = mapped_column(ForeignKey("products.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PromotionScope(Base):
    """One thing a promotion is for: a product (of a bundle: so many of it in a set), a category, a customer, a segment.

    A promotion without any product and category is for all goods, one without any customer and segment for everybody.
    """

    __tablename__ = "promotion_scopes"
    __table_args__ = (
        CheckConstraint("num_nonnulls(product_id, category_id, customer_id, segment) = 1", name="one_thing"),
        Index("ix_promotion_scopes_promotion_id", "promotion_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    promotion_id: Mapped[UUID] = mapped_column(ForeignKey("promotions.id"))
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[Decimal | None]
    category_id: Mapped[UUID | None] = mapped_column(ForeignKey("categories.id"))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"))
    segment: Mapped[str | None]
