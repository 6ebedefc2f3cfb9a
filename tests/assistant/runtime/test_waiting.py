"""Waiting for answers, and what is left of a start or a message that came to nothing."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from assistant.app import Application
from assistant.app.serving import make_server_app
from assistant.history import open_conversation
from assistant.inbox import IncomingMessage
from assistant.queue import ANSWERED
from assistant.waiting import Answer, AnswerLate


def received(application: Application, *, kept: bool) -> Answer:
    """A message that was stored, in a transaction that then ended well or not."""
    now = application.clock.now()
    with application.database.transaction() as session:
        thread = open_conversation(session, channel="test", user_id=None, language="zh", now=now)
    message = IncomingMessage("test", f"kept {kept}", thread, "hello", now)
    with application.database.transaction() as session:
        answer = application.context.receive(session, message)
        if not kept:
            session.rollback()
    return answer


def test_nobody_waits_for_the_answer_to_a_message_that_was_not_kept(application: Application) -> None:
    kept, lost = received(application, kept=True), received(application, kept=False)
    for answer in (kept, lost):
        with application.answers.giving([answer.inbox_id]) as give:
            give({"text": "there"})
    assert kept.result(0.1) == {"text": "there"}
    with pytest.raises(AnswerLate):
        lost.result(0.1)


def test_who_was_not_given_an_answer_waits_on(application: Application) -> None:
    answer = received(application, kept=True)
    with pytest.raises(ZeroDivisionError), application.answers.giving([answer.inbox_id]):
        print(1 / 0)
    with application.answers.giving([answer.inbox_id]) as give:
        give({"text": "at the second attempt"})
    assert answer.result(0.1) == {"text": "at the second attempt"}


def test_an_answer_announced_while_it_is_given_here_is_not_read_once_more(application: Application) -> None:
    answer = received(application, kept=True)
    application.answers.listen()
    with application.answers.giving([answer.inbox_id]) as give:
        with application.database.transaction() as session:
            session.execute(text("SELECT pg_notify(:channel, :id)"), {"channel": ANSWERED, "id": str(answer.inbox_id)})
        with pytest.raises(AnswerLate):
            answer.result(0.5)
        give({"text": "there"})
    assert answer.result(0.1) == {"text": "there"}


def test_a_start_that_fails_leaves_nothing_running(application: Application) -> None:
    async def start() -> list[str]:
        app = make_server_app(application, on_ready=lambda: print(1 / 0))
        with pytest.raises(ZeroDivisionError):
            async with app.router.lifespan_context(app):
                pass
        return [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]

    assert asyncio.run(start()) == []
