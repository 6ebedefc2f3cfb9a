"""The price lists in force or to come, where a message speaks of one without its code.

Looked up only when a price is to be set or a list is asked for; which one is meant is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from core.actor import Actor
from core.catalog.models import PriceList
from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.customers.segments import segment_names
from core.database import Database

_NEWEST = 200
"""How many lists are looked through, the newest first."""


@dataclass(frozen=True, slots=True)
class KnownList:
    """A price list as far as it takes to tell which one is meant; the default one is not among them."""

    code: str
    name_zh: str
    name_en: str
    customer: str = ""
    segment: tuple[str, ...] = ()
    """The segment's key and names, where the list is for one."""


@dataclass(frozen=True, slots=True)
class PriceLists:
    """The lists that the actor may see. Without a database only those that are given."""

    actor: Actor | None = None
    database: Database | None = None
    on: date = date.min
    given: tuple[KnownList, ...] = ()

    def known(self) -> tuple[KnownList, ...]:
        """The lists for somebody that are not over, newest first."""
        actor = self.actor
        if self.database is None or actor is None or not actor.is_staff:
            return self.given
        query = (
            select(PriceList, Customer.code)
            .join(Customer, Customer.id == PriceList.customer_id, isouter=True)
            .where(
                PriceList.is_default.is_(False),
                or_(PriceList.valid_until.is_(None), PriceList.valid_until >= self.on),
                or_(visible_customers(actor), PriceList.customer_id.is_(None)),
            )
            .order_by(PriceList.id.desc())
            .limit(_NEWEST)
        )
        with self.database.transaction() as session:
            rows = session.execute(query).all()
            segments = segment_names(session, [row.segment for row, _ in rows])
            return tuple(
                KnownList(
                    row.code,
                    row.name_zh,
                    row.name_en,
                    code or "",
                    (row.segment, *segments[row.segment]) if row.segment else (),
                )
                for row, code in rows
            )
