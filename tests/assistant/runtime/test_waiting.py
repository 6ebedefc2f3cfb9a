"""Waiting for answers, and what is left of a start or a message that came to nothing."""

from __future__ import annotations

import asyncio

import pytest

from assistant.app import Application
from assistant.app.serving import make_server_app
from assistant.history import open_conversation
from assistant.inbox import IncomingMessage
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
        application.answers.deliver(answer.inbox_id, {"text": "there"})
    assert kept.result(0.1) == {"text": "there"}
    with pytest.raises(AnswerLate):
        lost.result(0.1)


def test_a_start_that_fails_leaves_nothing_running(application: Application) -> None:
    async def start() -> list[str]:
        app = make_server_app(application, on_ready=lambda: print(1 / 0))
        with pytest.raises(ZeroDivisionError):
            async with app.router.lifespan_context(app):
                pass
        return [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]

    assert asyncio.run(start()) == []
