"""A price allowance on an invoice: its amounts are lowered, its quantities stay. The order is locked by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor, Role
from core.errors import Conflict
from core.finance.posting import Amounts
from core.money import round_money
from core.operations import ApprovalNeeded
from core.sales.fulfilling import OpenOrder
from core.sales.invoicing.claiming import Charged, Posted
from core.sales.invoicing.crediting import NothingToCredit, taken_of, write_note
from core.sales.invoicing.models import Invoice, InvoiceLine


class AllowedTooMuch(Conflict):
    """More than is left of the invoice, with what was credited taken off. Facts: number, asked, open, currency."""


def post_allowance(
    session: Session, order: OpenOrder, invoice: Invoice, amount: Decimal, *, reason: str, actor: Actor, now: datetime
) -> Posted:
    """Writes a credit note of `amount`, tax included, over the invoice's lines in proportion to what is left of them.

    Refuses `NothingToCredit` where nothing is left, and `AllowedTooMuch`.
    """
    own = session.scalars(
        select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id).order_by(InvoiceLine.id)
    ).all()
    left = _left(session, own)
    total = sum((one.gross for one in left.values()), Decimal(0))
    if not total:
        raise NothingToCredit(number=invoice.number)
    if amount > total:
        raise AllowedTooMuch(number=invoice.number, asked=amount, open=total, currency=invoice.currency)
    with order.events(session):
        charged = _allow(order, own, left, amount, invoice.currency)
    return write_note(session, order, invoice, own, charged, return_id=None, reason=reason, actor=actor, now=now)


def approvals_of(session: Session, order: OpenOrder, rate: Decimal, actor: Actor) -> tuple[ApprovalNeeded, ...]:
    """A manager's approval where the allowances on the order, tax included, come to more than the company's limit.

    `rate` is the company's currency for one of the order's. All of them count, or many small ones would do.
    """
    allowed = sum((line.net_allowed + line.tax_allowed for line in order.lines.values()), Decimal(0))
    worth, limit = allowed * rate, company.current(session).allowance_limit
    if worth <= limit or Role.MANAGER in actor.roles:
        return ()
    return (ApprovalNeeded(Role.MANAGER, "allowance_over_limit", worth, limit),)


def _left(session: Session, own: Sequence[InvoiceLine]) -> dict[UUID, Amounts]:
    """What is left of each of an invoice's lines."""
    taken = taken_of(session, own)
    return {line.id: Amounts(line.net, line.tax) - taken[line.id].amounts for line in own}


def _allow(
    order: OpenOrder, own: Sequence[InvoiceLine], left: dict[UUID, Amounts], amount: Decimal, currency: str
) -> tuple[Charged, ...]:
    """Takes the amount off the lines' invoiced amounts, each in proportion to what the ones before left of it."""
    total = sum((one.gross for one in left.values()), Decimal(0))
    charged = []
    for line in own:
        open_here = left[line.id]
        if not open_here.gross:
            continue
        gross = min(round_money(amount * open_here.gross / total, currency), open_here.gross)
        total, amount = total - open_here.gross, amount - gross
        net = round_money(open_here.net * gross / open_here.gross, currency)
        part = Amounts(net, gross - net)
        if not gross:
            continue
        ordered = order.lines[line.order_line_id]
        ordered.net_invoiced -= part.net
        ordered.tax_invoiced -= part.tax
        ordered.net_allowed += part.net
        ordered.tax_allowed += part.tax
        charged.append(Charged(ordered.id, Decimal(0), part))
    return tuple(charged)
