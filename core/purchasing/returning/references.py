"""What a person writes for goods that go back to their supplier."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from core.catalog.references import ProductRef, Quantity, lines_in


class TakenFrom(StrEnum):
    """Where goods that go back lie: in stock, or in quarantine where they wait for a check."""

    STOCK = "stock"
    QUARANTINE = "quarantine"


class GoingLine(BaseModel):
    """A product that goes back, how much of it, and its lot."""

    model_config = ConfigDict(extra="forbid")

    product: ProductRef
    quantity: Quantity
    unit: str | None = Field(default=None, description="unit or pack as the person said it; omit for the usual unit")
    lot: str | None = Field(default=None, description="lot or batch number, for goods that are kept by lot")


GoingLines = Annotated[list[GoingLine], BeforeValidator(lines_in)]
