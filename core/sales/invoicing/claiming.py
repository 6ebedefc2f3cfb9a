"""Posting an invoice: how much of the lines, what that comes to, the claim, the books, and its number last.

The order is locked by the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.database import new_id, table_of
from core.errors import Conflict
from core.finance.ledger import Source, post
from core.finance.models import ItemKind, Side
from core.finance.posting import AccountRole, Amounts, Leg
from core.finance.rates import in_books
from core.finance.settling import open_item
from core.sales.closing import close_when_done
from core.sales.fulfilling import OpenOrder, in_order
from core.sales.invoicing.models import INVOICE_NUMBERS, Invoice, InvoiceLine, invoice_number


class NothingToInvoice(Conflict):
    """Everything that was delivered of the order is invoiced. Facts: number."""


@dataclass(frozen=True, slots=True)
class Charged:
    """So much of an order's line, and what it comes to."""

    line_id: UUID
    quantity: Decimal
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Posted:
    """An invoice or credit note that was written."""

    id: UUID
    number: str
    issued_on: date
    due_on: date
    total: Amounts
    charged: tuple[Charged, ...]


def delivered_open(order: OpenOrder) -> dict[UUID, Decimal]:
    """What the customer has of each line and was not invoiced for."""
    return {
        line.id: line.quantity_delivered - line.quantity_returned - (line.quantity_invoiced - line.quantity_credited)
        for line in order.lines.values()
    }


def ordered_open(order: OpenOrder) -> dict[UUID, Decimal]:
    """What of each line will be, or is, with the customer, and was not invoiced."""
    return {
        line.id: line.stock_quantity
        - line.quantity_closed
        - line.quantity_returned
        - (line.quantity_invoiced - line.quantity_credited)
        for line in order.lines.values()
    }


def post_invoice(
    session: Session, order: OpenOrder, parts: Mapping[UUID, Decimal], *, actor: Actor, now: datetime
) -> Posted:
    """Writes an invoice of the parts of the lines. Refuses `NothingToInvoice` where there are none."""
    parts = {line_id: quantity for line_id, quantity in parts.items() if quantity > 0}
    if not parts:
        raise NothingToInvoice(number=order.row.number)
    with order.events(session):
        charged = tuple(_charge(order, parts))
    close_when_done(session, order, actor=actor, now=now)
    total = total_of(charged)
    row, today = order.row, actor.today(now)
    invoice_id, due_on = new_id(), today + timedelta(days=row.payment_terms_days)
    legs = as_claimed(session, order.legs, total.gross, row.exchange_rate)
    head = _head(order, total, due_on, actor=actor, now=now) | {"id": invoice_id}
    lines = [
        {
            "id": new_id(),
            "invoice_id": invoice_id,
            "order_line_id": one.line_id,
            "quantity": one.quantity,
            "net": one.amounts.net,
            "tax": one.amounts.tax,
        }
        for one in charged
    ]
    # Others wait for the next number from here on: only rows that nobody else wants are still to be written.
    serial = INVOICE_NUMBERS.take(session, str(today.year))
    number = invoice_number(serial, today.year)
    session.execute(insert(table_of(Invoice)), head | {"serial": serial, "number": number})
    session.execute(insert(table_of(InvoiceLine)), lines)
    if total.gross:
        open_item(
            session,
            side=Side.RECEIVABLE,
            kind=ItemKind.CLAIM,
            party_id=row.customer_id,
            document=("invoice", invoice_id, number),
            dated_on=today,
            due_on=due_on,
            amount=total.gross,
            currency=row.currency,
            rate=row.exchange_rate,
        )
    post(session, Source("invoice", invoice_id, "posted", number), legs, booked_on=today, actor=actor, now=now)
    facts = {"number": number, "order": row.number}
    events.emit(session, "invoice.posted", subject_id=invoice_id, actor=actor, now=now, facts=facts)
    return Posted(invoice_id, number, today, due_on, total, charged)


def _head(order: OpenOrder, total: Amounts, due_on: date, *, actor: Actor, now: datetime) -> dict[str, Any]:
    row, today = order.row, actor.today(now)
    return {
        "year": today.year,
        "order_id": row.id,
        "customer_id": row.customer_id,
        "issued_on": today,
        "due_on": due_on,
        "currency": row.currency,
        "rate": row.exchange_rate,
        "net": total.net,
        "tax": total.tax,
        "gross": total.gross,
        "created_at": now,
        "user_id": actor.user_id,
        "login": actor.login,
        "channel": actor.channel,
    }


def total_of(charged: Sequence[Charged]) -> Amounts:
    """What the parts come to together."""
    return sum((one.amounts for one in charged), Amounts())


def as_claimed(session: Session, legs: Sequence[Leg], gross: Decimal, rate: Decimal) -> list[Leg]:
    """The legs with receivables at exactly what the document claims (or, negative, credits) in the books.

    A document in another currency is converted as a whole, its lines one by one: the minor units between go to
    exchange differences.
    """
    booked = sum((leg.amount for leg in legs if leg.role is AccountRole.RECEIVABLES), Decimal(0))
    between = in_books(session, gross, rate) - booked
    if not between:
        return list(legs)
    party_id = next((leg.party_id for leg in legs if leg.party_id), None)
    return [
        *legs,
        Leg(AccountRole.RECEIVABLES, between, party_id),
        Leg(AccountRole.EXCHANGE_DIFFERENCES, -between),
    ]


def _charge(order: OpenOrder, parts: Mapping[UUID, Decimal]) -> list[Charged]:
    """Counts the parts as invoiced. A part comes to what the line's invoices should be then, less what they are."""
    charged = []
    for line, quantity in in_order(order, parts):
        line.quantity_invoiced += quantity
        due = order.amounts_of(line, line.quantity_invoiced - line.quantity_credited)
        stands = Amounts(line.net_invoiced + line.net_allowed, line.tax_invoiced + line.tax_allowed)
        amounts = due - stands
        line.net_invoiced += amounts.net
        line.tax_invoiced += amounts.tax
        charged.append(Charged(line.id, quantity, amounts))
    return charged
