"""Saying something on the page: answered once, however often it is sent, and only in one's own conversation."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from sqlalchemy import func, select

from assistant.app import Application
from assistant.history import TurnRow
from core.sales.models import SalesOrder
from tests.assistant.web.asking import Person, card_of


def test_an_answer_comes_as_accepted_then_reply_then_how_cards_stand(person: Callable[..., Person]) -> None:
    events = person("sales").events(text="你好")
    assert [name for name, _ in events] == ["accepted", "reply", "cards"]
    reply = events[1][1]
    assert reply["text"] == "sales: 你好"
    assert set(reply) == {
        *("conversation", "turn", "language", "text", "blocks", "proposal", "calls", "citations", "planner"),
        "elapsed_ms",
    }


def test_the_same_message_id_gives_the_same_turn(application: Application, person: Callable[..., Person]) -> None:
    sales, message_id = person("sales"), str(uuid4())
    first = sales.say("once", message_id=message_id)
    second = sales.say("once", message_id=message_id)
    assert first == second
    with application.database.transaction() as session:
        turns = select(func.count()).where(TurnRow.conversation_id == sales.conversation)
        assert session.scalar(turns) == 1


def test_a_card_is_confirmed_by_its_button_once(application: Application, person: Callable[..., Person]) -> None:
    sales = person("sales")
    with application.database.transaction() as session:
        before = session.scalar(select(func.count()).select_from(SalesOrder)) or 0
    card = card_of(sales.say("card 2"))
    yes = card["buttons"][0]["action"]
    receipts = [card_of(sales.press(yes)) for _ in range(2)]
    assert receipts[0]["number"] == receipts[1]["number"]
    with application.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(SalesOrder)) == before + 1


def test_a_pressed_button_is_kept_by_its_word_and_a_choice_by_what_it_says(person: Callable[..., Person]) -> None:
    sales = person("sales", language="zh")
    card = card_of(sales.say("card 2"))
    sales.press(f"reject:{card['proposal']}")
    sales.press("say:C-0001")
    said = [turn["said"][0] for turn in sales.page()["turns"]]
    assert [(each["kind"], each["text"]) for each in said[1:]] == [("button", "取消"), ("button", "C-0001")]


def test_a_bug_is_answered_honestly(person: Callable[..., Person]) -> None:
    answer = person("sales").say("boom")["text"].lower()
    assert "went wrong" in answer
    assert "nothing was written" not in answer


def test_a_refusal_is_told_in_the_language_of_the_page_and_kept_nowhere(person: Callable[..., Person]) -> None:
    sales = person("sales", language="zh")
    sales.browser.post("/web/language", data={"language": "en"})
    sales.conversation = person("manager").conversation
    answer = sales.send(text="hello")
    assert answer.status_code == 404
    assert answer.json()["title"].isascii()
    assert answer.headers["cache-control"] == "no-store"
    assert "Content-Security-Policy" in answer.headers


def test_nobody_speaks_in_another_persons_conversation(person: Callable[..., Person]) -> None:
    sales, manager = person("sales"), person("manager")
    sales.conversation = manager.conversation
    answer = sales.send(text="hello")
    assert (answer.status_code, answer.json()["code"]) == (404, "ConversationUnknown")
    assert manager.page()["turns"] == []


def test_whoever_is_signed_out_is_told_so_with_401(person: Callable[..., Person]) -> None:
    sales = person("sales")
    sales.browser.post("/web/sign-out")
    answer = sales.send(text="hello")
    assert (answer.status_code, answer.json()["code"]) == (401, "SignedOut")
    assert answer.json()["detail"] == "You are signed out. Please sign in again."


def test_a_message_is_words_or_a_button_and_not_both(person: Callable[..., Person]) -> None:
    sales = person("sales")
    assert sales.send(text="a", action="say:b").status_code == 422
    assert sales.send().status_code == 422
    assert sales.send(text="a", message_id="short").status_code == 422


def test_empty_and_endless_messages_are_answered_with_a_sentence(person: Callable[..., Person]) -> None:
    sales = person("sales")
    assert sales.say(" ")["text"]
    assert "10" in sales.say("长" * 10_001)["text"]
