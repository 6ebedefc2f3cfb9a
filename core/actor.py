"""Who is acting: resolved by a channel before anything is planned, never by a model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo


class Role(StrEnum):
    """What a person is in the company, or towards it. A user may hold several."""

    VISITOR = "visitor"
    CUSTOMER = "customer"
    SALESPERSON = "salesperson"
    SUPPORT = "support"
    WAREHOUSE = "warehouse"
    BUYER = "buyer"
    ACCOUNTANT = "accountant"
    HR = "hr"
    MANAGER = "manager"
    ADMIN = "admin"


STAFF = frozenset(Role) - {Role.VISITOR, Role.CUSTOMER}
EVERYONE = frozenset(Role)


_SEES_COSTS = frozenset({Role.BUYER, Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Mandate:
    """A colleague's right to approve, lent for the days from `starts_on` to `ends_on`: what they themselves hold."""

    lender_id: UUID
    lender: str
    roles: frozenset[Role]
    discount_limit_percent: Decimal
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the company itself) doing something through a channel.

    `zone` and `country` are the company's: its days and its working days.
    `discount_limit_percent` is the largest discount the person may give alone, in percent of the list price,
    `purchase_limit` the largest purchase order, None for the usual one.
    `system_user` is the operating-system account behind a terminal command, for the audit log.
    `mandates` are the rights to approve that colleagues lent them, whatever the day.
    """

    user_id: UUID | None
    login: str
    name: str
    roles: frozenset[Role]
    language: str = "zh"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    country: str = "CN"
    channel: str = "system"
    customer_id: UUID | None = None
    team: str | None = None
    discount_limit_percent: Decimal = Decimal(0)
    purchase_limit: Decimal | None = None
    system_user: str | None = None
    mandates: tuple[Mandate, ...] = ()

    def may(self, roles: frozenset[Role]) -> bool:
        """Whether any of the actor's roles is among `roles`."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        """Whether the actor works for the company."""
        return self.may(STAFF)

    @property
    def sees_costs(self) -> bool:
        """Whether they may know what goods cost. Somebody who also sells may not, unless they lead."""
        leads = self.may(frozenset({Role.MANAGER, Role.ADMIN}))
        return leads or (self.may(_SEES_COSTS) and Role.SALESPERSON not in self.roles)

    def today(self, now: datetime) -> date:
        """The calendar day of `now` in the company's zone."""
        return now.astimezone(self.zone).date()

    def speaking(self, language: str) -> Actor:
        """The same person, answered in another language."""
        return self if language == self.language else replace(self, language=language)


def system_actor(zone: ZoneInfo, *, channel: str = "system") -> Actor:
    """The company itself, for the built-in policies (expiry, import, demo)."""
    return Actor(user_id=None, login="system", name="system", roles=frozenset({Role.ADMIN}), zone=zone, channel=channel)
