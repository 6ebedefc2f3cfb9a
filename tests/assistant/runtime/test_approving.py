"""A manager decides on requests that were just seen by a word, where it is plain which one is meant."""

from __future__ import annotations

import json

import pytest

from assistant.conversation.verdicts import Verdict, verdict_in
from assistant.history import MessageKind
from core.proposals import Proposal, ProposalRow
from tests.assistant.runtime.talking import Talk


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


def listed(talk: Talk) -> None:
    """The manager sees what waits."""
    call = json.dumps({"operation": "list_approvals", "arguments": {}})
    answer = talk.send("manager", call, kind=MessageKind.CALL).result(20)
    assert any(block["type"] == "card" for block in answer["blocks"])


def statuses(talk: Talk, waiting: list[Proposal]) -> list[str]:
    with talk.application.database.transaction() as session:
        return [session.get_one(ProposalRow, one.id).status.value for one in waiting]


def test_nothing_is_decided_on_unseen(at_work: Talk, waiting: list[Proposal]) -> None:
    at_work.say("manager", "批准")
    assert statuses(at_work, waiting) == ["awaiting_approval", "awaiting_approval"]


def test_of_several_the_one_that_is_named_is_decided_on_and_then_the_last(
    at_work: Talk, waiting: list[Proposal]
) -> None:
    talk = at_work
    listed(talk)
    again = talk.say("manager", "批准")
    assert len([block for block in again["blocks"] if block["type"] == "card"]) == 2
    assert statuses(talk, waiting) == ["awaiting_approval", "awaiting_approval"]
    done = talk.say("manager", "批准第二个")
    assert done["proposal"]["status"] == "executed"
    assert statuses(talk, waiting) == ["awaiting_approval", "executed"]
    assert talk.say("manager", "驳回")["proposal"]["status"] == "rejected"
    assert statuses(talk, waiting) == ["rejected", "executed"]


def test_a_request_is_named_by_what_its_card_says(at_work: Talk, waiting: list[Proposal]) -> None:
    listed(at_work)
    at_work.say("manager", "批准仁和诊所的")
    assert statuses(at_work, waiting) == ["executed", "awaiting_approval"]


def test_words_no_card_says_and_people_who_may_not_decide_nothing(at_work: Talk, waiting: list[Proposal]) -> None:
    listed(at_work)
    for login, words in (("manager", "批准宏达的"), ("manager", "批准了吗"), ("sales", "批准"), ("buyer", "批准")):
        at_work.say(login, words)
    assert statuses(at_work, waiting) == ["awaiting_approval", "awaiting_approval"]


def test_an_approval_amid_reasons_grants_nothing_and_asks(at_work: Talk, waiting: list[Proposal]) -> None:
    listed(at_work)
    at_work.say("manager", "驳回第二个")
    answer = at_work.say("manager", "行，一直付款很准时，这单我同意。")
    assert sorted(statuses(at_work, waiting)) == ["awaiting_approval", "rejected"]
    assert "card" in [block["type"] for block in answer["blocks"]]
    at_work.say("manager", "批准")
    assert sorted(statuses(at_work, waiting)) == ["executed", "rejected"]
