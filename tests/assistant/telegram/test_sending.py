"""Sending against the odds: floods, blocks, refusals, silence. No answer is lost, none stalls another chat."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select

from assistant.app import Application
from assistant.history import DeliveryState, OutboxRow
from core.database import Database
from tests.assistant.telegram.bot_api import BotApi, Fault
from tests.assistant.telegram.chats import Refused
from tests.assistant.telegram.conftest import SALES
from tests.assistant.telegram.people import Person

FLOOD = "Too Many Requests: retry after 4"


def test_a_chat_that_is_flooded_waits_as_long_as_asked_and_the_others_do_not(
    bot: Application, api: BotApi, sales: Person, manager: Person
) -> None:
    api.faults.append(Fault("sendMessage", refused=Refused(429, FLOOD, retry_after=4), chat=SALES))
    began = time.monotonic()
    sales.says("hello there")
    assert manager.asks("hello there").at - began < 3
    assert sales.reads().at - began > 4


def test_an_answer_interrupted_by_a_flood_is_continued_not_repeated(
    bot: Application, api: BotApi, sales: Person
) -> None:
    api.faults.append(Fault("sendMessage", refused=Refused(429, FLOOD, retry_after=4), skip=1))
    sales.says("long")
    sales.reads(3, seconds=30)
    texts = [posted.text for posted in api.in_chat(sales.chat)]
    assert len(set(texts)) == len(texts)


def test_an_answer_whose_markup_is_refused_arrives_as_plain_text_with_its_buttons(
    bot: Application, api: BotApi, sales: Person
) -> None:
    refused = Refused(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3')
    api.faults.append(Fault("sendMessage", refused=refused))
    card = sales.asks("下单 20")
    assert "BP-200" in card.text
    assert card.entities == []
    assert card.labels == ["确认", "修改", "取消"]


def test_an_answer_whose_buttons_are_refused_arrives_without_them(bot: Application, api: BotApi, sales: Person) -> None:
    api.faults.append(Fault("sendMessage", refused=Refused(400, "Bad Request: BUTTON_DATA_INVALID")))
    card = sales.asks("下单 20")
    assert card.entities
    assert not card.rows


@pytest.mark.parametrize(
    "refused",
    [
        Refused(403, "Forbidden: bot was blocked by the user"),
        Refused(400, "Bad Request: chat not found"),
        Refused(403, "Forbidden: user is deactivated"),
    ],
    ids=["blocked", "gone", "deactivated"],
)
def test_a_chat_that_cannot_be_written_to_is_given_up_with_the_reason(
    bot: Application, api: BotApi, sales: Person, company_database: Database, refused: Refused
) -> None:
    api.faults.append(Fault("sendMessage", refused=refused))
    sales.says("hello there")
    api.until(lambda: _states(company_database) == [DeliveryState.DEAD])
    with company_database.transaction() as session:
        reason = session.scalars(select(OutboxRow.last_error)).one() or ""
    assert refused.description.split(": ")[1].lower() in reason.lower()
    # Who unblocks the bot and writes again is answered.
    assert sales.asks("again").text == "sales: again"


def test_a_server_that_fails_is_tried_again(bot: Application, api: BotApi, sales: Person) -> None:
    api.faults.append(Fault("sendMessage", refused=Refused(502, "Bad Gateway")))
    assert sales.asks("hello there").text == "sales: hello there"


def test_a_refused_token_gives_no_message_up(
    bot: Application, api: BotApi, sales: Person, company_database: Database
) -> None:
    api.faults.append(Fault("sendMessage", refused=Refused(401, "Unauthorized")))
    sales.says("hello there")
    api.until(lambda: bool(api.calls_of("sendMessage")))
    api.until(lambda: _states(company_database) == [DeliveryState.PENDING])


def test_a_group_that_became_another_is_answered_there(bot: Application, api: BotApi, sales: Person) -> None:
    moved = Fault("sendMessage", migrated_to=-100888)
    api.faults.append(moved)
    api.chats.known.add(-100888)
    member = sales.in_group()
    member.says("/help")
    api.until(lambda: len(api.in_chat(-100888)) == 1)


def test_a_report_comes_as_a_table_and_a_picture_with_the_buttons(bot: Application, api: BotApi, sales: Person) -> None:
    sales.says("report")
    picture = sales.reads(2)
    text = api.in_chat(sales.chat)[0]
    assert "区域2  2,000.00" in text.text
    assert picture.kind == "photo"
    assert picture.text == "订单额"
    assert picture.labels == ["按产品拆开"]
    sales.presses(picture, "按产品拆开")
    assert "BP-200" in sales.reads().text


def test_a_picture_that_is_refused_leaves_its_caption_and_buttons(bot: Application, api: BotApi, sales: Person) -> None:
    api.faults.append(
        Fault("sendPhoto", refused=Refused(400, "Bad Request: not enough rights to send photos to the chat"))
    )
    sales.says("report")
    caption = sales.reads(2)
    assert caption.kind == "text"
    assert caption.labels == ["按产品拆开"]


def test_a_very_long_table_is_shown_in_part_and_sent_whole_as_a_file(
    bot: Application, api: BotApi, sales: Person
) -> None:
    sales.says("report 400")
    file = sales.reads(2)
    assert file.kind == "document"
    assert file.file_name == "订单额.xlsx"
    assert file.content.startswith(b"PK")
    assert "400" in api.in_chat(sales.chat)[0].text


def test_cited_passages_are_listed_under_their_numbers(bot: Application, sales: Person) -> None:
    answer = sales.asks("manual")
    assert "[1] BP-200 说明书 · 错误代码\nE3 表示袖带 <太松> & 手臂动了。" in answer.text
    assert [entity.type for entity in answer.entities] == ["bold", "blockquote"]


def _states(database: Database) -> list[DeliveryState]:
    with database.transaction() as session:
        return list(session.scalars(select(OutboxRow.state)))
