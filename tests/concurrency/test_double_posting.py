"""One event is booked once, one shortage requested once, one card executed once, however many do it at once."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import text

from core.database import new_id
from tests.company import Company
from tests.concurrency import deeds, naive
from tests.concurrency.hands import MOMENT, Hands, Refused
from tests.core.purchasing.buying import balance, requested, rule

pytestmark = pytest.mark.slow

ONE_ENTRY = "uq_journal_entries_source_id_source_kind_event"
ONE_OPEN = "uq_requisitions_open"


def without(hands: Hands, statement: str) -> None:
    """Takes away what the database itself holds against the naive way, in this test's copy."""
    with hands.database.admin_engine.begin() as connection:
        connection.exec_driver_sql(statement)


def count(hands: Hands, statement: str) -> int:
    """How many rows there are."""
    with hands.database.transaction() as session:
        return session.scalar(text(f"SELECT count(*) FROM {statement}")) or 0


def inventory(hands: Hands) -> int:
    """What the account of the goods in stock stands at."""
    with hands.database.transaction() as session:
        return int(balance(Company(session, MOMENT), "inventory"))


@pytest.fixture
def delivered(hands: Hands) -> str:
    """An order whose goods the customer has."""
    with hands.database.transaction() as session:
        company = Company(session, MOMENT)
        number = company.order(10)
        delivery = company.run("warehouse", "deliver_order", {"order": number}).document.number
        company.run("warehouse", "confirm_delivery_received", {"delivery": delivery})
        return number


@pytest.fixture
def asked(hands: Hands) -> UUID:
    """A card that waits for the manager's approval."""
    with hands.database.transaction() as session:
        company = Company(session, MOMENT)
        wanted = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 20}], "discount_percent": "12"}
        proposal = company.propose("sales", "place_order", wanted)
        company.confirm("sales", proposal)
        return proposal.id


def test_looking_first_posts_twice_where_the_database_does_not_refuse_it(hands: Hands) -> None:
    posting, before = (naive.post_once, new_id(), 7), inventory(hands)
    assert hands.in_step(posting, posting) == ["posted", Refused("UniqueViolation", ONE_ENTRY)]
    without(hands, f"ALTER TABLE journal_entries DROP CONSTRAINT {ONE_ENTRY}")
    posting = (naive.post_once, new_id(), 7)
    assert hands.in_step(posting, posting) == ["posted", "posted"]
    assert inventory(hands) == before + 7 + 14


def test_of_four_who_invoice_one_order_one_does(hands: Hands, delivered: str) -> None:
    outcomes = hands.at_once(*[(deeds.run, "accountant", "invoice_order", {"order": delivered})] * 4)
    assert Counter(outcomes) == {"INV-2026-00001": 1, Refused("NothingToInvoice"): 3}
    assert count(hands, "journal_entries WHERE source_kind = 'invoice'") == 1
    assert hands.broken() == []


def test_looking_first_requests_twice_where_the_database_does_not_refuse_it(hands: Hands) -> None:
    asking = (naive.request, "BP-200", 100)
    assert hands.in_step(asking, asking) == ["requested", Refused("UniqueViolation", ONE_OPEN)]
    without(hands, f"DROP INDEX {ONE_OPEN}")
    asking = (naive.request, "TH-30", 100)
    assert hands.in_step(asking, asking) == ["requested", "requested"]
    assert count(hands, "requisitions WHERE state = 'open'") == 3


def test_of_four_orders_at_once_that_leave_too_little_one_request_comes(hands: Hands) -> None:
    with hands.database.transaction() as session:
        rule(Company(session, MOMENT), 60, 150)
    assert hands.at_once(*[(deeds.place, ("BP-200", 15))] * 4) == [0] * 4
    with hands.database.transaction() as session:
        assert requested(Company(session, MOMENT)) == [("BP-200", "SH", 140)]
    assert hands.broken() == []


def test_a_card_approved_twice_the_naive_way_is_executed_twice(hands: Hands, asked: UUID) -> None:
    assert hands.in_step((naive.approve, asked), (naive.approve, asked)) == ["executed", "executed"]
    assert count(hands, "sales_orders") == 2
    assert "executed_proposals_are_on_record_once" in hands.broken()


def test_a_card_approved_by_four_at_once_is_executed_once(hands: Hands, asked: UUID) -> None:
    outcomes = hands.at_once(*[(deeds.say_yes, "manager", asked)] * 4)
    assert Counter(outcomes) == {"executed": 1, "already_executed": 3}
    assert count(hands, "sales_orders") == 1
    assert hands.broken() == []
