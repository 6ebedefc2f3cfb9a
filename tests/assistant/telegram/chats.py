"""The chats of the Bot API server: what was posted in them, checked the way Telegram checks it."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.assistant.telegram.entities import CannotParse, Entity, length_of, parse

DATA_MAX = 64


class Refused(Exception):
    """An error the server answers with."""

    def __init__(
        self, code: int, description: str, *, retry_after: int | None = None, migrated_to: int | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrated_to = migrated_to


@dataclass(slots=True)
class Posted:
    """A message of the bot as it stands in a chat. `rows` are the buttons: label and data."""

    id: int
    chat: int
    text: str
    entities: list[Entity]
    rows: list[list[tuple[str, str]]]
    at: float
    kind: str = "text"
    content: bytes = b""
    file_name: str = ""
    topic: int | None = None

    def data_of(self, label: str) -> str:
        """What the button with this label sends back."""
        return next(data for row in self.rows for text, data in row if text == label)

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons."""
        return [label for row in self.rows for label, _ in row]


@dataclass(slots=True)
class Chats:
    """All chats, by id."""

    known: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    posted: list[Posted] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(100))

    def next_id(self) -> int:
        """A number for a message."""
        return next(self._ids)

    def post(self, given: Mapping[str, Any], kind: str, content: bytes = b"", file_name: str = "") -> Posted:
        """Posts a message; raises `Refused`."""
        chat = self._chat(given)
        written = str(given.get("text" if kind == "text" else "caption", ""))
        text, entities = _read(written, given.get("parse_mode"))
        if kind == "text" and not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if length_of(text) > (4096 if kind == "text" else 1024):
            raise Refused(400, f"Bad Request: message {'' if kind == 'text' else 'caption '}is too long")
        if kind == "photo" and not content.startswith(b"\x89PNG"):
            raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
        topic = given.get("message_thread_id")
        message = Posted(
            id=self.next_id(),
            chat=chat,
            text=text,
            entities=entities,
            rows=_rows(given.get("reply_markup")),
            at=time.monotonic(),
            kind=kind,
            content=content,
            file_name=file_name,
            topic=int(topic) if topic else None,
        )
        with self.changed:
            self.posted.append(message)
            self.changed.notify_all()
        return message

    def edit_keys(self, given: Mapping[str, Any]) -> Posted:
        """Puts other buttons under a message; raises `Refused`."""
        chat = self._chat(given)
        message = next((m for m in self.posted if m.chat == chat and m.id == int(given["message_id"])), None)
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        rows = _rows(given.get("reply_markup"))
        if rows == message.rows:
            raise Refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        with self.changed:
            message.rows = rows
            self.changed.notify_all()
        return message

    def _chat(self, given: Mapping[str, Any]) -> int:
        chat = int(given["chat_id"])
        if chat not in self.known:
            raise Refused(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat


def _read(text: str, mode: object) -> tuple[str, list[Entity]]:
    if mode != "HTML":
        return text.strip(), []
    try:
        plain, entities = parse(text)
    except CannotParse as error:
        raise Refused(400, f"Bad Request: can't parse entities: {error}") from error
    return plain.strip(), entities


def _rows(markup: object) -> list[list[tuple[str, str]]]:
    rows: list[list[tuple[str, str]]] = []
    for row in json.loads(str(markup))["inline_keyboard"] if markup else []:
        for key in row:
            if not 0 < len(key["callback_data"].encode()) <= DATA_MAX:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
            if not key["text"].strip():
                raise Refused(400, "Bad Request: inline keyboard button text is empty")
        rows.append([(key["text"], key["callback_data"]) for key in row])
    return rows
