"""The words for units of goods, compiled once from data, and finding one at a place in a text.

Which units a product has and how many pieces a pack holds belongs to the catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from assistant.builtin.normalise import normalise
from assistant.builtin.words import word_list

_TWELVE = frozenset({"打", "dozen", "dozens", "doz"})
_EACH = frozenset({"each"})
_LONG = 4
_WORD = re.compile(rf"[a-z]{{{_LONG},}}(?![a-z0-9'-])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit word found in a text: the codes it may stand for, likeliest first, and where it ends."""

    codes: tuple[str, ...]
    end: int


class Units:
    """The unit words of a company in both languages. Dozens are numbers here, and "each" distributes."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        """`words` gives for each canonical unit code every word that may mean it, likeliest unit first."""
        codes: dict[str, list[str]] = {}
        for code, spoken in words.items():
            for word in dict.fromkeys([code, *spoken]):
                for form in _forms(normalise(word).lower):
                    known = codes.setdefault(form, [])
                    if form not in _TWELVE | _EACH and code not in known:
                        known.append(code)
        self._codes = {form: tuple(known) for form, known in codes.items() if known}
        longest_first = sorted(self._codes, key=len, reverse=True)
        chinese = [re.escape(form) for form in longest_first if not form.isascii()]
        latin = [re.escape(form) for form in longest_first if form.isascii()]
        bounded = [f"(?:{'|'.join(latin)})(?![a-z0-9])"] if latin else []
        self._pattern = re.compile("|".join([*chinese, *bounded]) or "(?!)")
        traps = sorted(word_list("unit_traps_zh"), key=len, reverse=True)
        self._traps = re.compile("|".join(map(re.escape, traps)))

    def at(self, lower: str, start: int) -> Unit | None:
        """The unit word that stands at `start` of a lower-case text, unless it begins a longer word (个月)."""
        match = self._pattern.match(lower, start)
        if match is None:
            return self._misspelt(lower, start)
        return None if self._traps.match(lower, start) else Unit(self._codes[match[0]], match.end())

    def _misspelt(self, lower: str, start: int) -> Unit | None:
        """The English unit word that a word is which nobody uses: boxs, peices, cartns."""
        word = _WORD.match(lower, start)
        if word is None or word[0] in word_list("ordinary_en"):
            return None
        near = {
            self._codes[form]
            for form in self._codes
            if len(form) >= _LONG and form[0] == word[0][0] and _is_slip(form, word[0])
        }
        return Unit(near.pop(), word.end()) if len(near) == 1 else None


def _is_slip(form: str, word: str) -> bool:
    """Whether a letter was left out, doubled or swapped; another in its place makes another word: kits, kids."""
    other = len(form) == len(word) and sorted(form) != sorted(word)
    return not other and OSA.distance(form, word, score_cutoff=1) <= 1


def _forms(word: str) -> list[str]:
    """The word and, for an English one, its plural."""
    if not word.isascii() or not word.isalpha() or len(word) < 3 or word.endswith("s"):
        return [word]
    return [word, word + ("es" if word.endswith(("x", "ch", "sh")) else "s")]
