"""A model set up by the settings: it has as long as they say, and its connections end with the application."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Application
from assistant.app.working import working_beside
from assistant.settings import Settings
from core.calendar import FixedClock
from core.database import Database
from tests.assistant.agent.endpoint import Answer, ScriptedEndpoint, calls
from tests.assistant.runtime.talking import Talk
from tests.company import found


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    """A model that answers at once, with a question."""
    with ScriptedEndpoint() as endpoint:
        endpoint.answers = [calls(("reply_to_user", {"text": "您要查哪种产品？"}))]
        yield endpoint


@pytest.fixture
def application(database: Database, tmp_path: Path, clock: FixedClock, endpoint: ScriptedEndpoint) -> Application:
    """An application whose planners are made from the settings. The test closes it."""
    with database.transaction() as session:
        found(session, now=clock.now())
    return Application(Settings(home=tmp_path, model_url=endpoint.url, model_deadline_s=1.0), database, clock=clock)


def test_a_model_has_as_long_for_a_turn_as_the_settings_say(
    application: Application, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answers = [Answer("{}", after_s=30)]
    with application:
        application.warm_up()
        with working_beside(application):
            began = time.monotonic()
            reply = Talk(application).say("sales", "还有多少？")
    assert reply["planner"] == "builtin"
    assert 1.0 <= time.monotonic() - began < 8.0
    assert len(endpoint.asked) == 1


def test_what_a_model_needs_ends_with_the_application(application: Application) -> None:
    before = set(threading.enumerate())
    with application:
        with working_beside(application):
            reply = Talk(application).say("sales", "还有多少？")
        assert _models(before)
    assert reply["planner"] == "model"
    assert not _models(before)


def _models(before: set[threading.Thread]) -> list[threading.Thread]:
    """The threads of models that are newer than `before`."""
    return [thread for thread in threading.enumerate() if thread.name == "model" and thread not in before]
