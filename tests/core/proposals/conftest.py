"""What the tests of proposals share: plain orders, and a look at what was written."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, text

from core.audit import AuditRecord
from core.events import EventRecord
from core.proposals import Outcome, Proposal
from core.sales.models import SalesOrder
from tests.company import Company


def order(quantity: int = 20, product: str = "BP-200", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any argument
    """An order of one line for the clinic."""
    return {"customer": "仁和诊所", "lines": [{"product": product, "quantity": quantity}], **more}


def asked_for(company: Company, *, discount: str = "12", login: str = "sales") -> Proposal:
    """An order with a discount over the person's limit, agreed to by themselves: it waits for an approval."""
    confirmation = company.confirm(login, company.propose(login, "place_order", order(20, discount_percent=discount)))
    assert confirmation.outcome is Outcome.AWAITING_APPROVAL
    return confirmation.proposal


def events_of(company: Company, kind: str) -> list[dict[str, Any]]:
    """The facts of the events of a kind, oldest first."""
    found = select(EventRecord.facts).where(EventRecord.kind == kind).order_by(EventRecord.id)
    return list(company.session.scalars(found))


def orders(company: Company) -> int:
    """How many orders there are."""
    return company.session.scalar(select(func.count()).select_from(SalesOrder)) or 0


def executions(company: Company) -> int:
    """How many executions are on record."""
    done = select(func.count()).select_from(AuditRecord).where(AuditRecord.action == "proposal.execute")
    return company.session.scalar(done) or 0


def rows(company: Company) -> dict[str, int]:
    """How many rows every table of the business has."""
    tables = ("sales_orders", "sales_order_lines", "sales_facts", "reservations", "expected_moves", "events")
    return {name: company.session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}
