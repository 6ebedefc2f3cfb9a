"""Writing what was allocated: reservations on balances, and demand that waits for receipts; and freeing both.

Statements are few whatever the number of lines. Demand is locked before balances, balances in the order of their ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Numeric,
    Uuid,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from core.database import new_id, table_of
from core.errors import Conflict
from core.inventory.allocating import Allocation, Need, Part
from core.inventory.balances import lock_balances
from core.inventory.models import ExpectedKind, ExpectedMove, Reservation, ReservationState, StockLevel


class StockTaken(Conflict):
    """Somebody else took the goods in the meantime; nothing was written."""


def hold(
    session: Session,
    needs: Sequence[Need],
    allocations: Sequence[Allocation],
    *,
    document_kind: str,
    document_id: UUID,
    line_ids: Sequence[UUID],
    expires_on: date | None = None,
    now: datetime,
) -> None:
    """Reserves what is there and books the rest as dated demand, for the lines of one document.

    The balances were locked when the allocation was read. What is held until a day is freed by `free_expired`.
    """
    document = {"document_kind": document_kind, "document_id": document_id}
    reserved: dict[UUID, Decimal] = defaultdict(Decimal)
    reservations: list[dict[str, Any]] = []
    demands: list[dict[str, Any]] = []
    parts = [
        (need, part, line_id)
        for need, allocation, line_id in zip(needs, allocations, line_ids, strict=True)
        for part in allocation.parts
    ]
    for need, part, line_id in parts:
        for take in part.takes:
            reserved[take.level_id] += take.quantity
            reservations.append(
                {
                    "id": new_id(),
                    "level_id": take.level_id,
                    "quantity": take.quantity,
                    "state": ReservationState.OPEN,
                    "line_id": line_id,
                    "expires_on": expires_on,
                    "created_at": now,
                    **document,
                }
            )
        if not part.takes:
            demands.append(_demand(need, part, line_id, document))
    if reserved:
        raise_reserved(session, reserved)
        session.connection().execute(_RESERVE, reservations)
    if demands:
        session.connection().execute(_EXPECT, demands)


def release(session: Session, *, document_id: UUID, line_ids: Collection[UUID] | None = None, now: datetime) -> Decimal:
    """Frees what a document holds, or these lines of it, and its waiting demand; how much was reserved in all."""
    lines = () if line_ids is None else (Reservation.line_id.in_(line_ids),)
    drop_waiting(session, document_id=document_id, line_ids=line_ids)
    return _free(session, (Reservation.document_id == document_id, *lines), now)


def drop_waiting(
    session: Session, *, document_id: UUID, line_ids: Collection[UUID] | None = None
) -> dict[UUID | None, Decimal]:
    """Removes the waiting demand of a document, or of these lines of it; how much each line waited for.

    To promise a line anew, drop what it waits for, allocate that much with the balances locked, and hold it.
    """
    lines = () if line_ids is None else (ExpectedMove.line_id.in_(line_ids),)
    mine = (ExpectedMove.document_id == document_id, ExpectedMove.kind == ExpectedKind.DEMAND, *lines)
    dropped: dict[UUID | None, Decimal] = defaultdict(Decimal)
    for line_id, quantity in session.execute(
        delete(ExpectedMove).where(*mine).returning(ExpectedMove.line_id, ExpectedMove.quantity)
    ):
        dropped[line_id] += quantity
    return dropped


def free_expired(session: Session, *, on: date, now: datetime) -> Decimal:
    """Frees what was held until a day before `on`; how much that was in all."""
    return _free(session, (Reservation.expires_on < on,), now)


def _free(session: Session, conditions: Sequence[ColumnElement[bool]], now: datetime) -> Decimal:
    mine = (*conditions, Reservation.state == ReservationState.OPEN)
    lock_balances(session, select(Reservation.level_id).where(*mine))
    freed = (
        update(Reservation)
        .where(*mine)
        .values(state=ReservationState.RELEASED, ended_at=now)
        .returning(Reservation.level_id, Reservation.quantity)
        .cte("freed")
    )
    sums = select(freed.c.level_id, func.sum(freed.c.quantity).label("quantity")).group_by(freed.c.level_id).cte("sums")
    rows = session.execute(
        update(StockLevel)
        .where(StockLevel.id == sums.c.level_id)
        .values(reserved=StockLevel.reserved - sums.c.quantity)
        .returning(sums.c.quantity)
        .execution_options(synchronize_session=False)
    ).scalars()
    return sum(rows, Decimal(0))


def raise_reserved(session: Session, reserved: Mapping[UUID, Decimal]) -> None:
    """Adds to the balances' reserved figures, each only if it stays within what is on hand; refuses `StockTaken`."""
    level_ids = sorted(reserved)
    quantities = [reserved[level_id] for level_id in level_ids]
    raised = session.connection().execute(_RAISE, {"level_ids": level_ids, "quantities": quantities}).all()
    if len(raised) != len(reserved):
        raise StockTaken()


def _demand(need: Need, part: Part, line_id: UUID, document: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "kind": ExpectedKind.DEMAND,
        "product_id": need.product_id,
        "warehouse_id": part.source.id,
        "quantity": part.quantity,
        "due_on": part.ready_on,
        "line_id": line_id,
        "good_for_days": (part.arrives_on - part.ready_on).days + need.shelf_life_days_min,
        "rests_on": [change.source for change in part.rests_on],
        **document,
    }


# Built once: building a statement costs more than sending it.
_level = table_of(StockLevel)
_more = (
    func.unnest(
        bindparam("level_ids", type_=ARRAY(Uuid())),
        bindparam("quantities", type_=ARRAY(Numeric())),
    )
    .table_valued(column("level_id", Uuid()), column("quantity", Numeric()))
    .render_derived(name="more")
)
_RAISE = (
    update(_level)
    .where(_level.c.id == _more.c.level_id, _level.c.on_hand - _level.c.reserved >= _more.c.quantity)
    .values(reserved=_level.c.reserved + _more.c.quantity)
    .returning(_level.c.id)
)
_RESERVE, _EXPECT = insert(table_of(Reservation)), insert(table_of(ExpectedMove))
