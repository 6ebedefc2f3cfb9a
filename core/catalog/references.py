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
FINEST = Decimal("0.000001")
"""The smallest part of a quantity or a price that the books keep."""
LINES_MAX = 200
"""Lines that one document or one question takes."""
_DIGITS_SHOWN = 15


class QuantityNotPositive(Invalid):
    """A quantity in a document is more than zero: direction is the document's kind. Facts: quantity."""


class QuantityTooLarge(Invalid):
    """More than anyone means to type. Facts: quantity, limit."""


class QuantityTooFine(Invalid):
    """Smaller parts than the books keep. Facts: text, decimals (kept)."""


class NotAQuantity(Invalid):
    """No number. Facts: text."""


class NoLines(Invalid):
    """Nothing is wanted: at least one line is needed."""


class TooManyLines(Invalid):
    """More lines than are taken at once. Facts: lines, limit."""


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


def decimal_in(written: object) -> Decimal | None:
    """The finite number somebody wrote in digits, or None."""
    try:
        number = Decimal(str(written).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def amount_in(value: object, *, least: Decimal | None = None) -> Decimal:
    """The quantity somebody wrote: more than zero, or `least` and more; refuses with the figure otherwise."""
    text = str(value).strip()[:40]
    quantity = decimal_in(value)
    if quantity is None:
        raise NotAQuantity(text=text)
    # Written out, 1e99999999 would be a hundred megabytes.
    figure: Decimal | str = quantity if abs(quantity.adjusted()) <= _DIGITS_SHOWN else text
    if quantity > QUANTITY_MAX:
        raise QuantityTooLarge(quantity=figure, limit=QUANTITY_MAX)
    if quantity <= 0 if least is None else quantity < least:
        raise QuantityNotPositive(quantity=figure)
    kept = quantity.quantize(FINEST)
    if kept != quantity:
        raise QuantityTooFine(text=text, decimals=-int(FINEST.as_tuple().exponent))
    return kept.normalize() if kept != kept.to_integral_value() else kept.quantize(Decimal(1))


def lines_in(value: object) -> object:
    """The lines somebody wants, as they were given; refuses none and too many."""
    if isinstance(value, list):
        if not value:
            raise NoLines()
        if len(value) > LINES_MAX:
            raise TooManyLines(lines=len(value), limit=LINES_MAX)
    return value


Quantity = Annotated[
    Decimal,
    BeforeValidator(amount_in),
    WithJsonSchema({"type": "string", "description": "a positive number, as digits", "x-reference": "quantity"}),
]
"""More than zero and at most `QUANTITY_MAX`; refuses with the figure otherwise."""
