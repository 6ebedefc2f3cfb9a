"""Operations that write invoices and credit notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.customers.models import Customer
from core.finance.posting import Amounts
from core.finance.references import Amount, in_minor_units
from core.operations import Document, command
from core.sales.fulfilling import OpenOrder, named_parts
from core.sales.invoicing.allowing import approvals_of, post_allowance
from core.sales.invoicing.claiming import Posted, delivered_open, ordered_open, post_invoice
from core.sales.invoicing.crediting import Creditable, NothingToCredit, creditable_of, post_credit_note
from core.sales.invoicing.lines import shown_lines
from core.sales.invoicing.models import Invoice
from core.sales.invoicing.references import InvoiceRef
from core.sales.invoicing.views import CreditPosted, InvoicePosted, Totals
from core.sales.models import MACHINE as ORDER_MACHINE
from core.sales.models import OrderState
from core.sales.references import GoodsLines, OrderRef
from core.sales.returns.models import MACHINE as RETURN_MACHINE
from core.sales.returns.models import Return, ReturnLine, ReturnState
from core.sales.returns.references import ReturnRef
from core.states import InvalidTransition

MAY_INVOICE = frozenset({Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})


@command(roles=MAY_INVOICE)
def invoice_order(
    session: Session, *, actor: Actor, now: datetime, order: OrderRef, lines: GoodsLines | None = None
) -> InvoicePosted:
    """Posts an invoice of what was delivered of an order and not invoiced yet, or of the named products of that."""
    opened = _standing(session, order.id)
    available = delivered_open(opened)
    return _invoiced(session, opened, available, lines, actor=actor, now=now)


@command(roles=MAY_INVOICE)
def invoice_ahead(
    session: Session, *, actor: Actor, now: datetime, order: OrderRef, lines: GoodsLines | None = None
) -> InvoicePosted:
    """Posts an invoice before delivery: of all of an order that is not invoiced yet, or of the named products."""
    opened = _standing(session, order.id)
    return _invoiced(session, opened, ordered_open(opened), lines, actor=actor, now=now)


@command(roles=MAY_INVOICE)
def credit_invoice(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    invoice: InvoiceRef,
    lines: GoodsLines | None = None,
    reason: str = "",
) -> CreditPosted:
    """Posts a credit note that takes back an invoice, or the named products of it, paid or not.

    What is open of the invoice is settled with it; the rest stays as the customer's credit.
    """
    row = session.get_one(Invoice, invoice.id)
    opened = OpenOrder.lock(session, row.order_id)
    parts = creditable_of(session, row.id)
    if not parts:
        raise NothingToCredit(number=row.number)
    if lines is not None:
        parts = named_parts(session, opened, lines, parts, actor.today(now))
    reason = reason.strip()[:500]
    posted = post_credit_note(session, opened, row, parts, return_id=None, reason=reason, actor=actor, now=now)
    return _credited(session, opened, [(row, posted)], goods_return="", reason=reason)


@command(roles=MAY_INVOICE)
def allow_discount(
    session: Session, *, actor: Actor, now: datetime, invoice: InvoiceRef, amount: Amount, reason: str = ""
) -> CreditPosted:
    """Posts a credit note of an amount, tax included, that lowers the price of an invoice (折让): no goods come back.

    It lowers revenue and tax, at most by what is left of the invoice. Over the company's limit a manager has to
    approve it.
    """
    row = session.get_one(Invoice, invoice.id)
    amount = in_minor_units(amount, row.currency)
    opened = OpenOrder.lock(session, row.order_id)
    reason = reason.strip()[:500]
    posted = post_allowance(session, opened, row, amount, reason=reason, actor=actor, now=now)
    credited = _credited(session, opened, [(row, posted)], goods_return="", reason=reason)
    return replace(credited, approvals=approvals_of(session, opened, row.rate, actor))


@command(roles=MAY_INVOICE)
def credit_return(session: Session, *, actor: Actor, now: datetime, goods_return: ReturnRef) -> CreditPosted:
    """Posts the credit note of a return whose goods came back: one for each invoice they were on, newest first."""
    stored = session.get_one(Return, goods_return.id)
    opened = OpenOrder.lock(session, stored.order_id)
    session.refresh(stored)
    RETURN_MACHINE.advance(session, stored, ReturnState.CREDITED, actor=actor, now=now)
    wanted = _came_back(session, opened, stored)
    made: list[tuple[Invoice, Posted]] = []
    invoices = session.scalars(select(Invoice).where(Invoice.order_id == opened.row.id).order_by(Invoice.serial.desc()))
    for row in invoices.all():
        parts = _within(wanted, creditable_of(session, row.id))
        if parts:
            opened.legs.clear()
            note = post_credit_note(
                session, opened, row, parts, return_id=stored.id, reason=stored.reason, actor=actor, now=now
            )
            made.append((row, note))
    if not made:
        raise NothingToCredit(number=stored.number)
    return _credited(session, opened, made, goods_return=stored.number, reason=stored.reason)


def _standing(session: Session, order_id: UUID) -> OpenOrder:
    """The order, locked; a draft or cancelled one is not invoiced."""
    opened = OpenOrder.lock(session, order_id)
    row = opened.row
    if row.state not in (OrderState.CONFIRMED, OrderState.CLOSED):
        allowed = sorted(after.value for before, after in ORDER_MACHINE.allowed if before == row.state)
        raise InvalidTransition(
            document=row.number, kind=ORDER_MACHINE.kind, state=row.state.value, wanted="invoiced", allowed=allowed
        )
    return opened


def _invoiced(
    session: Session,
    opened: OpenOrder,
    available: Mapping[UUID, Decimal],
    lines: GoodsLines | None,
    *,
    actor: Actor,
    now: datetime,
) -> InvoicePosted:
    parts = available if lines is None else named_parts(session, opened, lines, available, actor.today(now))
    posted = post_invoice(session, opened, parts, actor=actor, now=now)
    buyer = session.get_one(Customer, opened.row.customer_id)
    return InvoicePosted(
        document=Document("invoice", posted.id, posted.number),
        order=opened.row.number,
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        lines=shown_lines(session, opened.lines, posted.charged),
        totals=_totals(posted.total, opened),
        ahead=any(quantity < 0 for quantity in delivered_open(opened).values()),
        issued_on=posted.issued_on,
        due_on=posted.due_on,
    )


def _came_back(session: Session, opened: OpenOrder, stored: Return) -> Creditable:
    """What of the returned goods is invoiced beyond what the customer kept."""
    returned: Creditable = {}
    for line in session.scalars(select(ReturnLine).where(ReturnLine.return_id == stored.id)):
        returned[line.order_line_id] = returned.get(line.order_line_id, Decimal(0)) + line.quantity
    beyond = {line_id: -quantity for line_id, quantity in delivered_open(opened).items()}
    return {line_id: min(quantity, beyond[line_id]) for line_id, quantity in returned.items() if beyond[line_id] > 0}


def _within(wanted: Creditable, available: Creditable) -> Creditable:
    """What of `wanted` is `available`; it is taken from `wanted`."""
    parts = {}
    for line_id, left in wanted.items():
        part = min(left, available.get(line_id, Decimal(0)))
        if part > 0:
            parts[line_id] = part
            wanted[line_id] -= part
    return parts


def _credited(
    session: Session, opened: OpenOrder, made: Sequence[tuple[Invoice, Posted]], *, goods_return: str, reason: str
) -> CreditPosted:
    buyer = session.get_one(Customer, opened.row.customer_id)
    notes = [note for _, note in made]
    return CreditPosted(
        document=Document("credit_note", notes[0].id, notes[0].number),
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        goods_return=goods_return,
        reason=reason,
        invoices=tuple(row.number for row, _ in made),
        lines=shown_lines(session, opened.lines, [one for note in notes for one in note.charged]),
        totals=_totals(_sum(note.total for note in notes), opened),
        numbers=tuple(note.number for note in notes),
    )


def _sum(amounts: Iterable[Amounts]) -> Amounts:
    return sum(amounts, Amounts())


def _totals(total: Amounts, opened: OpenOrder) -> Totals:
    return Totals(total.net, total.tax, total.gross, opened.row.currency)
