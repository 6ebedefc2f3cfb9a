"""What a person writes for a delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.errors import NotFound
from core.numbering import as_numbered
from core.operations import Asking, Reference
from core.sales.deliveries.models import Delivery


class DeliveryUnknown(NotFound):
    """No delivery the actor may see has that number. Facts: number."""


@dataclass(frozen=True, slots=True)
class DeliveryRef(Reference):
    """A delivery to a customer the actor may see."""

    kind: ClassVar[str] = "delivery"
    hint: ClassVar[str] = "delivery number such as DN-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> DeliveryRef:
        """Refuses `DeliveryUnknown`, in the same words for what never was and what is out of scope."""
        found = asking.session.execute(
            select(Delivery.id, Delivery.number)
            .join(Customer, Customer.id == Delivery.customer_id)
            .where(Delivery.number == as_numbered(text), visible_customers(asking.actor))
        ).one_or_none()
        if found is None:
            raise DeliveryUnknown(number=text[:40])
        return cls(found[0], found[1])
