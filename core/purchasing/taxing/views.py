"""The company's standing with the tax office as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.operations import CommandResult


class TaxpayerKind(StrEnum):
    """A general taxpayer deducts input tax; of a small-scale one (小规模纳税人) it is part of what goods cost."""

    GENERAL = "general"
    SMALL_SCALE = "small_scale"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxpayerSet(CommandResult):
    """What the company is from now on, and was before."""

    kind: TaxpayerKind
    before: TaxpayerKind
