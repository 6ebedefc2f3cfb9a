"""Document numbers such as SO-2026-00042, from a sequence: unique, never reused, gaps allowed.

Gapless numbers (posted invoices, vouchers) are a different promise and do not belong here.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Sequence, cast, func, select
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.orm import Session

from core.database import Base


class NumberSeries:
    """The numbers of one kind of document. `prefix` as in SO, T; with the year unless `yearly` is False."""

    def __init__(self, prefix: str, sequence: str, *, yearly: bool = True, width: int = 5) -> None:
        self.prefix = prefix
        self.yearly = yearly
        self.width = width
        self.sequence = Sequence(sequence, metadata=Base.metadata)

    def take(self, session: Session, on: date) -> str:
        """The next number for a document of the day `on`."""
        value = session.execute(self.sequence.next_value().select()).scalar_one()
        return self.written(value, on)

    def advance(self, session: Session, *, beyond: int) -> None:
        """Makes the next number a later one than `beyond`, for documents that came with numbers of their own."""
        sequence = cast(self.sequence.name, REGCLASS)
        session.execute(select(func.setval(sequence, func.greatest(beyond, self.sequence.next_value()))))

    def written(self, value: int, on: date) -> str:
        """The number `value` of the day `on` as it is printed."""
        serial = f"{value:0{self.width}d}"
        return f"{self.prefix}-{on.year}-{serial}" if self.yearly else f"{self.prefix}-{serial}"
