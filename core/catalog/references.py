"""What a person writes for a product, and quantities with their limits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, WithJsonSchema
from sqlalchemy import select

from core import names
from core.catalog.models import Category
from core.errors import Invalid
from core.operations import Asking, Reference

QUANTITY_MAX = Decimal(1_000_000)


class QuantityNotPositive(Invalid):
    """A quantity in a document is more than zero: direction is the document's kind. Facts: quantity."""


class QuantityTooLarge(Invalid):
    """More than anyone means to type. Facts: quantity, limit."""


class NotAQuantity(Invalid):
    """No number. Facts: text."""


@dataclass(frozen=True, slots=True)
class ProductRef(Reference):
    """A product of the catalog."""

    kind: ClassVar[str] = "product"
    hint: ClassVar[str] = "the product's name or code, as the person wrote it"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> ProductRef:
        """Refuses `NameUnknown` and `NameAmbiguous`."""
        found = names.resolve(asking.session, "product", text, exact=asking.exact)
        return cls(found.id, found.code)


@dataclass(frozen=True, slots=True)
class CategoryRef(Reference):
    """A kind of product."""

    kind: ClassVar[str] = "category"
    hint: ClassVar[str] = "kind of product"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> CategoryRef:
        """Refuses `NameUnknown` and `NameAmbiguous`."""
        found = names.resolve(asking.session, "category", text, exact=asking.exact)
        return cls(found.id, asking.session.scalars(select(Category.code).where(Category.id == found.id)).one())


def _quantity(value: object) -> Decimal:
    try:
        quantity = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise NotAQuantity(text=str(value)[:40]) from error
    if not quantity.is_finite():
        raise NotAQuantity(text=str(value)[:40])
    if quantity <= 0:
        raise QuantityNotPositive(quantity=quantity)
    if quantity > QUANTITY_MAX:
        raise QuantityTooLarge(quantity=quantity, limit=QUANTITY_MAX)
    return quantity.normalize() if quantity != quantity.to_integral_value() else quantity.quantize(Decimal(1))


Quantity = Annotated[
    Decimal,
    BeforeValidator(_quantity),
    WithJsonSchema({"type": "string", "description": "a positive number, as digits", "x-reference": "quantity"}),
]
"""More than zero and at most `QUANTITY_MAX`; refuses with the figure otherwise."""
