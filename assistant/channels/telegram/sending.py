"""Sending a delivery: its messages in order, at the pace Telegram allows, and what its refusals mean.

What was sent of a delivery is remembered in this process, so that an interrupted one is continued. A message whose
sending ended without an answer, or in a process that is no more, may have arrived: it is sent again, marked as the
same, because a lost answer is worse than a double one, and the buttons of both decide on the same card once.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from uuid import UUID

from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

from assistant.channels.contract import DeliveryDelayed, DeliveryImpossible
from assistant.channels.telegram.bot import may_have_arrived, seconds_asked
from assistant.channels.telegram.drawing import SPARE, Message, draw
from assistant.channels.telegram.markup import MESSAGE_MAX, Piece, split
from assistant.channels.telegram.pace import Pace
from assistant.channels.telegram.posting import Addressee, MakeFile, post
from assistant.outbox import Delivery
from assistant.replies.blocks import Reply
from assistant.replies.words import say

NAP_MAX = 3.0
"""Seconds a delivery waits here for its turn; a longer wait gives its place to others."""

TOKEN_CHECKED_EVERY = 60.0
"""Seconds between two tries while Telegram refuses the token: nothing is given up while it is being mended."""

_UNDER_WAY_MAX = 1000
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """A card that stands in a chat: the message it is in, and how it stood when it was sent."""

    chat: int
    message_id: int
    proposal_id: UUID
    status: str


@dataclass(slots=True)
class _Progress:
    """How far a delivery got. `in_doubt`: the next message may have arrived already."""

    sent: int = 0
    in_doubt: bool = False
    shown: list[Shown] = field(default_factory=list)


class Outgoing:
    """Sends deliveries through one bot."""

    def __init__(self, bot: Bot, make_file: MakeFile) -> None:
        self._bot = bot
        self._make_file = make_file
        self._pace = Pace()
        self._under_way: dict[UUID, _Progress] = {}

    async def send(self, delivery: Delivery) -> list[Shown]:
        """Sends what is not sent yet of the delivery; the cards that stand in the chat now.

        Raises `DeliveryDelayed`, `DeliveryImpossible`, or NetworkError for what may go better the next time.
        """
        to = Addressee.of(delivery.address)
        reply = Reply.model_validate(delivery.reply)
        messages = _messages(reply, delivery.id, private=to.private)
        progress = self._progress_of(delivery)
        for message in messages[progress.sent :]:
            await self._turn_of(to.chat)
            again = Piece(say("telegram.sent_again", reply.language) + "\n") if progress.in_doubt else None
            message_id = await self._post(to, message, again, progress)
            progress.sent, progress.in_doubt = progress.sent + 1, False
            if message.card is not None and message.keys:
                progress.shown.append(Shown(to.chat, message_id, message.card, message.status))
        self._under_way.pop(delivery.id, None)
        return progress.shown

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram asked to leave the chat alone for so long."""
        self._pace.hold(chat, time.monotonic() + seconds)

    def is_held(self, chat: int) -> bool:
        """Whether Telegram asked to leave the chat alone now."""
        return self._pace.wait(chat, time.monotonic()) > NAP_MAX

    def _progress_of(self, delivery: Delivery) -> _Progress:
        # An attempt that this process did not make may have ended anywhere in mid-sending.
        progress = self._under_way.setdefault(delivery.id, _Progress(in_doubt=delivery.attempt > 1))
        # Those given up for ever are never asked for again.
        while len(self._under_way) > _UNDER_WAY_MAX:
            self._under_way.pop(next(iter(self._under_way)))
        return progress

    async def _turn_of(self, chat: int) -> None:
        while (wait := self._pace.wait(chat, time.monotonic())) > 0:
            if wait > NAP_MAX:
                raise DeliveryDelayed(wait)
            await asyncio.sleep(wait)
        self._pace.sent(chat, time.monotonic())

    async def _post(self, to: Addressee, message: Message, again: Piece | None, progress: _Progress) -> int:
        try:
            return await post(self._bot, to, message, make_file=self._make_file, again=again)
        except RetryAfter as error:
            seconds = seconds_asked(error)
            self.hold(to.chat, seconds)
            raise DeliveryDelayed(seconds) from error
        except InvalidToken as error:
            logger.error("Telegram refuses the bot's token; messages wait. Check TELEGRAM_BOT_TOKEN")
            raise DeliveryDelayed(TOKEN_CHECKED_EVERY) from error
        except (Forbidden, BadRequest) as error:
            # Blocked, or refused even in its plainest form.
            raise DeliveryImpossible(str(error)) from error
        except NetworkError as error:
            progress.in_doubt = progress.in_doubt or may_have_arrived(error)
            raise


def _messages(reply: Reply, delivery_id: UUID, *, private: bool) -> list[Message]:
    """The reply drawn; its bare text where drawing fails, so that a fault of ours costs no answer."""
    try:
        return draw(reply, delivery_id, private=private)
    except Exception:
        logger.exception("message %s could not be drawn, its text is sent alone", delivery_id)
        return [Message(pieces) for pieces in split([Piece(reply.text)], limit=MESSAGE_MAX - SPARE)]
