"""The sales report: one query over the facts of ordered lines, scoped to what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core import company, names
from core.actor import Actor, Role
from core.calendar import Period, add_months, week_of
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.customers.models import Customer, Region
from core.customers.references import RegionRef
from core.customers.scope import CustomerRef, sees_every_customer, visible_customers
from core.identity import User
from core.identity.references import SalespersonRef
from core.operations import PeriodWords, Reference, query
from core.reports.views import Comparison, Dimension, Label, SalesFigures, SalesReport, SalesRow
from core.sales.models import SalesFact

MAY_READ = frozenset({Role.SALESPERSON, Role.MANAGER, Role.ADMIN, Role.ACCOUNTANT})
ROWS_MAX = 200

_NOTHING = SalesFigures(Decimal(0), 0, Decimal(0))
_TIMES = {Dimension.DAY: "day", Dimension.WEEK: "week", Dimension.MONTH: "month"}


@query(roles=MAY_READ)
def report_sales(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    period: PeriodWords,
    by: list[Dimension] | None = None,
    product: ProductRef | None = None,
    customer: CustomerRef | None = None,
    region: RegionRef | None = None,
    salesperson: SalespersonRef | None = None,
    compare_with: Comparison | None = None,
) -> SalesReport:
    """Ordered amount (订单额), orders and units in a period, by day, week, month, product, customer, region or
    salesperson; a salesperson sees their own and their team's customers only.
    """
    dimensions = tuple(dict.fromkeys(by or []))
    conditions = [visible_customers(actor), *_limits(product, customer, region, salesperson)]
    before = _compared(period, compare_with)
    rows = _figures(session, dimensions, period, conditions)
    rows_before = {} if before is None else _aligned(session, dimensions, before, period, conditions)
    total = _figures(session, (), period, conditions).get((), _NOTHING)
    total_before = None if before is None else _figures(session, (), before, conditions).get((), _NOTHING)
    labels = [_labels(session, dimension, [key[place] for key in rows]) for place, dimension in enumerate(dimensions)]
    shown = [
        SalesRow(
            labels=tuple(labels[place][value] for place, value in enumerate(key)),
            figures=figures,
            before=None if before is None else rows_before.get(key, _NOTHING),
        )
        for key, figures in rows.items()
    ]
    return SalesReport(
        measure="ordered_amount",
        period=period,
        by=dimensions,
        filters=_filters(session, product, customer, region, salesperson),
        compared_with=before,
        currency=company.current(session).currency,
        as_of=now,
        rows=tuple(_sorted(shown, dimensions)[:ROWS_MAX]) if dimensions else (),
        row_count=len(rows) if dimensions else 0,
        total=total,
        total_before=total_before,
        first_fact_on=_first_fact_on(session, actor),
        own_customers_only=not sees_every_customer(actor),
    )


def _first_fact_on(session: Session, actor: Actor) -> date | None:
    """The first day of what the actor may see, whatever the report is limited to."""
    of_customers = select(func.min(SalesFact.ordered_on)).join(Customer, Customer.id == SalesFact.customer_id)
    return session.scalar(of_customers.where(visible_customers(actor)))


def _figures(
    session: Session, dimensions: Sequence[Dimension], period: Period, conditions: Sequence[ColumnElement[bool]]
) -> dict[tuple[Any, ...], SalesFigures]:
    """The measures of a period by the dimensions' values."""
    columns = [_column(dimension) for dimension in dimensions]
    rows = session.execute(
        select(
            func.sum(SalesFact.ordered_amount),
            func.count(SalesFact.order_number.distinct()),
            func.sum(SalesFact.quantity),
            *columns,
        )
        .join(Customer, Customer.id == SalesFact.customer_id)
        .where(SalesFact.ordered_on.between(period.start_on, period.end_on), *conditions)
        .group_by(*columns)
    )
    return {
        tuple(key): SalesFigures(amount, orders, units) for amount, orders, units, *key in rows if amount is not None
    }


def _aligned(
    session: Session,
    dimensions: Sequence[Dimension],
    before: Period,
    period: Period,
    conditions: Sequence[ColumnElement[bool]],
) -> dict[tuple[Any, ...], SalesFigures]:
    """The compared period's figures under the present one's keys: its third week is held against the third week."""
    figures = _figures(session, dimensions, before, conditions)
    return {
        tuple(
            _moved(value, dimension, before, period) if dimension in _TIMES else value
            for value, dimension in zip(key, dimensions, strict=True)
        ): found
        for key, found in figures.items()
    }


def _moved(day: date, dimension: Dimension, before: Period, period: Period) -> date:
    """The first day of the day, week or month of `period` that is as far into it as `day` is into `before`."""
    if dimension is Dimension.DAY:
        return period.start_on + (day - before.start_on)
    if dimension is Dimension.WEEK:
        return week_of(period.start_on).start_on + (day - week_of(before.start_on).start_on)
    months = (day.year - before.start_on.year) * 12 + day.month - before.start_on.month
    return add_months(period.start_on.replace(day=1), months)


def _limits(
    product: ProductRef | None,
    customer: CustomerRef | None,
    region: RegionRef | None,
    salesperson: SalespersonRef | None,
) -> list[ColumnElement[bool]]:
    limits: tuple[tuple[InstrumentedAttribute[Any], Reference | None], ...] = (
        (SalesFact.product_id, product),
        (SalesFact.customer_id, customer),
        (SalesFact.region_id, region),
        (SalesFact.salesperson_id, salesperson),
    )
    return [column == reference.id for column, reference in limits if reference is not None]


def _column(dimension: Dimension) -> ColumnElement[Any]:
    if dimension in _TIMES:
        return cast(func.date_trunc(_TIMES[dimension], SalesFact.ordered_on), Date)
    columns: dict[Dimension, ColumnElement[Any]] = {
        Dimension.PRODUCT: SalesFact.product_id.expression,
        Dimension.CUSTOMER: SalesFact.customer_id.expression,
        Dimension.REGION: SalesFact.region_id.expression,
        Dimension.SALESPERSON: SalesFact.salesperson_id.expression,
    }
    return columns[dimension]


def _labels(session: Session, dimension: Dimension, values: Sequence[Any]) -> dict[Any, Label]:
    """The label of each value of a dimension."""
    if dimension in _TIMES:
        return {value: Label(value.isoformat(), value.isoformat(), value.isoformat()) for value in set(values)}
    sources: dict[Dimension, Any] = {
        Dimension.PRODUCT: select(Product.id, Product.code, Product.name_zh, Product.name_en),
        Dimension.CUSTOMER: select(Customer.id, Customer.code, Customer.name_zh, Customer.name_en),
        Dimension.REGION: select(Region.id, Region.code, Region.name_zh, Region.name_en),
        Dimension.SALESPERSON: select(User.id, User.login, User.name_zh, User.name_en),
    }
    source = sources[dimension]
    named = session.execute(source.where(source.selected_columns.id.in_(set(values))))
    known = {row[0]: Label(row[1], row[2], row[3]) for row in named}
    return {value: known.get(value, Label("", "", "")) for value in set(values)}


def _sorted(rows: list[SalesRow], dimensions: Sequence[Dimension]) -> list[SalesRow]:
    """Time runs forward; everything else by amount, largest first."""
    by_amount = sorted(rows, key=lambda row: (-row.figures.ordered_amount, [label.key for label in row.labels]))
    if dimensions and dimensions[0] in _TIMES:
        return sorted(by_amount, key=lambda row: row.labels[0].key)
    return by_amount


def _compared(period: Period, comparison: Comparison | None) -> Period | None:
    if comparison is None:
        return None
    return period.previous() if comparison is Comparison.PREVIOUS else period.year_before()


def _filters(session: Session, *references: Reference | None) -> tuple[Label, ...]:
    """What the report is limited to, by name."""
    shown: list[Label] = []
    for reference in references:
        if reference is not None:
            choice = names.choices(session, [reference.id])
            shown.extend(Label(one.value, one.name_zh, one.name_en) for one in choice)
    return tuple(shown)
