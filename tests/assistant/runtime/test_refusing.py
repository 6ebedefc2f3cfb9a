"""An approver says why not, in words and by button, at once or afterwards; whoever asked is told."""

from __future__ import annotations

import pytest

from assistant.app import Application
from assistant.app.working import working_beside
from assistant.jobs import notices
from core import proposals
from core.proposals import Proposal
from tests.assistant.runtime.requests import cards, reasons, turns_at_the_terminal
from tests.assistant.runtime.talking import Talk
from tests.assistant.runtime.test_approving import listed, statuses
from tests.assistant.runtime.test_notices import ask_for_approval
from tests.company import Company


def test_a_refusal_carries_its_reason(at_work: Talk, waiting: list[Proposal]) -> None:
    listed(at_work)
    refused = at_work.say("manager", "驳回第二个，折扣太大")
    assert statuses(at_work, waiting) == ["awaiting_approval", "rejected"]
    assert reasons(at_work, waiting) == [None, "折扣太大"]
    assert cards(refused)[0]["notes"][-1]["text"] == "没有批准的原因：“折扣太大”"


def test_where_it_is_not_plain_which_the_reason_is_not_lost(at_work: Talk, waiting: list[Proposal]) -> None:
    listed(at_work)
    asked = at_work.say("manager", "reject: margin too thin")
    assert len(cards(asked)) == 2
    assert statuses(at_work, waiting) == ["awaiting_approval", "awaiting_approval"]
    at_work.say("manager", "the second one")
    assert reasons(at_work, waiting) == [None, "margin too thin"]


@pytest.mark.parametrize("words", ["看看库存", "cancel", "谢谢"])
def test_another_message_than_which_decides_nothing(at_work: Talk, waiting: list[Proposal], words: str) -> None:
    listed(at_work)
    at_work.say("manager", "驳回：太贵")
    at_work.say("manager", words)
    assert statuses(at_work, waiting) == ["awaiting_approval", "awaiting_approval"]


def test_nothing_is_refused_unseen(at_work: Talk, waiting: list[Proposal]) -> None:
    shown = at_work.say("manager", "驳回，太贵")
    assert len(cards(shown)) == 2
    assert statuses(at_work, waiting) == ["awaiting_approval", "awaiting_approval"]
    at_work.say("manager", "第一个")
    assert reasons(at_work, waiting) == ["太贵", None]


def test_of_one_request_what_follows_is_always_why(at_work: Talk, one: Proposal) -> None:
    listed(at_work)
    at_work.say("manager", "不批，折扣")  # a word that is on the card too
    assert reasons(at_work, [one]) == ["折扣"]


def test_words_that_may_be_a_name_or_a_reason_are_asked_about(at_work: Talk, one: Proposal) -> None:
    listed(at_work)
    asked = at_work.say("manager", "驳回宏达的")
    assert statuses(at_work, [one]) == ["awaiting_approval"]
    (button,) = next(block["buttons"] for block in asked["blocks"] if block["type"] == "buttons")
    at_work.press("manager", button["action"])
    assert reasons(at_work, [one]) == ["宏达"]


@pytest.mark.parametrize("length", [501, 3000])
def test_a_reason_too_long_decides_nothing_and_says_how_long_it_may_be(
    at_work: Talk, one: Proposal, length: int
) -> None:
    listed(at_work)
    answer = at_work.say("manager", f"驳回，{'贵' * length}")
    assert "500" in answer["text"]
    assert statuses(at_work, [one]) == ["awaiting_approval"]


def test_after_the_button_a_reason_may_be_added_and_nothing_waits_for_it(at_work: Talk, one: Proposal) -> None:
    refused = at_work.press("manager", f"reject:{one.id}")
    assert statuses(at_work, [one]) == ["rejected"]
    (button,) = cards(refused)[0]["buttons"]
    assert (button["label"], button["action"]) == ("说明原因", f"explain:{one.id}")
    at_work.press("manager", button["action"])
    assert at_work.say("manager", "上个月刚给过折扣")["proposal"]["status"] == "rejected"
    assert reasons(at_work, [one]) == ["上个月刚给过折扣"]


def test_right_after_it_a_message_that_begins_as_a_reason_is_one(at_work: Talk, one: Proposal) -> None:
    at_work.press("manager", f"reject:{one.id}")
    at_work.say("manager", "因为客户资质没有通过")
    assert reasons(at_work, [one]) == ["客户资质没有通过"]


@pytest.mark.parametrize("words", ["不用了", "为什么要原因？", "/new"])
def test_a_message_that_is_no_reason_is_none(at_work: Talk, one: Proposal, words: str) -> None:
    at_work.press("manager", f"reject:{one.id}")
    at_work.press("manager", f"explain:{one.id}")
    at_work.say("manager", words)
    at_work.say("manager", "看看库存")
    assert reasons(at_work, [one]) == [None]


def test_a_reason_from_anybody_else_is_none(at_work: Talk, one: Proposal) -> None:
    at_work.press("manager", f"reject:{one.id}")
    for login in ("sales", "sales2", "admin"):
        at_work.press(login, f"explain:{one.id}:my own words")
    assert reasons(at_work, [one]) == [None]


def test_whoever_asked_is_told_the_reason_as_it_was_written(application: Application) -> None:
    asked = ask_for_approval(application)
    now = application.clock.now()
    with application.database.transaction() as session:
        company = Company(session, now)
        actor = company.actor("manager")
        reason = "<b>太低</b> *再谈* [链接](http://e.example)"
        proposals.reject(session, asked.id, actor=actor, now=now, reason=reason)
    notices.post_due(application.workers().work)
    told = turns_at_the_terminal(application)
    assert told[-1]["text"] == "manager 没有批准，什么都没有写入。"
    assert cards(told[-1])[0]["notes"][-1]["text"] == f"没有批准的原因：“{reason}”"


def test_whoever_asked_is_told_a_reason_that_comes_later(application: Application) -> None:
    asked = ask_for_approval(application)
    with working_beside(application):
        talk = Talk(application)
        talk.press("manager", f"reject:{asked.id}")
        talk.press("manager", f"explain:{asked.id}:毛利不够")
    while notices.post_due(application.workers().work):
        pass
    assert "毛利不够" in str(cards(turns_at_the_terminal(application)[-1])[0]["notes"])
