"""Customers as values: what queries and commands answer with."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from core.customers.models import CustomerKind
from core.operations import NOT_AGREED, CommandResult


@dataclass(frozen=True, slots=True)
class CustomerShown:
    """A customer in a list. Outside the actor's scope only its name and owner are there (`in_scope` is False)."""

    code: str
    name_zh: str
    name_en: str
    kind: CustomerKind | None
    region_zh: str
    region_en: str
    owner: str
    in_scope: bool


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """The first customers that fit, and how many there are in all."""

    customers: tuple[CustomerShown, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A person at a customer."""

    name: str
    title: str | None
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """Everything about one customer that lives in this area."""

    code: str
    name_zh: str
    name_en: str
    kind: CustomerKind
    region_zh: str
    region_en: str
    owner: str
    address: str
    payment_terms_days: int
    contacts: tuple[ContactShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreated(CommandResult):
    """A new customer."""

    name_zh: str
    name_en: str
    kind: CustomerKind
    region: str
    owner: str
    address: str
    payment_terms_days: int
    code: str = field(default="", metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLimitSet(CommandResult):
    """What a customer may owe and have on order from now on; `before` is None where there was no bound."""

    customer: str
    customer_zh: str
    customer_en: str
    limit: Decimal
    before: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAdded(CommandResult):
    """A new contact at a customer."""

    customer: str
    customer_zh: str
    customer_en: str
    name: str
    title: str | None
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSet(CommandResult):
    """A customer in another segment; `before` is empty where it was in none."""

    customer: str
    customer_zh: str
    customer_en: str
    before: str
    segment: str
    segment_zh: str
    segment_en: str
