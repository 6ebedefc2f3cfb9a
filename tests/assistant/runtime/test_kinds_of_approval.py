"""Every kind of request reaches the approver's own chat with its reason, is decided there, and is told back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from assistant import history
from assistant.app import Application
from assistant.app.working import working_beside
from assistant.history import TurnRow
from assistant.jobs import notices
from core import proposals
from core.identity import User
from core.proposals import Outcome, Proposal, Step
from tests.assistant.runtime.requests import cards
from tests.assistant.runtime.talking import Talk
from tests.company import Company
from tests.core.proposals.test_handing_over import draft_purchase
from tests.core.sales.fulfilment.test_allowances import invoiced


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, with which command, and what the approver is told of why it needs them."""

    login: str
    command: str
    arguments: dict[str, Any]
    why: str


def discount(company: Company) -> Request:
    arguments = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 2}], "discount_percent": "12"}
    return Request("sales", "place_order", arguments, "sales 申请折扣 12%，本人上限 5%")


def credit_limit(company: Company) -> Request:
    company.run("manager", "set_credit_limit", {"customer": "仁和诊所", "limit": "100"})
    arguments = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 2}]}
    return Request("sales", "place_order", arguments, "信用")


def goodwill(company: Company) -> Request:
    company.run("manager", "set_allowance_limit", {"allowance_limit": "50"})
    _, invoice = invoiced(company)
    arguments = {"invoice": invoice, "amount": "60", "reason": "外箱破损"}
    return Request("accountant", "allow_discount", arguments, "accountant 申请折让：这张订单的折让共 60，公司上限 50")


def purchase(company: Company) -> Request:
    company.session.execute(update(User).where(User.login == "buyer").values(purchase_limit=400))
    company.session.expire_all()
    return Request("buyer", "approve_purchase_order", {"purchase_order": draft_purchase(company)}, "buyer 申请采购")


KINDS = (discount, credit_limit, goodwill, purchase)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits, and where the two people talk."""

    request: Request
    proposal: Proposal
    approver: UUID
    owner: UUID


@pytest.fixture(params=KINDS, ids=[kind.__name__ for kind in KINDS])
def asked(request: pytest.FixtureRequest, application: Application) -> Asked:
    """A request of the kind, agreed to by whoever asks; the approver was told."""
    kind: Callable[[Company], Request] = request.param
    now = application.clock.now()
    with application.database.transaction() as session:
        company = Company(session, now)
        made = kind(company)
        ids = [company.actor(login).user_id for login in ("manager", made.login)]
        approver, owner = (
            history.open_conversation(session, channel="web", user_id=one, language="zh", now=now) for one in ids
        )
        actor = company.actor(made.login)
        step = Step(made.command, made.arguments)
        card = proposals.propose(session, [step], actor=actor, now=now, conversation_id=owner)
        confirmed = proposals.confirm(session, card.id, actor=actor, now=now)
        assert confirmed.outcome is Outcome.AWAITING_APPROVAL
    tell(application)
    return Asked(made, confirmed.proposal, approver, owner)


def tell(application: Application) -> None:
    while notices.post_due(application.workers().work):
        pass


def said_in(application: Application, conversation: UUID) -> list[dict[str, Any]]:
    with application.database.transaction() as session:
        rows = select(TurnRow.reply).where(TurnRow.conversation_id == conversation).order_by(TurnRow.seq)
        return list(session.scalars(rows))


def test_the_approver_sees_why_it_needs_them(application: Application, asked: Asked) -> None:
    told = said_in(application, asked.approver)[-1]
    assert told["text"] == f"{asked.request.login} 请您审批："
    (card,) = cards(told)
    assert card["proposal"] == str(asked.proposal.id)
    warnings = " ".join(note["text"] for note in card["notes"] if note["level"] == "warning")
    assert asked.request.why in warnings
    assert [button["action"].partition(":")[0] for button in card["buttons"]] == ["approve", "reject", "delegate"]
    if "reason" in asked.request.arguments:
        assert asked.request.arguments["reason"] in str(card["facts"])


def test_a_word_in_the_approver_s_chat_does_it_and_whoever_asked_is_told(
    application: Application, asked: Asked
) -> None:
    with working_beside(application):
        done = Talk(application).say("manager", "批准", conversation=str(asked.approver))
        assert done["proposal"]["status"] == "executed"
    tell(application)
    told = said_in(application, asked.owner)[-1]
    assert told["text"] == "manager 已批准，已按单据执行。"
    assert cards(told)[0]["status"] == "executed"


def test_a_refusal_reaches_whoever_asked_with_its_reason_and_writes_nothing(
    application: Application, asked: Asked
) -> None:
    with working_beside(application):
        Talk(application).say("manager", "驳回：这个月预算用完了", conversation=str(asked.approver))
    tell(application)
    (card,) = cards(said_in(application, asked.owner)[-1])
    assert card["status"] == "rejected"
    assert "这个月预算用完了" in card["notes"][-1]["text"]


def test_whoever_asked_cannot_approve_it_by_any_word(application: Application, asked: Asked) -> None:
    with working_beside(application):
        for words in ("批准", "确认", "approve", "同意"):
            Talk(application).say(asked.request.login, words, conversation=str(asked.owner))
    with application.database.transaction() as session:
        company = Company(session, application.clock.now())
        waiting = company.ask("manager", "list_approvals")
    assert [one.id for one in waiting] == [asked.proposal.id]
