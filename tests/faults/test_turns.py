"""Killed workers, a restarted database and twelve hands on one button: each message is answered, each order once."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from assistant.app import Application
from assistant.history import InboxRow, TurnRow
from assistant.waiting import AnswerLate
from core.database import postmaster
from core.database.placement import data_owner
from core.database.programs import find_programs
from core.proposals import ProposalRow, ProposalStatus
from core.sales.models import SalesOrder
from tests.assistant.runtime.talking import Talk
from tests.company import found
from tests.faults.worker_process import answer, settings_of

pytestmark = pytest.mark.slow

ANSWERED_WITHIN = 45.0
NOWHERE = "http://127.0.0.1:9"
"""The address of an index server: with one, several processes may work at once. These turns never ask it anything."""


@pytest.fixture
def shop(home: Path) -> Iterator[Talk]:
    """The small company on an embedded server of its own; this process talks and does not work."""
    with Application.open(settings_of(home)) as application:
        with application.database.transaction() as session:
            found(session, now=application.clock.now())
        application.answers.listen()
        yield Talk(application)


@contextmanager
def worker(shop: Talk, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process, stopped at the end if it still lives."""
    home = str(shop.application.settings.home)
    process = subprocess.Popen([sys.executable, "-m", "tests.faults.worker_process", home, *arguments])
    try:
        yield process
    finally:
        process.terminate()
        assert process.wait(30) in (0, -signal.SIGKILL, 128 + signal.SIGTERM, -signal.SIGTERM)


def until(happened: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def began(shop: Talk) -> bool:
    return (shop.application.settings.home / "began").exists()


def counted(shop: Talk, *conditions: Any, of: Any) -> int:  # noqa: ANN401 - SQLAlchemy's
    with shop.application.database.transaction() as session:
        return session.scalar(select(func.count()).select_from(of).where(*conditions)) or 0


def test_a_message_whose_worker_was_killed_is_answered_by_the_next_and_makes_one_card(shop: Talk) -> None:
    with worker(shop) as first:
        waiting = shop.send("sales", "card and hang")
        until(lambda: began(shop))
        first.kill()
        killed_at = time.monotonic()
    with worker(shop):
        reply = waiting.result(ANSWERED_WITHIN)
        assert time.monotonic() - killed_at < ANSWERED_WITHIN
    assert reply["text"] == "answered: card and hang"
    assert counted(shop, of=TurnRow) == 1
    assert counted(shop, ProposalRow.status == ProposalStatus.PENDING, of=ProposalRow) == 1
    assert counted(shop, ProposalRow.status == ProposalStatus.SUPERSEDED, of=ProposalRow) == 1


def test_a_message_whose_worker_was_killed_is_taken_up_by_one_that_works_beside_it(shop: Talk) -> None:
    with worker(shop, NOWHERE) as first:
        waiting = shop.send("sales", "hang")
        until(lambda: began(shop))
        with worker(shop, NOWHERE):
            assert shop.send("manager", "are you there?").result(30)["text"] == "answered: are you there?"
            first.kill()
            killed_at = time.monotonic()
            assert waiting.result(ANSWERED_WITHIN)["text"] == "answered: hang"
            assert time.monotonic() - killed_at < ANSWERED_WITHIN


def test_what_was_said_while_nobody_worked_is_answered_later(shop: Talk) -> None:
    waiting = shop.send("sales", "hello")
    with pytest.raises(AnswerLate):
        waiting.result(0.5)
    with worker(shop):
        until(lambda: counted(shop, InboxRow.turn_id.is_not(None), of=InboxRow) == 1)


def test_a_message_without_a_job_is_found(shop: Talk) -> None:
    from sqlalchemy import text

    waiting = shop.send("sales", "hello")
    with shop.application.database.transaction() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
    with worker(shop):
        assert waiting.result(ANSWERED_WITHIN)["text"] == "answered: hello"


def test_turns_go_on_after_the_database_was_restarted(shop: Talk) -> None:
    embedded = shop.application.database.embedded
    assert embedded is not None
    with worker(shop):
        assert shop.say("sales", "before")["text"] == "answered: before"
        postmaster.stop(embedded.data, find_programs(data_owner(embedded.home)))
        embedded.revive()
        assert shop.send("sales", "after").result(ANSWERED_WITHIN)["text"] == "answered: after"


def test_twelve_confirms_at_once_make_one_order_and_twelve_equal_receipts(home: Path) -> None:
    with Application.open(settings_of(home), run_turn=lambda turn: answer(application, turn)) as application:
        with application.database.transaction() as session:
            found(session, now=application.clock.now())
        talk = Talk(application)
        with talk.working():
            card = talk.say("sales", "card")
            replies: list[dict[str, Any]] = []

            def press() -> None:
                replies.append(talk.press("sales", f"confirm:{card['proposal']['id']}"))

            hands = [threading.Thread(target=press) for _ in range(12)]
            for hand in hands:
                hand.start()
            for hand in hands:
                hand.join()
        numbers = {reply["proposal"]["steps"][0]["document"] for reply in replies}
        assert len(replies) == 12
        assert len(numbers) == 1
        assert counted(talk, of=SalesOrder) == 1
