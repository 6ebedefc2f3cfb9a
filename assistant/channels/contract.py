"""What every channel is given, and what is asked of it.

A reply's blocks are complete: they begin with its text, so a channel draws the blocks and nothing else.

A channel is a package beside this file. It may offer `make_router(context) -> APIRouter`, mounted by the server, and
`make_channel(context) -> Channel | None`, for a medium that messages are pushed to (None: not set up). Neither import
of the package may be slow: heavy libraries are imported by these functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import event
from sqlalchemy.orm import Session

from assistant import inbox
from assistant.inbox import IncomingMessage
from assistant.outbox import Delivery
from assistant.settings import Settings
from assistant.waiting import Answer, Answers
from core.calendar import Clock
from core.database import Database


class Channel(Protocol):
    """A channel that messages are pushed to. `name` is the one its conversations and accounts carry."""

    name: str

    async def run(self) -> None:
        """Receives messages until cancelled. Only the server runs it; workers only send."""
        ...

    async def send(self, delivery: Delivery) -> None:
        """Sends the message. Raises `DeliveryDelayed` or `DeliveryImpossible`; anything else is tried again later."""
        ...


class DeliveryDelayed(Exception):
    """The medium asks to wait; this does not count as a failed attempt."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class DeliveryImpossible(Exception):
    """It can never be delivered: the chat is gone, the bot was blocked."""


@dataclass(frozen=True, slots=True)
class ChannelContext:
    """What a channel works with.

    `readiness` tells of each part whether it works ("ok", or what is wrong). `index_is_here` says whether this process
    may read the knowledge index now. `wait` waits for an answer, doing the work itself where nobody else would.
    """

    settings: Settings
    database: Database
    clock: Clock
    answers: Answers
    readiness: Callable[[], Mapping[str, str]]
    index_is_here: Callable[[], bool]
    wait: Callable[[Answer], dict[str, Any]]

    def receive(self, session: Session, message: IncomingMessage) -> Answer:
        """Stores a message in the caller's transaction; wait for the answer once that transaction has ended.

        Where the transaction fails there is nothing to wait for, and nobody does.
        """
        answer = self.answers.expect(inbox.receive(session, message))
        event.listen(session, "after_rollback", lambda _: answer.give_up(), once=True)
        return answer
