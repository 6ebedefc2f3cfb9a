"""Posting one message to Telegram, in a plainer form where it refuses the full one: an answer must never be lost."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated

from assistant.channels.telegram.buttons import Key
from assistant.channels.telegram.drawing import Message
from assistant.channels.telegram.markup import Piece, to_html, to_plain
from assistant.replies.blocks import FileBlock
from core.errors import Unavailable

MakeFile = Callable[[FileBlock], bytes]
"""Makes what a file block names. Raises Unavailable while the database is away."""

logger = logging.getLogger(__name__)

_GONE = (
    "chat not found",
    "chat_write_forbidden",
    "have no rights to send",
    "not enough rights to send text",
    "user is deactivated",
    "peer_id_invalid",
    "group chat was deactivated",
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """A chat, and the topic in it."""

    chat: int
    topic: int | None = None

    @classmethod
    def of(cls, address: str) -> Addressee:
        """The addressee an address names (`CHAT` or `CHAT#TOPIC`)."""
        chat, _, topic = address.partition("#")
        return cls(int(chat), int(topic) if topic else None)

    @property
    def private(self) -> bool:
        """Whether it is one person."""
        return self.chat > 0


@dataclass(frozen=True, slots=True)
class _Form:
    """What of a message is sent: tags, buttons, the picture or file."""

    tags: bool = True
    keys: bool = True
    media: bool = True


async def post(bot: Bot, to: Addressee, message: Message, *, make_file: MakeFile, again: Piece | None = None) -> int:
    """Sends the message, led by `again` if it is a text; its number in the chat.

    Raises Telegram's errors, BadRequest only when not even its bare text was taken; Unavailable of `make_file`.
    """
    form = _Form(media=message.is_more_than_text)
    content = await asyncio.to_thread(_content, message, make_file) if form.media else None
    form = replace(form, media=content is not None)
    while True:
        try:
            return await _post(bot, to, message, content if form.media else None, form, again)
        except ChatMigrated as error:
            to = Addressee(error.new_chat_id)
        except BadRequest as error:
            if to.topic is not None and "thread not found" in str(error).lower():
                to = replace(to, topic=None)
                continue
            plainer = _plainer(form, message, str(error).lower())
            if plainer is None:
                raise
            logger.warning("Telegram refused a message (%s); it is sent as %s", error, plainer)
            form = plainer


def markup(keys: tuple[tuple[Key, ...], ...]) -> InlineKeyboardMarkup | None:
    """The buttons as Telegram wants them."""
    if not keys:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(key.label, callback_data=key.data) for key in row] for row in keys]
    )


async def _post(
    bot: Bot, to: Addressee, message: Message, content: bytes | None, form: _Form, again: Piece | None
) -> int:
    pieces = message.pieces if again is None or content is not None else (again, *message.pieces)
    if content is not None and message.file is not None:
        pieces = ()
    text = to_html(pieces) if form.tags else to_plain(pieces)
    mode = ParseMode.HTML if form.tags else None
    keys = markup(message.keys) if form.keys else None
    if content is not None and message.picture is not None:
        sent = await bot.send_photo(
            to.chat, content, caption=text, parse_mode=mode, reply_markup=keys, message_thread_id=to.topic
        )
    elif content is not None:
        sent = await bot.send_document(
            to.chat,
            content,
            filename=_file_name(message),
            caption=text,
            parse_mode=mode,
            reply_markup=keys,
            message_thread_id=to.topic,
        )
    else:
        sent = await bot.send_message(
            to.chat,
            text,
            parse_mode=mode,
            reply_markup=keys,
            message_thread_id=to.topic,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
    return sent.message_id


def _plainer(form: _Form, message: Message, refused: str) -> _Form | None:
    """The form to try next, or None when there is nothing left to leave out."""
    if any(words in refused for words in _GONE):
        return None
    if form.keys and message.keys and ("button" in refused or "markup" in refused):
        return replace(form, keys=False)
    if form.media and ("photo" in refused or "document" in refused or "image" in refused or "file" in refused):
        return replace(form, media=False)
    if form.tags:
        return replace(form, tags=False)
    if form.keys and message.keys:
        return replace(form, keys=False)
    return replace(form, media=False) if form.media else None


def _content(message: Message, make_file: MakeFile) -> bytes | None:
    """The picture or file; None when it could not be made, which leaves its caption."""
    try:
        if message.picture is not None:
            from assistant.replies.charts import render_chart

            return render_chart(message.picture, format="png")
        if message.sheet is not None:
            from assistant.replies.spreadsheet import table_workbook

            return table_workbook(message.sheet)
        if message.file is not None:
            return make_file(message.file)
    except Unavailable:
        raise
    except Exception:
        logger.exception("a picture or file could not be made, its caption is sent alone")
    return None


def _file_name(message: Message) -> str:
    if message.file is not None:
        return message.file.name
    title = re.sub(r"[^\w\- ]+", " ", to_plain(message.pieces)).strip()[:60] or "zhanggui"
    return f"{title}.xlsx"
