"""What a person writes for an invoice or a credit note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.errors import NotFound
from core.numbering import as_numbered
from core.operations import Asking, Reference
from core.sales.invoicing.models import CreditNote, Invoice


class InvoiceUnknown(NotFound):
    """No invoice the actor may see has that number. Facts: number."""


class CreditNoteUnknown(NotFound):
    """No credit note the actor may see has that number. Facts: number."""


@dataclass(frozen=True, slots=True)
class InvoiceRef(Reference):
    """An invoice to a customer the actor may see."""

    kind: ClassVar[str] = "invoice"
    hint: ClassVar[str] = "invoice number such as INV-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> InvoiceRef:
        """Refuses `InvoiceUnknown`, in the same words for what never was and what is out of scope."""
        found = asking.session.execute(
            select(Invoice.id, Invoice.number)
            .join(Customer, Customer.id == Invoice.customer_id)
            .where(Invoice.number == as_numbered(text), visible_customers(asking.actor))
        ).one_or_none()
        if found is None:
            raise InvoiceUnknown(number=text[:40])
        return cls(found[0], found[1])


@dataclass(frozen=True, slots=True)
class CreditNoteRef(Reference):
    """A credit note to a customer the actor may see."""

    kind: ClassVar[str] = "credit_note"
    hint: ClassVar[str] = "credit note number such as CN-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> CreditNoteRef:
        """Refuses `CreditNoteUnknown`, in the same words for what never was and what is out of scope."""
        found = asking.session.execute(
            select(CreditNote.id, CreditNote.number)
            .join(Customer, Customer.id == CreditNote.customer_id)
            .where(CreditNote.number == as_numbered(text), visible_customers(asking.actor))
        ).one_or_none()
        if found is None:
            raise CreditNoteUnknown(number=text[:40])
        return cls(found[0], found[1])
