"""The sorts of promotions, and how they stand beside one another."""

from __future__ import annotations

from enum import StrEnum


class PromotionKind(StrEnum):
    """What a promotion gives."""

    PERCENT = "percent"
    AMOUNT = "amount"
    BUY_X_GET_Y = "buy_x_get_y"
    BUNDLE = "bundle"


class Stacking(StrEnum):
    """Of exclusive promotions a line gets the best one alone; stackable ones come after, on what is left."""

    EXCLUSIVE = "exclusive"
    STACKABLE = "stackable"
