"""What a person writes for an order, a discount, and the lines they want."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from sqlalchemy import select

from core.catalog.references import FINEST, ProductRef, Quantity, decimal_in, lines_in
from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.errors import Invalid, NotFound
from core.numbering import as_numbered
from core.operations import Asking, Reference
from core.sales.models import SalesOrder


class OrderUnknown(NotFound):
    """No order the actor may see has that number. Facts: number."""


class DiscountUnfit(Invalid):
    """A discount is 0 or more and below 100 percent. Facts: discount."""


@dataclass(frozen=True, slots=True)
class OrderRef(Reference):
    """A sales order of a customer the actor may see."""

    kind: ClassVar[str] = "order"
    hint: ClassVar[str] = "sales order number such as SO-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> OrderRef:
        """Refuses `OrderUnknown`, in the same words for what never was and what is out of scope."""
        number = as_numbered(text)
        found = asking.session.execute(
            select(SalesOrder.id, SalesOrder.number)
            .join(Customer, Customer.id == SalesOrder.customer_id)
            .where(SalesOrder.number == number, visible_customers(asking.actor))
        ).one_or_none()
        if found is None:
            raise OrderUnknown(number=text[:40])
        return cls(found[0], found[1])


def _percent(value: object) -> Decimal:
    percent = decimal_in(str(value).strip().rstrip("%"))
    if percent is None or not 0 <= percent < 100 or percent != percent.quantize(FINEST):
        raise DiscountUnfit(discount=str(value)[:20])
    return percent


DiscountPercent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    WithJsonSchema(
        {
            "type": "string",
            "description": "percent off the list price: 5 for 打95折 or 5% off",
            "x-reference": "discount",
        }
    ),
]


class OrderLine(BaseModel):
    """A product, how much of it, and a discount on this line alone."""

    model_config = ConfigDict(extra="forbid")

    product: ProductRef
    quantity: Quantity
    unit: str | None = Field(default=None, description="unit or pack as the person said it; omit for the usual unit")
    discount_percent: DiscountPercent = Decimal(0)


OrderLines = Annotated[list[OrderLine], BeforeValidator(lines_in)]
