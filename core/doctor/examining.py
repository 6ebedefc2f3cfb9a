"""Examining a company's database: every invariant of the domain that its tables so far can break."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from core import company
from core.doctor import books, decisions, fulfilment, numbers, prices, purchases, stock, worth
from core.doctor.findings import Finding
from core.doctor.lives import examine_lives
from core.doctor.protection import examine_protection
from core.doctor.scopes import examine_scopes
from core.money import minor_unit

_MEMORY = text("SET LOCAL work_mem = '16MB'")
"""For each sort and each hash of the transaction, in place of PostgreSQL's 4 MB: enough to keep the ids of 300,000
documents at hand. With 64 MB it took more time, for it then hashed what it reads in order from an index."""


def examine(session: Session, *, now: datetime) -> tuple[Finding, ...]:
    """All findings, the sound ones too, in the order of the invariants; reads only. Refuses `NoCompany`.

    On a live database the transaction is best REPEATABLE READ: what is written meanwhile may look like a fault.
    """
    session.execute(_MEMORY)
    found = [*examine_records(session, now=now), *examine_scopes(session, now=now), *examine_protection(session)]
    return tuple(sorted(found, key=_by_invariant))


def examine_records(session: Session, *, now: datetime) -> tuple[Finding, ...]:
    """The findings about what is recorded: all but who may see it, and what protects it."""
    of_goods = (*stock.CHECKS, *worth.CHECKS, *fulfilment.CHECKS, *prices.CHECKS, *purchases.CHECKS)
    checks = (*of_goods, *books.CHECKS, *numbers.CHECKS, *decisions.CHECKS)
    facts = {"now": now, "places": minor_unit(company.current(session).currency)}
    found = [check.run(session, facts) for check in checks]
    return (*found, *examine_lives(session))


def _by_invariant(finding: Finding) -> tuple[bool, int]:
    number = finding.invariant.removeprefix("I")
    return not number, int(number or 0)
