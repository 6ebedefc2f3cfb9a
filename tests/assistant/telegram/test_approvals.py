"""Approvals in Telegram: in a group a yes counts only from who may give it, to a card that is theirs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from assistant.app import Application
from assistant.history import TurnRow
from core.database import Database
from core.identity import Account, User
from core.proposals import ProposalRow
from core.sales.models import OrderState, SalesOrder
from tests.assistant.telegram.bot_api import NAME, BotApi
from tests.assistant.telegram.chats import Posted
from tests.assistant.telegram.people import GROUP, Person


def orders(database: Database) -> int:
    with database.transaction() as session:
        confirmed = select(func.count()).select_from(SalesOrder).where(SalesOrder.state == OrderState.CONFIRMED)
        return session.scalar(confirmed) or 0


def requests(database: Database) -> list[tuple[str, str | None]]:
    """How the requests stand, and why they were refused."""
    with database.transaction() as session:
        found = session.execute(select(ProposalRow.status, ProposalRow.reason).order_by(ProposalRow.id))
        return [(status.value, reason) for status, reason in found]


def asked(sales: Person, manager: Person) -> Posted:
    """A discount over the salesperson's limit, confirmed; the card in the manager's own chat."""
    card = sales.asks("打折 10")
    sales.presses(card, "确认")
    sales.reads()
    return manager.reads(seconds=30)


def test_in_a_group_nobody_approves_who_may_not_whatever_they_say_or_press(
    bot: Application, api: BotApi, sales: Person, manager: Person, stranger: Person, company_database: Database
) -> None:
    asking, deciding, other = sales.in_group(), manager.in_group(), stranger.in_group()
    request = asked(sales, manager)
    shown = deciding.asks(f"@{NAME} 审批")
    for person in (asking, other):
        query = person.presses(shown, "批准")
        assert person.popup(query)
        query = person.presses(shown, "", data=request.data_of("批准"))  # out of the manager's own chat
        assert person.popup(query)
    for person in (asking, other):
        for words in ("批准", "同意", "approve", "确认", "yes", "驳回，太贵", "转给sales2批"):
            person.says(words)  # not to the bot
            person.seen = len(api.in_chat(GROUP))
            person.asks(f"@{NAME} {words}")
    assert requests(company_database) == [("awaiting_approval", None)]
    assert orders(company_database) == 0
    deciding.seen = len(api.in_chat(GROUP))
    deciding.asks(f"@{NAME} 批准")
    assert orders(company_database) == 1


def test_messages_of_others_in_between_change_nothing_about_whose_card_it_is(
    bot: Application, api: BotApi, sales: Person, manager: Person, stranger: Person, company_database: Database
) -> None:
    """The manager sees the card in the group, others talk, and the manager's word still means that card."""
    asking, deciding, other = sales.in_group(), manager.in_group(), stranger.in_group()
    asked(sales, manager)
    deciding.asks(f"@{NAME} 审批")
    for person, words in ((other, "stock BP-200"), (asking, "下单 3"), (other, "yes"), (asking, "hello")):
        person.seen = len(api.in_chat(GROUP))
        person.asks(f"@{NAME} {words}")
    deciding.seen = len(api.in_chat(GROUP))
    deciding.asks(f"@{NAME} 驳回，折扣太大")
    assert requests(company_database) == [("rejected", "折扣太大"), ("pending", None)]


def test_the_managers_yes_in_a_group_means_no_card_of_a_colleague(
    bot: Application, api: BotApi, sales: Person, manager: Person, company_database: Database
) -> None:
    asking, deciding = sales.in_group(), manager.in_group()
    asking.asks(f"@{NAME} 下单 3")
    for words in ("确认", "批准", "好的"):
        deciding.seen = len(api.in_chat(GROUP))
        deciding.asks(f"@{NAME} {words}")
    assert requests(company_database) == [("pending", None)]


@pytest.mark.parametrize("reason", ["折扣太大", "<b>x</b> _y_ [z](http://e.example) &amp; `q`"])
def test_a_request_is_refused_for_a_reason_that_whoever_asked_reads_as_it_was_written(
    bot: Application, sales: Person, manager: Person, company_database: Database, reason: str
) -> None:
    asked(sales, manager)
    manager.asks(f"驳回，{reason}")
    assert requests(company_database) == [("rejected", reason)]
    told = sales.reads(seconds=30)
    assert "没有批准" in told.text
    assert f"“{reason}”" in told.text


def test_after_the_reject_button_the_reason_follows_by_another(
    bot: Application, api: BotApi, sales: Person, manager: Person, company_database: Database
) -> None:
    request = asked(sales, manager)
    manager.presses(request, "拒绝")
    refused = manager.reads()
    api.until(lambda: request.rows == [])
    sales.reads(seconds=30)
    manager.presses(refused, "说明原因")
    manager.reads()
    manager.asks("毛利不够")
    assert requests(company_database) == [("rejected", "毛利不够")]
    assert "毛利不够" in sales.reads(seconds=30).text


def test_a_request_is_handed_to_a_colleague_in_their_own_chat(
    bot: Application, api: BotApi, sales: Person, manager: Person, company_database: Database
) -> None:
    colleague = linked(company_database, api, "support", 7009)
    request = asked(sales, manager)
    manager.presses(request, "转交")
    manager.reads()
    assert "support" in manager.asks("support").text
    handed = colleague.reads(seconds=30)
    assert handed.labels == ["批准", "拒绝"]
    assert "转给 support" in sales.reads(seconds=30).text
    colleague.presses(handed, "批准")
    assert "SO-" in colleague.reads().text
    assert orders(company_database) == 1
    manager.presses(request, "批准")  # too late: it shows the receipt
    assert "SO-" in manager.reads().text
    assert orders(company_database) == 1


def test_nothing_that_was_said_in_the_group_is_in_the_managers_own_thread(
    bot: Application, sales: Person, manager: Person, company_database: Database
) -> None:
    asked(sales, manager)
    manager.in_group().asks(f"@{NAME} stock BP-200")
    manager.asks("批准")
    with company_database.transaction() as session:
        said = session.scalars(select(TurnRow.said).order_by(TurnRow.seq)).all()
    assert said[-1] == "批准"
    assert orders(company_database) == 1


def linked(database: Database, api: BotApi, login: str, account: int) -> Person:
    """Another colleague with a chat."""
    with database.transaction() as session:
        user = session.scalars(select(User.id).where(User.login == login)).one()
        linked_at = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
        session.add(Account(channel="telegram", external_id=str(account), user_id=user, linked_at=linked_at))
    return Person(api, account)
