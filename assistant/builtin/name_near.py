"""Names that are not written out as they stand in the books: what the two scripts have in common, and who goes first.

Looks only at words that nothing else has claimed. What may be meant is offered; only what can be nothing else is
taken as sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.builtin.name_exact import Allowed, span_of
from assistant.builtin.name_store import NameStore
from assistant.builtin.normalise import Normalised
from assistant.builtin.spans import Span

READ = 600
"""Characters of a message looked at for misspelt names; longer ones are pasted documents, where whole names count."""

CHOICES = 6
_TOO_MANY = 30
"""A part that more things share than this is an ordinary word."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A stretch of the text and the entries it may name, all about equally likely."""

    start: int
    end: int
    ids: tuple[int, ...]
    score: float
    sure: bool


def chosen(store: NameStore, text: Normalised, guesses: Iterable[Guess]) -> list[Span]:
    """The spans of the best guesses that do not overlap: longer before shorter, then likelier."""
    taken = bytearray(len(text.text))
    spans: list[Span] = []
    for guess in sorted(guesses, key=lambda one: (one.start - one.end, -one.score, one.start)):
        if not any(taken[guess.start : guess.end]):
            taken[guess.start : guess.end] = b"\x01" * (guess.end - guess.start)
            spans.append(span_of(store, text, guess.start, guess.end, guess.ids, score=guess.score, sure=guess.sure))
    return sorted(spans, key=lambda span: span.start)


def visible(store: NameStore, ids: Iterable[int], allowed: Allowed | None) -> list[int]:
    """Those entries the actor may see, heaviest first, else in the order given; nobody misspells a region."""
    seen = []
    for at in ids:
        entry = store.entries[at]
        if entry is not None and entry.kind != "region" and (allowed is None or allowed(entry)):
            seen.append((-entry.weight, at))
    return [at for _, at in sorted(seen, key=lambda one: one[0])]


def narrowed(store: NameStore, ids: Sequence[int]) -> tuple[int, ...]:
    """One entry for each thing, at most as many as can be offered; none when a whole crowd is meant."""
    things: dict[object, int] = {}
    for at in ids:
        entry = store.entries[at]
        if entry is not None:
            things.setdefault((entry.kind, entry.ref), at)
    return tuple(things.values())[:CHOICES] if len(things) <= _TOO_MANY else ()
