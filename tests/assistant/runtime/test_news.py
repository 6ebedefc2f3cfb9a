"""Buyers hear of what has to be bought, salespeople of promises that moved: in their chats, each of it once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.app import Application
from assistant.app.working import working_beside
from assistant.testing import CollectingChannel
from core.actor import system_actor
from core.identity import Account, User
from core.sales.deliveries.assuming import assume_received, overdue_arrivals
from tests.assistant.runtime.test_outbox import eventually
from tests.company import Company
from tests.core.purchasing.buying import bought, rule, with_suppliers


def chat_of(application: Application, login: str) -> CollectingChannel:
    """A chat of somebody's on a channel of its own that messages are pushed to."""
    channel = CollectingChannel(f"pigeon of {login}")
    application.channels[channel.name] = channel
    with application.database.transaction() as session:
        user = session.query(User).filter_by(login=login).one()
        session.add(
            Account(channel=channel.name, external_id=login, user_id=user.id, linked_at=application.clock.now())
        )
    return channel


@pytest.fixture
def buyer(application: Application) -> CollectingChannel:
    return chat_of(application, "buyer")


@pytest.fixture
def sales(application: Application) -> CollectingChannel:
    return chat_of(application, "sales")


def test_the_buyer_hears_of_a_shortage_and_when_it_deepens(
    application: Application, buyer: CollectingChannel, sales: CollectingChannel
) -> None:
    with application.database.transaction() as session:
        company = with_suppliers(Company(session, application.clock.now()))
        rule(company, 50, 150)
        company.order(30)
        company.order(10)
    with working_beside(application):
        eventually(lambda: len(buyer.sent) == 2)
    first, second = (sent.reply for sent in buyer.sent)
    assert "低于补货点，已申请采购 110 台" in first["text"]
    assert "增加到 120 台" in second["text"]
    actions = [button["action"] for block in first["blocks"] for button in block.get("buttons", ())]
    assert actions == ["say:按供应商合并下单"]
    assert sales.sent == []


def test_the_salesperson_hears_that_a_promise_moved(
    application: Application, buyer: CollectingChannel, sales: CollectingChannel
) -> None:
    with application.database.transaction() as session:
        company = with_suppliers(Company(session, application.clock.now()))
        number, order = bought(company), company.order(150)
        later = (company.today + timedelta(days=28)).isoformat()
        company.run("buyer", "reschedule_purchase_order", {"purchase_order": number, "due_on": later})
    with working_beside(application):
        eventually(lambda: len(sales.sent) == 1)
    text = sales.sent[0].reply["text"]
    assert order in text
    assert "BP-200" in text
    assert "12月22日" in text
    assert buyer.sent == []


def test_the_salesperson_hears_that_goods_count_as_received(application: Application, sales: CollectingChannel) -> None:
    with application.database.transaction() as session:
        company = Company(session, application.clock.now())
        order = company.order(4)
        delivery = company.run("warehouse", "deliver_order", {"order": order}).document.number
        later, actor = company.later(timedelta(days=30)), system_actor(company.actor("admin").zone)
        (due,) = overdue_arrivals(session, now=later.now, actor=actor)
        assume_received(session, due, now=later.now, actor=actor)
    with working_beside(application):
        eventually(lambda: len(sales.sent) == 1)
    reply = sales.sent[0].reply
    assert order in reply["text"]
    assert f"{delivery} 按已收货入账" in reply["text"]
