"""Clients and PostgreSQL are killed at random points of a running load: all that was acknowledged is there, once.

The test that runs with the others takes some seconds. A longer soak, with as many rounds of killing as fit into the
time, and with seeds of its own (a failure names the one it had):

    ZHANGGUI_SOAK_SECONDS=600 ZHANGGUI_SOAK_SEED=7 python -m pytest -s tests/faults/test_killed_load.py
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.migrations import migrate
from core.database import Database, DatabaseConfig
from core.doctor import examine
from core.proposals import Outcome
from tests.company import Company, found
from tests.conftest import short_folder
from tests.core.purchasing.buying import rule, with_suppliers
from tests.faults.client import BEGAN
from tests.faults.killing import kill_at_random, loaded
from tests.faults.reckoning import everything_told, faults, lines_of, lost, of_nobody

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("ZHANGGUI_SOAK_SECONDS", "0"))
SEED = int(os.environ.get("ZHANGGUI_SOAK_SEED", "1"))
ROUNDS = 30 if SECONDS else 6


@pytest.fixture
def shop(home: Path) -> Iterator[Database]:
    """The small company and its suppliers on an embedded server of its own, which survives a power cut."""
    with Database.open(DatabaseConfig(home=home)) as database:
        migrate(database)
        with database.transaction() as session:
            company = with_suppliers(found(session, now=BEGAN))
            rule(company, 40, 120)
            rule(company, 5, 20, "TH-30")
        yield database


@pytest.fixture
def logs() -> Iterator[Path]:
    """Where the clients write what they were told."""
    with short_folder() as folder:
        yield folder


def test_what_was_acknowledged_is_there_and_nothing_is_half_done(shop: Database, home: Path, logs: Path) -> None:
    until, seed = time.monotonic() + SECONDS, SEED
    while True:
        print(f"\nseed {seed}: {_load(home, logs, seed)}")
        _reckon(shop, logs)
        seed += 1
        if time.monotonic() > until:
            break


def _load(home: Path, logs: Path, seed: int) -> str:
    with loaded(home, logs, seed) as load:
        kill_at_random(load, rounds=ROUNDS)
        load.stop()
    heard = Counter(line.get("refused") or line.get("again") or line.get("outcome", "") for line in lines_of(logs))
    assert set(load.killed) == {"client", "server", "postmaster", "backend"}
    return f"killed {dict(load.killed)}, heard {dict(heard)}"


def _reckon(shop: Database, logs: Path) -> None:
    told = everything_told(logs)
    assert faults(logs) == []
    assert Counter(one.outcome for one in told)[Outcome.EXECUTED] > 10
    with shop.transaction() as session:
        assert lost(session, told) == []
        assert of_nobody(session) == set()
        assert [finding for finding in examine(session, now=Company(session, BEGAN).now) if finding.fails] == []
