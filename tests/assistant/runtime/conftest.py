"""The small company, served: an application with a planner that only knows two words.

One application works for all tests, each of which talks in threads of its own. A test that moves the clock, kills
something or counts rows asks for an application of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.app import Application
from assistant.app.working import working_beside
from assistant.settings import Settings
from assistant.turn import TurnInput, TurnOutcome
from core import proposals
from core.calendar import FixedClock
from core.database import Database
from core.database.embedded import EmbeddedServer
from core.proposals import Proposal, Step
from tests.assistant.planning import propose
from tests.assistant.runtime.talking import Api, Talk
from tests.company import Company, found
from tests.conftest import copied_database


@pytest.fixture(scope="session")
def common_application(server: EmbeddedServer, template: str) -> Iterator[Application]:
    """The application of all tests, at work. It stands on Monday, 23 November 2026, 10:02 in Shanghai."""
    clock = FixedClock(datetime(2026, 11, 23, 2, 2, tzinfo=UTC))
    with copied_database(server, template) as database, tempfile.TemporaryDirectory() as home:
        application = _application(database, Path(home), clock)
        with working_beside(application):
            yield application
        application.answers.close()


@pytest.fixture
def talk(common_application: Application) -> Talk:
    """Users talking to the common application, in threads of this test's own."""
    return Talk(common_application)


@pytest.fixture
def api(common_application: Application) -> Api:
    """The REST API of the common application."""
    return Api(common_application)


@pytest.fixture
def application(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[Application]:
    """An application of the test's own, which does not work until the test says so."""
    application = _application(database, tmp_path, clock)
    yield application
    application.answers.close()
    application.index.release()


@pytest.fixture
def own_talk(application: Application) -> Talk:
    """Users talking to the test's own application."""
    return Talk(application)


def _application(database: Database, home: Path, clock: FixedClock) -> Application:
    with database.transaction() as session:
        found(session, now=clock.now())
    return Application(Settings(home=home), database, clock=clock, run_turn=plan_with(database))


def plan_with(database: Database) -> Callable[[TurnInput], TurnOutcome]:
    """A planner for tests, because what the runtime does must not depend on understanding.

    "card QUANTITY [DAY]" makes a card in place of the open one, "another QUANTITY" one beside it, "boom" is a fault,
    the rest is echoed.
    """

    def run_turn(turn: TurnInput) -> TurnOutcome:
        if turn.text == "boom":
            raise ZeroDivisionError("on purpose")
        if not turn.text.startswith(("card", "another")):
            return TurnOutcome(text=f"{turn.actor.login}: {turn.text}", blocks=(), language=turn.actor.language)
        word, quantity, *day = turn.text.split()
        arguments = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": quantity}]}
        if day:
            arguments["requested_on"] = day[0]
        return propose(database, turn, Step("place_order", arguments), beside=word == "another")

    return run_turn


@pytest.fixture
def at_work(own_talk: Talk) -> Iterator[Talk]:
    with working_beside(own_talk.application):
        yield own_talk


@pytest.fixture
def waiting(application: Application) -> list[Proposal]:
    """Two discounts beyond a salesperson's limit, for Renhe and for Huadong, wait for the manager."""
    made = []
    with application.database.transaction() as session:
        company = Company(session, application.clock.now())
        for login, customer in (("sales", "仁和诊所"), ("teammate", "华东医院")):
            lines = [{"product": "BP-200", "quantity": 2}]
            arguments = {"customer": customer, "lines": lines, "discount_percent": "8"}
            made.append(company.propose(login, "place_order", arguments))
            company.confirm(login, made[-1])
    return made


@pytest.fixture
def one(waiting: list[Proposal], application: Application) -> Proposal:
    """Only the first of them waits."""
    with application.database.transaction() as session:
        company = Company(session, application.clock.now())
        proposals.reject(session, waiting[1].id, actor=company.actor("teammate"), now=company.now)
    return waiting[0]
