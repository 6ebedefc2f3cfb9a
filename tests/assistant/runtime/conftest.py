"""The small company, served: an application on a database of its own, with a planner that only knows two words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.app import Application
from assistant.app.working import working_beside
from assistant.settings import Settings
from assistant.turn import CallMade, TurnInput, TurnOutcome
from core import identity, proposals
from core.actor import Actor, system_actor
from core.calendar import FixedClock
from core.database import Database
from core.proposals import Step
from tests.assistant.runtime.talking import Api, Talk
from tests.company import found


@pytest.fixture
def company_database(database: Database, clock: FixedClock) -> Database:
    """A database with the small company, committed."""
    with database.transaction() as session:
        found(session, now=clock.now())
    return database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings without the environment's."""
    return Settings(ZHANGGUI_HOME=tmp_path)


@pytest.fixture
def application(company_database: Database, settings: Settings, clock: FixedClock) -> Iterator[Application]:
    """The application, not working yet. "card" is answered with a card, "boom" with a fault, the rest is echoed."""
    application = Application(settings, company_database, clock=clock, run_turn=plan_with(company_database))
    yield application
    application.answers.close()
    application.index.release()


@pytest.fixture
def talk(application: Application) -> Iterator[Talk]:
    """The application at work, talked to by users of the company."""
    with working_beside(application):
        yield Talk(application)


@pytest.fixture
def api(application: Application) -> Iterator[Api]:
    """The REST API of the application at work."""
    with working_beside(application):
        yield Api(application)


def plan_with(database: Database) -> Callable[[TurnInput], TurnOutcome]:
    """A planner for tests: what the runtime does must not depend on understanding."""

    def run_turn(turn: TurnInput) -> TurnOutcome:
        if turn.text == "boom":
            raise ZeroDivisionError("on purpose")
        if not turn.text.startswith("card"):
            return TurnOutcome(text=f"{turn.actor.login}: {turn.text}", blocks=(), language=turn.actor.language)
        quantity = turn.text.removeprefix("card").strip() or "2"
        arguments = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": quantity}]}
        with database.transaction() as session:
            card = proposals.propose(
                session,
                [Step("place_order", arguments)],
                actor=turn.actor,
                now=turn.now,
                conversation_id=turn.conversation_id,
                replaces=turn.pending[-1].id if turn.pending else None,
                cause=f"{turn.cause}:1",
            )
        made = CallMade("place_order", arguments, "proposed")
        return TurnOutcome(
            text="please", blocks=(), language=turn.actor.language, calls=(made,), proposal=card
        )

    return run_turn


@pytest.fixture
def admin(company_database: Database) -> Actor:
    """The company itself."""
    with company_database.transaction() as session:
        return system_actor(identity.actor_for_login(session, "admin", channel="test").zone)
