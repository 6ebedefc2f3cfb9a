"""Rehearsal: what commands would do to stock, promises, debts, cash and margin, with nothing of it written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.doctor import examine
from core.events import EventRecord
from core.inventory.models import ProductValue
from core.operations import OperationNotAllowed
from core.rehearsal.queries import NotACommand
from core.sales.models import SalesOrder
from tests.company import Company


def order(quantity: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    lines = [{"product": "BP-200", "quantity": quantity}]
    return {"operation": "place_order", "arguments": {"customer": "仁和诊所", "lines": lines, **more}}


def rehearsed(company: Company, *steps: dict[str, Any], login: str = "manager", **more: Any) -> Any:  # noqa: ANN401
    return company.ask(login, "rehearse", {"steps": list(steps), **more})


def test_an_order_is_tried_on_the_real_books_and_nothing_stays(company: Company) -> None:
    events = company.session.scalar(select(func.count()).select_from(EventRecord))
    seen = rehearsed(company, order(20))
    assert [(one.product, one.before, one.after) for one in seen.stock] == [("BP-200", Decimal(100), Decimal(80))]
    assert [(one.customer, one.before, one.after) for one in seen.exposures] == [
        ("C-0001", Decimal(0), Decimal("4271.40"))
    ]
    assert (seen.orders[0].head.gross, seen.orders[0].head.promised_on) == (Decimal("4271.40"), date(2026, 11, 24))
    assert company.session.scalar(select(func.count()).select_from(SalesOrder)) == 0
    assert company.session.scalar(select(func.count()).select_from(EventRecord)) == events
    assert company.on_hand("BP-200") == (70, 0)
    assert not [finding for finding in examine(company.session, now=company.now) if finding.fails]


def test_cash_comes_when_it_is_said_or_when_the_terms_are_over(company: Company) -> None:
    by_terms = rehearsed(company, order(20)).cash
    said = rehearsed(company, order(20), paid_on="2026-11-30").cash
    assert [(one.on, one.amount) for one in by_terms] == [(date(2026, 12, 24), Decimal("4271.40"))]
    assert [(one.on, one.amount) for one in said] == [(date(2026, 11, 30), Decimal("4271.40"))]


def test_several_steps_are_tried_together(company: Company) -> None:
    price = {"operation": "set_price", "arguments": {"product": "BP-200", "price": "200"}}
    seen = rehearsed(company, price, order(10), order(15))
    assert [placed.head.net for placed in seen.orders] == [Decimal(2000), Decimal(3000)]
    assert seen.stock[0].after == Decimal(75)
    assert [one.operation for one in seen.commands] == ["set_price", "place_order", "place_order"]
    assert company.ask("sales", "get_price", {"product": "BP-200"}).list_price == Decimal(189)


def test_a_discount_beyond_the_limit_says_that_somebody_has_to_agree(company: Company) -> None:
    seen = rehearsed(company, order(5, discount_percent="10"), login="sales")
    assert seen.approvals == ("discount_over_limit",)


def test_who_sells_is_not_told_what_goods_cost(company: Company) -> None:
    seen = rehearsed(company, order(5), login="sales")
    assert (seen.margin, seen.books) == (None, None)


def test_what_was_understood_can_be_proposed_as_it_is(company: Company) -> None:
    seen = rehearsed(company, order(20))
    command = seen.commands[0]
    card = company.propose("manager", command.operation, command.arguments)
    assert card.steps[0].result.terms() == seen.orders[0].terms()


def test_only_commands_one_may_give_are_tried(company: Company) -> None:
    with pytest.raises(NotACommand):
        rehearsed(company, {"operation": "get_stock", "arguments": {"product": "BP-200"}})
    with pytest.raises(OperationNotAllowed):
        rehearsed(company, order(5), login="warehouse")
    with pytest.raises(OperationNotAllowed):
        rehearsed(company, order(5), login="renhe")


def test_goods_whose_cost_nobody_said_have_no_margin(company: Company) -> None:
    company.session.execute(update(ProductValue).values(value=0))
    assert rehearsed(company, order(5)).margin is None
