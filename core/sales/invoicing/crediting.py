"""Posting a credit note: what of an invoice is taken back, never beyond it, and settling the invoice with it.

The order is locked by the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.database import new_id, table_of
from core.errors import Conflict
from core.finance.ledger import Source, post
from core.finance.models import ItemKind, OpenItem, Side
from core.finance.posting import Amounts, Leg
from core.finance.settling import Part, allocate, open_amount, open_item
from core.money import round_money
from core.sales.fulfilling import OpenOrder
from core.sales.invoicing.claiming import Charged, Posted, as_claimed, total_of
from core.sales.invoicing.models import (
    CREDIT_NOTE_NUMBERS,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    credit_note_number,
)
from core.sales.models import SalesOrderLine


class NothingToCredit(Conflict):
    """Nothing of it is invoiced and not credited yet. Facts: number."""


Creditable = dict[UUID, Decimal]
"""Quantities by order line, in stock units."""


def creditable_of(session: Session, invoice_id: UUID) -> Creditable:
    """What of an invoice's lines was not credited yet."""
    credited = (
        select(CreditNoteLine.invoice_line_id, func.sum(CreditNoteLine.quantity).label("quantity"))
        .group_by(CreditNoteLine.invoice_line_id)
        .subquery()
    )
    rows = session.execute(
        select(InvoiceLine.order_line_id, InvoiceLine.quantity - func.coalesce(credited.c.quantity, 0))
        .join(credited, credited.c.invoice_line_id == InvoiceLine.id, isouter=True)
        .where(InvoiceLine.invoice_id == invoice_id)
    )
    return {line_id: left for line_id, left in rows if left > 0}


def post_credit_note(
    session: Session,
    order: OpenOrder,
    invoice: Invoice,
    parts: Mapping[UUID, Decimal],
    *,
    return_id: UUID | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Posted:
    """Writes a credit note of parts of an invoice's lines, and settles what is open of the invoice with it.

    Refuses `NothingToCredit` where there are none.
    """
    if not parts:
        raise NothingToCredit(number=invoice.number)
    own = session.scalars(
        select(InvoiceLine)
        .where(InvoiceLine.invoice_id == invoice.id, InvoiceLine.order_line_id.in_(parts))
        .order_by(InvoiceLine.id)
    ).all()
    with order.events(session):
        charged = _take_back(session, order, own, parts)
    return write_note(session, order, invoice, own, charged, return_id=return_id, reason=reason, actor=actor, now=now)


def write_note(
    session: Session,
    order: OpenOrder,
    invoice: Invoice,
    own: Sequence[InvoiceLine],
    charged: tuple[Charged, ...],
    *,
    return_id: UUID | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Posted:
    """Writes the note of what was taken off the invoice's lines, settles the invoice with it, and books the order's
    legs."""
    total = total_of(charged)
    today, note_id = actor.today(now), new_id()
    legs = as_claimed(session, order.legs, -total.gross, invoice.rate)
    head = _head(invoice, total, return_id=return_id, reason=reason, actor=actor, now=now) | {"id": note_id}
    lines = _rows(note_id, own, charged)
    claim = _claim(session, invoice)
    # Others wait for the next number from here on: only rows that nobody else wants are still to be written.
    serial = CREDIT_NOTE_NUMBERS.take(session, str(today.year))
    number = credit_note_number(serial, today.year)
    session.execute(insert(table_of(CreditNote)), head | {"serial": serial, "number": number})
    session.execute(insert(table_of(CreditNoteLine)), lines)
    if total.gross:
        legs += _settled(session, invoice, claim, (note_id, number), total.gross, actor=actor, now=now)
    post(session, Source("credit_note", note_id, "posted", number), legs, booked_on=today, actor=actor, now=now)
    facts = {"number": number, "invoice": invoice.number}
    events.emit(session, "credit_note.posted", subject_id=note_id, actor=actor, now=now, facts=facts)
    return Posted(note_id, number, today, today, total, charged)


def _head(
    invoice: Invoice, total: Amounts, *, return_id: UUID | None, reason: str, actor: Actor, now: datetime
) -> dict[str, Any]:
    today = actor.today(now)
    return {
        "year": today.year,
        "invoice_id": invoice.id,
        "return_id": return_id,
        "customer_id": invoice.customer_id,
        "issued_on": today,
        "currency": invoice.currency,
        "rate": invoice.rate,
        "net": total.net,
        "tax": total.tax,
        "gross": total.gross,
        "reason": reason,
        "created_at": now,
        "user_id": actor.user_id,
        "login": actor.login,
        "channel": actor.channel,
    }


def _rows(note_id: UUID, own: Sequence[InvoiceLine], charged: Sequence[Charged]) -> list[dict[str, Any]]:
    line_of = {line.order_line_id: line.id for line in own}
    return [
        {
            "id": new_id(),
            "credit_note_id": note_id,
            "invoice_line_id": line_of[one.line_id],
            "order_line_id": one.line_id,
            "quantity": one.quantity,
            "net": one.amounts.net,
            "tax": one.amounts.tax,
        }
        for one in charged
    ]


def _settled(
    session: Session,
    invoice: Invoice,
    claim: OpenItem | None,
    note: tuple[UUID, str],
    gross: Decimal,
    *,
    actor: Actor,
    now: datetime,
) -> list[Leg]:
    """Opens the note's credit and uses it for what is open of its invoice; what that does to the books."""
    today = actor.today(now)
    item_id = open_item(
        session,
        side=Side.RECEIVABLE,
        kind=ItemKind.CREDIT,
        party_id=invoice.customer_id,
        document=("credit_note", *note),
        dated_on=today,
        due_on=today,
        amount=gross,
        currency=invoice.currency,
        rate=invoice.rate,
    )
    if claim is None or open_amount(claim) <= 0:
        return []
    credit = session.get_one(OpenItem, item_id)
    return allocate(session, credit, [Part(claim, min(open_amount(claim), gross))], actor=actor, now=now)


def _claim(session: Session, invoice: Invoice) -> OpenItem | None:
    """What the invoice claims, locked."""
    return session.scalars(
        select(OpenItem)
        .where(OpenItem.document_kind == "invoice", OpenItem.document_id == invoice.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class Taken:
    """What was credited of an invoice's line before: so much of its quantity, and of its amounts."""

    quantity: Decimal = Decimal(0)
    amounts: Amounts = field(default_factory=Amounts)


def taken_of(session: Session, own: Sequence[InvoiceLine]) -> Mapping[UUID, Taken]:
    """What was credited of each of an invoice's lines, by their ids."""
    rows = session.execute(
        select(
            CreditNoteLine.invoice_line_id,
            func.sum(CreditNoteLine.quantity),
            func.sum(CreditNoteLine.net),
            func.sum(CreditNoteLine.tax),
        )
        .where(CreditNoteLine.invoice_line_id.in_([line.id for line in own]))
        .group_by(CreditNoteLine.invoice_line_id)
    )
    found = {line_id: Taken(quantity, Amounts(net, tax)) for line_id, quantity, net, tax in rows}
    return {line.id: found.get(line.id, Taken()) for line in own}


def _take_back(
    session: Session, order: OpenOrder, own: Sequence[InvoiceLine], parts: Mapping[UUID, Decimal]
) -> tuple[Charged, ...]:
    """Counts the parts as credited: each comes to its share of what is left of the invoice's line.

    All that is left of a line comes to exactly what is left of its amounts, with what was allowed taken off.
    """
    taken = taken_of(session, own)
    currency = order.row.currency
    charged = []
    for line in own:
        quantity, before = parts[line.order_line_id], taken[line.id]
        left = Amounts(line.net, line.tax) - before.amounts
        share = quantity / (line.quantity - before.quantity)
        amounts = Amounts(round_money(left.net * share, currency), round_money(left.tax * share, currency))
        ordered = order.lines[line.order_line_id]
        ordered.quantity_credited += quantity
        ordered.net_invoiced -= amounts.net
        ordered.tax_invoiced -= amounts.tax
        _allow_less(order, ordered)
        charged.append(Charged(ordered.id, quantity, amounts))
    return tuple(charged)


def _allow_less(order: OpenOrder, line: SalesOrderLine) -> None:
    """What was allowed on the quantities that were taken back is gone with them."""
    if not line.net_allowed and not line.tax_allowed:
        return
    price = order.amounts_of(line, line.quantity_invoiced - line.quantity_credited)
    allowed = price - Amounts(line.net_invoiced, line.tax_invoiced)
    line.net_allowed = min(max(allowed.net, Decimal(0)), line.net_allowed)
    line.tax_allowed = min(max(allowed.tax, Decimal(0)), line.tax_allowed)
