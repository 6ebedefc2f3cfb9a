"""A colleague decides in an approver's place: one request handed over, all for a time, or one gone up a level."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import history
from assistant.app import Application
from assistant.history import Conversation, TurnRow
from assistant.jobs import notices, upkeep
from core import names
from core.calendar import FixedClock
from core.identity import User
from core.proposals import Proposal, ProposalRow
from tests.assistant.runtime.requests import cards, turns_at_the_terminal
from tests.assistant.runtime.talking import Talk
from tests.assistant.runtime.test_approving import listed, statuses
from tests.assistant.runtime.test_notices import ask_for_approval
from tests.company import Company


def test_a_request_is_handed_to_a_colleague_who_then_decides(at_work: Talk, waiting: list[Proposal]) -> None:
    listed(at_work)
    handed = at_work.say("manager", "把第二个转给 support 批")
    assert "support" in handed["text"]
    assert cards(handed)[0]["notes"][-1]["text"] == "manager 已转给 support，两位都可以批"
    assert [button["action"].partition(":")[0] for button in cards(handed)[0]["buttons"]][:2] == ["approve", "reject"]
    done = at_work.press("support", f"approve:{waiting[1].id}")
    assert done["proposal"]["status"] == "executed"
    assert at_work.press("support", f"approve:{waiting[0].id}")["proposal"] is None
    assert statuses(at_work, waiting) == ["awaiting_approval", "executed"]


def test_by_the_button_it_is_asked_to_whom_and_the_answer_may_be_something_else(at_work: Talk, one: Proposal) -> None:
    at_work.press("manager", f"delegate:{one.id}")
    at_work.say("manager", "看看库存")
    assert handed(at_work, one) == []
    at_work.press("manager", f"delegate:{one.id}")
    at_work.say("manager", "Support")
    assert handed(at_work, one) == ["support"]


@pytest.mark.parametrize("words", ["这个转给唐经理审批", "delegate this to Ms Tang", "请唐静批一下"])
def test_a_colleague_is_found_by_surname_and_title(
    at_work: Talk, one: Proposal, words: str, application: Application
) -> None:
    with application.database.transaction() as session:
        rename(session, "support", "唐静", "Tang Jing")
    listed(at_work)
    at_work.say("manager", words)
    assert handed(at_work, one) == ["support"]


def test_of_two_colleagues_of_one_name_it_is_asked_which(
    at_work: Talk, one: Proposal, application: Application
) -> None:
    with application.database.transaction() as session:
        rename(session, "support", "唐静", "Tang Jing")
        rename(session, "warehouse", "唐军", "Tang Jun")
    listed(at_work)
    asked = at_work.say("manager", "转给唐经理批")
    assert handed(at_work, one) == []
    assert "唐静" in str(asked["blocks"])
    at_work.say("manager", "唐军")
    assert handed(at_work, one) == ["warehouse"]


def test_nobody_it_cannot_be_handed_to_gets_it(at_work: Talk, one: Proposal) -> None:
    listed(at_work)
    for to in ("sales", "manager", "renhe", "某某某"):
        at_work.say("manager", f"转给{to}批")
    assert handed(at_work, one) == []


def test_words_for_a_time_are_about_all_requests_and_not_this_one(at_work: Talk, one: Proposal) -> None:
    listed(at_work)
    assert at_work.say("manager", "下周的审批转给support批")["text"].startswith("manager:")
    assert handed(at_work, one) == []


def handed(talk: Talk, one: Proposal) -> list[str]:
    with talk.application.database.transaction() as session:
        return [each["to"] for each in session.get_one(ProposalRow, one.id).handed]


def rename(session: Session, login: str, name_zh: str, name_en: str) -> None:
    user = session.scalars(select(User).where(User.login == login)).one()
    user.name_zh, user.name_en = name_zh, name_en
    names.put(session, "user", user.id, login, [(name_zh, "zh"), (name_en, "en")])


def test_what_waits_too_long_is_shown_to_the_admins_and_told_to_whoever_asked(
    application: Application, clock: FixedClock
) -> None:
    asked = ask_for_approval(application)
    work = application.workers().work
    with application.database.transaction() as session:
        for login in ("admin", "manager", "hr"):
            user = session.scalars(select(User.id).where(User.login == login)).one()
            history.open_conversation(session, channel="web", user_id=user, language="zh", now=clock.now())
    notices.post_due(work)
    assert upkeep.escalate_proposals(work) == 0
    clock.advance(timedelta(hours=4))
    assert (upkeep.escalate_proposals(work), upkeep.escalate_proposals(work)) == (1, 0)
    assert (notices.post_due(work), notices.post_due(work)) == (1, 0)
    with application.database.transaction() as session:
        pages = session.execute(
            select(User.login, TurnRow.reply)
            .join(Conversation, Conversation.id == TurnRow.conversation_id)
            .join(User, User.id == Conversation.user_id)
            .where(Conversation.channel == "web")
            .order_by(TurnRow.seq)
        ).all()
    assert [login for login, _ in pages] == ["manager", "admin", "manager"] or [login for login, _ in pages] == [
        "manager",
        "manager",
        "admin",
    ]
    for login, reply in pages[1:]:
        assert cards(reply)[0]["buttons"][0]["action"] == f"approve:{asked.id}", login
    assert "升级给管理员" in turns_at_the_terminal(application)[-1]["text"]


def test_a_delegate_hears_of_the_delegation_and_of_requests_then(application: Application, clock: FixedClock) -> None:
    work = application.workers().work
    with application.database.transaction() as session:
        company = Company(session, clock.now())
        support = company.actor("support")
        page = history.open_conversation(
            session, channel="web", user_id=support.user_id, language="zh", now=clock.now()
        )
        company.run("manager", "delegate_approvals", {"colleague": "support", "period": "本周"})
    asked = ask_for_approval(application)
    notices.post_due(work)
    with application.database.transaction() as session:
        told = session.scalars(select(TurnRow.reply).where(TurnRow.conversation_id == page).order_by(TurnRow.seq)).all()
    assert "代为审批" in told[0]["text"]
    assert cards(told[1])[0]["proposal"] == str(asked.id)
