"""What tells a company's customers apart besides their names: where they are, of what sort they are, and who is there.

Looked up only where somebody is asked which of several is meant; of a colleague's customer nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from core.actor import Actor
from core.customers.models import Contact, Customer, Region
from core.customers.scope import visible_customers
from core.database import Database

_PLACE = re.compile(r"([\u4e00-\u9fff]{2,3}?)(?:省|市|自治区|区|县)")
_PLACES_MAX = 3
"""How many places stand at the beginning of an address: province, city, district."""


@dataclass(frozen=True, slots=True)
class Trait:
    """A customer's names, its places in both languages, its kind, and the names of the people there."""

    name_zh: str = ""
    name_en: str = ""
    places: tuple[str, ...] = ()
    kind: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of customers whom the actor may see. Without a database only those that are given."""

    actor: Actor | None = None
    database: Database | None = None
    given: Mapping[str, Trait] = field(default_factory=dict)

    def of(self, codes: Sequence[str]) -> dict[str, Trait]:
        """What is known of the customers with these codes; of others nothing."""
        known = {code: self.given[code] for code in codes if code in self.given}
        if self.database is None or self.actor is None or not self.actor.is_staff:
            return known
        query = (
            select(Customer, Region.name_zh, Region.name_en, Contact.name)
            .join(Region, Region.id == Customer.region_id)
            .join(Contact, Contact.customer_id == Customer.id, isouter=True)
            .where(Customer.code.in_(codes), visible_customers(self.actor))
        )
        people: dict[str, list[str]] = {}
        with self.database.transaction() as session:
            for row, zh, en, contact in session.execute(query):
                people.setdefault(row.code, []).extend([contact] if contact else [])
                places = (zh, en, *_PLACE.findall(row.address)[:_PLACES_MAX])
                known[row.code] = Trait(row.name_zh, row.name_en, places, row.kind.value, tuple(people[row.code]))
        return {code: known[code] for code in codes if code in known}
