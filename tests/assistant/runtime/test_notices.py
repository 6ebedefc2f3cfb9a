"""People hear in their chats what happened without them: a request for approval, and what came of it, each once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from assistant import history
from assistant.app import Application
from assistant.app.working import working_beside
from assistant.history import Conversation, OutboxRow, TurnRow
from assistant.jobs import notices, upkeep
from assistant.testing import CollectingChannel
from core import identity, proposals
from core.calendar import FixedClock
from core.events import EventRecord
from core.identity import Account, User
from core.inventory.models import StockLevel
from core.proposals import Proposal, Step
from tests.assistant.runtime.talking import Talk
from tests.assistant.runtime.test_outbox import eventually


@pytest.fixture
def pigeon(application: Application) -> CollectingChannel:
    """A chat of the manager's on a channel that messages are pushed to."""
    channel = CollectingChannel("pigeon")
    application.channels[channel.name] = channel
    with application.database.transaction() as session:
        manager = session.scalars(select(User.id).where(User.login == "manager")).one()
        linked = Account(channel=channel.name, external_id="chat 9", user_id=manager, linked_at=application.clock.now())
        session.add(linked)
    return channel


def ask_for_approval(application: Application) -> Proposal:
    """A discount beyond the salesperson's limit, agreed to by the salesperson in a thread at the terminal."""
    now = application.clock.now()
    with application.database.transaction() as session:
        sales = identity.actor_for_login(session, "sales", channel="terminal")
        thread = history.continue_conversation(
            session, channel="terminal", external_key="sales", user_id=sales.user_id, language="zh", now=now
        )
        lines = [{"product": "BP-200", "quantity": "2"}]
        order = {"customer": "仁和诊所", "lines": lines, "discount_percent": str(Decimal(12))}
        card = proposals.propose(session, [Step("place_order", order)], actor=sales, now=now, conversation_id=thread)
        return proposals.confirm(session, card.id, actor=sales, now=now).proposal


def test_an_approver_is_asked_in_their_chat_once(application: Application, pigeon: CollectingChannel) -> None:
    proposal = ask_for_approval(application)
    with working_beside(application):
        eventually(lambda: len(pigeon.sent) == 1)
    (asked,) = pigeon.sent
    assert (asked.address, asked.kind) == ("chat 9", "notice")
    assert asked.reply["proposal"]["id"] == str(proposal.id)
    assert asked.reply["proposal"]["status"] == "awaiting_approval"
    assert notices.post_due(application.workers().work) == 0


@pytest.mark.parametrize(("language", "word"), [("en", "Approve"), ("zh", "批准")])
def test_an_approver_is_asked_in_the_language_of_the_page(application: Application, language: str, word: str) -> None:
    now = application.clock.now()
    with application.database.transaction() as session:
        manager = session.scalars(select(User.id).where(User.login == "manager")).one()
        page = history.open_conversation(session, channel="web", user_id=manager, language=language, now=now)
    ask_for_approval(application)
    assert notices.post_due(application.workers().work) == 1
    with application.database.transaction() as session:
        reply = session.scalars(select(TurnRow).where(TurnRow.conversation_id == page)).one().reply
    (card,) = (block for block in reply["blocks"] if block["type"] == "card")
    assert reply["language"] == language
    assert card["buttons"][0]["label"] == word


def test_who_asked_hears_of_the_approval_in_the_thread_it_was_asked_in(
    application: Application, pigeon: CollectingChannel
) -> None:
    proposal = ask_for_approval(application)
    talk = Talk(application)
    with working_beside(application):
        eventually(lambda: len(pigeon.sent) == 1)
        talk.press("manager", f"approve:{proposal.id}")

        def told() -> bool:
            with application.database.transaction() as session:
                thread = select(Conversation.id).where(Conversation.channel == "terminal")
                turns = session.scalars(select(TurnRow).where(TurnRow.conversation_id.in_(thread))).all()
                return [turn.reply["proposal"]["status"] for turn in turns] == ["executed"]

        eventually(told)


@pytest.mark.parametrize(("ending", "word"), [("expired", "一直没有人审批"), ("failed", "未能执行")])
def test_who_asked_hears_that_nothing_came_of_it(application: Application, ending: str, word: str) -> None:
    proposal = ask_for_approval(application)
    now = application.clock.now() + timedelta(days=0 if ending == "failed" else 8)
    with application.database.transaction() as session:
        manager = identity.actor_for_login(session, "manager", channel="terminal")
        if ending == "failed":
            session.execute(update(StockLevel).values(reserved=StockLevel.on_hand))
        proposals.confirm(session, proposal.id, actor=manager, now=now)
        told = session.scalars(select(EventRecord).where(EventRecord.kind == f"approval.{ending}")).one()
        notices._tell_requester(session, told, now)
        turn = session.scalars(select(TurnRow).order_by(TurnRow.id.desc())).first()
    assert turn is not None
    assert turn.reply["proposal"]["status"] == ending
    assert word in turn.reply["text"]


def test_what_came_of_a_request_is_not_told_in_a_chat_that_has_become_somebody_else_s(
    application: Application, pigeon: CollectingChannel
) -> None:
    refused = ask_for_approval(application)
    now = application.clock.now()
    with application.database.transaction() as session:
        manager = identity.actor_for_login(session, "manager", channel="terminal")
        sales = identity.actor_for_login(session, "sales", channel="terminal")
        chat = history.continue_conversation(
            session, channel="terminal", external_key="sales", user_id=manager.user_id, language="zh", now=now
        )
        own = history.open_conversation(session, channel="web", user_id=sales.user_id, language="zh", now=now)
        proposals.reject(session, refused.id, actor=manager, now=now)
        decided_in = history.conversation_to_decide_in(session, refused, actor=sales, channel="web", now=now)
    assert notices.post_due(application.workers().work) == 2
    with application.database.transaction() as session:
        told = session.scalars(select(TurnRow.conversation_id).where(TurnRow.user_id == sales.user_id)).all()
    assert told == [own]
    assert decided_in != chat


def test_who_left_the_company_keeps_nobody_else_s_news_back(
    application: Application, pigeon: CollectingChannel
) -> None:
    refused = ask_for_approval(application)
    now = application.clock.now()
    with application.database.transaction() as session:
        manager = identity.actor_for_login(session, "manager", channel="terminal")
        proposals.reject(session, refused.id, actor=manager, now=now)
        session.execute(update(User).where(User.login == "sales").values(active=False))
    work = application.workers().work
    assert (notices.post_due(work), notices.post_due(work)) == (2, 0)


def test_an_event_nobody_can_be_told_of_is_logged_and_holds_no_other_back(
    application: Application, pigeon: CollectingChannel, caplog: pytest.LogCaptureFixture
) -> None:
    with application.database.transaction() as session:
        session.add(EventRecord(kind=notices.REQUESTED, at=application.clock.now(), facts={"roles": None}))
    ask_for_approval(application)
    work = application.workers().work
    assert (notices.post_due(work), notices.post_due(work)) == (2, 0)
    assert "nobody could be told" in caplog.text
    with application.database.transaction() as session:
        told = session.scalars(select(OutboxRow.address).where(OutboxRow.channel == pigeon.name)).all()
    assert told == ["chat 9"]


def test_nobody_approves_who_may_not(application: Application, pigeon: CollectingChannel) -> None:
    proposal = ask_for_approval(application)
    talk = Talk(application)
    with working_beside(application):
        assert talk.press("sales2", f"approve:{proposal.id}")["proposal"] is None
        assert talk.press("sales", f"approve:{proposal.id}")["proposal"]["status"] == "awaiting_approval"


def test_an_approver_who_refuses_is_told_whose_request_it_was(
    application: Application, pigeon: CollectingChannel
) -> None:
    proposal = ask_for_approval(application)
    with working_beside(application):
        answer = Talk(application).press("manager", f"reject:{proposal.id}")
    assert answer["text"] == "已拒绝 sales 的申请，什么都没有写入。"
    assert answer["proposal"]["status"] == "rejected"


def test_an_old_event_is_not_told_any_more(application: Application, clock: FixedClock) -> None:
    ask_for_approval(application)
    clock.advance(notices.TOLD_WITHIN + timedelta(minutes=1))
    assert notices.post_due(application.workers().work) == 0


def test_cards_nobody_decides_on_expire(application: Application, clock: FixedClock) -> None:
    proposal = ask_for_approval(application)
    clock.advance(timedelta(days=8))
    assert upkeep.expire_proposals(application.workers().work) == 1
    with application.database.transaction() as session:
        sales = identity.actor_for_login(session, "sales", channel="terminal")
        assert proposals.get(session, proposal.id, actor=sales, now=clock.now()).status.value == "expired"


def test_an_empty_database_is_looked_after_without_complaint(application: Application) -> None:
    from core.company import CompanyRow

    with application.database.transaction() as session:
        session.execute(update(User).values(active=False))
        session.query(CompanyRow).delete()
    assert upkeep.expire_proposals(application.workers().work) == 0
