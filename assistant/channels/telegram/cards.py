"""A card as lines of text: title, facts, what it is about line by line, sums, remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.channels.telegram.markup import Piece
from assistant.channels.telegram.tables import draw_totals
from assistant.replies.blocks import CardBlock, CardLine, Note
from assistant.replies.words import say

_MARKS = {"info": "·", "good": "✓", "warning": "⚠"}


def draw_card(card: CardBlock, language: str) -> list[Piece]:
    """The card without its buttons."""
    status = card.status_label if card.status_label not in card.title else ""
    pieces = [Piece(" · ".join(filter(None, (card.title, card.number, status))), "b"), Piece("\n")]
    for fact in card.facts:
        pieces.append(Piece(say("telegram.fact", language, label=fact.label, value=fact.value) + "\n"))
    for line in card.lines:
        pieces += _line(line)
    if card.totals:
        pieces += [Piece("\n"), *draw_totals(card.totals)]
    pieces += _notes(card.notes, indent="")
    if card.footer:
        pieces += [Piece(card.footer, "i"), Piece("\n")]
    return pieces


def _line(line: CardLine) -> Iterator[Piece]:
    yield Piece("\n")
    yield Piece(line.title, "b")
    detail = f"\n  {line.detail}" if line.detail else ""
    if line.amount:
        yield Piece(f"{detail} = " if detail else "\n  ")
        yield Piece(line.amount, "code")
        yield Piece("\n")
    else:
        yield Piece(f"{detail}\n")
    yield from _notes(line.notes, indent="  ")


def _notes(notes: Sequence[Note], *, indent: str) -> Iterator[Piece]:
    for note in notes:
        yield Piece(f"{indent}{_MARKS[note.level]} {note.text}\n")
