"""A manager decides on requests that were just seen by a word, where it is plain which one is meant."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant.app import Application
from assistant.app.working import working_beside
from assistant.conversation.approving import Verdict, verdict_in
from assistant.history import MessageKind
from core.proposals import Proposal, ProposalRow
from tests.assistant.runtime.talking import Talk
from tests.company import Company


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("批准", Verdict(True, None, "")),
        ("同意。", Verdict(True, None, "")),
        ("Approve it, please", Verdict(True, None, "")),
        ("批准第二个", Verdict(True, 2, "")),
        ("approve the second one", Verdict(True, 2, "")),
        ("reject #3", Verdict(False, 3, "")),
        ("不批准", Verdict(False, None, "")),
        ("驳回 SO-2026-00042", Verdict(False, None, "so-2026-00042")),
        ("把仁和诊所的批准了", Verdict(True, None, "仁和诊所")),
        ("don't approve the 1st", Verdict(False, 1, "")),
    ],
)
def test_a_verdict_says_which_request(text: str, verdict: Verdict) -> None:
    assert verdict_in(text) == verdict


@pytest.mark.parametrize(
    "text", ["确认", "好的", "批准流程是什么样的？我想看", "who may approve orders?", "approval", "ok"]
)
def test_other_words_are_none_or_name_something_no_card_says(text: str) -> None:
    verdict = verdict_in(text)
    assert verdict is None or verdict.words


@pytest.fixture
def waiting(application: Application) -> list[Proposal]:
    """Two discounts beyond the salesperson's limit, for Renhe and for Huadong, wait for the manager."""
    with application.database.transaction() as session:
        company = Company(session, application.clock.now())
        made = []
        for login, customer in (("sales", "仁和诊所"), ("teammate", "华东医院")):
            lines = [{"product": "BP-200", "quantity": 2}]
            arguments = {"customer": customer, "lines": lines, "discount_percent": "8"}
            made.append(company.propose(login, "place_order", arguments))
            company.confirm(login, made[-1])
    return made


@pytest.fixture
def own_talk_at_work(own_talk: Talk) -> Iterator[Talk]:
    with working_beside(own_talk.application):
        yield own_talk


def listed(talk: Talk) -> None:
    """The manager sees what waits."""
    call = json.dumps({"operation": "list_approvals", "arguments": {}})
    answer = talk.send("manager", call, kind=MessageKind.CALL).result(20)
    assert any(block["type"] == "card" for block in answer["blocks"])


def statuses(talk: Talk, waiting: list[Proposal]) -> list[str]:
    with talk.application.database.transaction() as session:
        return [session.get_one(ProposalRow, one.id).status.value for one in waiting]


def test_nothing_is_decided_on_unseen(own_talk_at_work: Talk, waiting: list[Proposal]) -> None:
    own_talk_at_work.say("manager", "批准")
    assert statuses(own_talk_at_work, waiting) == ["awaiting_approval", "awaiting_approval"]


def test_of_several_the_one_that_is_named_is_decided_on_and_then_the_last(
    own_talk_at_work: Talk, waiting: list[Proposal]
) -> None:
    talk = own_talk_at_work
    listed(talk)
    again = talk.say("manager", "批准")
    assert len([block for block in again["blocks"] if block["type"] == "card"]) == 2
    assert statuses(talk, waiting) == ["awaiting_approval", "awaiting_approval"]
    done = talk.say("manager", "批准第二个")
    assert done["proposal"]["status"] == "executed"
    assert statuses(talk, waiting) == ["awaiting_approval", "executed"]
    assert talk.say("manager", "驳回")["proposal"]["status"] == "rejected"
    assert statuses(talk, waiting) == ["rejected", "executed"]


def test_a_request_is_named_by_what_its_card_says(own_talk_at_work: Talk, waiting: list[Proposal]) -> None:
    listed(own_talk_at_work)
    own_talk_at_work.say("manager", "批准仁和诊所的")
    assert statuses(own_talk_at_work, waiting) == ["executed", "awaiting_approval"]


def test_words_no_card_says_and_people_who_may_not_decide_nothing(
    own_talk_at_work: Talk, waiting: list[Proposal]
) -> None:
    listed(own_talk_at_work)
    for login, words in (("manager", "批准宏达的"), ("manager", "批准了吗"), ("sales", "批准"), ("buyer", "批准")):
        own_talk_at_work.say(login, words)
    assert statuses(own_talk_at_work, waiting) == ["awaiting_approval", "awaiting_approval"]
