"""A client that asks for commands and says yes to them, as a process that may be killed at any moment.

It goes the product's way: propose in one transaction, confirm in another, and confirm again where nobody knows what
became of it. What it was told it writes to a file of its own, safely, before it goes on.
"""

from __future__ import annotations

import json
import os
import time
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TextIO
from uuid import UUID

import core
from core import operations, proposals
from core.database import Database, DatabaseConfig
from core.errors import Refusal, Unavailable
from core.proposals import Confirmation
from tests.company import Company
from tests.faults.trading import Approval, Desk

STOP = "stop"
"""The file in the home whose presence ends the load."""
BEGAN = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class _Card:
    login: str
    id: UUID


def work(home: Path, log: Path, seed: str) -> None:
    """Does one thing after another until it is to stop, or is killed."""
    operations.load(core)
    random = Random(seed)
    with log.open("a", encoding="utf-8") as file:
        database = _opened(home, file)
        while not (home / STOP).exists():
            try:
                _do_one(database, random, file)
            except Refusal as refusal:
                _note(file, {"refused": refusal.code})
                time.sleep(_PAUSE if isinstance(refusal, Unavailable) else 0)
            except Exception:
                _note(file, {"fault": traceback.format_exc()})
        database.close()


def _do_one(database: Database, random: Random, file: TextIO) -> None:
    now = BEGAN + timedelta(seconds=time.monotonic() % 3600)
    with database.transaction() as session:
        company = Company(session, now)
        wanted = Desk(company, random).choose()
        if isinstance(wanted, Approval):
            card = _Card(wanted.login, wanted.proposal_id)
        else:
            made = proposals.propose(
                session, wanted.steps, actor=company.actor(wanted.login), now=now, conversation_id=None
            )
            card = _Card(wanted.login, made.id)
    _note(file, {"asked": str(card.id)})
    told = _confirmed(database, card, now, file)
    documents = [step.document.number for step in told.proposal.steps if step.document]
    _note(file, {"told": str(card.id), "outcome": told.outcome.value, "documents": documents})


def _confirmed(database: Database, card: _Card, now: datetime, file: TextIO) -> Confirmation:
    """The answer to a yes, which is said again as long as the database could not be asked or the answer got lost."""
    while True:
        try:
            with database.transaction() as session:
                actor = Company(session, now).actor(card.login)
                return proposals.confirm(session, card.id, actor=actor, now=now)
        except Unavailable as refusal:
            _note(file, {"again": refusal.code})
            time.sleep(_PAUSE)


def _opened(home: Path, file: TextIO) -> Database:
    while True:
        try:
            return Database.open(DatabaseConfig(home=home))
        except Unavailable as refusal:
            _note(file, {"again": refusal.code})
            time.sleep(_PAUSE)


def _note(file: TextIO, said: dict[str, Any]) -> None:
    """A line that is on the disk when this returns."""
    file.write(json.dumps(said) + "\n")
    file.flush()
    os.fsync(file.fileno())
