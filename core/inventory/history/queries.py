"""The operation that reads the stock ledger of a product."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.actor import STAFF, Actor, Role
from core.calendar import Period
from core.catalog.facts import name_of
from core.catalog.references import ProductRef
from core.identity import User
from core.inventory.costs import sees_cost
from core.inventory.history.views import StockChange, StockHistory
from core.inventory.models import Lot, Place, StockMove, Warehouse
from core.inventory.references import WarehouseRef
from core.operations import PeriodWords, query

_PAGE = 30


@query(roles=STAFF - {Role.HR})
def get_stock_history(
    session: Session,
    *,
    actor: Actor,
    product: ProductRef,
    warehouse: WarehouseRef | None = None,
    period: PeriodWords | None = None,
) -> StockHistory:
    """What came in and went out of a product, newest first: receipts, shipments, returns, transfers, counts, scrap."""
    found = name_of(session, product.id)
    source, target = aliased(Place), aliased(Place)
    inside = [_is_in(place, warehouse) for place in (source, target)]
    conditions: list[ColumnElement[bool]] = [StockMove.product_id == product.id, or_(*inside)]
    if period is not None:
        conditions += _within(period, actor)
    places = (
        select(StockMove)
        .join(source, source.id == StockMove.from_place_id)
        .join(target, target.id == StockMove.to_place_id)
        .where(*conditions)
    )
    start, end = aliased(Warehouse), aliased(Warehouse)
    rows = session.execute(
        places.join(start, start.id == source.warehouse_id, isouter=True)
        .join(end, end.id == target.warehouse_id, isouter=True)
        .join(Lot, Lot.id == StockMove.lot_id, isouter=True)
        .join(User, User.id == StockMove.user_id, isouter=True)
        .with_only_columns(
            StockMove.at,
            StockMove.quantity,
            StockMove.value,
            StockMove.origin_kind,
            source.kind.label("source"),
            target.kind.label("target"),
            start.code.label("source_code"),
            end.code.label("target_code"),
            Lot.code.label("lot"),
            User.login.label("login"),
            and_(inside[0], ~inside[1]).label("left"),
        )
        .order_by(StockMove.at.desc(), StockMove.id.desc())
        .limit(_PAGE)
    ).all()
    count = len(rows) if len(rows) < _PAGE else session.scalar(places.with_only_columns(func.count())) or 0
    costs = sees_cost(actor)
    return StockHistory(
        product=found.code,
        name_zh=found.name_zh,
        name_en=found.name_en,
        unit=found.unit,
        warehouse=warehouse.code if warehouse else None,
        changes=tuple(_change(row, costs=costs) for row in rows),
        count=count,
    )


def _is_in(place: Any, warehouse: WarehouseRef | None) -> ColumnElement[bool]:  # noqa: ANN401 - an alias has no type
    """Whether a place is in the warehouse asked about, or in any."""
    belongs: ColumnElement[bool] = (
        place.warehouse_id.is_not(None) if warehouse is None else place.warehouse_id.is_not_distinct_from(warehouse.id)
    )
    return belongs


def _change(row: Row[*tuple[Any, ...]], *, costs: bool) -> StockChange:
    return StockChange(
        at=row.at,
        quantity=-row.quantity if row.left else row.quantity,
        source=row.source,
        source_warehouse=row.source_code,
        target=row.target,
        target_warehouse=row.target_code,
        lot=row.lot,
        origin=row.origin_kind,
        user=row.login or "",
        value=row.value if costs else None,
    )


def _within(period: Period, actor: Actor) -> list[ColumnElement[bool]]:
    """The period's days as moments in the company's zone."""
    start = datetime.combine(period.start_on, time.min, actor.zone).astimezone(UTC)
    end = datetime.combine(period.end_on + timedelta(days=1), time.min, actor.zone).astimezone(UTC)
    return [StockMove.at >= start, StockMove.at < end]
