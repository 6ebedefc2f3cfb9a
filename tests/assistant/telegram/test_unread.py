"""What is not text is answered with a sentence; what does not concern the bot is not answered at all."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.app import Application
from tests.assistant.telegram.bot_api import BotApi
from tests.assistant.telegram.conftest import at_work
from tests.assistant.telegram.people import Person

FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO: dict[str, Any] = {"photo": [{**FILE, "width": 9, "height": 9}]}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (PHOTO, "图片"),
        ({"voice": {**FILE, "duration": 3}}, "语音"),
        ({"video": {**FILE, "width": 9, "height": 9, "duration": 3}}, "视频"),
        ({"document": {**FILE, "file_name": "orders.xlsx"}}, "文件"),
        (
            {
                "sticker": {
                    **FILE,
                    "type": "regular",
                    "width": 9,
                    "height": 9,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "表情",
        ),
        ({"location": {"latitude": 31.2, "longitude": 121.5}}, "消息"),
    ],
    ids=["photo", "voice", "video", "document", "sticker", "location"],
)
def test_what_cannot_be_read_is_answered_with_what_to_do(
    bot: Application, api: BotApi, sales: Person, content: dict[str, Any], word: str
) -> None:
    api.give({"message": sales.message(**content)})
    assert word in sales.reads().text


def test_an_album_is_answered_once(bot: Application, api: BotApi, sales: Person) -> None:
    for _ in range(3):
        api.give({"message": sales.message(**PHOTO, media_group_id="album")})
    sales.reads()
    assert sales.asks("next").text == "sales: next"


def test_words_under_a_picture_are_taken_and_the_picture_is_said_to_be_left_out(
    bot: Application, api: BotApi, sales: Person
) -> None:
    api.give({"message": sales.message(**PHOTO, caption="hello there")})
    sales.reads(2)
    texts = {posted.text for posted in api.in_chat(sales.chat)}
    assert "sales: hello there" in texts
    assert any("附件" in text for text in texts)


def test_an_unreadable_message_leaves_an_open_card_open(bot: Application, api: BotApi, sales: Person) -> None:
    sales.asks("下单 20")
    api.give({"message": sales.message(**PHOTO)})
    sales.reads()
    assert "SO-" in sales.asks("确认").text


def test_an_edit_is_not_acted_on_and_said_so(bot: Application, api: BotApi, sales: Person) -> None:
    sales.asks("下单 20")
    changed = sales.message(text="下单 25")
    api.give({"edited_message": {**changed, "edit_date": changed["date"] + 5}})
    assert "25台" in sales.reads().text
    assert sales.asks("next").text == "sales: next"


def test_service_messages_bots_and_channels_are_not_answered(bot: Application, api: BotApi, sales: Person) -> None:
    bot_message = sales.message(text="hello")
    api.give({"message": {**bot_message, "from": {"id": 5, "is_bot": True, "first_name": "B"}}})
    api.give({"message": sales.message(pinned_message=sales.message(text="old"))})
    post = sales.message(text="news")
    api.give({"channel_post": {**post, "chat": {"id": -5, "type": "channel", "title": "C"}}})
    assert sales.asks("next").text == "sales: next"
    assert len(api.in_chat(sales.chat)) == 1


def test_one_update_nobody_can_read_is_left_out_and_no_other(
    application: Application, api: BotApi, sales: Person
) -> None:
    # A message whose form the library does not know, between two good ones.
    unknown = sales.message(text="unknown", game={"no": "title"})
    for message in (sales.message(text="before"), unknown, sales.message(text="after")):
        api.give({"message": message})
    with at_work(application):
        api.until(lambda: "before" in _texts(api, sales) and "after" in _texts(api, sales))
    assert "unknown" not in _texts(api, sales)


def _texts(api: BotApi, person: Person) -> str:
    return " ".join(posted.text for posted in api.in_chat(person.chat))
