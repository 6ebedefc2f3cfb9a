"""A term of sale that is set, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from core.operations import NOT_AGREED, CommandResult


class SalesTerm(StrEnum):
    """What the company allows so many days for.

    overdue: after an invoice's due day, until the customer's orders need approval. transit: working days after goods
    should have arrived, until they count as received. returns: after the receipt of goods, to give them back.
    """

    OVERDUE = "overdue"
    TRANSIT = "transit"
    RETURNS = "returns"


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesTermSet(CommandResult):
    """How many days the company allows from now on, and allowed before."""

    term: SalesTerm
    days: int
    before: int = field(metadata=dict(NOT_AGREED))


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceLimitSet(CommandResult):
    """What may be let off of an order without a manager, from now on and before."""

    limit: Decimal
    before: Decimal
    currency: str
