"""The parts of one process: database, operations, planners, index, waiting, and the workers while it may work.

Heavy parts (planners, index, queue) are made by whoever needs them first.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any

import core
import knowledge
from assistant.app import readiness
from assistant.app.indexing import IndexKeeper
from assistant.channels.contract import Channel, ChannelContext
from assistant.conversation import RunTurn, TurnTaker
from assistant.migrations import is_current, migrate
from assistant.settings import Settings
from assistant.turn import TurnInput, TurnOutcome
from assistant.waiting import ANSWERED_WITHIN, Answer, Answers
from core import operations
from core.calendar import Clock, SystemClock
from core.database import Database

if TYPE_CHECKING:
    from assistant.jobs import Workers
    from assistant.models import Planners


class Application:
    """One process's worth of the product. Open it, use it, close it."""

    def __init__(
        self, settings: Settings, database: Database, *, clock: Clock | None = None, run_turn: RunTurn | None = None
    ) -> None:
        """`run_turn` answers what no button and no bare yes does; by default the agent with the planners."""
        self.settings = settings
        self.database = database
        self.clock = clock or SystemClock()
        self.answers = Answers(database)
        self.index = IndexKeeper(settings, database)
        self.channels: dict[str, Channel] = {}
        self._run_turn = run_turn or self._plan
        self._planners: Planners | None = None
        self._planning = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, *, clock: Clock | None = None, run_turn: RunTurn | None = None) -> Application:
        """Opens the database, brings its schema up to date and loads the operations.

        Refuses what `Database.open` and `migrate` refuse.
        """
        database = Database.open(settings.database)
        try:
            if not is_current(database):
                migrate(database)
            operations.load(core, knowledge)
        except BaseException:
            database.close()
            raise
        return cls(settings, database, clock=clock, run_turn=run_turn)

    def close(self) -> None:
        """Gives everything back; the last process to do so stops the embedded database."""
        with ExitStack() as ending:  # whatever cannot be given back, the rest is
            ending.callback(self.database.close)
            if "_threads" in self.__dict__:
                ending.callback(self._threads.shutdown, wait=False, cancel_futures=True)
            if self._planners is not None:
                ending.callback(self._planners.close)
            ending.callback(self.index.release)
            ending.callback(self.answers.close)

    def __enter__(self) -> Application:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def context(self) -> ChannelContext:
        """What channels work with."""
        return ChannelContext(
            settings=self.settings,
            database=self.database,
            clock=self.clock,
            answers=self.answers,
            readiness=lambda: readiness.check(self.database, self.index),
            index_is_here=lambda: self.index.is_here,
            wait=self.wait,
        )

    def wait(self, answer: Answer) -> dict[str, Any]:
        """The answer, from whichever process gives it; refuses `AnswerLate`."""
        self.answers.listen()
        return answer.result(ANSWERED_WITHIN)

    def workers(self) -> Workers:
        """The workers of this process. Only for whoever holds the index, or where an index server is set up."""
        from assistant.jobs import Work, Workers

        turns = TurnTaker(
            database=self.database,
            clock=self.clock,
            run_turn=self._run_turn,
            giving=self.answers.giving,
        )
        return Workers(
            Work(
                database=self.database,
                clock=self.clock,
                turns=turns,
                threads=self._threads,
                turns_at_once=self.settings.turns_at_once,
                alone=self.index.is_embedded,
                channels=self.channels,
                index_tasks=self.index.tasks(),
            )
        )

    def warm_up(self) -> None:
        """Makes the planners, so that the first message does not wait for them."""
        self._ready_planners()

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.settings.turns_at_once + 2, thread_name_prefix="turn")

    def _plan(self, turn: TurnInput) -> TurnOutcome:
        from assistant.agent import run_turn

        return run_turn(turn, database=self.database, planners=self._ready_planners())

    def _ready_planners(self) -> Planners:
        with self._planning:
            if self._planners is None:
                from assistant.app.planning import make_planners

                self._planners = make_planners(self.settings, self.database)
            return self._planners
