"""Tables of suppliers and of what they sell us."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries

SUPPLIER_NUMBERS = NumberSeries("S", "supplier_numbers", yearly=False, width=3)


class Supplier(Base):
    """A company we buy from. `lead_time_days` are calendar days from order to receipt, `payment_terms_days` those from
    a bill to its due day.
    """

    __tablename__ = "suppliers"
    __table_args__ = (
        CheckConstraint("lead_time_days >= 0", name="lead_time_not_negative"),
        CheckConstraint("payment_terms_days >= 0", name="payment_terms_not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    lead_time_days: Mapped[int]
    payment_terms_days: Mapped[int] = mapped_column(default=30, server_default="30")


class SupplierProduct(Base):
    """A product as one supplier sells it: `price` for one stock unit, without tax, in `currency`.

    `minimum` is the least it delivers and `multiple` what it delivers multiples of, in stock units. Without a
    `lead_time_days` of its own the supplier's counts. One supplier of a product is preferred.
    """

    __tablename__ = "supplier_products"
    __table_args__ = (
        UniqueConstraint("supplier_id", "product_id"),
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint("minimum >= 0", name="minimum_not_negative"),
        CheckConstraint("multiple > 0", name="multiple_positive"),
        CheckConstraint("lead_time_days >= 0", name="lead_time_not_negative"),
        Index("uq_supplier_products_preferred", "product_id", unique=True, postgresql_where="preferred"),
        Index("ix_supplier_products_product_id", "product_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("suppliers.id"))
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    price: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    currency: Mapped[str]
    minimum: Mapped[Decimal] = mapped_column(default=Decimal(0))
    multiple: Mapped[Decimal] = mapped_column(default=Decimal(1))
    lead_time_days: Mapped[int | None]
    preferred: Mapped[bool] = mapped_column(default=False)
