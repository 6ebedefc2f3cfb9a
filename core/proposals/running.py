"""Running commands inside a savepoint: for a preview it is rolled back, for execution it is kept.

There is one code path for both, so what was seen is what happens.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from psycopg import errors as postgres
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core import operations
from core.actor import Actor
from core.errors import Unavailable
from core.operations import CommandResult
from core.proposals.views import Step

_PREVIEW_WAITS = text("SET LOCAL lock_timeout = '2s'")
_CHECK_NOW = text("SET CONSTRAINTS ALL IMMEDIATE")
_BUSY = (postgres.LockNotAvailable, postgres.DeadlockDetected, postgres.SerializationFailure)


class BooksBusy(Unavailable):
    """Others hold what this needs for too long; nothing was written, trying again helps."""


def preview(
    session: Session, steps: Sequence[Step], *, actor: Actor, now: datetime
) -> tuple[list[Step], list[CommandResult]]:
    """What the steps would do, and the steps with canonical arguments; nothing stays. Refusals propagate."""
    session.execute(_PREVIEW_WAITS)
    savepoint = session.begin_nested()
    try:
        with _busy_is_a_refusal():
            return _run(session, steps, actor=actor, now=now)
    finally:
        savepoint.rollback()


def execute(session: Session, steps: Sequence[Step], *, actor: Actor, now: datetime) -> list[CommandResult]:
    """Runs the steps for good, within the caller's savepoint. Refusals propagate."""
    with _busy_is_a_refusal():
        return _run(session, steps, actor=actor, now=now)[1]


def terms_of(results: Sequence[CommandResult]) -> list[dict[str, Any]]:
    """What is agreed to, step by step, as plain JSON."""
    return [result.terms() for result in results]


def digest_of(terms: list[dict[str, Any]]) -> str:
    """A digest of agreed terms."""
    return hashlib.sha256(json.dumps(terms, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _run(
    session: Session, steps: Sequence[Step], *, actor: Actor, now: datetime
) -> tuple[list[Step], list[CommandResult]]:
    canonical: list[Step] = []
    results: list[CommandResult] = []
    for step in steps:
        understood = operations.understand(session, step.operation, step.arguments, actor=actor, now=now)
        canonical.append(Step(step.operation, operations.canonical(understood)))
        results.append(operations.run_command(session, step.operation, understood, actor=actor, now=now))
    session.flush()
    session.execute(_CHECK_NOW)
    return canonical, results


@contextmanager
def _busy_is_a_refusal() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, _BUSY):
            raise BooksBusy() from error
        raise
