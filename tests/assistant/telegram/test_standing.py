"""What is remembered of chats in one process: the cards that stand there, and how far a delivery got."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest
from telegram import Bot

from assistant.channels.telegram.sending import Outgoing, Shown
from assistant.channels.telegram.standing import Standing
from assistant.outbox import Delivery
from assistant.replies.blocks import Reply, TextBlock
from assistant.replies.words import say


def shown(number: int, status: str = "pending") -> Shown:
    return Shown(chat=1, message_id=number, proposal_id=UUID(int=number), status=status)


def test_a_card_that_was_decided_is_taken_and_one_that_came_meanwhile_stays() -> None:
    standing = Standing()
    standing.add([shown(1), shown(2)])
    before = standing.in_chat(1)
    standing.add([shown(3)])
    statuses = {UUID(int=1): "executed", UUID(int=2): "pending"}
    assert standing.take_outdated(before, statuses) == [shown(1)]
    assert standing.in_chat(1) == (shown(2), shown(3))


class Silent:
    """A bot that takes every message and remembers its text."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def send_message(self, chat: int, text: str, **form: object) -> SimpleNamespace:
        self.texts.append(text)
        return SimpleNamespace(message_id=len(self.texts))


@pytest.mark.parametrize(("attempt", "marked"), [(1, False), (2, True)])
def test_what_another_process_may_have_sent_already_is_marked_as_the_same(attempt: int, marked: bool) -> None:
    bot = Silent()
    reply = Reply(
        conversation=str(UUID(int=1)), turn=str(UUID(int=2)), language="en", text="done",
        blocks=(TextBlock(text="done"),),
    )  # fmt: skip
    delivery = Delivery(UUID(int=3), "telegram", "7", "reply", reply.model_dump(mode="json"), None, attempt)
    asyncio.run(Outgoing(cast(Bot, bot), lambda block: b"").send(delivery))
    (text,) = bot.texts
    assert (say("telegram.sent_again", "en") in text) is marked
