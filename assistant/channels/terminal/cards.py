"""A card drawn as a box: title, facts, lines with amounts on the right, totals, remarks, and what can be done."""

from __future__ import annotations

from assistant.channels.terminal.styles import Styles
from assistant.channels.terminal.widths import clean, left, right, width, wrapped
from assistant.replies.blocks import CardBlock, CardLine, Note

COLUMNS_MIN = 44
COLUMNS_MAX = 92
_INDENT = "  "
_MARKS = {"info": "", "good": "✓ ", "warning": "⚠ "}

_Line = tuple[str, str]
"""A line and its tone."""


def draw_card(card: CardBlock, *, columns: int, styles: Styles) -> list[str]:
    """The card as the lines of a box that is as wide as it needs to be, within `columns`."""
    title = " · ".join(part for part in (card.status_label, card.title, card.number or "") if part)
    bottom = "  ".join([*(f"[{button.label}]" for button in card.buttons), *([card.footer] if card.footer else [])])
    title, bottom = clean(title), clean(bottom)
    inner_most = max(20, min(columns, COLUMNS_MAX) - 4)
    inner = min(inner_most, max(COLUMNS_MIN - 4, _natural(card), width(title) + 2, width(bottom) + 2))
    body: list[_Line] = [
        *_facts(card, inner),
        *(line for each in card.lines for line in _card_line(each, inner)),
        *_totals(card, inner),
        *(line for note in card.notes for line in _note(note, inner, "")),
    ]
    drawn = [f"┌ {styles.strong(title)} {'─' * max(0, inner - width(title))}┐"]
    drawn.extend(f"│ {styles.toned(left(text, inner), tone)} │" for text, tone in body)
    return [*drawn, *_bottom(bottom, inner, styles)]


def _bottom(bottom: str, inner: int, styles: Styles) -> list[str]:
    if not bottom:
        return [f"└{'─' * (inner + 2)}┘"]
    lines = wrapped(bottom, inner)
    drawn = [f"│ {styles.strong(left(line, inner))} │" for line in lines[:-1]]
    return [*drawn, f"└ {styles.strong(lines[-1])} {'─' * max(0, inner - width(lines[-1]))}┘"]


def _natural(card: CardBlock) -> int:
    """How wide the card would like to be."""
    widest = [width(clean(note.text)) + 2 for note in card.notes]
    widest.append(width(_facts_text(card)))
    widest.append(width(_totals_text(card)))
    for line in card.lines:
        widest.append(sum(width(clean(part)) for part in (line.title, line.detail, line.amount)) + 6)
        widest.extend(width(clean(note.text)) + 4 for note in line.notes)
    return max(widest, default=0)


def _facts_text(card: CardBlock) -> str:
    return " · ".join(f"{clean(fact.label)} {clean(fact.value)}".strip() for fact in card.facts)


def _totals_text(card: CardBlock) -> str:
    return " · ".join(f"{clean(total.label)} {clean(total.value)}" for total in card.totals)


def _facts(card: CardBlock, inner: int) -> list[_Line]:
    text = _facts_text(card)
    return [(line, "normal") for line in wrapped(text, inner)] if text else []


def _totals(card: CardBlock, inner: int) -> list[_Line]:
    text = _totals_text(card)
    return [(line, "normal") for line in wrapped(text, inner)] if text else []


def _card_line(line: CardLine, inner: int) -> list[_Line]:
    title, detail, amount = clean(line.title), clean(line.detail), clean(line.amount)
    drawn: list[_Line] = []
    behind = f"{detail}  {amount}" if detail and amount else detail or amount
    if width(title) + width(behind) + 2 <= inner:
        drawn.append((title + right(behind, inner - width(title)), "normal"))
    else:
        drawn.extend((text, "normal") for text in wrapped(title, inner))
        if behind:
            drawn.extend((right(text, inner), "normal") for text in wrapped(behind, inner))
    for note in line.notes:
        drawn.extend(_note(note, inner, _INDENT))
    return drawn


def _note(note: Note, inner: int, indent: str) -> list[_Line]:
    tone = "warning" if note.level == "warning" else "muted" if note.level == "info" else "normal"
    text = _MARKS[note.level] + clean(note.text)
    return [(indent + line, tone) for line in wrapped(text, inner - len(indent))]
