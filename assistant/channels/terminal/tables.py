"""A table drawn in columns, figures to the right; where it is too wide its texts are cut, never its figures."""

from __future__ import annotations

from assistant.channels.terminal.styles import Styles
from assistant.channels.terminal.widths import clean, left, right, width, wrapped
from assistant.replies.blocks import TableBlock

_GAP = "  "
_TEXT_MIN = 6


def draw_table(table: TableBlock, *, columns: int, styles: Styles) -> list[str]:
    """The table as lines of at most `columns` columns, if its figures leave room."""
    head = tuple(clean(column.label) for column in table.columns)
    rows = [tuple(clean(cell) for cell in row) for row in table.rows]
    total = None if table.total is None else tuple(clean(cell) for cell in table.total)
    widths = _widths([head, *rows, *([total] if total else [])], table, columns)

    def line(cells: tuple[str, ...]) -> str:
        drawn = [
            right(cell, space) if column.align == "right" else left(cell, space)
            for cell, space, column in zip(cells, widths, table.columns, strict=True)
        ]
        return _GAP.join(drawn).rstrip()

    rule = "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    lines = [styles.strong(clean(table.title))] if table.title else []
    lines.extend([styles.muted(line(head)), rule, *(line(row) for row in rows)])
    if total is not None:
        lines.extend([rule, styles.strong(line(total))])
    if table.footnote:
        lines.extend(styles.muted(text) for text in wrapped(clean(table.footnote), columns))
    return lines


def _widths(rows: list[tuple[str, ...]], table: TableBlock, columns: int) -> list[int]:
    """As wide as the contents; texts give way, the widest first."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(table.columns))]
    texts = [place for place, column in enumerate(table.columns) if column.align == "left"]
    while texts and sum(widths) + len(_GAP) * (len(widths) - 1) > columns:
        widest = max(texts, key=lambda place: widths[place])
        if widths[widest] <= _TEXT_MIN:
            break
        widths[widest] -= 1
    return widths
