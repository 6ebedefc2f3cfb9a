"""The one root of everything a person may be told went wrong, and its five kinds.

Concrete refusals live beside the code that raises them. Their wording lives in the locale files, never here: a
refusal carries facts, and whoever shows it picks the sentence in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

Fact = str | int | bool | Decimal | date | datetime | UUID | None | Sequence["Fact"] | Mapping[str, "Fact"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate a person may pick: `value` is what to send back, the names are what to show."""

    value: str
    name_zh: str
    name_en: str


class Refusal(Exception):
    """Something that may not or can not be done, safe and useful to show to the person who asked.

    `facts` are what the sentence needs (figures, names, limits); `choices` are candidates the actor may see.
    """

    kind: ClassVar[str] = "refused"

    def __init__(self, *, choices: Sequence[Choice] = (), **facts: Fact) -> None:
        super().__init__(type(self).__name__, facts)
        self.facts: dict[str, Fact] = facts
        self.choices: tuple[Choice, ...] = tuple(choices)

    @property
    def code(self) -> str:
        """The stable name of this refusal, the key of its sentence in the locale files."""
        return type(self).__name__


class NotFound(Refusal):
    """Nothing the actor may see answers to what was asked for. Says the same for "absent" and "not yours"."""

    kind = "not_found"


class NotPermitted(Refusal):
    """The actor's roles do not allow it."""

    kind = "not_permitted"


class Invalid(Refusal):
    """What was said cannot be meant: a figure, date or word outside what is possible."""

    kind = "invalid"


class Conflict(Refusal):
    """The state of the books does not allow it now."""

    kind = "conflict"


class Unavailable(Refusal):
    """Something the answer needs is not working at the moment."""

    kind = "unavailable"
