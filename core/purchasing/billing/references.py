"""What a person writes for the lines of a bill and for a bill."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import select

from core.catalog.references import ProductRef, Quantity, UnitPrice, lines_in
from core.errors import NotFound
from core.operations import Asking, Reference
from core.purchasing.access import MAY_SEE_PRICES
from core.purchasing.billing.models import VendorBill


class VendorBillUnknown(NotFound):
    """No bill the actor may see has that number. Facts: number."""


@dataclass(frozen=True, slots=True)
class VendorBillRef(Reference):
    """A supplier's bill; only for those who may see what goods cost."""

    kind: ClassVar[str] = "vendor_bill"
    hint: ClassVar[str] = "our number of the bill such as VB-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> VendorBillRef:
        """Refuses `VendorBillUnknown`, in the same words for what never was and what is out of scope."""
        number = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
        found = asking.session.execute(
            select(VendorBill.id, VendorBill.number).where(VendorBill.number == number)
        ).one_or_none()
        if found is None or not asking.actor.may(MAY_SEE_PRICES):
            raise VendorBillUnknown(number=text[:40])
        return cls(found[0], found[1])


class TaxInvoiceKind(StrEnum):
    """Which kind of invoice a bill is: only the tax of a special one (专票) can be deducted."""

    SPECIAL = "special"
    ORDINARY = "ordinary"


class BilledLine(BaseModel):
    """A product on a bill, how much of it, and its price for one unit where that is not the ordered one."""

    model_config = ConfigDict(extra="forbid")

    product: ProductRef
    quantity: Quantity
    unit: str | None = Field(default=None, description="unit or pack as the person said it; omit for the usual unit")
    price: UnitPrice | None = Field(default=None, description="price of one unit without tax; omit for the ordered one")


BilledLines = Annotated[list[BilledLine], BeforeValidator(lines_in)]
