"""What a person writes for goods that came."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from core.catalog.references import ProductRef, Quantity, lines_in
from core.operations import Day


class CameLine(BaseModel):
    """A product that came, how much of it, and its lot."""

    model_config = ConfigDict(extra="forbid")

    product: ProductRef
    quantity: Quantity
    unit: str | None = Field(default=None, description="unit or pack as the person said it; omit for the usual unit")
    lot: str | None = Field(default=None, description="lot or batch number, for goods that are kept by lot")
    expires_on: Day | None = Field(default=None, description="the day the lot expires")


CameLines = Annotated[list[CameLine], BeforeValidator(lines_in)]
