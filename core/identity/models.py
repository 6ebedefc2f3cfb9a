"""Tables of identity. Secrets are stored as hashes only: passwords by Argon2, random tokens by SHA-256."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, exists
from sqlalchemy.orm import Mapped, column_property, mapped_column

from core.database import Base, new_id


class Delegation(Base):
    """That one user's right to approve is lent to another for some days, both included. It ends by itself.

    `ended_at` is set when it was ended before.
    """

    __tablename__ = "delegations"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        CheckConstraint("lender_id <> delegate_id", name="not_to_oneself"),
        Index("ix_delegations_delegate_id", "delegate_id"),
        Index("ix_delegations_lender_id", "lender_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    lender_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    delegate_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class User(Base):
    """A person with a login. A customer's user carries the customer it speaks for.

    `discount_limit_percent` is the largest discount the person may give alone, `purchase_limit` the largest purchase
    order, tax included and in the company's currency; None is the company's usual one.
    """

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    language: Mapped[str]
    team: Mapped[str | None]
    customer_id: Mapped[UUID | None]
    discount_limit_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    purchase_limit: Mapped[Decimal | None]
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    may_stand_in: Mapped[bool] = column_property(
        exists().where(Delegation.delegate_id == id, Delegation.ended_at.is_(None)).correlate_except(Delegation)
    )
    """Whether anybody lent the user their right to approve; most are lent none, and need not be asked after it."""


class ApiToken(Base):
    """A bearer token for the REST API."""

    __tablename__ = "api_tokens"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LinkCode(Base):
    """A one-time, short-lived code that ties a chat account to a user."""

    __tablename__ = "link_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Account(Base):
    """A chat account on a channel, linked to one user."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("channel", "external_id"), Index("ix_accounts_user_id", "user_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    channel: Mapped[str]
    external_id: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    linked_at: Mapped[datetime]


class WebSession(Base):
    """A browser that signed in."""

    __tablename__ = "web_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
