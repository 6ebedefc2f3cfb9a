"""The company's limit of losses as a value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.operations import CommandResult


@dataclass(frozen=True, slots=True, kw_only=True)
class LossLimitSet(CommandResult):
    """The limit from now on, and before."""

    limit: Decimal
    before: Decimal
    currency: str
