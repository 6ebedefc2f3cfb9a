"""The file of a report in the chat: a document with the figures that were shown, under its own name."""

from __future__ import annotations

import asyncio
import io
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from assistant.app import Application
from assistant.channels.telegram.sending import Outgoing
from assistant.outbox import Delivery
from assistant.replies.blocks import FileBlock, Reply
from core.database.refusals import DatabaseUnreachable
from tests.assistant.telegram.bot_api import TOKEN, BotApi, Fault
from tests.assistant.telegram.chats import Posted, Refused
from tests.assistant.telegram.impatient import impatient_line
from tests.assistant.telegram.people import Person


def test_a_report_comes_with_its_file_as_a_document(bot: Application, api: BotApi, sales: Person) -> None:
    document = _report(sales)
    assert (document.kind, document.file_name, document.text) == (
        "document",
        "2026年11月23日 周一订单额 按产品.xlsx",
        "",
    )
    rows = list(load_workbook(io.BytesIO(document.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[3] == ("上臂式血压计", 3780, 1, 20)
    assert document.labels


def test_a_document_that_is_refused_is_named_with_where_to_get_it(bot: Application, api: BotApi, sales: Person) -> None:
    refused = Refused(400, "Bad Request: not enough rights to send documents to the chat")
    api.faults.append(Fault("sendDocument", refused=refused))
    named = _report(sales)
    assert named.kind == "text"
    assert "按产品.xlsx，这里发不了" in named.text
    assert named.labels


def test_a_file_waits_while_the_database_is_away(api: BotApi, sales: Person) -> None:
    file = FileBlock(name="报表.xlsx", media_type="x/y", url=f"/files/{uuid4()}/0")
    reply = Reply(conversation="c", turn="t", language="zh", text="", blocks=(file,))
    delivery = Delivery(uuid4(), "telegram", str(sales.chat), "reply", reply.to_json(), None, 1)
    away = True

    def make(block: FileBlock) -> bytes:
        if away:
            raise DatabaseUnreachable()
        return b"PK"

    async def send() -> None:
        nonlocal away
        line = impatient_line(TOKEN, api.url)
        await line.open()
        outgoing = Outgoing(line.bot, make)
        with pytest.raises(DatabaseUnreachable):
            await outgoing.send(delivery)
        away = False
        await outgoing.send(delivery)
        await line.close()

    asyncio.run(send())
    assert [(posted.kind, posted.content) for posted in api.in_chat(sales.chat)] == [("document", b"PK")]


def _report(person: Person) -> Posted:
    """What a report ends with, in a chat where an order of 20 was placed."""
    card = person.asks("下单 20")
    person.presses(card, "确认")
    person.reads()
    person.says("销售额")
    return person.reads(2)
