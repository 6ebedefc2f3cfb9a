"""The numbers of documents, never used twice: from a sequence, gaps allowed, or gapless and at a price.

Orders and the like are numbered from a sequence, which nobody waits for. Gapless numbers (posted invoices, vouchers)
are counted in a row, so that a transaction that fails takes its number back, and everybody else waits meanwhile.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from sqlalchemy import Sequence, cast, func, select
from sqlalchemy.dialects.postgresql import REGCLASS, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base


def as_numbered(written: str) -> str:
    """A document's number as the books write it, whatever width, case and spaces a person wrote it in."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", written)).upper()


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


class GaplessCounter(Base):
    """The last number given out under `key`."""

    __tablename__ = "gapless_counters"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class GaplessSeries:
    """Numbers 1, 2, 3 … without a gap, counted apart for each key (a year, a month and a voucher word)."""

    def __init__(self, name: str) -> None:
        self.name = name

    def take(self, session: Session, key: str) -> int:
        """The next number under `key`. To be the last statement before the commit.

        The counter's row stays locked until then, and whoever else wants a number under this key waits for it. A
        transaction that is rolled back leaves no gap.
        """
        first = insert(GaplessCounter).values(key=f"{self.name}/{key}", value=1)
        counted = first.on_conflict_do_update(
            index_elements=[GaplessCounter.key], set_={"value": GaplessCounter.value + 1}
        )
        return session.execute(counted.returning(GaplessCounter.value)).scalar_one()
