"""Operations that set the company's terms of sale, and how much may be let off without a manager."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Session

from core import audit, company
from core.actor import Actor, Role
from core.finance.references import Charges
from core.operations import Document, command
from core.sales.terms.views import AllowanceLimitSet, SalesTerm, SalesTermSet

TermDays = Annotated[int, Field(ge=0, le=365)]
"""Days the company allows; none is meant by 0."""

_COLUMNS = {
    SalesTerm.OVERDUE: "credit_grace_days",
    SalesTerm.TRANSIT: "transit_grace_days",
    SalesTerm.RETURNS: "return_days",
}


@command(roles=frozenset({Role.MANAGER, Role.ADMIN}))
def set_sales_term(session: Session, *, term: SalesTerm, allowed_days: TermDays) -> SalesTermSet:
    """Sets how many days the company allows its customers.

    returns: days to give goods back; overdue: days after an invoice's due day before orders need approval; transit:
    working days after shipped goods should have arrived until they count as received.
    """
    with company.changing(session) as row:
        before = getattr(row, _COLUMNS[term])
        setattr(row, _COLUMNS[term], allowed_days)
    document = Document("sales_term", UUID(int=row.id), term.value)
    return SalesTermSet(document=document, term=term, days=allowed_days, before=before)


@command(roles=frozenset({Role.MANAGER, Role.ADMIN}))
def set_allowance_limit(
    session: Session, *, actor: Actor, now: datetime, allowance_limit: Charges
) -> AllowanceLimitSet:
    """Sets up to which amount, tax included, an order's invoices may be lowered by allowances (折让) without a manager.

    Beyond it a manager has to approve.
    """
    with company.changing(session) as row:
        before, row.allowance_limit = row.allowance_limit, allowance_limit
    details = {"limit": str(allowance_limit), "before": str(before)}
    audit.record(session, action="company.allowance_limit", actor=actor, now=now, details=details)
    return AllowanceLimitSet(limit=allowance_limit, before=before, currency=row.currency)
