"""What is kept of a performance, one line of JSON each, so that an interrupted run goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from assistant.evaluation.performances import Performance, Performed

_NOT_SHOWN = frozenset({"not_shown", "shown", "nothing_said", "language"})
"""Complaints about what was said, which both sides can be held to; cards, buttons and questions are the product's."""


class Side(StrEnum):
    """Who performed."""

    PRODUCT = "product"
    PEER = "peer"


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn's figures. `write` are its wrong writes by kind; `failed` says that no answer came of the model."""

    elapsed_ms: float
    is_first: bool
    planned: bool
    fell_back: bool
    failed: str | None
    writes: tuple[str, ...]
    answers: int
    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Row:
    """A performed conversation. `books`: the database held what it should at the end.

    `done`: and every call that had to be made was made, by the model; `told`: and what had to be said was said. `right`
    is the product's own measure, without any complaint.
    """

    side: Side
    talk: str
    language: str
    kind: str
    books: bool
    done: bool
    told: bool
    right: bool
    complaints: tuple[str, ...]
    turns: tuple[Turn, ...]


def row_of(side: Side, performance: Performance) -> Row:
    """What is kept of the performance."""
    talk = performance.talk
    words = [one for turn in performance.turns for one in turn.complaints if one.kind in _NOT_SHOWN]
    books = not performance.about_books and bool(performance.turns)
    made = all(was_made for turn in performance.turns if turn.reply for _, was_made in turn.calls)
    done = books and made and not any(turn.fell_back for turn in performance.turns)
    return Row(
        side=side,
        talk=talk.id,
        language=talk.language,
        kind=talk.kind.value,
        books=books,
        done=done,
        told=done and not words,
        right=not performance.complaints,
        complaints=tuple(performance.complaints)[:12],
        turns=tuple(map(_turn, performance.turns)),
    )


def read_rows(path: Path) -> list[Row]:
    """The rows of an earlier run, none where there was none; a line cut off by a kill is left out."""
    return list(_read(path)) if path.exists() else []


def write_row(path: Path, row: Row) -> None:
    """Adds the row, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")


def _read(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            read = json.loads(line)
        except ValueError:
            continue
        turns = tuple(Turn(**{**turn, "writes": tuple(turn["writes"])}) for turn in read.pop("turns"))
        yield Row(**{**read, "side": Side(read["side"]), "complaints": tuple(read["complaints"]), "turns": turns})


def _turn(turn: Performed) -> Turn:
    usage = turn.usage
    failed = (turn.trace.get("peer") or turn.trace.get("model") or {}).get("failed")
    return Turn(
        elapsed_ms=turn.elapsed_ms,
        is_first=turn.is_first,
        planned=turn.planned_by is not None,
        fell_back=turn.fell_back,
        failed=failed,
        writes=tuple(mistake.value for mistake in turn.wrong_writes),
        answers=usage.get("answers", 0),
        prompt_tokens=usage.get("prompt_tokens", 0),
        completion_tokens=usage.get("completion_tokens", 0),
    )
