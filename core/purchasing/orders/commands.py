"""Operations that make purchase orders. What becomes of them is in `progress`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.errors import Conflict
from core.inventory.commands import DayPassed
from core.inventory.references import WarehouseRef
from core.operations import Day, Document, command
from core.purchasing.access import MAY_BUY
from core.purchasing.orders.drafting import Draft, NoSupplier, Wanted, draft, preferred, usual_supplier
from core.purchasing.orders.models import PurchaseOrder
from core.purchasing.orders.reading import shown
from core.purchasing.orders.references import PurchaseLines
from core.purchasing.orders.views import PurchaseOrderShown, PurchaseOrdersMade
from core.purchasing.orders.writing import approvals_for, limit_of, write
from core.purchasing.reordering.models import MACHINE as REQUISITION
from core.purchasing.reordering.models import Requisition, RequisitionState
from core.purchasing.reordering.shortages import lock_rules
from core.purchasing.suppliers.models import SupplierProduct
from core.purchasing.suppliers.references import SupplierRef


class NothingToOrder(Conflict):
    """No requisition is open, of that supplier or for that warehouse if one was named."""


@command(roles=MAY_BUY)
def create_purchase_order(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    lines: PurchaseLines,
    warehouse: WarehouseRef,
    supplier: SupplierRef | None = None,
    due_on: Day | None = None,
    note: str = "",
) -> PurchaseOrdersMade:
    """Drafts a purchase order for goods to come to a warehouse, at the supplier's prices; nothing is sent yet.

    Leave supplier empty for the one these products are usually bought from, and due_on for its lead time.
    """
    _not_past(due_on, actor, now)
    wanted = [Wanted(one.product.id, one.quantity, one.unit, warehouse.id, one.price) for one in lines]
    supplier_id = supplier.id if supplier else usual_supplier(session, [one.product_id for one in wanted])
    drafted = draft(session, supplier_id, wanted, due_on=due_on, today=actor.today(now))
    return _made(session, [drafted], note=note, actor=actor, now=now)


@command(roles=MAY_BUY)
def order_requisitions(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    supplier: SupplierRef | None = None,
    warehouse: WarehouseRef | None = None,
) -> PurchaseOrdersMade:
    """Drafts one purchase order per supplier from all open requisitions, or from one supplier's or warehouse's."""
    asked = _open(session, warehouse.id if warehouse else None)
    offers = preferred(session, [one.product_id for one in asked])
    chosen = [one for one in asked if supplier is None or _is_from(supplier, offers.get(one.product_id))]
    if not chosen:
        raise NothingToOrder()
    orphans = [one for one in chosen if one.product_id not in offers]
    if orphans:
        raise NoSupplier(products=[one.number for one in orphans])
    by_supplier: dict[UUID, list[Wanted]] = defaultdict(list)
    for one in chosen:
        wanted = Wanted(one.product_id, one.quantity, None, one.warehouse_id, requisition_id=one.id)
        by_supplier[offers[one.product_id].supplier_id].append(wanted)
    today = actor.today(now)
    drafts = [draft(session, one, wanted, due_on=None, today=today) for one, wanted in by_supplier.items()]
    drafts.sort(key=lambda drafted: drafted.supplier.code)
    for row in chosen:
        REQUISITION.advance(session, row, RequisitionState.ORDERED, actor=actor, now=now)
        row.ended_at = now
    session.flush()
    return _made(session, drafts, note="", actor=actor, now=now)


def _made(session: Session, drafts: Sequence[Draft], *, note: str, actor: Actor, now: datetime) -> PurchaseOrdersMade:
    ids = [write(session, drafted, note=note, actor=actor, now=now) for drafted in drafts]
    orders = tuple(
        shown(session, one, actor=actor, notes={at: line.notes for at, line in enumerate(drafted.lines, start=1)})
        for one, drafted in zip(ids, drafts, strict=True)
    )
    for order_id, order in zip(ids, orders, strict=True):
        facts = {"number": order.number, "supplier": order.supplier}
        events.emit(session, "purchase_order.created", subject_id=order_id, actor=actor, now=now, facts=facts)
    rows = [session.get_one(PurchaseOrder, order_id) for order_id in ids]
    limit = limit_of(actor) if any(approvals_for(row, actor) for row in rows) else None
    return PurchaseOrdersMade(
        document=Document("purchase_order", ids[0], orders[0].number),
        unusual=_unusual(orders) + (() if limit is None else ("over_limit",)),
        orders=orders,
        limit=limit,
    )


def _is_from(supplier: SupplierRef, offer: SupplierProduct | None) -> bool:
    return offer is not None and offer.supplier_id == supplier.id


def _unusual(orders: Sequence[PurchaseOrderShown]) -> tuple[str, ...]:
    notes = {note for order in orders for line in order.lines for note in line.notes}
    return tuple(sorted(notes))


def _open(session: Session, warehouse_id: UUID | None) -> list[Requisition]:
    """The open requisitions, locked in the order of their ids, after the rules that raise them."""
    where = [Requisition.state == RequisitionState.OPEN]
    if warehouse_id is not None:
        where.append(Requisition.warehouse_id == warehouse_id)
    lock_rules(session, session.scalars(select(Requisition.product_id).where(*where)).all())
    rows = session.scalars(
        select(Requisition)
        .where(*where)
        .order_by(Requisition.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(rows)


def _not_past(day: date | None, actor: Actor, now: datetime) -> None:
    if day is not None and day < actor.today(now):
        raise DayPassed(day=day)
