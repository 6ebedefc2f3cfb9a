"""A request that is never answered: the message may have arrived, so it is sent again and says that it is the same."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from uuid import uuid4

import httpx
import pytest
from telegram.error import NetworkError, TimedOut

from assistant.channels.telegram.bot import Line, may_have_arrived
from assistant.channels.telegram.sending import Outgoing
from assistant.outbox import Delivery
from assistant.replies.blocks import FileBlock, Reply, TextBlock
from tests.assistant.telegram.bot_api import TOKEN, BotApi, Fault
from tests.assistant.telegram.chats import Refused
from tests.assistant.telegram.impatient import impatient_line
from tests.assistant.telegram.people import Person

Test = Callable[[Outgoing], Awaitable[None]]


def test_a_message_that_may_have_arrived_is_sent_again_and_says_so(api: BotApi, sales: Person) -> None:
    api.faults.append(Fault("sendMessage", hang=2, carried_out=True))
    delivery = _delivery(sales, "已下单 SO-1")

    async def send(outgoing: Outgoing) -> None:
        with pytest.raises(TimedOut):
            await outgoing.send(delivery)
        await outgoing.send(delivery)

    _with_bot(api.url, send)
    first, second = (posted.text for posted in api.in_chat(sales.chat))
    assert first == "已下单 SO-1"
    assert second.endswith("\n已下单 SO-1")
    assert "再发一次" in second


def test_a_message_that_was_refused_is_sent_again_without_remark(api: BotApi, sales: Person) -> None:
    api.faults.append(Fault("sendMessage", refused=Refused(500, "Internal Server Error")))
    delivery = _delivery(sales, "已下单 SO-1")

    async def send(outgoing: Outgoing) -> None:
        with pytest.raises(NetworkError):
            await outgoing.send(delivery)
        await outgoing.send(delivery)

    _with_bot(api.url, send)
    assert [posted.text for posted in api.in_chat(sales.chat)] == ["已下单 SO-1"]


def test_a_message_that_never_left_is_not_in_doubt(sales: Person) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"

    async def send(outgoing: Outgoing) -> None:
        with pytest.raises(NetworkError) as failed:
            await outgoing.send(_delivery(sales, "hello"))
        assert not may_have_arrived(failed.value)

    _with_bot(nobody, send)


@pytest.mark.parametrize(
    ("cause", "doubt"),
    [
        (httpx.ReadTimeout(""), True),
        (httpx.WriteTimeout(""), True),
        (httpx.ReadError(""), True),
        (httpx.RemoteProtocolError(""), True),
        (httpx.ConnectTimeout(""), False),
        (httpx.ConnectError(""), False),
        (httpx.PoolTimeout(""), False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_only_what_was_sent_may_have_arrived(cause: Exception, doubt: bool) -> None:
    error = TimedOut() if isinstance(cause, httpx.TimeoutException) else NetworkError("x")
    error.__cause__ = cause
    assert may_have_arrived(error) is doubt


def _with_bot(url: str, test: Test) -> None:
    async def run(line: Line) -> None:
        await line.open()
        try:
            await test(Outgoing(line.bot, _no_file))
        finally:
            await line.close()

    asyncio.run(run(impatient_line(TOKEN, url)))


def _no_file(block: FileBlock) -> bytes:
    raise AssertionError("no file is asked for here")


def _delivery(person: Person, text: str) -> Delivery:
    reply = Reply(conversation="c", turn="t", language="zh", text=text, blocks=(TextBlock(text=text),))
    return Delivery(
        id=uuid4(),
        channel="telegram",
        address=str(person.chat),
        kind="reply",
        reply=reply.to_json(),
        conversation_id=None,
        attempt=1,
    )
