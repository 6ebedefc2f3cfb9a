"""Goods nobody confirmed the receipt of count as received when their way and the days of grace are over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from core.actor import system_actor
from core.audit import AuditRecord
from core.sales.deliveries.assuming import assume_received, overdue_arrivals
from core.states import TransitionRecord
from tests.company import Company


def shipped(company: Company, quantity: int = 4) -> tuple[str, str]:
    """The numbers of an order and of its delivery, which has left."""
    order = company.order(quantity)
    return order, str(company.run("warehouse", "deliver_order", {"order": order}).document.number)


def looked_after(company: Company) -> int:
    """How many deliveries are booked as received at the company's moment."""
    actor = system_actor(company.actor("admin").zone)
    due = overdue_arrivals(company.session, now=company.now, actor=actor)
    return sum(assume_received(company.session, one, now=company.now, actor=actor) for one in due)


def first_day(company: Company) -> int:
    """The days after which the first delivery is booked."""
    return next(days for days in range(40) if looked_after(company.later(timedelta(days=days))))


def test_a_delivery_is_booked_once_its_way_and_the_days_of_grace_are_over(company: Company) -> None:
    order, number = shipped(company)
    # Tuesday to Wednesday, three working days of grace to Monday: from Tuesday on.
    day = first_day(company)
    later = company.later(timedelta(days=day))
    assert later.ask("sales", "get_delivery", {"delivery": number}).state == "received"
    assert looked_after(later) == 0
    later.run("accountant", "invoice_order", {"order": order})
    assert later.ask("sales", "get_order", {"order": order}).state == "closed"


def test_more_grace_lets_more_working_days_pass(company: Company) -> None:
    shipped(company)
    company.run("admin", "set_sales_term", {"term": "transit", "allowed_days": 0})
    assert looked_after(company.later(timedelta(days=1))) == 0
    company.run("admin", "set_sales_term", {"term": "transit", "allowed_days": 10})
    day = first_day(company)
    assert day >= 14


def test_what_the_policy_did_says_so(company: Company) -> None:
    _, number = shipped(company)
    looked_after(company.later(timedelta(days=30)))
    record = company.session.scalars(select(AuditRecord).where(AuditRecord.action == "delivery.assume_received")).one()
    assert (record.login, record.details["policy"], record.details["delivery"]) == ("system", "transit", number)
    step = company.session.scalars(
        select(TransitionRecord).where(TransitionRecord.kind == "delivery", TransitionRecord.to_state == "received")
    ).one()
    assert (step.login, step.channel) == ("system", "system")


def test_a_delivery_that_was_refused_or_confirmed_is_left_alone(company: Company) -> None:
    _, refused = shipped(company)
    company.run("warehouse", "refuse_delivery", {"delivery": refused})
    _, received = shipped(company)
    company.run("sales", "confirm_delivery_received", {"delivery": received})
    assert looked_after(company.later(timedelta(days=30))) == 0
