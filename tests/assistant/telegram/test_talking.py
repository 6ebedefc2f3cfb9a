"""Talking through Telegram: every message is one turn, whatever happens on the way, and ends in one answer."""

from __future__ import annotations

import re
import threading
from itertools import pairwise
from pathlib import Path

from sqlalchemy import func, select

from assistant.app import Application
from assistant.history import InboxRow, TurnRow
from core.calendar import FixedClock
from core.database import Database
from tests.assistant.telegram.bot_api import NAME, BotApi, Fault
from tests.assistant.telegram.chats import Refused
from tests.assistant.telegram.conftest import at_work, make_application
from tests.assistant.telegram.entities import length_of
from tests.assistant.telegram.people import Person
from tests.assistant.telegram.scripted import LONG, Script


def test_a_question_about_stock_is_answered_with_figures(bot: Application, sales: Person) -> None:
    answer = sales.asks("stock BP-200")
    assert "70" in answer.text
    assert "100" in answer.text


def test_the_answer_is_in_the_language_of_the_message(bot: Application, sales: Person) -> None:
    assert "上海" in sales.asks("库存 BP-200").text
    assert "Shanghai" in sales.asks("stock BP-200").text


def test_what_looks_like_markup_is_shown_as_it_was_written(bot: Application, sales: Person) -> None:
    assert sales.asks("<b>1 < 2 & 3 > 2</b> &amp;").text == "sales: <b>1 < 2 & 3 > 2</b> &amp;"


def test_a_long_answer_comes_in_parts_at_one_a_second_and_complete(
    bot: Application, api: BotApi, sales: Person
) -> None:
    sales.says("long")
    parts = -(-length_of(LONG) // 4000)
    sales.reads(parts)
    posted = api.in_chat(sales.chat)
    assert "".join(part.text for part in posted) == LONG
    assert all(part.text.endswith("。") for part in posted)
    assert all(later.at - earlier.at > 0.95 for earlier, later in pairwise(posted))


def test_the_same_update_twice_is_one_turn(bot: Application, api: BotApi, sales: Person) -> None:
    message = {"message": sales.message(text="hello there")}
    api.give(message, update_id=5_000_000)
    sales.reads()
    api.give(message, update_id=5_000_000)
    sales.asks("next")
    assert [posted.text for posted in api.in_chat(sales.chat)] == ["sales: hello there", "sales: next"]


def test_updates_out_of_order_are_taken_in_their_order(api: BotApi, sales: Person, application: Application) -> None:
    api.give({"message": sales.message(text="second")}, update_id=6_000_002)
    api.give({"message": sales.message(text="first")}, update_id=6_000_001)
    with at_work(application):
        sales.reads()
    assert " ".join(api.in_chat(sales.chat)[0].text.split()).startswith("sales: first")


def test_after_a_quiet_week_numbers_may_begin_anew(application: Application, api: BotApi, sales: Person) -> None:
    api.faults.append(Fault("getUpdates", skip=1, empty=True))
    api.give({"message": sales.message(text="before")}, update_id=8_000_000)
    with at_work(application):
        sales.reads()
        api.until(lambda: len(api.calls_of("getUpdates")) == 3)
        assert [call.get("offset") for call in api.calls_of("getUpdates")] == [None, "8000001", None]
        assert sales.asks("after").text.endswith("after")


def test_a_restart_on_the_way_loses_nothing_and_doubles_nothing(
    company_database: Database, api: BotApi, clock: FixedClock, script: Script, sales: Person, tmp_path: Path
) -> None:
    first = make_application(company_database, api, clock, script, tmp_path)
    with at_work(first):
        for number in range(3):
            sales.says(f"one {number}")
        api.until(lambda: bool(script.heard))
    for number in range(3):
        sales.says(f"two {number}")
    first.answers.close()
    second = make_application(company_database, api, clock, script, tmp_path)
    with at_work(second):
        expected = [f"{word} {number}" for word in ("one", "two") for number in range(3)]
        api.until(lambda: " ".join(expected) in _words(api, sales))
    second.answers.close()
    with company_database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(InboxRow)) == 6


def test_updates_are_asked_for_again_while_telegram_is_away(bot: Application, api: BotApi, sales: Person) -> None:
    api.faults.append(Fault("getUpdates", refused=Refused(502, "Bad Gateway"), times=2))
    sales.says("wake up")
    sales.reads()
    assert sales.asks("still there").text.endswith("still there")


def test_a_webhook_that_is_in_the_way_is_removed_without_dropping_messages(
    application: Application, api: BotApi, sales: Person
) -> None:
    conflict = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
    api.faults.append(Fault("getUpdates", refused=Refused(409, conflict)))
    with at_work(application):
        assert sales.asks("hello there").text.endswith("hello there")
    assert [call.get("drop_pending_updates") for call in api.calls_of("deleteWebhook")] == ["false"]


def test_a_typing_sign_is_shown_until_the_answer_and_not_longer(
    bot: Application, api: BotApi, script: Script, sales: Person
) -> None:
    sales.says("slow one")
    api.until(lambda: len(api.calls_of("sendChatAction")) == 2)
    assert {call["action"] for call in api.calls_of("sendChatAction")} == {"typing"}
    script.go.set()
    sales.reads()
    threading.Event().wait(4.5)
    assert len(api.calls_of("sendChatAction")) == 2


def test_a_failing_typing_sign_hinders_no_answer(bot: Application, api: BotApi, sales: Person) -> None:
    api.faults.append(Fault("sendChatAction", refused=Refused(400, "Bad Request: something"), times=5))
    assert sales.asks("hello there").text.endswith("hello there")


def test_a_group_is_answered_only_when_the_bot_is_meant(bot: Application, api: BotApi, sales: Person) -> None:
    member = sales.in_group()
    member.says("nobody asked you")
    answer = member.asks(f"@{NAME} stock BP-200")
    assert "70" in answer.text
    member.says("more", reply_to=answer)
    assert member.reads().text == "sales: more"
    member.says("/help@another_bot")
    assert member.asks("/help").text
    assert len(api.in_chat(member.chat)) == 3


def test_in_a_group_everybody_has_a_conversation_of_their_own(
    bot: Application, api: BotApi, sales: Person, stranger: Person, company_database: Database
) -> None:
    sales.in_group().asks(f"@{NAME} hello there")
    other = stranger.in_group()
    other.seen = 1
    assert other.asks(f"@{NAME} hello there").text == "visitor: hello there"
    with company_database.transaction() as session:
        conversations = select(func.count(func.distinct(TurnRow.conversation_id)))
        assert session.scalar(conversations) == 2


def test_new_forgets_what_was_said(bot: Application, sales: Person) -> None:
    assert re.search("重新开始|afresh", sales.asks("/new").text)


def _words(api: BotApi, person: Person) -> str:
    texts = " ".join(posted.text.replace("sales: ", "") for posted in api.in_chat(person.chat))
    return " ".join(texts.split())
