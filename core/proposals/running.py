"""Running commands inside a savepoint: for a preview it is rolled back, for execution it is kept.

There is one code path for both, so what was seen is what happens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from psycopg import errors as postgres
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core import operations
from core.actor import Actor
from core.errors import Invalid, Unavailable
from core.operations import CommandResult
from core.proposals.views import Step

_Measured = TypeVar("_Measured")
_PREVIEW_WAITS = text("SET LOCAL lock_timeout = '2s'")
_CHECK_NOW = text("SET CONSTRAINTS ALL IMMEDIATE")
_BUSY = (postgres.LockNotAvailable, postgres.DeadlockDetected, postgres.SerializationFailure)


class BooksBusy(Unavailable):
    """Others hold what this needs for too long; nothing was written, trying again helps."""


class BeyondTheBooks(Invalid):
    """A figure it comes to is larger than the books can hold: a quantity or a price is not what was meant."""


@contextmanager
def busy_is_a_refusal() -> Iterator[None]:
    """Raises `BooksBusy` where the database gave up waiting for what others hold."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, _BUSY):
            raise BooksBusy() from error
        raise


@contextmanager
def too_large_is_a_refusal() -> Iterator[None]:
    """Raises `BeyondTheBooks` where a figure has no room in the database."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, postgres.NumericValueOutOfRange):
            raise BeyondTheBooks() from error
        raise


def preview(
    session: Session, steps: Sequence[Step], *, actor: Actor, now: datetime
) -> tuple[list[Step], list[CommandResult]]:
    """What the steps would do, and the steps with canonical arguments; nothing stays. Refusals propagate."""
    canonical, results, _ = rehearse(session, steps, actor=actor, now=now, measure=lambda _: None)
    return canonical, results


def rehearse(
    session: Session,
    steps: Sequence[Step],
    *,
    actor: Actor,
    now: datetime,
    measure: Callable[[Sequence[Step]], _Measured],
) -> tuple[list[Step], list[CommandResult], _Measured]:
    """A preview, with whatever is to be measured of the books while the steps are done in them.

    `measure` is given the steps with canonical arguments.
    """
    savepoint = session.begin_nested()
    try:
        # Inside the savepoint, whose rollback ends the short patience too.
        session.execute(_PREVIEW_WAITS)
        with busy_is_a_refusal(), too_large_is_a_refusal():
            canonical, results = _run(session, steps, actor=actor, now=now)
            return canonical, results, measure(canonical)
    finally:
        savepoint.rollback()


def execute(session: Session, steps: Sequence[Step], *, actor: Actor, now: datetime) -> list[CommandResult]:
    """Runs the steps for good, within the caller's savepoint. Refusals propagate."""
    with busy_is_a_refusal(), too_large_is_a_refusal():
        return _run(session, steps, actor=actor, now=now)[1]


def terms_of(results: Sequence[CommandResult]) -> list[dict[str, Any]]:
    """What is agreed to, step by step, as plain JSON; what an earlier step makes is called by that step."""
    places = {number: place for place, number in _made(results).items()}
    return [_replaced(result.terms(), places) for result in results]


def still_agreed(terms: Sequence[dict[str, Any]], results: Sequence[CommandResult]) -> bool:
    """Whether a yes to `terms`, as `terms_of` gave them, covers the results."""
    made = _made(results)
    return all(result.still_agreed(_replaced(agreed, made)) for result, agreed in zip(results, terms, strict=True))


def _run(
    session: Session, steps: Sequence[Step], *, actor: Actor, now: datetime
) -> tuple[list[Step], list[CommandResult]]:
    canonical: list[Step] = []
    results: list[CommandResult] = []
    for step in steps:
        understood = operations.understand(session, step.operation, step.arguments, actor=actor, now=now)
        arguments = _as_written(operations.canonical(understood), step.arguments, set(_made(results).values()))
        canonical.append(Step(step.operation, arguments))
        results.append(operations.run_command(session, step.operation, understood, actor=actor, now=now))
    session.flush()
    session.execute(_CHECK_NOW)
    return canonical, results


def _made(results: Sequence[CommandResult]) -> dict[str, str]:
    """The numbers of the documents the steps made, by a name that is the same each time they run."""
    return {f"step {place}": one.document.number for place, one in enumerate(results, 1) if one.document is not None}


def _as_written(plain: Any, written: object, made: Collection[str]) -> Any:  # noqa: ANN401 - JSON
    """Canonical arguments, but for the number of what an earlier step made: it will be another one next time."""
    if isinstance(plain, dict) and isinstance(written, Mapping):
        return {key: _as_written(value, written.get(key), made) for key, value in plain.items()}
    if isinstance(plain, list) and isinstance(written, list) and len(plain) == len(written):
        return [_as_written(one, said, made) for one, said in zip(plain, written, strict=True)]
    return written if isinstance(plain, str) and plain in made and isinstance(written, str) else plain


def _replaced(plain: Any, texts: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    """The same JSON with some of its texts replaced by others."""
    if isinstance(plain, dict):
        return {key: _replaced(value, texts) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_replaced(one, texts) for one in plain]
    return texts.get(plain, plain) if isinstance(plain, str) else plain
