"""Writing what was allocated: reservations on balances, and demand that waits for receipts; and freeing both.

Statements are few whatever the number of lines, and balances were locked in the order of their ids before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric, Uuid, column, delete, func, insert, select, update, values
from sqlalchemy.orm import Session

from core.database import new_id
from core.errors import Conflict
from core.inventory.allocating import Allocation, Need
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
    now: datetime,
) -> None:
    """Reserves what is there and books the rest as dated demand, for the lines of one document."""
    document = {"document_kind": document_kind, "document_id": document_id}
    reserved: dict[UUID, Decimal] = defaultdict(Decimal)
    reservations: list[dict[str, Any]] = []
    demands: list[dict[str, Any]] = []
    for need, allocation, line_id in zip(needs, allocations, line_ids, strict=True):
        for take in allocation.takes:
            reserved[take.level_id] += take.quantity
            reservations.append(
                {
                    "id": new_id(),
                    "level_id": take.level_id,
                    "quantity": take.quantity,
                    "state": ReservationState.OPEN,
                    "line_id": line_id,
                    "created_at": now,
                    **document,
                }
            )
        if not allocation.takes:
            demands.append(_demand(need, allocation, line_id, document))
    if reserved:
        _raise_reserved(session, reserved)
        session.execute(insert(Reservation.__table__), reservations)  # type: ignore[arg-type]
    if demands:
        session.execute(insert(ExpectedMove.__table__), demands)  # type: ignore[arg-type]


def release(session: Session, *, document_id: UUID, now: datetime) -> Decimal:
    """Frees everything a document holds, and its waiting demand; how much was reserved in all."""
    level_ids = select(Reservation.level_id).where(
        Reservation.document_id == document_id, Reservation.state == ReservationState.OPEN
    )
    session.execute(select(StockLevel.id).where(StockLevel.id.in_(level_ids)).order_by(StockLevel.id).with_for_update())
    freed = (
        update(Reservation)
        .where(Reservation.document_id == document_id, Reservation.state == ReservationState.OPEN)
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
    total = sum(rows, Decimal(0))
    session.execute(
        delete(ExpectedMove).where(ExpectedMove.document_id == document_id, ExpectedMove.kind == ExpectedKind.DEMAND)
    )
    return total


def _raise_reserved(session: Session, reserved: dict[UUID, Decimal]) -> None:
    """Adds to the balances' reserved figures, each only if it stays within what is on hand."""
    more = values(column("level_id", Uuid), column("quantity", Numeric), name="more").data(sorted(reserved.items()))
    raised = session.execute(
        update(StockLevel)
        .where(StockLevel.id == more.c.level_id, StockLevel.on_hand - StockLevel.reserved >= more.c.quantity)
        .values(reserved=StockLevel.reserved + more.c.quantity)
        .returning(StockLevel.id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(raised) != len(reserved):
        raise StockTaken()


def _demand(need: Need, allocation: Allocation, line_id: UUID, document: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "kind": ExpectedKind.DEMAND,
        "product_id": need.product_id,
        "warehouse_id": allocation.source.id,
        "quantity": need.quantity,
        "due_on": allocation.ready_on,
        "line_id": line_id,
        **document,
    }
