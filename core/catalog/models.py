"""Tables of the catalog."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries

LIST_NUMBERS = NumberSeries("PL", "price_list_numbers", yearly=False, width=4)


class Unit(Base):
    """A unit of measure and the words people use for it. Pack sizes belong to products.

    A `piece` is one item; the others are containers, which never stand for another unit.
    """

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    plural_en: Mapped[str]
    piece: Mapped[bool]
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))


class TaxCode(Base):
    """A tax code: its dated rates are in `tax_rates`."""

    __tablename__ = "tax_codes"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]


class TaxRate(Base):
    """The rate of a tax code from a day on, as a fraction of the net amount (0.13)."""

    __tablename__ = "tax_rates"
    __table_args__ = (CheckConstraint("rate >= 0 AND rate < 1", name="a_fraction"),)

    tax_code: Mapped[str] = mapped_column(ForeignKey("tax_codes.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    rate: Mapped[Decimal]


class Category(Base):
    """A kind of product."""

    __tablename__ = "categories"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]


class Product(Base):
    """What is stocked and sold. `unit_code` is the unit stock is counted in.

    A `lot_tracked` product leaves first-expired-first-out; `shelf_life_days` is a new lot's time to expiry.
    """

    __tablename__ = "products"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    category_id: Mapped[UUID | None] = mapped_column(ForeignKey("categories.id"))
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    tax_code: Mapped[str] = mapped_column(ForeignKey("tax_codes.code"))
    lot_tracked: Mapped[bool] = mapped_column(default=False)
    shelf_life_days: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)


class ProductPack(Base):
    """A larger unit of one product: `factor` stock units make one of it."""

    __tablename__ = "product_packs"
    __table_args__ = (CheckConstraint("factor > 0", name="positive"),)

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    factor: Mapped[Decimal]


class PriceList(Base):
    """Prices in one currency, with tax included or not, on the days from `valid_from` to `valid_until`.

    One list is the default, for everybody; every other is for one customer or for one segment. Of lists of the same
    sort the one of higher `priority` counts first, then the newer one.
    """

    __tablename__ = "price_lists"
    __table_args__ = (
        Index("uq_price_lists_default", "is_default", unique=True, postgresql_where="is_default"),
        Index("ix_price_lists_customer_id", "customer_id"),
        Index("ix_price_lists_segment", "segment"),
        CheckConstraint(
            "num_nonnulls(customer_id, segment) = CASE WHEN is_default THEN 0 ELSE 1 END", name="for_somebody"
        ),
        CheckConstraint("valid_until >= valid_from", name="in_order"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    currency: Mapped[str]
    tax_included: Mapped[bool] = mapped_column(default=False)
    is_default: Mapped[bool] = mapped_column(default=False)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"))
    segment: Mapped[str | None]
    priority: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date] = mapped_column(default=date(2000, 1, 1))
    valid_until: Mapped[date | None]


class Price(Base):
    """The price of one stock unit of a product in a list, from `quantity_min` stock units and from a day on.

    Of the prices of a tier that have begun and not ended the latest counts.
    """

    __tablename__ = "prices"
    __table_args__ = (
        UniqueConstraint("price_list_id", "product_id", "quantity_min", "valid_from"),
        CheckConstraint("amount >= 0", name="not_negative"),
        CheckConstraint("quantity_min >= 0", name="quantity_not_negative"),
        CheckConstraint("valid_until >= valid_from", name="in_order"),
        Index("ix_prices_product_id", "product_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    price_list_id: Mapped[UUID] = mapped_column(ForeignKey("price_lists.id"))
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    amount: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    quantity_min: Mapped[Decimal] = mapped_column(default=Decimal(0))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
