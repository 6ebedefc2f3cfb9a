"""What a person writes for an invoice to be settled, a payment, and an amount of money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, WithJsonSchema
from sqlalchemy import ColumnElement, or_, select

from core.actor import Actor, Role
from core.catalog.references import FINEST
from core.customers.models import Customer
from core.customers.scope import visible_customers
from core.errors import Invalid, NotFound
from core.finance.models import ItemKind, OpenItem, Payment, Side
from core.money import round_money
from core.numbering import as_numbered
from core.operations import Asking, Reference

SEES_PAYABLES = frozenset({Role.BUYER, Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})
AMOUNT_MAX = Decimal(10) ** 12


class ClaimUnknown(NotFound):
    """No invoice or bill the actor may see has that number. Facts: number."""


class PaymentUnknown(NotFound):
    """No payment the actor may see has that number. Facts: number."""


class AmountUnfit(Invalid):
    """An amount is more than zero, below `AMOUNT_MAX`, and has no part smaller than `FINEST`. Facts: amount."""


class AmountTooFine(Invalid):
    """Money is paid in whole minor units of its currency. Facts: amount, currency."""


@dataclass(frozen=True, slots=True)
class ClaimRef(Reference):
    """An invoice of a customer the actor may see, or a supplier's bill."""

    kind: ClassVar[str] = "invoice"
    hint: ClassVar[str] = "number of an invoice such as INV-2026-00042, or of a bill"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> ClaimRef:
        """Refuses `ClaimUnknown`, in the same words for what never was and what is out of scope."""
        found = asking.session.execute(
            select(OpenItem.id, OpenItem.number).where(
                OpenItem.number == as_numbered(text), OpenItem.kind == ItemKind.CLAIM, _visible(asking.actor, OpenItem)
            )
        ).first()
        if found is None:
            raise ClaimUnknown(number=text[:40])
        return cls(found[0], found[1])


@dataclass(frozen=True, slots=True)
class PaymentRef(Reference):
    """A payment of a customer the actor may see, or to a supplier."""

    kind: ClassVar[str] = "payment"
    hint: ClassVar[str] = "payment number such as PAY-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> PaymentRef:
        """Refuses `PaymentUnknown`, in the same words for what never was and what is out of scope."""
        found = asking.session.execute(
            select(Payment.id, Payment.number).where(
                Payment.number == as_numbered(text), _visible(asking.actor, Payment)
            )
        ).one_or_none()
        if found is None:
            raise PaymentUnknown(number=text[:40])
        return cls(found[0], found[1])


def _visible(actor: Actor, table: type[OpenItem] | type[Payment]) -> ColumnElement[bool]:
    """The condition that leaves the receivables of the actor's customers, and payables to those who see them."""
    own = table.party_id.in_(select(Customer.id).where(visible_customers(actor)))
    seen: ColumnElement[bool] = (table.side == Side.RECEIVABLE) & own
    return or_(seen, table.side == Side.PAYABLE) if actor.may(SEES_PAYABLES) else seen


def _amount(value: object, *, least: Decimal) -> Decimal:
    try:
        amount = Decimal(str(value).strip().replace(",", ""))
    except ArithmeticError as error:
        raise AmountUnfit(amount=str(value)[:40]) from error
    if not amount.is_finite() or not least <= amount < AMOUNT_MAX or amount != amount.quantize(FINEST):
        raise AmountUnfit(amount=str(value)[:40])
    return amount


def in_minor_units(amount: Decimal, currency: str) -> Decimal:
    """The amount, which can be paid in the currency; refuses `AmountTooFine` for parts of a cent."""
    if amount != round_money(amount, currency):
        raise AmountTooFine(amount=amount.normalize(), currency=currency)
    return amount


Amount = Annotated[
    Decimal,
    BeforeValidator(lambda value: _amount(value, least=FINEST)),
    WithJsonSchema({"type": "string", "description": "an amount of money, as digits"}),
]
Charges = Annotated[
    Decimal,
    BeforeValidator(lambda value: _amount(value, least=Decimal(0))),
    WithJsonSchema({"type": "string", "description": "an amount of money, 0 or more, as digits"}),
]
