"""Two at once, in two real transactions: goods leave once, numbers have no gaps, nothing is invoiced beyond."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from core.calendar import FixedClock
from core.database import Database
from core.doctor import examine
from core.errors import Refusal
from core.sales.commands import OrderBegun
from core.sales.deliveries.ready import NothingToDeliver
from core.sales.invoicing.claiming import NothingToInvoice
from core.states import InvalidTransition
from tests.company import Company, found

Act = Callable[[Company], object]


@pytest.fixture
def order(database: Database, clock: FixedClock) -> str:
    """The number of a confirmed order of ten, committed."""
    with database.transaction() as session:
        return found(session, now=clock.now()).order(10)


def both(database: Database, clock: FixedClock, *acts: Act) -> list[object]:
    """What comes of acts that begin together, each in its own transaction: their result, or their refusal."""
    ready = Barrier(len(acts))

    def perform(act: Act) -> object:
        try:
            with database.transaction() as session:
                company = Company(session, clock.now())
                session.execute(text("SELECT 1"))
                ready.wait(10)
                return act(company)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(perform, acts))


def examined(database: Database, clock: FixedClock) -> list[str]:
    """What the doctor finds wrong."""
    with database.transaction() as session:
        return [finding.title for finding in examine(session, now=clock.now()) if finding.fails]


def deliver(order: str) -> Act:
    return lambda company: company.run("warehouse", "deliver_order", {"order": order})


def test_the_same_goods_leave_once(database: Database, clock: FixedClock, order: str) -> None:
    results = both(database, clock, deliver(order), deliver(order))
    assert [type(one) for one in results if isinstance(one, Refusal)] == [NothingToDeliver]
    with database.transaction() as session:
        assert Company(session, clock.now()).on_hand("BP-200") == (60, 0)
    assert examined(database, clock) == []


def test_an_order_is_cancelled_or_delivered_never_both(database: Database, clock: FixedClock, order: str) -> None:
    cancel: Act = lambda company: company.run("sales", "cancel_order", {"order": order})  # noqa: E731
    results = both(database, clock, deliver(order), cancel)
    refused = [one for one in results if isinstance(one, Refusal)]
    assert len(refused) == 1
    assert isinstance(refused[0], OrderBegun | InvalidTransition)
    assert examined(database, clock) == []


def test_an_order_is_invoiced_once_and_numbers_have_no_gaps(database: Database, clock: FixedClock, order: str) -> None:
    with database.transaction() as session:
        company = Company(session, clock.now())
        number = company.run("warehouse", "deliver_order", {"order": order}).document.number
        company.run("warehouse", "confirm_delivery_received", {"delivery": number})
    invoice: Act = lambda company: company.run("accountant", "invoice_order", {"order": order})  # noqa: E731
    results = both(database, clock, invoice, invoice, invoice)
    assert [type(one) for one in results if isinstance(one, Refusal)] == [NothingToInvoice, NothingToInvoice]
    with database.transaction() as session:
        assert session.scalars(text("SELECT number FROM invoices")).all() == ["INV-2026-00001"]
    assert examined(database, clock) == []


def test_invoices_of_different_orders_at_once_are_numbered_without_a_gap(
    database: Database, clock: FixedClock, order: str
) -> None:
    with database.transaction() as session:
        company = Company(session, clock.now())
        orders = [order, *(company.order(2) for _ in range(3))]

    def invoice(one: str) -> Act:
        return lambda company: company.run("accountant", "invoice_ahead", {"order": one})

    results = both(database, clock, *(invoice(one) for one in orders))
    assert not [one for one in results if isinstance(one, Refusal)]
    with database.transaction() as session:
        assert session.scalars(text("SELECT serial FROM invoices ORDER BY serial")).all() == [1, 2, 3, 4]
    assert examined(database, clock) == []


def test_two_orders_cannot_both_just_fit_the_credit_limit(database: Database, clock: FixedClock, order: str) -> None:
    with database.transaction() as session:
        Company(session, clock.now()).run("manager", "set_credit_limit", {"customer": "仁和诊所", "limit": "3500"})

    def place(product: str) -> Act:
        lines = [{"product": product, "quantity": 5}]
        return lambda company: company.run("sales", "place_order", {"customer": "仁和诊所", "lines": lines}).approvals

    results = both(database, clock, place("BP-200"), place("TH-30"))
    assert sorted(len(one) for one in results if isinstance(one, tuple)) == [0, 1]


def test_a_quotation_is_accepted_once(database: Database, clock: FixedClock, order: str) -> None:
    with database.transaction() as session:
        lines = [{"product": "BP-200", "quantity": 3}]
        made = Company(session, clock.now()).run("sales", "create_quotation", {"customer": "仁和诊所", "lines": lines})
    accept: Act = lambda company: company.run("sales", "accept_quotation", {"quotation": made.document.number})  # noqa: E731
    results = both(database, clock, accept, accept)
    assert [type(one) for one in results if isinstance(one, Refusal)] == [InvalidTransition]
    with database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM sales_orders")) == 2
