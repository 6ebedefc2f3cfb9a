"""Tables and sums in the narrow column of a phone: aligned where they fit, as stacked lines where they do not."""

from __future__ import annotations

from collections.abc import Sequence

from wcwidth import wcwidth

from assistant.channels.telegram.markup import Piece
from assistant.replies.blocks import TableBlock, Total

COLUMNS_MAX = 38
"""Columns of text in a fixed-width font that a phone shows without breaking lines."""

_GAPS = (2, 1)


def draw_table(block: TableBlock) -> list[Piece]:
    """The table without its title: columns side by side, or each row as a heading with its values below."""
    rows = [tuple(_in_one_line(cell) for cell in row) for row in (*block.rows, *_total_of(block))]
    headings = tuple(_in_one_line(column.label) for column in block.columns)
    rights = [column.align == "right" for column in block.columns]
    widths = [max(map(width, cells)) for cells in zip(headings, *rows, strict=True)]
    gap = next((gap for gap in _GAPS if _full(widths, gap) <= COLUMNS_MAX), None)
    if gap is None:
        return _stacked(headings, rows)
    lines = [_aligned(headings, widths, rights, gap)] if any(headings) else []
    lines += [_aligned(row, widths, rights, gap) for row in rows]
    if block.total is not None:
        lines.insert(-1, "-" * _full(widths, gap))
    return [Piece("\n".join(lines), "pre"), Piece("\n")]


def draw_totals(totals: Sequence[Total]) -> list[Piece]:
    """Sums under each other, their figures flush right."""
    if not totals:
        return []
    labels = [_in_one_line(total.label) for total in totals]
    widths = [max(map(width, labels)), max(width(total.value) for total in totals)]
    lines = [
        _aligned((label, total.value), widths, [False, True], _GAPS[0])
        for label, total in zip(labels, totals, strict=True)
    ]
    return [Piece("\n".join(lines), "pre"), Piece("\n")]


def width(text: str) -> int:
    """Columns a text takes in a fixed-width font: two for a Chinese character, one for a Latin one."""
    return sum(max(0, wcwidth(character)) for character in text)


def _total_of(block: TableBlock) -> Sequence[tuple[str, ...]]:
    return () if block.total is None else (block.total,)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _full(widths: Sequence[int], gap: int) -> int:
    return sum(widths) + gap * (len(widths) - 1)


def _aligned(cells: Sequence[str], widths: Sequence[int], rights: Sequence[bool], gap: int) -> str:
    padded = []
    for cell, columns, right in zip(cells, widths, rights, strict=True):
        blanks = " " * (columns - width(cell))
        padded.append(blanks + cell if right else cell + blanks)
    return (" " * gap).join(padded).rstrip()


def _stacked(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Piece]:
    pieces: list[Piece] = []
    for row in rows:
        named = [f"{heading} {cell}".strip() for heading, cell in zip(headings[1:], row[1:], strict=True) if cell]
        pieces += [Piece(row[0], "b"), Piece("\n" + "".join(f"  {line}\n" for line in _filled(named)))]
    return pieces


def _filled(items: Sequence[str]) -> list[str]:
    """Short items share a line."""
    lines: list[str] = []
    for item in items:
        if lines and width(lines[-1]) + width(item) + 3 <= COLUMNS_MAX:
            lines[-1] += f" · {item}"
        else:
            lines.append(item)
    return lines
