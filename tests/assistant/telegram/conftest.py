"""The small company, reached through a Bot API server on loopback, with a planner that knows a few words."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from assistant.app import Application, media
from assistant.app.working import work_when_free
from assistant.settings import Settings
from core import identity
from core.actor import system_actor
from core.calendar import Clock, FixedClock
from core.database import Database
from core.database.embedded import EmbeddedServer
from tests.assistant.telegram.bot_api import TOKEN, BotApi
from tests.assistant.telegram.people import Person
from tests.assistant.telegram.scripted import Script
from tests.company import found
from tests.conftest import copied_database

FOUNDED_AT = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
SALES, MANAGER, STRANGER = 7001, 7002, 7003


@pytest.fixture
def api() -> Iterator[BotApi]:
    """The Bot API server."""
    api = BotApi()
    api.start()
    yield api
    api.stop()
    with warnings.catch_warnings():
        # A request that was cancelled while it connected leaves its socket to the collector; it is this test's, not the
        # next one's.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect(1)  # the young ones: it was made a moment ago


@pytest.fixture(scope="session")
def founded(server: EmbeddedServer, template: str) -> Iterator[str]:
    """The name of a database with the small company, in which two chat accounts are linked. It is copied."""
    clock = FixedClock(FOUNDED_AT)
    with copied_database(server, template) as database:
        with database.transaction() as session:
            found(session, now=clock.now())
        for login, account in (("sales", SALES), ("manager", MANAGER)):
            code = link_code(database, login, clock)
            with database.transaction() as session:
                identity.redeem_link_code(session, code, channel="telegram", external_id=str(account), now=clock.now())
        database.engine.dispose()
        yield str(conninfo_to_dict(database.conninfo)["dbname"])


@pytest.fixture
def company_database(server: EmbeddedServer, founded: str) -> Iterator[Database]:
    """A database of this test's own with the small company."""
    with copied_database(server, founded) as database:
        yield database


@pytest.fixture
def script(company_database: Database) -> Script:
    """The planner of these tests."""
    return Script(company_database)


@pytest.fixture
def application(
    company_database: Database, api: BotApi, clock: FixedClock, script: Script, tmp_path: Path
) -> Iterator[Application]:
    """The application with a bot at the server, not working yet."""
    application = make_application(company_database, api, clock, script, tmp_path)
    yield application
    application.answers.close()
    application.index.release()


@pytest.fixture
def bot(application: Application, api: BotApi) -> Iterator[Application]:
    """The application at work: it polls, answers and sends."""
    with at_work(application):
        api.until(lambda: bool(api.calls_of("getUpdates")))
        yield application


@pytest.fixture
def sales(api: BotApi) -> Person:
    """A salesperson in their private chat with the bot, linked."""
    return Person(api, SALES)


@pytest.fixture
def manager(api: BotApi) -> Person:
    """A manager in their private chat with the bot, linked."""
    return Person(api, MANAGER)


@pytest.fixture
def stranger(api: BotApi) -> Person:
    """Somebody who is linked to nobody and whose application speaks English."""
    return Person(api, STRANGER, "en")


def make_application(database: Database, api: BotApi, clock: Clock, script: Script, home: Path) -> Application:
    """An application with a bot at the server."""
    settings = Settings(home=home, telegram_token=SecretStr(TOKEN), telegram_url=api.url)
    return Application(settings, database, clock=clock, run_turn=script)


@contextmanager
def at_work(application: Application) -> Iterator[None]:
    """Receives, works and sends in one event loop, as the server does, in a thread beside the test."""
    application.channels.update(media.pushed_channels(application.context))
    application.answers.listen()
    loop = asyncio.new_event_loop()
    works = [work_when_free(application), *(channel.run() for channel in application.channels.values())]
    tasks = [loop.create_task(work) for work in works]
    thread = threading.Thread(target=_run, args=(loop, tasks), daemon=True)
    thread.start()
    try:
        yield
    finally:
        for task in tasks:
            loop.call_soon_threadsafe(task.cancel)
        thread.join(30)
        failures = [task.exception() for task in tasks if task.done() and not task.cancelled()]
        assert not [failure for failure in failures if failure is not None]


def link_code(database: Database, login: str, clock: Clock) -> str:
    """A new code that links an account to the login."""
    with database.transaction() as session:
        company = system_actor(identity.actor_for_login(session, "admin", channel="test").zone)
        return identity.create_link_code(session, login, actor=company, now=clock.now())


def _run(loop: asyncio.AbstractEventLoop, tasks: list[asyncio.Task[None]]) -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(_all(tasks))


async def _all(tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)
