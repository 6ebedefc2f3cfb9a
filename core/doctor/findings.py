"""What an examination finds, and the checks that are one statement each: declared here, run by `run`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

EXAMPLES_SHOWN = 5


class Level(StrEnum):
    """How much a broken finding matters. Only an error means that the books are wrong."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant, or a part of it, held against the database.

    `invariant` is its number in the domain's list, empty for what is not an invariant; `title` the key of its wording;
    `examples` are the first of what is broken, as plain JSON.
    """

    invariant: str
    title: str
    checked: int
    broken: int
    examples: tuple[Mapping[str, Any], ...] = ()
    level: Level = Level.ERROR

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return self.broken == 0

    @property
    def fails(self) -> bool:
        """Whether the books are wrong."""
        return not self.ok and self.level is Level.ERROR


@dataclass(frozen=True, slots=True)
class Check:
    """A finding made by one statement: `broken` selects what is wrong, `checked` counts what was looked at."""

    invariant: str
    title: str
    checked: str
    broken: str
    level: Level = Level.ERROR

    def run(self, session: Session, parameters: Mapping[str, Any]) -> Finding:
        """Holds the check against the database."""
        statement = f"""
            WITH broken AS MATERIALIZED ({self.broken})
            SELECT ({self.checked}), (SELECT count(*) FROM broken),
                   (SELECT coalesce(jsonb_agg(one), '[]') FROM (SELECT * FROM broken LIMIT {EXAMPLES_SHOWN}) AS one)
        """
        checked, broken, examples = session.execute(text(statement), parameters).one()
        return Finding(self.invariant, self.title, checked, broken, tuple(examples), self.level)
