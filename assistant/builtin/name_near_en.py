"""Names in Latin letters that are not written out: misspelt words, parts of an English name, pinyin, initials."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from assistant.builtin.name_exact import Allowed
from assistant.builtin.name_grams import Growing
from assistant.builtin.name_near import READ, Guess, narrowed, visible
from assistant.builtin.name_store import NameStore, singular
from assistant.builtin.normalise import Normalised
from assistant.builtin.words import word_list

_WORD = re.compile(
    r"(?<![a-z0-9_\u00e0-\u00f6\u00f8-\u024f'])[a-z\u00e0-\u00f6\u00f8-\u024f]+"
    r"(?:'(?!(?:s|t|d|m|ll|re|ve)(?![a-z]))[a-z]+)?(?![a-z0-9_\u00e0-\u00f6\u00f8-\u024f]|-[0-9])"
)
_TOGETHER = frozenset({" ", "-", " - ", " & ", "/"})
_WIDEST = 6
_ALIKE = 0.74
"""Similarity (0–1) from which a word counts as a misspelling of another."""

_PART_ALIKE = 0.8
_MARGIN = 0.06
_RARE_ENOUGH = 3000
_RARE_ALONE = 300
"""Names that may hold a word, in company and by itself, before it says too little to look through them."""


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    known: bool


def latin_guesses(
    store: NameStore, letters: Growing, text: Normalised, allowed: Allowed | None, taken: Sequence[tuple[int, int]]
) -> Iterator[Guess]:
    """What the unclaimed Latin words of the text may name."""
    for group in _groups(text, taken):
        options = [_options(store, letters, word) for word in group]
        done: set[int] = set()
        for width in range(min(_WIDEST, len(group)), 0, -1):
            for first in range(len(group) - width + 1):
                place = range(first, first + width)
                if done.intersection(place) or all(group[at].known for at in place):
                    continue
                guess = _guess(store, group[first : first + width], options[first : first + width], allowed)
                if guess is not None:
                    done.update(place)
                    other = first + width < len(group) and group[first + width].text in word_list("organisations_en")
                    part = guess.score < 0.95 and (other or _runs_on(text.lower, guess.end))
                    yield replace(guess, sure=guess.sure and not part)


def _runs_on(lower: str, end: int) -> bool:
    """Whether Chinese goes on right behind Latin letters as one word with them: ECG纸 is more than an ECG."""
    return re.match("[纸带机仪器片针管垫袋盒包套枪计秤液膏布椅架帽罩]", lower[end : end + 1]) is not None


def _groups(text: Normalised, taken: Sequence[tuple[int, int]]) -> list[list[_Word]]:
    """Runs of unclaimed words with nothing but a space or a dash between them."""
    groups: list[list[_Word]] = []
    for match in _WORD.finditer(text.lower, 0, READ):
        start, end = match.span()
        if any(start < last and first < end for first, last in taken):
            continue
        word = match[0].replace("'", "")  # Pu'an
        known = len(word) < 3 or word in word_list("ordinary_en") or singular(word) in word_list("ordinary_en")
        one = _Word(start, end, word, known or word in word_list("never_names"))
        if groups and text.lower[groups[-1][-1].end : start] in _TOGETHER:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _options(store: NameStore, letters: Growing, word: _Word) -> list[tuple[str, float]]:
    """The words of names that a word may be, with the similarity; a known word is itself."""
    plain = singular(word.text)
    if word.known or plain in store.words or len(plain) < 4:
        return [(plain, 1.0)]
    found = []
    for at, _ in letters.search(plain, 12):
        near = store.vocabulary[at]
        alike = OSA.normalized_similarity(plain, near, score_cutoff=_ALIKE)
        if alike and near not in word_list("never_names"):
            found.append((near, alike))
    found.sort(key=lambda one: -one[1])
    return [one for one in found[:3] if one[1] >= found[0][1] - 2 * _MARGIN] or [(plain, 1.0)]


def _guess(
    store: NameStore, words: list[_Word], options: list[list[tuple[str, float]]], allowed: Allowed | None
) -> Guess | None:
    """What a window of words names: as pinyin, as a whole name misspelt, or as a part of one."""
    start, end = words[0].start, words[-1].end
    spelled = "".join(word.text for word in words)
    if len(spelled) >= 5 and (ids := visible(store, store.at_sound(spelled), allowed)):
        return _offered(store, start, end, ids, 0.98, True)
    found: list[tuple[float, list[str], list[int]]] = []
    for combination in itertools.product(*options):
        chosen = [word for word, _ in combination]
        alike = sum(len(word) * share for word, share in combination) / max(sum(map(len, chosen)), 1)
        ids = visible(store, store.at_key(singular("".join(chosen))), allowed)
        if ids and len(spelled) > 3:
            found.append((alike, chosen, ids))
    if found:
        best = max(alike for alike, _, _ in found)
        near = [at for alike, _, ids in found if alike >= best - _MARGIN for at in ids]
        return _offered(store, start, end, near, min(best, 0.97), True)
    for combination in itertools.product(*options):
        alike = min(share for _, share in combination)
        ids = _having_part(store, [word for word, _ in combination], allowed) if alike >= _PART_ALIKE else []
        if ids:
            return _offered(store, start, end, ids, 0.9 * alike, alike == 1.0)
    if len(words) == 1 and 3 <= len(spelled) <= 8 and (ids := visible(store, store.at_initials(spelled), allowed)):
        return _offered(store, start, end, ids, 0.85, True)
    return None


def _offered(store: NameStore, start: int, end: int, ids: Sequence[int], score: float, sure: bool) -> Guess | None:
    choices = narrowed(store, ids)
    return Guess(start, end, choices, score, sure) if choices else None


def _having_part(store: NameStore, words: list[str], allowed: Allowed | None) -> list[int]:
    """The names that contain these words in order; of a product the last word says what it is, so it has to be one."""
    holders = [store.words.get(word, []) for word in words]
    if min(map(len, holders)) == 0 or min(map(len, holders)) > (_RARE_ENOUGH if len(words) > 1 else _RARE_ALONE):
        return []
    holders.sort(key=len)
    common = set(holders[0]).intersection(*holders[1:])
    found = []
    for at in visible(store, sorted(common), allowed):
        tokens = [singular(token) for token in store.spaced[at].split()]
        entry = store.entries[at]
        if entry is not None and entry.kind == "product" and tokens[-1] != words[-1]:
            continue
        rest = iter(tokens)
        if all(word in rest for word in words):
            found.append(at)
    return found
