"""What a person writes for a supplier's credit note, and what is to become of money that was paid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import select

from core.errors import NotFound
from core.numbering import as_numbered
from core.operations import Asking, Reference
from core.purchasing.access import MAY_SEE_PRICES
from core.purchasing.crediting.models import VendorCredit


class VendorCreditUnknown(NotFound):
    """No credit note of a supplier the actor may see has that number. Facts: number."""


class CreditNoteKind(StrEnum):
    """What a supplier's credit note is for: goods that went back, or goods that cost less."""

    GOODS = "goods"
    ALLOWANCE = "allowance"


class WhatWasPaid(StrEnum):
    """What becomes of money that was paid for a bill that is cancelled: refuse, or keep it as a prepayment."""

    REFUSE = "refuse"
    PREPAYMENT = "prepayment"


@dataclass(frozen=True, slots=True)
class VendorCreditRef(Reference):
    """A supplier's credit note; only for those who may see what goods cost."""

    kind: ClassVar[str] = "vendor_credit"
    hint: ClassVar[str] = "our number of the supplier's credit note such as VC-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> VendorCreditRef:
        """Refuses `VendorCreditUnknown`, in the same words for what never was and what is out of scope."""
        found = asking.session.execute(
            select(VendorCredit.id, VendorCredit.number).where(VendorCredit.number == as_numbered(text))
        ).one_or_none()
        if found is None or not asking.actor.may(MAY_SEE_PRICES):
            raise VendorCreditUnknown(number=text[:40])
        return cls(found[0], found[1])
