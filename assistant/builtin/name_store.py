"""The names a company's people use, in memory: every text under a key that forgives spacing, dashes, case and plural.

Holding and looking up whole keys lives here; finding names in a sentence lives in `name_exact` and `name_near`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from assistant.builtin.normalise import is_plain, lower_case, normalise
from assistant.builtin.sounds import is_chinese, sound_table
from assistant.builtin.words import word_list

Kind = Literal["product", "customer", "supplier", "warehouse", "user", "region", "price_list", "promotion"]
SEPARATORS = frozenset(" -_/.·'()&\"[]{}")
"""What may be left out or put in anywhere in a name: BP-200, BP 200 and bp200 are one."""

LONGEST_KEY = 80
_DELETE = str.maketrans(dict.fromkeys(SEPARATORS))
_TO_SPACE = str.maketrans(dict.fromkeys(SEPARATORS, " ") | {"'": None})
_MANY = 500
"""From how many texts on they are spelled all at once rather than one by one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text that names one thing. A heavier entry is offered first where a text names several."""

    kind: Kind
    ref: UUID
    code: str
    text: str
    weight: float = 1.0


class NameStore:
    """Entries under their keys. Ids are positions in `entries`; a removed entry is None.

    `chinese` are the ids of the names with Chinese in them, `words` where each English word occurs, `lengths` how long
    the keys are that begin with two given characters: most places of a sentence are ruled out by that alone.
    """

    def __init__(self) -> None:
        self.entries: list[Entry | None] = []
        self.keys: list[str] = []
        self.spaced: list[str] = []
        self.lengths: dict[str, list[int]] = {}
        self.chinese: list[int] = []
        self.chinese_keys: list[str] = []
        self.words: dict[str, list[int]] = {}
        self.vocabulary: list[str] = []
        self._by_key: dict[str, int | list[int]] = {}
        self._by_sound: dict[str, int | list[int]] = {}
        self._by_initials: dict[str, int | list[int]] = {}
        self._refs: set[UUID] = set()
        self._by_ref: dict[UUID, list[int]] | None = None  # made when something known is first removed

    def add(self, entries: Iterable[Entry]) -> None:
        """Takes entries in; texts that are ordinary words of the trade (order, 库存) never become names."""
        never, lengths, by_key = word_list("never_names"), self.lengths, self._by_key
        first = len(self.entries)
        for entry, (lower, key, spaced) in zip(*_spelled(list(entries)), strict=True):
            if not 2 <= len(key) <= LONGEST_KEY or lower in never:
                continue
            _file(by_key, key, len(self.keys))
            self.entries.append(entry)
            self._refs.add(entry.ref)
            self.keys.append(key)
            self.spaced.append(spaced)
            known = lengths.setdefault(key[:2], [])
            if len(key) not in known:
                known.append(len(key))
                known.sort(reverse=True)
        self._sound(first)
        self._word(first)
        if self._by_ref is not None:
            self._refer(self._by_ref, first)

    def remove(self, ref: UUID) -> None:
        """Forgets every text of one thing."""
        if ref not in self._refs:
            return
        if self._by_ref is None:
            self._by_ref = {}
            self._refer(self._by_ref, 0)
        for at in self._by_ref.pop(ref, []):
            self.entries[at] = None
            _unfile(self._by_key, self.keys[at], at)

    def at_key(self, key: str) -> list[int]:
        """The entries whose whole key this is."""
        return _filed(self._by_key, key)

    def at_sound(self, pinyin: str) -> list[int]:
        """The entries in Chinese that sound like this, syllables without spaces."""
        return self._living(_filed(self._by_sound, pinyin))

    def at_initials(self, letters: str) -> list[int]:
        """The entries in Chinese whose syllables begin with these letters."""
        return self._living(_filed(self._by_initials, letters))

    def _living(self, ids: list[int]) -> list[int]:
        return [at for at in ids if self.entries[at] is not None]

    def _sound(self, first: int) -> None:
        """Files the sounds of the Chinese names from `first` on."""
        sound = sound_table().get
        for at in range(first, len(self.keys)):
            key = self.keys[at]
            if key.isascii() or max(key) < "\u4e00":
                continue
            self.chinese.append(at)
            self.chinese_keys.append(key)
            if is_chinese(key):
                spoken = [sound(character, "-") for character in key]
                _file(self._by_sound, "".join(spoken), at)
                if len(spoken) > 2:
                    _file(self._by_initials, "".join([syllable[0] for syllable in spoken]), at)

    def _word(self, first: int) -> None:
        """Files the words of the English names from `first` on; a code is no words."""
        words = self.words
        for at in range(first, len(self.keys)):
            spaced, entry = self.spaced[at], self.entries[at]
            if not spaced.isascii() or (entry is not None and entry.text == entry.code):
                continue
            for word in spaced.split():
                held = words.get(word)
                if held is not None:
                    held.append(at)
                elif word.isalpha() and len(word) > 1:
                    one = singular(word)
                    if one not in words:
                        words[one] = []
                        self.vocabulary.append(one)
                    words[word] = words[one]  # a plural shares the list of its singular
                    words[one].append(at)

    def _refer(self, table: dict[UUID, list[int]], first: int) -> None:
        for at in range(first, len(self.entries)):
            entry = self.entries[at]
            if entry is not None:
                table.setdefault(entry.ref, []).append(at)


def key_of(lower: str) -> str:
    """The key of a lower-case name: without separators, an English plural in the singular."""
    return singular(lower.translate(_DELETE))


def singular(key: str) -> str:
    """Without a plural's s; short words and -ss stay."""
    if len(key) > 4 and key[-1] == "s" and key[-2] != "s" and key[-2].isascii() and key[-2].isalpha():
        return key[:-1]
    return key


def _spelled(entries: list[Entry]) -> tuple[list[Entry], Iterator[tuple[str, str, str]]]:
    """The entries, and for each the lower-case text, the key, and the text with separators as spaces."""
    texts = [entry.text for entry in entries]
    whole = "\n".join(texts)
    if len(texts) < _MANY or whole.count("\n") >= len(texts) or not is_plain(whole.replace("\n", "")):
        lowers = [lower_case(text) if is_plain(text) else normalise(text).lower for text in texts]
        return entries, ((lower, key_of(lower), lower.translate(_TO_SPACE)) for lower in lowers)
    lower = keys = spaced = lower_case(whole)  # all at once: a first start reads hundreds of thousands
    for separator in SEPARATORS:
        keys = keys.replace(separator, "")
        spaced = spaced.replace(separator, "" if separator == "'" else " ")
    return entries, zip(lower.split("\n"), map(singular, keys.split("\n")), spaced.split("\n"), strict=True)


def _file(table: dict[str, int | list[int]], key: str, at: int) -> None:
    """Files one more id under a key; most keys have one, which then needs no list."""
    held = table.get(key)
    if held is None:
        table[key] = at
    elif isinstance(held, int):
        table[key] = [held, at]
    else:
        held.append(at)


def _unfile(table: dict[str, int | list[int]], key: str, at: int) -> None:
    rest = [one for one in _filed(table, key) if one != at]
    if rest:
        table[key] = rest
    else:
        table.pop(key, None)


def _filed(table: dict[str, int | list[int]], key: str) -> list[int]:
    held = table.get(key)
    return [] if held is None else [held] if isinstance(held, int) else held
