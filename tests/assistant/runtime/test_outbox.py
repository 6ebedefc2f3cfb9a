"""Messages going out: written once, sent in order, tried again at the medium's pace, and given up honestly."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from assistant import history, outbox
from assistant.app import Application, media
from assistant.app.working import working_beside
from assistant.channels.contract import DeliveryDelayed, DeliveryImpossible
from assistant.history import DeliveryState, OutboxRow
from assistant.outbox import Delivery
from assistant.queue import DELIVER, SYNCHRONISE_INDEX, UPKEEP, defer
from assistant.settings import Settings
from assistant.testing import CollectingChannel
from core.calendar import FixedClock
from tests.assistant.runtime.talking import Talk


def pigeon(*troubles: Exception) -> CollectingChannel:
    """A channel whose messages end in a list; the troubles come first, one for each attempt."""
    return CollectingChannel("pigeon", troubles=list(troubles))


def post(application: Application, text: str, key: str, address: str = "loft 1", channel: str = "pigeon") -> bool:
    with application.database.transaction() as session:
        return outbox.post(
            session,
            channel=channel,
            address=address,
            kind="notice",
            reply={"text": text},
            dedupe_key=key,
            now=application.clock.now(),
        )


def rows(application: Application) -> list[OutboxRow]:
    with application.database.transaction() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def eventually(happened: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def deliver(application: Application, channel: CollectingChannel, count: int) -> list[str]:
    application.channels[channel.name] = channel
    with working_beside(application):
        eventually(lambda: len(channel.sent) >= count)
        eventually(lambda: all(row.state is DeliveryState.SENT for row in rows(application)))
    return [str(delivery.reply["text"]) for delivery in channel.sent]


def test_messages_to_one_address_are_sent_once_and_in_order(application: Application) -> None:
    assert [post(application, text, text) for text in ("one", "two", "three", "one")] == [True, True, True, False]
    assert deliver(application, pigeon(), 3) == ["one", "two", "three"]


def test_a_message_that_fails_holds_up_those_behind_it_and_is_sent_again(application: Application) -> None:
    post(application, "one", "1")
    post(application, "two", "2")
    channel = pigeon(ConnectionError("no wind"))
    assert deliver(application, channel, 2) == ["one", "two"]
    assert [row.attempts for row in rows(application)] == [2, 1]


def test_being_asked_to_wait_is_no_failed_attempt(application: Application) -> None:
    post(application, "one", "1")
    assert deliver(application, pigeon(DeliveryDelayed(1)), 1) == ["one"]
    assert rows(application)[0].attempts == 1


def test_what_can_never_arrive_is_given_up_and_holds_nobody_up(application: Application) -> None:
    post(application, "one", "1")
    post(application, "two", "2")
    channel = pigeon(DeliveryImpossible("the loft burned down"))
    application.channels[channel.name] = channel
    with working_beside(application):
        eventually(lambda: len(channel.sent) == 1)
    first = rows(application)[0]
    assert (first.state, first.last_error) == (DeliveryState.DEAD, "the loft burned down")
    assert channel.sent[0].reply == {"text": "two"}


def test_an_answer_in_a_chat_with_an_address_is_sent_there(application: Application) -> None:
    channel = pigeon()
    application.channels[channel.name] = channel
    talk = Talk(application)
    with application.database.transaction() as session:
        chat = history.continue_conversation(
            session,
            channel=channel.name,
            external_key="chat 7",
            address="loft 7",
            user_id=None,
            language="zh",
            now=application.clock.now(),
        )
    with working_beside(application):
        answer = talk.say("sales", "你好", conversation=str(chat))
        eventually(lambda: len(channel.sent) == 1, 5)
    (delivery,) = channel.sent
    assert (delivery.address, delivery.kind, delivery.attempt) == ("loft 7", "reply", 1)
    assert delivery.reply == answer
    assert delivery.conversation_id == UUID(answer["conversation"])


@pytest.mark.parametrize("attempts", [outbox.ATTEMPTS_MAX, outbox.ATTEMPTS_MAX - 1])
def test_after_so_many_attempts_a_message_is_given_up(application: Application, attempts: int) -> None:
    post(application, "one", "1")
    delivery = Delivery(rows(application)[0].id, "pigeon", "loft 1", "notice", {}, None, attempts)
    with application.database.transaction() as session:
        wait = timedelta(seconds=1)
        tried_again = outbox.failed(session, delivery, error="no wind", wait=wait, now=application.clock.now())
    assert tried_again is (attempts < outbox.ATTEMPTS_MAX)
    assert rows(application)[0].state is (DeliveryState.PENDING if tried_again else DeliveryState.DEAD)


def test_a_worker_leaves_the_messages_of_channels_it_does_not_have_to_one_that_has(application: Application) -> None:
    post(application, "by pigeon", "1")
    post(application, "by raven", "2", channel="raven")
    raven = pigeon()
    application.channels["raven"] = raven
    with working_beside(application):
        eventually(lambda: len(raven.sent) == 1)
    assert [(row.channel, row.attempts, row.state) for row in rows(application)] == [
        ("pigeon", 0, DeliveryState.PENDING),
        ("raven", 1, DeliveryState.SENT),
    ]
    assert deliver(application, pigeon(), 1) == ["by pigeon"]
    assert [row.attempts for row in rows(application)] == [1, 1]


def test_a_worker_without_any_channel_takes_turns_and_sends_nothing(application: Application) -> None:
    post(application, "by pigeon", "1")
    with working_beside(application):
        assert Talk(application).say("sales", "hello")["text"] == "sales: hello"
        with application.database.transaction() as session:
            defer(session, SYNCHRONISE_INDEX, {}, queue=UPKEEP)
        eventually(lambda: jobs(application) == [DELIVER])
    assert rows(application)[0].attempts == 0


@pytest.mark.parametrize("token", [None, SecretStr("123456:not-a-real-token")])
def test_whether_telegram_messages_are_sent_here_is_decided_by_the_token(
    application: Application, tmp_path: Path, token: SecretStr | None
) -> None:
    settings = Settings(home=tmp_path, telegram_token=token)
    channels = media.pushed_channels(Application(settings, application.database).context)
    assert list(channels) == ([] if token is None else ["telegram"])


@pytest.mark.parametrize(("late", "sent"), [(timedelta(hours=23), 1), (timedelta(hours=25), 0)])
def test_a_notice_nobody_could_send_for_a_day_is_no_news_any_more(
    application: Application, clock: FixedClock, late: timedelta, sent: int
) -> None:
    post(application, "one", "1")
    clock.advance(late)
    channel = pigeon()
    application.channels[channel.name] = channel
    with working_beside(application):
        eventually(lambda: rows(application)[0].state in (DeliveryState.SENT, DeliveryState.DEAD))
    assert len(channel.sent) == sent


def jobs(application: Application) -> list[str]:
    """The tasks that are not done."""
    with application.database.transaction() as session:
        return list(session.scalars(text("SELECT task_name FROM procrastinate_jobs ORDER BY id")))
