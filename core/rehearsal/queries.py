"""The operation that rehearses: commands run together in one transaction that is taken back, and measured there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company, operations, proposals
from core.actor import STAFF, Actor, Role
from core.catalog.models import Product
from core.database import new_id
from core.errors import Invalid
from core.finance.rates import in_books, rate_on
from core.inventory.costs import sees_cost
from core.inventory.valuing import Worth, worth_of
from core.operations import Day, Effect, query
from core.proposals import Step
from core.rehearsal.measuring import (
    Concerned,
    Measured,
    book_effects,
    concerned,
    exposure_effects,
    measured,
    promise_effects,
    stock_effects,
)
from core.rehearsal.views import BookEffect, CashEffect, MarginEffect, Rehearsal, RehearsedCommand
from core.sales.views import OrderPlaced

STEPS_MAX = 10


class NotACommand(Invalid):
    """Only commands can be rehearsed. Facts: operation."""


class Rehearsed(BaseModel):
    """One command to be tried, with its arguments."""

    model_config = ConfigDict(extra="forbid")

    operation: str = Field(description="the name of a command, such as place_order")
    arguments: dict[str, Any] = Field(description="its arguments, as for the command itself")


Steps = Annotated[list[Rehearsed], Field(min_length=1, max_length=STEPS_MAX)]


@query(roles=STAFF - {Role.HR})
def rehearse(session: Session, *, actor: Actor, now: datetime, steps: Steps, paid_on: Day | None = None) -> Rehearsal:
    """Tries out commands without writing anything (试算): what they do to stock, promises, debts, cash and margin.

    paid_on is the day the customer would pay; without it the customer's payment terms count from arrival.
    """
    wanted = [Step(one.operation, one.arguments) for one in steps]
    for step in wanted:
        operation = operations.permitted(step.operation, actor)
        if operation.effect is not Effect.COMMAND:
            raise NotACommand(operation=step.operation)
    since = new_id()

    def done(canonical: Sequence[Step]) -> tuple[Concerned, Measured, tuple[BookEffect, ...]]:
        about = concerned(session, [step.arguments for step in canonical])
        return about, measured(session, about, actor=actor, now=now), book_effects(session, since)

    canonical, results, (about, after, books) = proposals.rehearse(session, wanted, actor=actor, now=now, measure=done)
    before = measured(session, about, actor=actor, now=now)
    orders = tuple(one for one in results if isinstance(one, OrderPlaced))
    inside = sees_cost(actor)
    today = actor.today(now)
    return Rehearsal(
        commands=tuple(RehearsedCommand(step.operation, step.arguments) for step in canonical),
        currency=company.current(session).currency,
        orders=orders,
        approvals=tuple(dict.fromkeys(need.reason for one in results for need in one.approvals)),
        stock=stock_effects(about, before, after),
        promises=promise_effects(session, before, after),
        exposures=exposure_effects(about, before, after),
        cash=_cash(session, orders, today=today, paid_on=paid_on),
        margin=_margin(session, orders, today=today) if inside and orders else None,
        books=books if inside else None,
    )


def _cash(
    session: Session, orders: Sequence[OrderPlaced], *, today: date, paid_on: date | None
) -> tuple[CashEffect, ...]:
    """What the orders bring in: on the day that was said, else when the terms are over after the last arrival."""
    sums: dict[date, Decimal] = {}
    for order in orders:
        terms = timedelta(days=order.head.payment_terms_days)
        day = paid_on or (order.head.promised_on or today) + terms
        rate = rate_on(session, order.head.currency, today)
        sums[day] = sums.get(day, Decimal(0)) + in_books(session, order.head.gross, rate)
    return tuple(CashEffect(day, amount) for day, amount in sorted(sums.items()))


def _margin(session: Session, orders: Sequence[OrderPlaced], *, today: date) -> MarginEffect | None:
    """Net less cost at today's moving average; None where goods of unknown worth are among it."""
    codes = {line.product for order in orders for line in order.lines}
    rows = session.execute(select(Product.code, Product.id).where(Product.code.in_(codes)))
    ids = {row.code: row.id for row in rows}
    worth = worth_of(session, list(ids.values()))
    net = cost = Decimal(0)
    for order in orders:
        rate = rate_on(session, order.head.currency, today)
        net += in_books(session, order.head.net, rate)
        for line in order.lines:
            held = worth.get(ids[line.product], Worth())
            if held.quantity <= 0 or held.value <= 0:
                return None  # goods whose cost nobody ever said are not free
            cost += in_books(session, held.value * line.stock_quantity / held.quantity, Decimal(1))
    return MarginEffect(net, cost)
