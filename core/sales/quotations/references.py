"""What a person writes for a quotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.errors import NotFound
from core.numbering import as_numbered
from core.operations import Asking, Reference
from core.sales.quotations.models import Quotation


class QuotationUnknown(NotFound):
    """No quotation the actor may see has that number. Facts: number."""


@dataclass(frozen=True, slots=True)
class QuotationRef(Reference):
    """A quotation to a customer the actor may see."""

    kind: ClassVar[str] = "quotation"
    hint: ClassVar[str] = "quotation number such as QT-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> QuotationRef:
        """Refuses `QuotationUnknown`, in the same words for what never was and what is out of scope."""
        found = asking.session.execute(
            select(Quotation.id, Quotation.number)
            .join(Customer, Customer.id == Quotation.customer_id)
            .where(Quotation.number == as_numbered(text), visible_customers(asking.actor))
        ).one_or_none()
        if found is None:
            raise QuotationUnknown(number=text[:40])
        return cls(found[0], found[1])
