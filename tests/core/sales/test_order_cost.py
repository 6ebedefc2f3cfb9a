"""What confirming an order costs in statements: few, and as many for twenty lines as for three."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from core.proposals import Outcome
from tests.company import Company, found


@pytest.fixture
def company(session: Session, clock: FixedClock) -> Company:
    return found(session, now=clock.now())


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that are sent meanwhile, savepoints among them."""
    sent: list[str] = []

    def note(_: Any, cursor: Any, statement: str, *rest: Any) -> None:  # noqa: ANN401 - SQLAlchemy's signature
        sent.append(statement)

    engine = session.connection().engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def confirming(company: Company, lines: int) -> list[str]:
    """The statements that confirming an order of so many lines sends."""
    products = ["BP-200", "TH-30", "GS-50"]
    wanted = [{"product": products[place % 3], "quantity": 1} for place in range(lines)]
    proposal = company.propose("sales", "place_order", {"customer": "仁和诊所", "lines": wanted})
    company.session.expire_all()
    with counted(company.session) as sent:
        assert company.confirm("sales", proposal).outcome is Outcome.EXECUTED
    return sent


def test_an_order_of_a_customer_with_a_limit_takes_no_more_than_25_statements(company: Company) -> None:
    company.run("manager", "set_credit_limit", {"customer": "仁和诊所", "limit": "90000"})
    sent = confirming(company, 3)
    assert len(sent) <= 25, "\n".join(" ".join(statement.split())[:90] for statement in sent)


def test_more_lines_take_no_more_statements(company: Company) -> None:
    assert len(confirming(company, 18)) == len(confirming(company, 3))
