"""Operations that write returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor, Role
from core.customers.models import Customer
from core.database import new_id
from core.inventory.models import PlaceKind, Warehouse
from core.inventory.references import WarehouseRef
from core.operations import Document, command
from core.sales.deliveries.models import Delivery, DeliveryLine
from core.sales.deliveries.queries import parts_of
from core.sales.fulfilling import OpenOrder, named_parts
from core.sales.references import GoodsLines, OrderRef
from core.sales.returns.exchanging import deliver_again
from core.sales.returns.models import (
    MACHINE,
    RETURN_NUMBERS,
    GoodsOutcome,
    Return,
    ReturnLine,
    ReturnState,
)
from core.sales.returns.policy import Returnable, returnable_of, spread_over
from core.sales.returns.queries import returned_goods
from core.sales.returns.receiving import send_back_repaired, take_for_repair, take_goods_back
from core.sales.returns.references import ReturnRef
from core.sales.returns.views import ReturnChanged, ReturnExchanged

MAY_ASK = frozenset({Role.CUSTOMER, Role.SALESPERSON, Role.SUPPORT, Role.WAREHOUSE, Role.MANAGER, Role.ADMIN})
MAY_DECIDE = frozenset({Role.SUPPORT, Role.MANAGER, Role.ADMIN})
MAY_RECEIVE = frozenset({Role.WAREHOUSE, Role.MANAGER, Role.ADMIN})

_S = ReturnState


@command(roles=MAY_ASK)
def request_return(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    order: OrderRef,
    lines: GoodsLines | None = None,
    reason: str = "",
) -> ReturnChanged:
    """Asks for goods of an order to be taken back: all that was received, or the named products of it.

    Goods may be given back within the company's days (30 at first) of their receipt; the company then approves or
    refuses it.
    """
    opened = OpenOrder.lock(session, order.id)
    returnable = returnable_of(session, opened, now=now)
    parts = _by_line(returnable)
    if lines is not None:
        parts = named_parts(session, opened, lines, parts, actor.today(now))
    row = Return(
        id=new_id(),
        number=RETURN_NUMBERS.take(session, actor.today(now)),
        order_id=opened.row.id,
        customer_id=opened.row.customer_id,
        state=_S.REQUESTED,
        reason=reason.strip()[:500],
        created_at=now,
    )
    session.add(row)
    session.flush()
    session.add_all(
        ReturnLine(
            id=new_id(),
            return_id=row.id,
            delivery_line_id=one.line.id,
            order_line_id=one.line.order_line_id,
            product_id=one.line.product_id,
            quantity=one.quantity,
            cost=Decimal(0),
            lots=[],
        )
        for one in spread_over(returnable, parts)
    )
    MACHINE.record(session, row.id, (None, _S.REQUESTED), actor=actor, now=now)
    return _changed(session, opened, row, actor=actor, now=now)


@command(roles=MAY_DECIDE)
def approve_return(session: Session, *, actor: Actor, now: datetime, goods_return: ReturnRef) -> ReturnChanged:
    """Approves a return that was asked for: the customer may send the goods back."""
    opened, row = _locked(session, goods_return.id)
    MACHINE.advance(session, row, _S.APPROVED, actor=actor, now=now)
    return _changed(session, opened, row, actor=actor, now=now)


@command(roles=MAY_DECIDE)
def refuse_return(
    session: Session, *, actor: Actor, now: datetime, goods_return: ReturnRef, reason: str = ""
) -> ReturnChanged:
    """Refuses a return that was asked for."""
    opened, row = _locked(session, goods_return.id)
    MACHINE.advance(session, row, _S.REFUSED, actor=actor, now=now)
    row.refusal = reason.strip()[:500] or None
    return _changed(session, opened, row, actor=actor, now=now)


@command(roles=MAY_RECEIVE)
def receive_return(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    goods_return: ReturnRef,
    outcome: GoodsOutcome,
    warehouse: WarehouseRef | None = None,
) -> ReturnChanged:
    """Receives the goods of an approved return and says what becomes of them, once looked at.

    restock puts them back into stock, scrap throws them away, to_supplier sends them to their supplier, and repair
    takes them in for repair: they stay the customer's. They come back at the cost they left at; into the warehouse
    they came from where no other is named. What cannot be repaired is received again with another outcome.
    """
    opened, row = _locked(session, goods_return.id)
    in_repair = row.state is _S.INSPECTED
    for state in _path(outcome, in_repair=in_repair):
        MACHINE.advance(session, row, state, actor=actor, now=now)
    lines = _lines(session, row)
    house_id = warehouse.id if warehouse else _came_from(session, lines)
    row.warehouse_id, row.outcome, row.received_at = house_id, outcome, row.received_at or now
    if outcome is GoodsOutcome.REPAIR:
        take_for_repair(session, row, lines, warehouse_id=house_id, actor=actor, now=now)
    else:
        source = PlaceKind.REPAIR if in_repair else PlaceKind.CUSTOMER
        take_goods_back(
            session, opened, row, lines, warehouse_id=house_id, outcome=outcome, source=source, actor=actor, now=now
        )
    return _changed(session, opened, row, actor=actor, now=now)


@command(roles=MAY_RECEIVE)
def finish_repair(session: Session, *, actor: Actor, now: datetime, goods_return: ReturnRef) -> ReturnChanged:
    """Records that the goods of a return are repaired and on their way back to the customer: nothing is credited."""
    opened, row = _locked(session, goods_return.id)
    MACHINE.advance(session, row, _S.REPAIRED, actor=actor, now=now)
    lines = _lines(session, row)
    house_id = row.warehouse_id or _came_from(session, lines)
    send_back_repaired(session, row, lines, warehouse_id=house_id, actor=actor, now=now)
    return _changed(session, opened, row, actor=actor, now=now)


@command(roles=MAY_DECIDE | MAY_RECEIVE)
def exchange_return(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    goods_return: ReturnRef,
    warehouse: WarehouseRef | None = None,
) -> ReturnExchanged:
    """Exchanges goods that came back for the same goods from stock, instead of a credit note.

    They are reserved at once and their delivery is planned; refused where they are not in stock.
    """
    opened, row = _locked(session, goods_return.id)
    MACHINE.check(row.number, row.state, _S.EXCHANGED)
    goings = deliver_again(
        session,
        opened,
        row,
        _lines(session, row),
        warehouse_id=warehouse.id if warehouse else None,
        actor=actor,
        now=now,
    )
    MACHINE.advance(session, row, _S.EXCHANGED, actor=actor, now=now)
    _tell(session, opened, row, actor=actor, now=now)
    buyer = session.get_one(Customer, opened.row.customer_id)
    return ReturnExchanged(
        document=Document("delivery", goings[0].row.id, goings[0].row.number),
        number=row.number,
        order=opened.row.number,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        ship_to=opened.row.ship_to,
        parts=parts_of(session, [going.row for going in goings]),
        ship_on=max(going.row.ship_on for going in goings),
    )


def _path(outcome: GoodsOutcome, *, in_repair: bool) -> tuple[ReturnState, ...]:
    """The states a return goes through when its goods are looked at; those in repair were received before."""
    if outcome is GoodsOutcome.REPAIR:
        return (_S.RECEIVED, _S.INSPECTED)
    last = _OUTCOMES[outcome]
    return (last,) if in_repair else (_S.RECEIVED, _S.INSPECTED, last)


_OUTCOMES = {
    GoodsOutcome.RESTOCK: _S.RESTOCKED,
    GoodsOutcome.SCRAP: _S.SCRAPPED,
    GoodsOutcome.TO_SUPPLIER: _S.TO_SUPPLIER,
}


def _lines(session: Session, row: Return) -> Sequence[ReturnLine]:
    return session.scalars(select(ReturnLine).where(ReturnLine.return_id == row.id).order_by(ReturnLine.id)).all()


def _by_line(returnable: Sequence[Returnable]) -> dict[UUID, Decimal]:
    parts: dict[UUID, Decimal] = defaultdict(Decimal)
    for one in returnable:
        parts[one.line.order_line_id] += one.quantity
    return dict(parts)


def _locked(session: Session, return_id: UUID) -> tuple[OpenOrder, Return]:
    """The return's order, locked, and then the return as it stands."""
    opened = OpenOrder.lock(session, session.get_one(Return, return_id).order_id)
    return opened, session.get_one(Return, return_id, populate_existing=True)


def _came_from(session: Session, lines: Sequence[ReturnLine]) -> UUID:
    """The warehouse the first of the goods were delivered from."""
    return session.scalars(
        select(Delivery.warehouse_id)
        .join(DeliveryLine, DeliveryLine.delivery_id == Delivery.id)
        .where(DeliveryLine.id == lines[0].delivery_line_id)
    ).one()


def _changed(session: Session, opened: OpenOrder, row: Return, *, actor: Actor, now: datetime) -> ReturnChanged:
    _tell(session, opened, row, actor=actor, now=now)
    buyer = session.get_one(Customer, opened.row.customer_id)
    house = session.get(Warehouse, row.warehouse_id) if row.warehouse_id else None
    return ReturnChanged(
        document=Document("return", row.id, row.number),
        number="" if row.state is _S.REQUESTED else row.number,
        order=opened.row.number,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        state=row.state,
        lines=returned_goods(session, row.id),
        reason=row.refusal or row.reason,
        warehouse_zh=house.name_zh if house else "",
        warehouse_en=house.name_en if house else "",
    )


def _tell(session: Session, opened: OpenOrder, row: Return, *, actor: Actor, now: datetime) -> None:
    session.flush()
    facts = {"number": row.number, "order": opened.row.number}
    events.emit(session, f"return.{row.state.value}", subject_id=row.id, actor=actor, now=now, facts=facts)
