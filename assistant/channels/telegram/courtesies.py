"""What Telegram users expect beside the answer: a typing sign, a press that is acknowledged, used buttons removed.

None of it may hinder an answer: what fails is left out.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Coroutine
from typing import Any

from telegram import Bot, BotCommand
from telegram.constants import ChatAction
from telegram.error import RetryAfter, TelegramError

from assistant.channels.telegram.bot import seconds_asked
from assistant.channels.telegram.buttons import Key
from assistant.channels.telegram.posting import markup
from assistant.channels.telegram.sending import Outgoing
from assistant.channels.telegram.updates import Source
from assistant.replies.entries import LANGUAGES
from assistant.replies.words import say
from assistant.waiting import Answer
from core.errors import Refusal

TYPE_AGAIN_AFTER = 4.0
"""Seconds: Telegram takes the sign away after five."""

_CHATS_KEPT = 1000

logger = logging.getLogger(__name__)


class Courtesies:
    """Small signs to people, through the same bot as the messages."""

    def __init__(self, bot: Bot, outgoing: Outgoing) -> None:
        self._bot = bot
        self._outgoing = outgoing
        self._typed: OrderedDict[int, float] = OrderedDict()
        self._signs: set[asyncio.Task[None]] = set()

    async def type_until_answered(self, source: Source, answer: Answer) -> bool:
        """Shows that an answer is being written until it is; False when it takes too long."""
        answered = asyncio.ensure_future(answer.result_async())
        try:
            while not answered.done():
                # Not waited for: a slow sign must not delay what follows the answer.
                sign = asyncio.create_task(self._type(source))
                self._signs.add(sign)
                sign.add_done_callback(self._signs.discard)
                await asyncio.wait([answered], timeout=TYPE_AGAIN_AFTER)
            answered.result()
        except Refusal:
            return False
        finally:
            answered.cancel()
        return True

    async def acknowledge(self, query: str, popup: str) -> None:
        """Ends the waiting sign on a pressed button; with a text it is shown to whoever pressed."""
        await self._try(self._bot.answer_callback_query(query, text=popup or None, show_alert=bool(popup) or None))

    async def replace_keys(self, chat: int, message_id: int, keys: tuple[tuple[Key, ...], ...]) -> None:
        """Puts other buttons, or none, under a message."""
        edited = self._bot.edit_message_reply_markup(chat_id=chat, message_id=message_id, reply_markup=markup(keys))
        await self._try(edited)

    async def offer_commands(self) -> None:
        """Tells Telegram the commands it should offer, in every language we have."""
        for language in LANGUAGES:
            commands = [BotCommand(name, say(f"telegram.command.{name}", language)) for name in ("new", "help")]
            code = None if language == "en" else language
            await self._try(self._bot.set_my_commands(commands, language_code=code))

    async def close(self) -> None:
        """Gives up the signs under way."""
        for sign in list(self._signs):
            sign.cancel()
        await asyncio.gather(*self._signs, return_exceptions=True)

    async def _type(self, source: Source) -> None:
        now = time.monotonic()
        typed_lately = now - self._typed.get(source.chat, -TYPE_AGAIN_AFTER) < TYPE_AGAIN_AFTER
        if typed_lately or self._outgoing.is_held(source.chat):
            return
        self._typed[source.chat] = now
        self._typed.move_to_end(source.chat)
        while len(self._typed) > _CHATS_KEPT:
            self._typed.popitem(last=False)
        sign = self._bot.send_chat_action(source.chat, ChatAction.TYPING, message_thread_id=source.topic)
        await self._try(sign, chat=source.chat)

    async def _try(self, request: Coroutine[Any, Any, bool | object], *, chat: int | None = None) -> None:
        try:
            await request
        except RetryAfter as error:
            if chat is not None:
                self._outgoing.hold(chat, seconds_asked(error))
        except TelegramError as error:
            # Among these: nothing was modified, the press is too old, the message is gone.
            logger.debug("left out: %s", error)
