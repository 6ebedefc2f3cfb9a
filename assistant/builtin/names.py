"""The planner's name index: which products, customers, places and people a sentence names, from texts held in memory.

Where the texts come from, and who may see what, is the caller's knowledge; nothing here reads a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from assistant.builtin.name_exact import Allowed, exact_names
from assistant.builtin.name_grams import Growing, LetterPieces, SoundPieces
from assistant.builtin.name_near import READ, chosen
from assistant.builtin.name_near_en import latin_guesses
from assistant.builtin.name_near_zh import chinese_guesses
from assistant.builtin.name_store import Entry, Kind, NameStore
from assistant.builtin.normalise import Normalised
from assistant.builtin.spans import Span

__all__ = ["Allowed", "Entry", "Kind", "NameIndex"]


class NameIndex:
    """Names by exact text, code, pinyin and likeness. Entries may come and go; they count from the next call on."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._store = NameStore()
        self._sounds = Growing(self._store.chinese_keys, SoundPieces)
        self._letters = Growing(self._store.vocabulary, LetterPieces)
        self.add(entries)

    def add(self, entries: Iterable[Entry]) -> None:
        """Takes new texts in. A thing whose texts changed is removed first."""
        self._store.add(entries)
        self._sounds.refresh()
        self._letters.refresh()

    def remove(self, ref: UUID) -> None:
        """Forgets every text of one thing."""
        self._store.remove(ref)

    def link(self, text: Normalised, allowed: Allowed | None = None) -> list[Span]:
        """Every name of the text, whole ones first; entries that `allowed` turns down do not exist for the caller."""
        exact = self.exact(text, allowed)
        near = self.near(text, allowed, [(span.start, span.end) for span in exact])
        return sorted([*exact, *near], key=lambda span: span.start)

    def exact(self, text: Normalised, allowed: Allowed | None = None) -> list[Span]:
        """The whole names and codes of the text, never overlapping."""
        return exact_names(self._store, text, allowed)

    def near(self, text: Normalised, allowed: Allowed | None, taken: Sequence[tuple[int, int]]) -> list[Span]:
        """Names not written out (pinyin, misspelt, parts), in the words that `taken` leaves free."""
        taken = [stretch for stretch in taken if stretch[0] < READ]
        guesses = [
            *latin_guesses(self._store, self._letters, text, allowed, taken),
            *chinese_guesses(self._store, self._sounds, text, allowed, taken),
        ]
        return chosen(self._store, text, guesses)
