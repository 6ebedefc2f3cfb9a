"""A message becomes one turn: taken once, answered in its language, and honestly when it cannot be."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from assistant import history
from assistant.history import MessageKind
from core.actor import Role, system_actor
from core.calendar import FixedClock
from core.identity import add_user
from tests.assistant.runtime.talking import Talk


def test_a_message_is_answered_and_kept(talk: Talk) -> None:
    answer = talk.say("sales", "你好，掌柜")
    assert answer["text"] == "sales: 你好，掌柜"
    assert answer["blocks"] == [{"type": "text", "text": "sales: 你好，掌柜", "tone": "normal"}]
    (turn,) = talk.turns(answer["conversation"])
    assert (str(turn.id), turn.said, turn.language) == (answer["turn"], "你好，掌柜", "zh")


def test_the_same_message_twice_is_one_turn(talk: Talk) -> None:
    first = talk.send("sales", "hello there", message_id="m1").result(20)
    again = talk.send("sales", "hello there", message_id="m1").result(20)
    assert again == first
    assert len(talk.turns(first["conversation"])) == 1


def test_the_same_message_twice_at_once_is_one_turn(talk: Talk) -> None:
    answers = [talk.send("sales", "hello there", message_id="m2") for _ in range(4)]
    turns = {answer.result(20)["turn"] for answer in answers}
    assert len(turns) == 1


def test_messages_of_a_burst_are_all_answered_and_none_twice(talk: Talk) -> None:
    talk.say("sales", "first")
    answers = [talk.send("sales", f"line {number}") for number in range(6)]
    replies = [answer.result(20) for answer in answers]
    turns = talk.turns(replies[0]["conversation"])
    said = "\n".join(turn.said for turn in turns).split("\n")
    assert said == ["first", *(f"line {number}" for number in range(6))]
    assert {reply["turn"] for reply in replies} == {str(turn.id) for turn in turns[1:]}


def test_texts_that_wait_together_are_one_turn_and_a_button_is_one_of_its_own(own_talk: Talk) -> None:
    answers = [
        own_talk.send("sales", "one"),
        own_talk.send("sales", "two"),
        own_talk.send("sales", "say:three", kind=MessageKind.BUTTON),
        own_talk.send("sales", "four"),
    ]
    with own_talk.working():
        texts = [answer.result(20)["text"] for answer in answers]
    assert texts == ["sales: one\ntwo", "sales: one\ntwo", "sales: three", "sales: four"]


def test_texts_that_would_be_too_long_together_are_answered_apart(own_talk: Talk) -> None:
    answers = [own_talk.send("sales", letter * 3000) for letter in "ab"]
    with own_talk.working():
        assert [answer.result(20)["text"][7] for answer in answers] == ["a", "b"]


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("还有货吗", "zh"),
        ("any left?", "en"),
        ("BP-200 20", "zh"),
        ("ok", "zh"),
        ("show me the orders of 仁和诊所", "en"),
    ],
)
def test_a_message_is_answered_in_its_own_language_or_the_threads(talk: Talk, said: str, language: str) -> None:
    assert talk.say("sales", said)["language"] == language


def test_a_message_without_a_language_keeps_that_of_the_thread(talk: Talk) -> None:
    talk.say("sales", "good morning")
    assert talk.say("sales", "BP-200 20")["language"] == "en"


@pytest.mark.parametrize(
    ("said", "expected"),
    [("", "没有收到文字"), ("   ", "没有收到文字"), ("🙂🙂", "文字"), ("？！", "文字"), ("长" * 10_000, "10,000")],
)
def test_what_cannot_be_read_is_answered_with_what_to_do(talk: Talk, said: str, expected: str) -> None:
    answer = talk.say("sales", said)
    assert expected in answer["text"]
    assert "sales:" not in answer["text"]


def test_nothing_of_a_message_that_is_too_long_is_lost(talk: Talk) -> None:
    answer = talk.say("sales", "长" * 10_000)
    (turn,) = talk.turns(answer["conversation"])
    assert turn.said == "长" * 10_000


def test_text_no_database_can_hold_is_kept_as_far_as_possible(talk: Talk) -> None:
    assert talk.say("sales", "a\0b \ud83d c")["text"] == "sales: ab ? c"


def test_markup_and_sql_are_nothing_but_text(talk: Talk) -> None:
    nasty = "<script>alert(1)</script> '; DROP TABLE turns; --"
    assert talk.say("sales", nasty)["text"] == f"sales: {nasty}"


def test_a_fault_is_told_with_a_reference_and_the_next_message_is_answered(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    answer = talk.say("sales", "boom")
    (turn,) = talk.turns(answer["conversation"])
    reference = turn.trace["fault"]
    assert reference in answer["text"]
    assert "什么都没有写入" not in answer["text"]  # a part of the turn may have been done before
    assert reference in caplog.text
    assert talk.say("sales", "still there?")["text"] == "sales: still there?"


def test_a_new_thread_forgets_what_was_said(own_talk: Talk, clock: FixedClock) -> None:
    with own_talk.working():
        own_talk.say("sales", "记住我")
        clock.advance(timedelta(minutes=1))
        answer = own_talk.say("sales", "/new")
    assert answer["language"] == "zh"
    with own_talk.application.database.transaction() as session:
        conversation = session.get_one(history.Conversation, UUID(answer["conversation"]))
        remembered = history.transcript(
            session, conversation.id, started_over_at=conversation.started_over_at, now=clock.now()
        )
    assert [turn.said for turn in remembered] == ["/new"]


def test_somebody_who_left_is_told_so(talk: Talk) -> None:
    answer = talk.say("sales", "hello")
    with talk.application.database.transaction() as session:
        left = add_user(
            session,
            login=f"left{answer['turn'][-6:]}",
            name_zh="走了",
            name_en="Gone",
            roles=[Role.SALESPERSON],
            language="zh",
            actor=system_actor(ZoneInfo("Asia/Shanghai")),
            now=talk.application.clock.now(),
        )
        left.active = False
    refused = talk.send_as(left.id, "hello", conversation=answer["conversation"]).result(20)
    assert refused["text"] != f"{left.login}: hello"
    assert left.login in refused["text"]
    assert not refused["calls"]
