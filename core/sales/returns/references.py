"""What a person writes for a return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.errors import NotFound
from core.numbering import as_numbered
from core.operations import Asking, Reference
from core.sales.returns.models import Return


class ReturnUnknown(NotFound):
    """No return the actor may see has that number. Facts: number."""


@dataclass(frozen=True, slots=True)
class ReturnRef(Reference):
    """A return of a customer the actor may see."""

    kind: ClassVar[str] = "goods_return"
    hint: ClassVar[str] = "return number such as RT-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> ReturnRef:
        """Refuses `ReturnUnknown`, in the same words for what never was and what is out of scope."""
        found = asking.session.execute(
            select(Return.id, Return.number)
            .join(Customer, Customer.id == Return.customer_id)
            .where(Return.number == as_numbered(text), visible_customers(asking.actor))
        ).one_or_none()
        if found is None:
            raise ReturnUnknown(number=text[:40])
        return cls(found[0], found[1])
