"""Lists as tables: rows of cells by column name, with labels and alignment in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.replies.blocks import Column, TableBlock
from assistant.replies.reader import Reader

_FIGURES = frozenset(
    {"price", "gross", "on_hand", "reserved", "expired", "available", "quantity", "counted", "difference"}
    | {"current", "to_30", "to_60", "to_90", "over_90", "credits", "total", "amount", "open", "unused", "overdue"}
    | {"opening", "debit", "credit", "closing"}
)


def table_of(
    columns: Sequence[str], rows: Iterable[Mapping[str, str]], reader: Reader, *, title: str = "", footnote: str = ""
) -> TableBlock:
    """A table of `columns` (keys of labels); a column that is empty in every row is left out."""
    cells = list(rows)
    shown = [column for column in columns if any(row.get(column) for row in cells)]
    return TableBlock(
        title=title,
        columns=tuple(
            Column(label=reader.say(f"label.{column}"), align="right" if column in _FIGURES else "left")
            for column in shown
        ),
        rows=tuple(tuple(row.get(column) or reader.say("nothing") for column in shown) for row in cells),
        footnote=footnote,
    )
