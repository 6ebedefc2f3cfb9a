"""Customers order and cancel for themselves: at their own prices, without a discount, and their salesperson hears."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.actor import Role
from core.events import EventRecord
from core.identity import User
from core.names import NameUnknown
from core.operations.calling import MissingArgument
from core.proposals import Outcome
from core.sales.commands import OrderBegun
from core.sales.drafting import DiscountNotTheirs
from core.sales.models import SalesOrder
from tests.company import Company

LINES = [{"product": "BP-200", "quantity": 2}]


def placed(company: Company, **more: Any) -> str:  # noqa: ANN401 - an operation's arguments
    """The number of an order that Renhe placed itself."""
    proposal = company.propose("renhe", "place_order", {"lines": LINES} | more)
    done = company.confirm("renhe", proposal)
    assert done.outcome is Outcome.EXECUTED
    document = done.proposal.steps[0].document
    assert document is not None
    return document.number


def heard(company: Company) -> list[tuple[str, str]]:
    """What salespeople hear of, with whom."""
    rows = company.session.scalars(select(EventRecord).where(EventRecord.kind.endswith("_by_customer")))
    return [(row.kind, str(row.facts["salesperson_id"])) for row in rows]


def test_what_a_customer_orders_is_a_sale_of_whoever_looks_after_it(company: Company) -> None:
    number = placed(company)
    order = company.session.scalars(select(SalesOrder).where(SalesOrder.number == number)).one()
    seller = company.session.scalars(select(User).where(User.login == "sales")).one()
    assert order.salesperson_id == seller.id
    assert heard(company) == [("sales_order.ordered_by_customer", str(seller.id))]
    assert company.ask("renhe", "get_order", {"order": number}).number == number


def test_its_own_name_is_itself_too_and_another_s_is_unknown(company: Company) -> None:
    placed(company, customer="仁和诊所")
    placed(company, customer="me")
    with pytest.raises(NameUnknown):
        company.propose("renhe", "place_order", {"customer": "华东医院", "lines": LINES})


def test_staff_have_to_say_who_orders(company: Company) -> None:
    with pytest.raises(MissingArgument):
        company.propose("sales", "place_order", {"lines": LINES})


@pytest.mark.parametrize(
    "more",
    [{"discount_percent": "3"}, {"lines": [{"product": "BP-200", "quantity": 2, "discount_percent": "0.5"}]}],
)
def test_a_discount_is_not_theirs_to_give(company: Company, more: dict[str, Any]) -> None:
    with pytest.raises(DiscountNotTheirs):
        company.propose("renhe", "place_order", {"lines": LINES} | more)


def test_an_order_over_the_credit_limit_goes_to_the_manager(company: Company) -> None:
    company.run("manager", "set_credit_limit", {"customer": "仁和诊所", "limit": "100"})
    proposal = company.propose("renhe", "place_order", {"lines": LINES})
    assert [one.role for one in proposal.approvals] == [Role.MANAGER]
    assert company.confirm("renhe", proposal).outcome is Outcome.AWAITING_APPROVAL
    assert company.confirm("manager", proposal).outcome is Outcome.EXECUTED


def test_its_order_is_cancelled_until_the_goods_leave(company: Company) -> None:
    first, second = placed(company), placed(company)
    company.run("renhe", "cancel_order", {"order": first})
    assert heard(company)[-1][0] == "sales_order.cancelled_by_customer"
    company.run("warehouse", "deliver_order", {"order": second})
    with pytest.raises(OrderBegun):
        company.run("renhe", "cancel_order", {"order": second})
