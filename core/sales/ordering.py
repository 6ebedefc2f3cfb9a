"""Writing orders: the order with its lines, what it holds, its facts for reports, its transitions and its event.

This is the hot path: few statements whatever the number of lines, in SQLAlchemy Core.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core import company, events
from core.actor import Actor
from core.database import new_id, table_of
from core.inventory.reserving import hold
from core.operations import Document
from core.sales.drafting import Draft, DraftLine
from core.sales.models import MACHINE, ORDER_NUMBERS, OrderState, SalesFact, SalesOrder, SalesOrderLine
from core.sales.parts import stored_parts
from core.sales.prices.rules import rule_kept
from core.sales.pricing import converted


def write_order(
    session: Session,
    drafted: Draft,
    state: OrderState,
    *,
    salesperson_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> Document:
    """Writes a new order in `state`, draft or confirmed, and all that goes with it."""
    order_id = new_id()
    number = ORDER_NUMBERS.take(session, actor.today(now))
    confirmed = state is OrderState.CONFIRMED
    written = session.connection()
    written.execute(
        _ORDER,
        {
            "id": order_id,
            "number": number,
            "customer_id": drafted.customer.id,
            "salesperson_id": salesperson_id,
            "state": state,
            "currency": drafted.terms.currency,
            "price_list": drafted.terms.price_list,
            "tax_included": drafted.terms.tax_included,
            "exchange_rate": drafted.terms.exchange_rate,
            "discount_percent": drafted.discount_percent,
            "net": drafted.net,
            "tax": drafted.tax,
            "gross": drafted.net + drafted.tax,
            "requested_on": drafted.requested_on,
            "promised_on": drafted.promised_on,
            "warehouse_id": drafted.warehouse_id,
            "ship_to": drafted.ship_to,
            "payment_terms_days": drafted.payment_terms_days,
            "note": drafted.note,
            "created_at": now,
            "confirmed_at": now if confirmed else None,
        },
    )
    rows = [_line_row(order_id, position, line) for position, line in enumerate(drafted.lines, start=1)]
    written.execute(_LINES, rows)
    path = (None, OrderState.DRAFT, OrderState.CONFIRMED) if confirmed else (None, OrderState.DRAFT)
    MACHINE.record(session, order_id, path, actor=actor, now=now)
    if confirmed:
        promise_lines(session, drafted, order_id, number, salesperson_id=salesperson_id, actor=actor, now=now)
    return Document("sales_order", order_id, number)


def promise_lines(
    session: Session,
    drafted: Draft,
    order_id: UUID,
    number: str,
    *,
    salesperson_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> None:
    """What confirming means beyond the order's own rows: goods held, facts for reports, the event.

    The sale is the order's salesperson's, whoever confirms it.
    """
    allocations = [line.allocation for line in drafted.lines if line.allocation]
    hold(
        session,
        [line.need for line in drafted.lines],
        allocations,
        document_kind="sales_order",
        document_id=order_id,
        line_ids=[line.id for line in drafted.lines],
        now=now,
    )
    own = company.current(session).currency
    amounts = converted([line.priced.net for line in drafted.lines], drafted.terms.exchange_rate, own)
    facts = _facts(drafted, amounts, order_id, number, salesperson_id=salesperson_id, ordered_on=actor.today(now))
    session.connection().execute(_FACTS, facts)
    events.emit(
        session,
        "sales_order.confirmed",
        subject_id=order_id,
        actor=actor,
        now=now,
        facts={"number": number, "customer": drafted.customer.code, "products": _products(drafted.lines)},
    )


def promise_of(line: DraftLine) -> dict[str, Any]:
    """The columns of a line that hold its promise."""
    allocation = line.allocation
    if allocation is None:
        return {"warehouse_id": None, "ships_on": None, "promised_on": None, "rests_on": [], "parts": []}
    return {
        "warehouse_id": allocation.source.id,
        "ships_on": allocation.ships_on,
        "promised_on": allocation.arrives_on,
        "rests_on": [
            {"expected_move": change.source, "quantity": str(change.quantity), "due_on": change.due_on.isoformat()}
            for change in allocation.rests_on
        ],
        "parts": stored_parts(allocation),
    }


def priced_columns(line: DraftLine) -> dict[str, Any]:
    """The columns of a line that say how much of what at which price."""
    return {
        "product_id": line.product.id,
        "quantity": line.quantity,
        "unit": line.unit,
        "stock_quantity": line.need.quantity,
        "list_price": line.priced.list_price,
        "discount_percent": line.priced.discount_percent,
        "unit_price": line.priced.unit_price,
        "net": line.priced.net,
        "tax_code": line.tax_code,
        "tax_rate": line.tax_rate,
        "tax": line.priced.tax,
        "tax_included": line.tax_included,
        "price_rule": rule_kept(line.rule),
    }


def _line_row(order_id: UUID, position: int, line: DraftLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "order_id": order_id,
        "position": position,
        **priced_columns(line),
        **promise_of(line),
    }


def _facts(
    drafted: Draft,
    amounts: Sequence[Decimal],
    order_id: UUID,
    number: str,
    *,
    salesperson_id: UUID | None,
    ordered_on: date,
) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "ordered_on": ordered_on,
            "order_number": number,
            "order_id": order_id,
            "product_id": line.product.id,
            "customer_id": drafted.customer.id,
            "region_id": drafted.customer.region_id,
            "salesperson_id": salesperson_id,
            "quantity": line.need.quantity,
            "ordered_amount": amount,
        }
        for line, amount in zip(drafted.lines, amounts, strict=True)
    ]


def _products(lines: Sequence[DraftLine]) -> list[str]:
    return sorted({line.product.code for line in lines})


# Built once: building a statement costs more than sending it.
_ORDER, _LINES, _FACTS = insert(table_of(SalesOrder)), insert(table_of(SalesOrderLine)), insert(table_of(SalesFact))
