"""A section: what one command would do or did, in parts a card is put together from. Areas make them.

Cards for proposals are built from sections in `proposals`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.replies.blocks import Button, CardLine, Fact, Note, Total
from assistant.replies.reader import Reader


@dataclass(frozen=True, slots=True)
class Section:
    """One command in words.

    `kind` is what the document is called, `proposed` says what a yes would bring, `done` what was done (empty before
    it was). `subject` is who or what it concerns, short; `buttons` are what can be done next, once it was done.
    """

    kind: str
    proposed: str
    done: str
    subject: str = ""
    facts: tuple[Fact, ...] = ()
    lines: tuple[CardLine, ...] = ()
    totals: tuple[Total, ...] = ()
    notes: tuple[Note, ...] = ()
    buttons: tuple[Button, ...] = ()


def facts_of(reader: Reader, *pairs: tuple[str, str]) -> tuple[Fact, ...]:
    """Labelled values for a card: (key of the label, value); those without a value are left out."""
    return tuple(Fact(label=reader.say(f"label.{key}"), value=value) for key, value in pairs if value)


def notes_of(texts: Iterable[str]) -> tuple[Note, ...]:
    """Plain remarks, without the empty ones."""
    return tuple(Note(text=text) for text in texts if text)
