"""Waiting for the answer to a message, whichever process gives it: one LISTEN connection per process.

The answer itself is read from the turn that was recorded; a notification only says that it is there.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from assistant.history import InboxRow
from assistant.inbox import Receipt, answer_to
from assistant.queue import ANSWERED
from core.database import Database
from core.errors import Refusal, Unavailable

ANSWERED_WITHIN = 120.0
"""Seconds after which a waiter gives up waiting. The message is kept and will still be answered."""

GiveAnswer = Callable[[dict[str, Any]], None]
"""Hands an answer (JSON of `Reply`) to whoever waits for it."""

_LOOK_AGAIN_AFTER = 2.0
_STOP_CHECKED_EVERY = 0.25
_RECONNECT_AFTER = 0.5

logger = logging.getLogger(__name__)


class AnswerLate(Unavailable):
    """No answer yet; the message is kept. Facts: seconds (waited)."""


class Answers:
    """The answers this process waits for. Register with `expect` before the message's transaction ends.

    Answers of this very process are handed over by `giving`; for those of others, `listen`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._expected: dict[UUID, list[Future[dict[str, Any] | None]]] = {}
        self._guard = threading.Lock()
        self._stopping = threading.Event()
        self._listener: threading.Thread | None = None

    def expect(self, receipt: Receipt) -> Answer:
        """The answer-to-be of a received message. Call it inside the transaction that received it."""
        future: Future[dict[str, Any] | None] = Future()
        # From now on it can be completed only, so that completing needs no look at whether it was cancelled.
        future.set_running_or_notify_cancel()
        with self._guard:
            self._expected.setdefault(receipt.inbox_id, []).append(future)
        return Answer(self, self._database, receipt, future)

    def listen(self) -> None:
        """Hears from now on of the answers other processes give; those given meanwhile are found too."""
        with self._guard:
            if self._listener is None:
                self._listener = threading.Thread(target=self._listen, name="answers", daemon=True)
                self._listener.start()

    @contextmanager
    def giving(self, inbox_ids: Collection[UUID]) -> Iterator[GiveAnswer]:
        """Around the transaction that keeps an answer of this very process: gives it to those who wait here for it.

        They wait apart meanwhile, or the announcement, which is often heard first, would send them to the database.
        When no answer is given they wait on.
        """
        with self._guard:
            waiters = {inbox_id: self._expected.pop(inbox_id, []) for inbox_id in inbox_ids}

        def give(reply: dict[str, Any]) -> None:
            for futures in waiters.values():
                while futures:
                    futures.pop().set_result(reply)

        try:
            yield give
        finally:
            with self._guard:
                for inbox_id, futures in waiters.items():
                    if futures:
                        self._expected.setdefault(inbox_id, []).extend(futures)

    def forget(self, inbox_id: UUID, future: Future[dict[str, Any] | None]) -> None:
        """Nobody waits with `future` any more."""
        with self._guard:
            waiters = self._expected.get(inbox_id, [])
            if future in waiters:
                waiters.remove(future)
            if not waiters:
                self._expected.pop(inbox_id, None)

    def close(self) -> None:
        """Stops listening; whoever still waits is told `AnswerLate`."""
        self._stopping.set()
        if self._listener is not None:
            self._listener.join(timeout=2)
        with self._guard:
            left = [future for futures in self._expected.values() for future in futures]
            self._expected.clear()
        for future in left:
            future.set_exception(AnswerLate(seconds=0))

    def _announced(self, inbox_id: UUID) -> None:
        """There is an answer, to be read by those who wait for it."""
        with self._guard:
            futures = self._expected.pop(inbox_id, [])
        for future in futures:
            future.set_result(None)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._database.conninfo, autocommit=True) as connection:
                    connection.execute(f"LISTEN {ANSWERED}")
                    self._look_again()
                    self._hear(connection)
            except (psycopg.Error, SQLAlchemyError, Refusal) as error:
                logger.info("not listening for answers, trying again: %s", error)
                self._stopping.wait(_RECONNECT_AFTER)

    def _hear(self, connection: psycopg.Connection[Any]) -> None:
        looked_at = time.monotonic()
        while not self._stopping.is_set():
            for notification in connection.notifies(timeout=_STOP_CHECKED_EVERY):
                self._announced(UUID(notification.payload))
            if time.monotonic() - looked_at > _LOOK_AGAIN_AFTER:
                self._look_again()
                looked_at = time.monotonic()

    def _look_again(self) -> None:
        """Finds answers whose announcement was missed: the connection was down when it came."""
        with self._guard:
            waited_for = list(self._expected)
        if waited_for:
            with self._database.transaction() as session:
                answered = session.scalars(
                    select(InboxRow.id).where(InboxRow.id.in_(waited_for), InboxRow.turn_id.is_not(None))
                ).all()
            for inbox_id in answered:
                self._announced(inbox_id)


class Answer:
    """One answer that is waited for."""

    def __init__(
        self, answers: Answers, database: Database, receipt: Receipt, future: Future[dict[str, Any] | None]
    ) -> None:
        self._answers = answers
        self._database = database
        self._future = future
        # What another delivery of the same message was answered with is not announced again.
        self._look_first = not receipt.is_new
        self.inbox_id = receipt.inbox_id

    def result(self, seconds: float = ANSWERED_WITHIN) -> dict[str, Any]:
        """The reply as JSON; refuses `AnswerLate` after so many seconds."""
        try:
            if self._look_first and (earlier := self._read()) is not None:
                return earlier
            return self._found(self._future.result(seconds) or self._read(), seconds)
        except TimeoutError as error:
            raise AnswerLate(seconds=int(seconds)) from error
        finally:
            self.give_up()

    async def result_async(self, seconds: float = ANSWERED_WITHIN) -> dict[str, Any]:
        """Like `result`, without blocking the event loop."""
        try:
            if self._look_first and (earlier := await asyncio.to_thread(self._read)) is not None:
                return earlier
            reply = await asyncio.wait_for(asyncio.wrap_future(self._future), seconds)
            return self._found(reply or await asyncio.to_thread(self._read), seconds)
        except TimeoutError as error:
            raise AnswerLate(seconds=int(seconds)) from error
        finally:
            self.give_up()

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        self._answers.forget(self.inbox_id, self._future)

    def _read(self) -> dict[str, Any] | None:
        with self._database.transaction() as session:
            return answer_to(session, self.inbox_id)

    def _found(self, reply: dict[str, Any] | None, seconds: float) -> dict[str, Any]:
        if reply is None:
            raise AnswerLate(seconds=int(seconds))
        return reply
