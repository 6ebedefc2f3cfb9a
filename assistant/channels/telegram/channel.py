"""The channel at work: updates are stored in their order, deliveries sent, and both kept company by courtesies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from telegram import Update
from telegram.error import TelegramError

from assistant import files
from assistant.channels.contract import ChannelContext
from assistant.channels.telegram import CHANNEL
from assistant.channels.telegram.bot import Line, make_line
from assistant.channels.telegram.buttons import Key
from assistant.channels.telegram.courtesies import Courtesies
from assistant.channels.telegram.polling import poll
from assistant.channels.telegram.posting import Addressee
from assistant.channels.telegram.pressing import keys_left
from assistant.channels.telegram.receiving import Stored, store
from assistant.channels.telegram.sending import Outgoing
from assistant.channels.telegram.standing import Standing, statuses_of
from assistant.channels.telegram.updates import Heard, Pressed, Self, understand
from assistant.outbox import Delivery
from assistant.replies.blocks import FileBlock
from core.errors import Refusal

_ASK_NAME_AGAIN_AFTER = 30.0
_SENDS_END_WITHIN = 10.0

logger = logging.getLogger(__name__)


class TelegramChannel:
    """One bot. Everything of it runs in one event loop."""

    name = CHANNEL

    def __init__(self, context: ChannelContext, line: Line, me: Self) -> None:
        self._context = context
        self._line = line
        self._me = me
        self._outgoing = Outgoing(line.bot, self._make_file)
        self._courtesies = Courtesies(line.bot, self._outgoing)
        self._standing = Standing()
        self._beside: set[asyncio.Task[None]] = set()
        self._sending = 0

    async def run(self) -> None:
        """Receives until cancelled."""
        await self._line.open()
        try:
            if not await self._learn_name():
                self._do_beside(self._learn_name_later())
            self._do_beside(self._courtesies.offer_commands())
            await poll(self._line.bot, self._take)
        finally:
            for task in list(self._beside):
                task.cancel()
            await asyncio.gather(*self._beside, return_exceptions=True)
            await self._courtesies.close()
            await self._sends_end()
            await self._line.close()

    async def send(self, delivery: Delivery) -> None:
        """Sends the message; cards in the chat that stand otherwise by now lose their buttons."""
        self._sending += 1
        try:
            await self._line.open()
            self._standing.add(await self._outgoing.send(delivery))
            await self._retire_cards(Addressee.of(delivery.address).chat)
        finally:
            self._sending -= 1

    async def _take(self, update: Update) -> bool:
        """Stores an update; False while the database is away."""
        try:
            heard = understand(update, self._me)
            if heard is None:
                return True
            stored = await asyncio.to_thread(store, self._context, heard, bot=self._me.username)
        except Refusal as refusal:
            logger.warning("update %s waits: %s", update.update_id, refusal.code)
            return False
        except Exception:
            # One update nobody can read must not silence the bot for everybody.
            logger.exception("update %s could not be taken and is left out", update.update_id)
            return True
        self._do_beside(self._attend(heard, stored))
        return True

    async def _attend(self, heard: Heard, stored: Stored) -> None:
        if isinstance(heard, Pressed):
            await self._courtesies.acknowledge(heard.query, stored.popup)
        if stored.answer is None or not await self._courtesies.type_until_answered(heard.source, stored.answer):
            return
        if isinstance(heard, Pressed) and heard.keys:
            left = await asyncio.to_thread(self._keys_left, heard)
            if left != heard.keys:
                await self._courtesies.replace_keys(heard.source.chat, heard.message_id, left)

    def _keys_left(self, pressed: Pressed) -> tuple[tuple[Key, ...], ...]:
        with self._context.database.transaction() as session:
            return keys_left(session, pressed, now=self._context.clock.now())

    def _make_file(self, block: FileBlock) -> bytes:
        with self._context.database.transaction() as session:
            file = files.file_to_send(session, block.url)
        return file.content()

    async def _retire_cards(self, chat: int) -> None:
        cards = self._standing.in_chat(chat)
        if not cards:
            return
        try:
            statuses = await asyncio.to_thread(statuses_of, self._context.database, cards)
        except Refusal:
            # The database went away after the message was sent; that must not send it again.
            return
        for card in self._standing.take_outdated(cards, statuses):
            self._do_beside(self._courtesies.replace_keys(card.chat, card.message_id, ()))

    async def _learn_name(self) -> bool:
        """Groups are answered when the bot's name is said, so it must know it."""
        try:
            user = await self._line.bot.get_me()
        except TelegramError as error:
            logger.warning("Telegram did not tell the bot's name (%s)", type(error).__name__)
            return False
        self._me = Self(user.id, user.username or "")
        return True

    async def _learn_name_later(self) -> None:
        await asyncio.sleep(_ASK_NAME_AGAIN_AFTER)
        while not await self._learn_name():
            await asyncio.sleep(_ASK_NAME_AGAIN_AFTER)

    def _do_beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._done_beside)

    def _done_beside(self, task: asyncio.Task[None]) -> None:
        self._beside.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("something beside a message failed", exc_info=error)

    async def _sends_end(self) -> None:
        """Lets messages that are just being sent go out before the connections end."""
        deadline = asyncio.get_running_loop().time() + _SENDS_END_WITHIN
        while self._sending and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)


def make_telegram_channel(context: ChannelContext) -> TelegramChannel:
    """The channel of the settings' bot; there must be a token."""
    if context.settings.telegram_token is None:
        raise ValueError("no token")
    token = context.settings.telegram_token.get_secret_value().strip()
    number = token.partition(":")[0]
    me = Self(int(number) if number.isdecimal() else 0)
    return TelegramChannel(context, make_line(token, context.settings.telegram_url), me)
