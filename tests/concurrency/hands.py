"""Processes that work on one database at the same time, each on a connection of its own.

A deed is a generator: where it yields it stands still, in the middle of its transaction, until it is told to go on.
So a test says exactly what happens between what, and a way of working that fails, fails every time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy.exc import DBAPIError

import core
from core import operations
from core.database import Database, DatabaseConfig
from core.doctor import examine_records
from core.errors import Refusal
from tests.company import Company
from tests.processes import channel, started
from tests.races import wait_for_a_waiter

Deed = Callable[..., Generator[None, None, object]]
"""What a hand does, given the company and what else it needs; a function of a module, for it goes to the process by
its name. What it returns is its outcome."""

MOMENT = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
"""Monday, 10:02 in Shanghai: when everything here happens."""
_PATIENCE = 60.0


class Undo(Exception):
    """Raised by a deed whose transaction is to be rolled back."""


@dataclass(frozen=True, slots=True)
class Refused:
    """How a deed ended that was not done: by a refusal's code, or what PostgreSQL calls it, and the constraint."""

    by: str
    constraint: str | None = None
    facts: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class _Task:
    deed: Deed
    arguments: tuple[Any, ...]
    pausing: bool


class Hand:
    """One process. It does one deed at a time."""

    def __init__(self) -> None:
        self._channel, theirs = channel()
        self._process = started(_work, theirs)
        theirs.close()

    def enter(self, place: DatabaseConfig | None) -> None:
        """Opens the database, and leaves the one before."""
        self._channel.send(place)
        assert self._heard() == "entered"

    def begin(self, deed: Deed, *arguments: object, pausing: bool = True) -> None:
        """Sends it off, in a transaction of its own; without `pausing` it does not stand still where it might."""
        self._channel.send(_Task(deed, arguments, pausing))

    def pauses(self) -> None:
        """Until it stands still."""
        heard = self._heard()
        assert heard == "paused", heard

    def go_on(self) -> Hand:
        """Lets it do the rest."""
        self._channel.send("go on")
        return self

    def outcome(self) -> object:
        """What came of it, once it is through."""
        return self._heard()

    def stop(self) -> None:
        """Ends the process."""
        self._channel.close()
        self._process.join(_PATIENCE)

    def _heard(self) -> object:
        assert self._channel.poll(_PATIENCE), "a hand says nothing"
        return self._channel.recv()


@dataclass(frozen=True, slots=True)
class Hands:
    """Several processes at one company."""

    each: Sequence[Hand]
    database: Database

    def in_step(self, *deeds: tuple[Any, ...]) -> list[object]:
        """Deeds (with their arguments) that one after the other come to where they stand still; then they finish."""
        hands = self.each[: len(deeds)]
        for hand, (deed, *arguments) in zip(hands, deeds, strict=True):
            hand.begin(deed, *arguments)
            hand.pauses()
        return [hand.go_on().outcome() for hand in hands]

    def one_waits(self, first: tuple[Any, ...], other: tuple[Any, ...]) -> list[object]:
        """Two deeds, of which the other comes to wait for the first, which stands still before its commit."""
        leading, waiting = self.each[0], self.each[1]
        leading.begin(*first)
        leading.pauses()
        waiting.begin(*other, pausing=False)
        wait_for_a_waiter(self.database)
        leading.go_on()
        return [leading.outcome(), waiting.outcome()]

    def at_once(self, *deeds: tuple[Any, ...]) -> list[object]:
        """What comes of deeds done in no particular order, as many at a time as there are hands."""
        outcomes: list[object] = []
        for start in range(0, len(deeds), len(self.each)):
            now = deeds[start : start + len(self.each)]
            hands = self.each[: len(now)]
            for hand, (deed, *arguments) in zip(hands, now, strict=True):
                hand.begin(deed, *arguments, pausing=False)
            outcomes += [hand.outcome() for hand in hands]
        return outcomes

    def broken(self) -> list[str]:
        """The titles of what the doctor finds wrong with what is recorded."""
        with self.database.transaction() as session:
            return [finding.title for finding in examine_records(session, now=MOMENT) if finding.fails]


def _work(spoken: Connection) -> None:
    """What the process does: enters, does deeds, until nobody speaks to it any more."""
    operations.load(core)
    database: Database | None = None
    with suppress(EOFError):
        while True:
            said = spoken.recv()
            if isinstance(said, _Task):
                assert database is not None
                spoken.send(_outcome(database, said, spoken))
                continue
            if database is not None:
                database.close()
            database = None if said is None else Database.open(said)
            spoken.send("entered")


def _outcome(database: Database, task: _Task, spoken: Connection) -> object:
    try:
        with database.transaction() as session:
            return _run(task.deed(Company(session, MOMENT), *task.arguments), task, spoken)
    except Undo:
        return "undone"
    except Refusal as refusal:
        return Refused(refusal.code, facts=refusal.facts)
    except DBAPIError as error:
        said = getattr(error.orig, "diag", None)
        return Refused(type(error.orig).__name__, said.constraint_name if said else None)


def _run(steps: Generator[None, None, object], task: _Task, spoken: Connection) -> object:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        if task.pausing:
            spoken.send("paused")
            assert spoken.recv() == "go on"
