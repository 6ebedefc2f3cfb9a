"""People who write to the bot: each in a private chat or in a group, as their application would send it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Any

from tests.assistant.telegram.bot_api import BOT, NAME, BotApi
from tests.assistant.telegram.chats import Posted

GROUP = -100777
_dates = itertools.count(1_795_000_000)
_queries = itertools.count(1)


@dataclass(slots=True)
class Person:
    """One account. What it does is given to the bot at once."""

    api: BotApi
    id: int
    language: str = "zh-hans"
    chat: int = 0
    seen: int = 0

    def __post_init__(self) -> None:
        self.chat = self.chat or self.id
        self.api.chats.known.add(self.chat)

    def in_group(self, chat: int = GROUP) -> Person:
        """The same person in a group."""
        return Person(self.api, self.id, self.language, chat)

    def says(self, text: str, *, reply_to: Posted | None = None) -> int:
        """A text; the number of the update."""
        return self.api.give({"message": self.message(text=text, reply_to=reply_to)})

    def asks(self, text: str) -> Posted:
        """A text, and the next message the bot posts."""
        self.says(text)
        return self.reads()

    def reads(self, count: int = 1, seconds: float = 20.0) -> Posted:
        """The last of the next so many messages in this chat."""
        self.seen += count
        self.api.until(lambda: len(self.api.in_chat(self.chat)) >= self.seen, seconds)
        return self.api.in_chat(self.chat)[self.seen - 1]

    def presses(self, message: Posted, label: str, *, data: str | None = None) -> str:
        """A button; the number of the press."""
        update = self.press(message, data or message.data_of(label))
        self.api.give(update)
        return str(update["callback_query"]["id"])

    def press(self, message: Posted, data: str) -> dict[str, Any]:
        """The update of a press, not given to the bot yet."""
        query = str(next(_queries))
        rows = [[{"text": text, "callback_data": sent} for text, sent in row] for row in message.rows]
        self.api.open_queries.add(query)
        return {
            "callback_query": {
                "id": query,
                "from": self._me(),
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": message.id,
                    "date": next(_dates),
                    "chat": self._chat(),
                    "from": BOT,
                    "text": message.text,
                    "reply_markup": {"inline_keyboard": rows},
                },
            }
        }

    def popup(self, query: str) -> str:
        """What the press was told at once; waits until it was answered."""
        self.api.until(lambda: query in self.api.answered)
        return self.api.answered[query]

    def message(self, *, reply_to: Posted | None = None, **content: object) -> dict[str, Any]:
        """A message of this person as Telegram describes it."""
        message: dict[str, Any] = {
            "message_id": self.api.chats.next_id(),
            "date": next(_dates),
            "chat": self._chat(),
            "from": self._me(),
            **content,
        }
        text = str(content.get("text", ""))
        marks = [("mention", f"@{NAME}"), ("bot_command", r"^/\w+")]
        found = [(kind, each) for kind, pattern in marks for each in re.finditer(pattern, text)]
        message["entities"] = [
            {"type": kind, "offset": each.start(), "length": each.end() - each.start()} for kind, each in found
        ]
        if reply_to is not None:
            message["reply_to_message"] = {
                "message_id": reply_to.id,
                "date": next(_dates),
                "chat": self._chat(),
                "from": BOT,
                "text": reply_to.text,
            }
        return message

    def _chat(self) -> dict[str, Any]:
        kind = "private" if self.chat > 0 else "supergroup"
        return {"id": self.chat, "type": kind, **({"title": "Team"} if self.chat < 0 else {"first_name": "P"})}

    def _me(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": f"P{self.id}", "language_code": self.language}
