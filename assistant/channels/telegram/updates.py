"""What an update of Telegram's means: something said, a button pressed, a greeting with a code, or nothing for us.

Nothing is looked up or stored here; `receiving` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.channels.telegram.buttons import Key

if TYPE_CHECKING:
    from telegram import CallbackQuery, Message, Update

PRIVATE = "private"
_GROUPS = frozenset({"group", "supergroup"})
_COMMAND = re.compile(r"/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)
_UNREAD = {
    "photo": "picture",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "file",
    "sticker": "sticker",
    "location": "other",
    "venue": "other",
    "contact": "other",
    "poll": "other",
    "dice": "other",
    "story": "other",
    "checklist": "other",
    "paid_media": "other",
}


@dataclass(frozen=True, slots=True)
class Self:
    """Who the bot is. Until Telegram has told, `username` is empty and groups are not answered."""

    id: int
    username: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an update comes from: the account, the chat (and topic) it wrote in, the language of its application."""

    account: int
    chat: int
    private: bool
    topic: int | None = None
    language: str | None = None

    @property
    def address(self) -> str:
        """Where answers go."""
        return str(self.chat) if self.private or self.topic is None else f"{self.chat}#{self.topic}"

    @property
    def thread(self) -> str:
        """The name of the conversation: in groups everybody has their own, for what one may see another may not."""
        return str(self.chat) if self.private else f"{self.address}/{self.account}"


@dataclass(frozen=True, slots=True)
class Heard:
    """An update that is for us. `external_id` names it: the same again is a redelivery."""

    source: Source
    external_id: str


@dataclass(frozen=True, slots=True)
class Said(Heard):
    """Words for the assistant."""

    text: str


@dataclass(frozen=True, slots=True)
class Started(Heard):
    """`/start`, with the code of a link or without."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HelpWanted(Heard):
    """`/help`, or a mention without words."""


@dataclass(frozen=True, slots=True)
class Unread(Heard):
    """Something that is not text. `caption` is what was written under it, `album` what it is part of."""

    kind: str
    caption: str
    album: str | None


@dataclass(frozen=True, slots=True)
class Edited(Heard):
    """A text that was changed after it was sent."""


@dataclass(frozen=True, slots=True)
class Pressed(Heard):
    """A button, under the message `message_id`; `keys` are all buttons there, none when Telegram forgot them."""

    query: str
    data: str
    message_id: int
    keys: tuple[tuple[Key, ...], ...]


def understand(update: Update, me: Self) -> Heard | None:
    """What the update means to us, or None when it is not for us."""
    if update.callback_query is not None:
        return _pressed(update.callback_query, update, me)
    message = update.message or update.edited_message
    if message is None or not (source := _source(message)):
        return None
    at = message.edit_date if update.edited_message else message.date
    external_id = _name(update, me, at)
    text = _addressed(message, message.text or message.caption or "", me)
    if text is None:
        return None
    if update.edited_message is not None:
        return Edited(source, external_id) if source.private and message.text else None
    if not message.text:
        return _unread(message, source, external_id, caption=text)
    return _written(text, source, external_id)


def _written(text: str, source: Source, external_id: str) -> Heard:
    command = _COMMAND.fullmatch(text.strip())
    word = command.group(1).lower() if command else ""
    if command and word == "start":
        return Started(source, external_id, (command.group(3) or "").strip())
    if (command and word == "help") or not text.strip():
        return HelpWanted(source, external_id)
    if command and word == "new":
        return Said(source, external_id, "/new")
    return Said(source, external_id, text)


def _unread(message: Message, source: Source, external_id: str, *, caption: str) -> Unread | None:
    for attribute, kind in _UNREAD.items():
        if getattr(message, attribute, None):
            return Unread(source, external_id, kind, caption.strip(), message.media_group_id)
    # A service message: somebody joined, a message was pinned.
    return None


def _addressed(message: Message, text: str, me: Self) -> str | None:
    """The text without our name; None in a group when it is not addressed to us."""
    if message.chat.type == PRIVATE:
        return text
    if not me.username:
        return None
    command = _COMMAND.fullmatch(text.strip())
    if command and command.group(2):
        return text if command.group(2).lower() == me.username.lower() else None
    bare = re.sub(rf"@{re.escape(me.username)}(?![A-Za-z0-9_])", "", text, flags=re.IGNORECASE)
    if bare != text:
        return bare.strip(" ,，:：、")
    replied = message.reply_to_message
    ours = replied is not None and replied.from_user is not None and replied.from_user.id == me.id
    if ours or (command and command.group(1).lower() in ("start", "help", "new")):
        return text
    return None


def _pressed(query: CallbackQuery, update: Update, me: Self) -> Pressed | None:
    message = query.message
    if message is None or query.data is None:
        return None
    source = Source(
        account=query.from_user.id,
        chat=message.chat.id,
        private=message.chat.type == PRIVATE,
        topic=_topic(message),
        language=query.from_user.language_code,
    )
    return Pressed(
        source,
        f"{me.id}/{update.update_id}/{query.id}",
        query=query.id,
        data=query.data,
        message_id=message.message_id,
        keys=tuple(_keys(getattr(message, "reply_markup", None))),
    )


def _keys(markup: object) -> Iterator[tuple[Key, ...]]:
    for row in getattr(markup, "inline_keyboard", ()):
        yield tuple(Key(key.text, key.callback_data) for key in row if isinstance(key.callback_data, str))


def _source(message: Message) -> Source | None:
    """Where a person's message comes from; None for channels, bots, and groups that speak in their own name."""
    person = message.from_user
    if person is None or person.is_bot or message.sender_chat is not None:
        return None
    if message.chat.type != PRIVATE and message.chat.type not in _GROUPS:
        return None
    return Source(
        account=person.id,
        chat=message.chat.id,
        private=message.chat.type == PRIVATE,
        topic=_topic(message),
        language=person.language_code,
    )


def _topic(message: object) -> int | None:
    """The topic of a group's message; of one that Telegram has forgotten nothing is known."""
    if not getattr(message, "is_topic_message", None):
        return None
    topic = getattr(message, "message_thread_id", None)
    return topic if isinstance(topic, int) else None


def _name(update: Update, me: Self, at: datetime | None) -> str:
    """Numbers of updates begin anew after a quiet week and with another bot; with the time they name one forever."""
    return f"{me.id}/{update.update_id}/{round(at.timestamp()) if at else 0}"
