"""What a recogniser finds: a stretch of the normalised text, its type, and the typed value its words stand for.

Only the shapes live here; who finds them lives in the module of each subject.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from core.calendar import TimeSpan


class SpanType(StrEnum):
    """What kind of thing a stretch of words is."""

    NAME = "name"
    DOCUMENT = "document"
    QUANTITY = "quantity"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DISCOUNT = "discount"
    FRACTION = "fraction"
    DATE = "date"
    PERIOD = "period"
    COMPARISON = "comparison"
    DURATION = "duration"
    CLOCK = "clock"
    MEASURE = "measure"
    ORDINAL = "ordinal"
    EMAIL = "email"
    PHONE = "phone"
    LOT = "lot"
    CODE = "code"
    """A word built like a code that names nothing known: XY-99."""
    UNCLEAR = "unclear"
    """A numeral expression that no reading fits, such as 1,0000 or a number of forty digits: to be asked about."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many of something. `unit` is the canonical code, None when no unit word was said; `units` are all the codes
    the unit word may stand for (a "box" is 盒 to one product and 箱 to another), `unit` the first of them.

    A range or a bound ("3 to 5", 至少20) has `low` and/or `high`, `number` is then its first figure. `approximate`
    quantities must not be booked unasked. `each` distributes over what it stands beside (各10台). `implied` comes
    from an article or 一 ("a box of strips"): it may stay unread. Negative and zero values are kept: they are refused
    where the limits are known.
    """

    number: Decimal
    unit: str | None = None
    approximate: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    each: bool = False
    implied: bool = False
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A figure without a unit of goods. `counter` is the word it counts when that is no goods (3次, 5 customers)."""

    value: Decimal
    counter: str | None = None
    approximate: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as said. `currency` is an ISO 4217 code."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document's number in its printed form (SO-2026-00042), or as far as it was said (`complete` is False)."""

    kind: str
    number: str
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Measured:
    """A physical measure or a length of time: 35 cm, 3个月. `unit` is cm, kg, day, month …"""

    number: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class NameMatch:
    """One thing that words may name. `text` is the name that was hit, `score` is 1 for an exact hit.

    `sure` is False where a person has to be asked although this is the only candidate (one wrong character).
    """

    kind: str
    ref: UUID
    code: str
    text: str
    score: float = 1.0
    exact: bool = True
    sure: bool = True


Value: TypeAlias = (
    Quantity | Number | Amount | Document | Measured | NameMatch | TimeSpan | Decimal | int | str | time | None
)


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` of the normalised text read as `type` with `value`.

    `alternatives` are the other things the same words may mean, best first; a name with alternatives is ambiguous.
    """

    start: int
    end: int
    text: str
    type: SpanType
    value: Value
    alternatives: tuple[Value, ...] = ()

    def overlaps(self, other: Span) -> bool:
        """Whether both claim a common character."""
        return self.start < other.end and other.start < self.end

    @property
    def name(self) -> NameMatch | None:
        """The name it stands for, if it is one."""
        return self.value if isinstance(self.value, NameMatch) else None

    @property
    def names(self) -> tuple[NameMatch, ...]:
        """Every thing the words may name, best first; empty when it is no name."""
        return tuple(one for one in (self.value, *self.alternatives) if isinstance(one, NameMatch))

    @property
    def ambiguous(self) -> bool:
        """Whether a person has to be asked which name is meant."""
        return self.name is not None and (len(self.names) > 1 or not self.name.sure)
