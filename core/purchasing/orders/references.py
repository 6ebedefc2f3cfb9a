"""What a person writes for a purchase order and for the lines they want to buy."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import ColumnElement, false, select, true

from core.actor import Actor
from core.catalog.references import ProductRef, Quantity, UnitPrice, lines_in
from core.errors import NotFound
from core.operations import Asking, Reference
from core.purchasing.access import MAY_READ
from core.purchasing.orders.models import PurchaseOrder


class PurchaseOrderUnknown(NotFound):
    """No purchase order the actor may see has that number. Facts: number."""


def visible_purchase_orders(actor: Actor) -> ColumnElement[bool]:
    """The condition that leaves the purchase orders the actor may see: all, or none."""
    return true() if actor.may(MAY_READ) else false()


@dataclass(frozen=True, slots=True)
class PurchaseOrderRef(Reference):
    """A purchase order; only for those who may see purchases."""

    kind: ClassVar[str] = "purchase_order"
    hint: ClassVar[str] = "purchase order number such as PO-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> PurchaseOrderRef:
        """Refuses `PurchaseOrderUnknown`, in the same words for what never was and what is out of scope."""
        number = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
        found = asking.session.execute(
            select(PurchaseOrder.id, PurchaseOrder.number).where(
                PurchaseOrder.number == number, visible_purchase_orders(asking.actor)
            )
        ).one_or_none()
        if found is None:
            raise PurchaseOrderUnknown(number=text[:40])
        return cls(found[0], found[1])


class PurchaseLine(BaseModel):
    """A product, how much of it to buy, and its price for one unit where that is not the supplier's usual one."""

    model_config = ConfigDict(extra="forbid")

    product: ProductRef
    quantity: Quantity
    unit: str | None = Field(default=None, description="unit or pack as the person said it; omit for the usual unit")
    price: UnitPrice | None = Field(default=None, description="price of one unit without tax; omit for the usual one")


PurchaseLines = Annotated[list[PurchaseLine], BeforeValidator(lines_in)]
