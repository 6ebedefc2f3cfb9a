"""Performing talks on the real path, in process: inbox, turn, planner, operations, books.

A copy of the demo company serves talk after talk until one of them changes something in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import select, text

import core
import core.demo
import knowledge
from assistant import history, inbox
from assistant.agent import run_turn
from assistant.app.planning import make_planners
from assistant.conversation import TurnTaker
from assistant.history import MessageKind, TurnRow
from assistant.inbox import IncomingMessage
from assistant.migrations import migrate
from assistant.settings import Settings
from core import identity, operations
from core.actor import Actor
from core.calendar import FixedClock
from core.database import Database, new_id
from core.database.embedded import EmbeddedServer
from core.database.postmaster import SUPERUSER
from knowledge import index as knowledge_index
from knowledge.embedding import builtin
from knowledge.index import Index
from knowledge.ingest import DEMO_DOCUMENTS, ingest
from knowledge.lock import IndexLock
from tests.conftest import copied_database, open_database
from tests.conversations.books import judge_books, read_books
from tests.conversations.judging import judge_turn, understood
from tests.conversations.talks import Said, Talk

NOW = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
"""Monday, 23 November 2026, 10:02 in Shanghai."""

VISITOR = "visitor"
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


@dataclass(frozen=True, slots=True)
class Performed:
    """One turn as it went, and what was wrong with it."""

    speaker: str
    said: str
    reply: Mapping[str, Any]
    trace: Mapping[str, Any]
    complaints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """A talk as it went. `about_books` are the differences between what the books hold and what they should."""

    talk: Talk
    turns: tuple[Performed, ...]
    about_books: tuple[str, ...]

    @property
    def complaints(self) -> tuple[str, ...]:
        """Everything that went wrong, turn by turn and then in the books."""
        of_turns = (
            f"turn {number} {turn.said!r}: {complaint}"
            for number, turn in enumerate(self.turns, start=1)
            for complaint in turn.complaints
        )
        return (*of_turns, *self.about_books)


class Theatre:
    """Where talks are performed. While one is, the next copy of the books is made ready beside."""

    def __init__(self, server: EmbeddedServer, template: str, home: Path) -> None:
        self._server = server
        self._template = template
        self._settings = Settings(home=home, model_url=None, model_key=None)
        self._stage: _Stage | None = None
        self._helper = ThreadPoolExecutor(1)
        self._coming = self._helper.submit(self._build)

    def perform(self, talk: Talk) -> Performance:
        """Performs a talk in books in which no other talk has changed anything."""
        stage = self._untouched()
        with stage.database.transaction() as session:
            before = read_books(session)
        people = _People(stage)
        turns = tuple(people.turn(said, talk) for said in talk.turns)
        with stage.database.transaction() as session:
            after = read_books(session)
        stage.clock.advance(NOW - stage.clock.now())
        if before != after:
            self._leave()
        return Performance(talk, turns, tuple(judge_books(before, after, talk.final)))

    def close(self) -> None:
        """Gives all copies of the books back."""
        self._leave()
        self._coming.result().standing.close()
        self._helper.shutdown()

    def _untouched(self) -> _Stage:
        if self._stage is None:
            self._stage = self._coming.result()
            self._coming = self._helper.submit(self._build)
        return self._stage

    def _leave(self) -> None:
        if self._stage is not None:
            self._helper.submit(self._stage.standing.close)
        self._stage = None

    def _build(self) -> _Stage:
        standing = ExitStack()
        database = standing.enter_context(copied_database(self._server, self._template))
        clock = FixedClock(NOW)
        planners = make_planners(self._settings, database)
        standing.callback(planners.close)
        turns = TurnTaker(database, clock, partial(run_turn, database=database, planners=planners))
        return _Stage(database, clock, turns, standing)


@dataclass(frozen=True, slots=True)
class _Stage:
    database: Database
    clock: FixedClock
    turns: TurnTaker
    standing: ExitStack


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
            return Performed(login, f"[{said.press}]", {}, {}, (f"no button {said.press!r}",))
        with stage.database.transaction() as session:
            actor = _actor(stage, login)
            thread = self._threads.get(login) or history.open_conversation(
                session, channel=CHANNEL, user_id=actor.user_id, language=actor.language, now=now
            )
            self._threads[login] = thread
            kind = MessageKind.TEXT if said.say is not None else MessageKind.BUTTON
            inbox.receive(
                session, IncomingMessage(CHANNEL, str(new_id()), thread, words, now, kind, user_id=actor.user_id)
            )
        stage.turns.take_turn(thread)
        return self._performed(said, talk, login, actor)

    def _performed(self, said: Said, talk: Talk, login: str, actor: Actor) -> Performed:
        statement = select(TurnRow).where(TurnRow.conversation_id == self._threads[login]).order_by(TurnRow.seq.desc())
        with self._stage.database.transaction() as session:
            row = session.scalars(statement.limit(1)).one()
            made = understood(session, row.reply["calls"], actor=actor, now=self._stage.clock.now())
            complaints = judge_turn(
                row.reply,
                made,
                said.expect,
                before=self._replies.get(login),
                asks=row.question is not None,
                language=said.language or talk.language,
            )
            self._replies[login] = row.reply
            return Performed(login, row.said, row.reply, row.trace, tuple(complaints))

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


@contextmanager
def demo_template(server: EmbeddedServer, home: Path) -> Iterator[str]:
    """The name of a database with the demo company and its documents, and the index of these, open meanwhile."""
    name = "talks"
    operations.load(core, knowledge)
    with psycopg.connect(server.conninfo(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    lock = IndexLock.try_take(home)
    if lock is None:
        raise RuntimeError(f"somebody else holds the index of {home}")
    index = Index.embedded(lock, builtin())
    try:
        with open_database(server, name) as database:
            migrate(database)
            core.demo.load(database, now=NOW)
            ingest(database, index, [DEMO_DOCUMENTS], now=NOW, named_from=DEMO_DOCUMENTS.parent)
        with knowledge_index.using(index):
            yield name
    finally:
        index.close()
        lock.release()


def _actor(stage: _Stage, login: str) -> Actor:
    with stage.database.transaction() as session:
        if login == VISITOR:
            return identity.visitor(session, channel=CHANNEL)
        return identity.actor_for_login(session, login, channel=CHANNEL)


def _buttons(reply: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for block in reply.get("blocks", ()):
        yield from block.get("buttons", ())
