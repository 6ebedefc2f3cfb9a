"""A reply drawn in characters: its blocks one under the other, as wide as the terminal allows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.channels.terminal.cards import draw_card
from assistant.channels.terminal.styles import PLAIN, Styles
from assistant.channels.terminal.tables import draw_table
from assistant.channels.terminal.widths import clean, left, width, wrapped
from assistant.replies.blocks import (
    Block,
    ButtonsBlock,
    CardBlock,
    ChartBlock,
    CitationsBlock,
    FileBlock,
    Reply,
    TableBlock,
    TextBlock,
)

_BARS = " ▏▎▍▌▋▊▉█"
_BAR_COLUMNS = 24


def draw_reply(reply: Mapping[str, Any], *, columns: int, styles: Styles = PLAIN, login: str = "") -> str:
    """The reply (JSON of `Reply`) as lines of at most `columns` columns; `login` is who reads it."""
    known = {name: reply[name] for name in Reply.model_fields if name in reply}
    blocks = Reply.model_validate(known).blocks
    drawn = (draw_block(block, columns=columns, styles=styles, login=login) for block in blocks)
    return "\n".join(line for lines in drawn for line in lines)


def draw_block(block: Block, *, columns: int, styles: Styles = PLAIN, login: str = "") -> list[str]:
    """One block as lines."""
    if isinstance(block, TextBlock):
        return [styles.toned(line, block.tone) for line in wrapped(clean(block.text), columns)]
    if isinstance(block, CardBlock):
        return draw_card(block, columns=columns, styles=styles)
    if isinstance(block, TableBlock):
        return draw_table(block, columns=columns, styles=styles)
    if isinstance(block, ChartBlock):
        return _chart(block, columns, styles)
    if isinstance(block, CitationsBlock):
        return _citations(block, columns, styles)
    if isinstance(block, ButtonsBlock):
        labels = "  ".join(f"[{clean(button.label)}]" for button in block.buttons)
        return [styles.strong(line) for line in wrapped(labels, columns)]
    return _file(block, login, styles)


def _citations(block: CitationsBlock, columns: int, styles: Styles) -> list[str]:
    lines: list[str] = []
    for item in block.items:
        place = " · ".join(part for part in (clean(item.title), clean(item.section)) if part)
        lines.extend(styles.muted(line) for line in wrapped(f"[{item.number}] {place}", columns))
    return lines


def _file(block: FileBlock, login: str, styles: Styles) -> list[str]:
    """The name, and the command that saves it: an address alone is of no use at a terminal."""
    size = "" if block.size is None else f" ({block.size // 1024 + 1} kB)"
    command = f"zhanggui file {clean(block.url)}" + (f" --as {login}" if login else "")
    return [f"{styles.strong(clean(block.name))}{size}", styles.muted(f"  {command}")]


def _chart(block: ChartBlock, columns: int, styles: Styles) -> list[str]:
    title = clean(block.title) + (f" ({clean(block.unit)})" if block.unit else "")
    lines = [styles.strong(title)]
    named = len(block.series) > 1
    rows: list[tuple[str, Decimal, str]] = []
    for place, label in enumerate(block.labels):
        for series in block.series:
            name = f"{clean(label)} {clean(series.name)}" if named else clean(label)
            rows.append((name, Decimal(series.values[place]), series.values[place]))
    longest = max((width(name) for name, _, _ in rows), default=0)
    most = max((abs(value) for _, value, _ in rows), default=Decimal(0))
    bar_columns = max(4, min(_BAR_COLUMNS, columns - longest - 16))
    for name, value, written in rows:
        lines.append(f"{left(name, longest)}  {left(_bar(value, most, bar_columns), bar_columns)}  {written}")
    if block.footnote:
        lines.extend(styles.muted(line) for line in wrapped(clean(block.footnote), columns))
    return lines


def _bar(value: Decimal, most: Decimal, columns: int) -> str:
    """A bar in eighths of a column; below zero it is hatched."""
    if not most:
        return ""
    eighths = int(abs(value) / most * columns * 8)
    whole, rest = divmod(eighths, 8)
    return "░" * max(1, whole) if value < 0 else "█" * whole + (_BARS[rest] if rest else "")
