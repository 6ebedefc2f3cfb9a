"""Performing talks on the real path, in process: inbox, turn, planner, operations, books.

A copy of the demo company serves talk after talk until one of them changes something in it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from assistant import history, inbox
from assistant.conversation import TurnTaker
from assistant.evaluation.books import Standing, judge_books, read_books
from assistant.evaluation.complaints import Complaint
from assistant.evaluation.databases import copied_database
from assistant.evaluation.judging import asks_in_words, judge_turn, understood
from assistant.evaluation.mistakes import is_needless, made_as_expected, wrong_writes
from assistant.evaluation.performances import Performance, Performed
from assistant.evaluation.planning import Planning
from assistant.evaluation.speakers import VISITOR
from assistant.evaluation.talks import Said, Talk
from assistant.evaluation.template import NOW
from assistant.history import MessageKind, TurnRow
from assistant.inbox import IncomingMessage
from assistant.models import Planners
from core import identity
from core.actor import Actor
from core.calendar import Clock, FixedClock
from core.database import Database, new_id
from core.database.embedded import EmbeddedServer

CHANNEL = "talks"

LONG = 10_000
"""Characters of a `{long:…}` message."""

_LONG = re.compile(r"\{long:(.+)\}", re.DOTALL)
_NEWEST = {
    "{order}": "SELECT max(number) FROM sales_orders",
    "{ticket}": "SELECT max(number) FROM tickets",
    "{quotation}": "SELECT max(number) FROM quotations",
    "{delivery}": "SELECT max(number) FROM deliveries",
    "{return}": "SELECT max(number) FROM returns",
    "{invoice}": "SELECT max(number) FROM invoices",
    "{credit_note}": "SELECT max(number) FROM credit_notes",
    "{purchase_order}": "SELECT max(number) FROM purchase_orders",
    "{bill}": "SELECT max(number) FROM vendor_bills",
    "{vendor_credit}": "SELECT max(number) FROM vendor_credits",
}


class Theatre:
    """Where talks are performed. While one is, the next copy of the books is made ready beside."""

    def __init__(
        self,
        server: EmbeddedServer,
        template: str,
        make: Callable[[Database], Planners],
        *,
        by_model: bool = False,
        plan: Callable[[Database, Planners], Planning] = Planning,
        take: Callable[[Database, Clock, Planning], TurnTaker] = TurnTaker,
    ) -> None:
        """`make` gives the planners for a copy; `by_model` holds it against a turn that the model did not answer.

        `plan` and `take` are what plans and takes the turns, where that is to be something else than the product.
        """
        self._server = server
        self._template = template
        self._make = make
        self._by_model = by_model
        self._plan = plan
        self._take = take
        self._stage: _Stage | None = None
        self._beginning: Standing | None = None
        self._helper = ThreadPoolExecutor(1)
        self._coming: Future[_Stage] | None = None

    def perform(self, talk: Talk, *, run: int = 1, is_last: bool = False) -> Performance:
        """Performs a talk in books in which no other talk has changed anything, the `run`-th time.

        After the last one no further copy is made ready.
        """
        stage = self._untouched(is_last=is_last)
        before = self._before(stage)
        people = _People(stage)
        turns = tuple(people.turn(said, talk) for said in talk.turns)
        with stage.database.transaction() as session:
            after = read_books(session)
        stage.clock.advance(NOW - stage.clock.now())
        if before != after:
            self._leave()
        return Performance(talk, turns, tuple(judge_books(before, after, talk.final)), run)

    def give_up(self, talk: Talk, error: Exception, *, run: int = 1) -> Performance:
        """What is left of a talk that could not be performed to its end: it failed, and its copy of the books goes."""
        self._leave()
        return Performance(talk, (), (Complaint("fault", error=type(error).__name__, said=str(error)[:300]),), run)

    def close(self) -> None:
        """Gives all copies of the books back."""
        self._leave()
        if self._coming is not None and self._coming.exception() is None:
            self._coming.result().standing.close()
        self._helper.shutdown()

    def _before(self, stage: _Stage) -> Standing:
        """The books before a talk: all copies begin alike, so the first one is read for all."""
        if self._beginning is None:
            with stage.database.transaction() as session:
                self._beginning = read_books(session)
        return self._beginning

    def _untouched(self, *, is_last: bool) -> _Stage:
        if self._stage is None:
            coming, self._coming = self._coming or self._helper.submit(self._build), None
            self._stage = coming.result()
        if self._coming is None and not is_last:
            self._coming = self._helper.submit(self._build)
        return self._stage

    def _leave(self) -> None:
        if self._stage is not None:
            self._helper.submit(self._stage.standing.close)
        self._stage = None

    def _build(self) -> _Stage:
        with ExitStack() as building:
            database = building.enter_context(copied_database(self._server, self._template))
            clock = FixedClock(NOW)
            planners = self._make(database)
            building.callback(planners.close)
            planning = self._plan(database, planners)
            turns = self._take(database, clock, planning)
            return _Stage(database, clock, turns, planning, building.pop_all(), self._by_model)


@dataclass(frozen=True, slots=True)
class _Stage:
    database: Database
    clock: FixedClock
    turns: TurnTaker
    planning: Planning
    standing: ExitStack
    by_model: bool


class _People:
    """Those who speak in one talk, each in a conversation of their own."""

    def __init__(self, stage: _Stage) -> None:
        self._stage = stage
        self._threads: dict[str, UUID] = {}
        self._replies: dict[str, Mapping[str, Any]] = {}

    def turn(self, said: Said, talk: Talk) -> Performed:
        """One message taken from the inbox to its recorded answer."""
        login = said.speaker or talk.speaker
        stage = self._stage
        now = stage.clock.advance(timedelta(hours=said.hours_later))
        words = self._words(said.say) if said.say is not None else self._button(login, said.press or "")
        if words is None:
            missed = tuple(made_as_expected((), said.expect))
            return Performed(
                login, f"[{said.press}]", {}, {}, (Complaint("no_button", wanted=said.press),), calls=missed
            )
        actor = self._receive(login, words, MessageKind.TEXT if said.say is not None else MessageKind.BUTTON, now)
        stage.planning.last = None
        began = time.perf_counter()
        stage.turns.take_turn(self._threads[login])
        return self._performed(said, talk, actor, elapsed_ms=(time.perf_counter() - began) * 1000)

    def _receive(self, login: str, words: str, kind: MessageKind, now: datetime) -> Actor:
        """Puts the message in the inbox of the speaker's conversation."""
        with self._stage.database.transaction() as session:
            actor = _actor(self._stage, login)
            thread = self._threads.get(login) or history.open_conversation(
                session, channel=CHANNEL, user_id=actor.user_id, language=actor.language, now=now
            )
            self._threads[login] = thread
            inbox.receive(
                session, IncomingMessage(CHANNEL, str(new_id()), thread, words, now, kind, user_id=actor.user_id)
            )
        return actor

    def _performed(self, said: Said, talk: Talk, actor: Actor, *, elapsed_ms: float) -> Performed:
        stage, login, expected = self._stage, actor.login, said.expect
        statement = select(TurnRow).where(TurnRow.conversation_id == self._threads[login]).order_by(TurnRow.seq.desc())
        with stage.database.transaction() as session:
            row = session.scalars(statement.limit(1)).one()
            made = understood(session, row.reply["calls"], actor=actor, now=stage.clock.now())
        planned_by = stage.planning.last
        is_first, stage.planning.is_fresh = stage.planning.is_fresh, False
        asks = row.question is not None or (planned_by == "model" and asks_in_words(row.reply))
        fell_back = stage.by_model and planned_by == "builtin" and "fast_path" not in row.trace
        complaints = [
            *judge_turn(
                row.reply,
                made,
                expected,
                before=self._replies.get(login),
                asks=asks,
                language=said.language or talk.language,
            ),
            *([Complaint("fell_back", record=row.trace.get("model", "–"))] if fell_back else []),
        ]
        self._replies[login] = row.reply
        return Performed(
            login,
            row.said,
            row.reply,
            row.trace,
            tuple(complaints),
            elapsed_ms=elapsed_ms,
            is_first=is_first,
            planned_by=planned_by,
            fell_back=fell_back,
            asks=asks,
            is_needless=is_needless(made, expected, asks=asks),
            wrong_writes=tuple(wrong_writes(made, expected)),
            calls=tuple(made_as_expected(made, expected)),
        )

    def _words(self, written: str) -> str:
        """What is said, with the newest numbers and the long texts in place of their names in braces."""
        if long := _LONG.fullmatch(written):
            return (long[1] * LONG)[:LONG]
        for name, statement in _NEWEST.items():
            if name in written:
                with self._stage.database.transaction() as session:
                    written = written.replace(name, str(session.execute(text(statement)).scalar()))
        return written

    def _button(self, login: str, wanted: str) -> str | None:
        """The action of the first button of the last reply whose verb or label is the one to be pressed."""
        for button in _buttons(self._replies.get(login, {})):
            action: str = button["action"]
            if action.partition(":")[0] == wanted or wanted.casefold() in button["label"].casefold():
                return action
        return None


def _actor(stage: _Stage, login: str) -> Actor:
    with stage.database.transaction() as session:
        if login == VISITOR:
            return identity.visitor(session, channel=CHANNEL)
        return identity.actor_for_login(session, login, channel=CHANNEL)


def _buttons(reply: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for block in reply.get("blocks", ()):
        yield from block.get("buttons", ())
