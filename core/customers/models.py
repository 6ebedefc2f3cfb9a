"""Tables of customers, their contacts and the regions they are in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import NumberSeries

CUSTOMER_NUMBERS = NumberSeries("C", "customer_numbers", yearly=False, width=4)


class CustomerKind(StrEnum):
    """What sort of buyer it is."""

    HOSPITAL = "hospital"
    CLINIC = "clinic"
    PHARMACY = "pharmacy"
    RETAILER = "retailer"
    DISTRIBUTOR = "distributor"
    OTHER = "other"


class Region(Base):
    """A sales region."""

    __tablename__ = "regions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]


class Customer(Base):
    """A company or person we sell to. `owner_id` is the user who looks after it.

    `credit_limit`, in the company's currency, bounds what may be owed and on order; None is no bound.

    `payment_terms_days` are calendar days from invoice to due date; `shelf_life_days_min` is what a lot must still
    have left on arrival.
    """

    __tablename__ = "customers"
    __table_args__ = (
        CheckConstraint("credit_limit >= 0", name="credit_limit_not_negative"),
        Index("ix_customers_owner_id", "owner_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[CustomerKind]
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    address: Mapped[str]
    payment_terms_days: Mapped[int] = mapped_column(default=30)
    shelf_life_days_min: Mapped[int] = mapped_column(default=0)
    segment: Mapped[str | None]
    credit_limit: Mapped[Decimal | None]
    created_at: Mapped[datetime]


class Contact(Base):
    """A person at a customer."""

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_customer_id", "customer_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    name: Mapped[str]
    title: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
