"""Reports as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.calendar import Period


class Dimension(StrEnum):
    """What a sales report may be broken down by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    PRODUCT = "product"
    CUSTOMER = "customer"
    REGION = "region"
    SALESPERSON = "salesperson"


class Comparison(StrEnum):
    """What a period may be held against."""

    PREVIOUS = "previous"
    YEAR_BEFORE = "year_before"


@dataclass(frozen=True, slots=True)
class Label:
    """One value of a dimension: a code or the first day of a week or month, and its names."""

    key: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class SalesFigures:
    """The measures of one row. `ordered_amount` (订单额) is net of discount and tax; `units` are stock units."""

    ordered_amount: Decimal
    orders: int
    units: Decimal


@dataclass(frozen=True, slots=True)
class SalesRow:
    """One row of the report; `before` is the compared period's, where one was asked for."""

    labels: tuple[Label, ...]
    figures: SalesFigures
    before: SalesFigures | None


@dataclass(frozen=True, slots=True)
class SalesReport:
    """Ordered amount in a period by dimensions. `row_count` counts all rows, `rows` may be fewer.

    `own_customers_only` says that the reader may see only their own and their team's customers; the default is
    for results stored before it was there.
    """

    measure: str
    period: Period
    by: tuple[Dimension, ...]
    filters: tuple[Label, ...]
    compared_with: Period | None
    currency: str
    as_of: datetime
    rows: tuple[SalesRow, ...]
    row_count: int
    total: SalesFigures
    total_before: SalesFigures | None
    first_fact_on: date | None
    own_customers_only: bool = False
