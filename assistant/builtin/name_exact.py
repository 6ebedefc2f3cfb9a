"""Finding whole names and codes in a sentence: the longest that stands there by itself, in either script.

Boundaries are by script: an English word may not be cut, Chinese runs on. Misspelt names and parts of names are the
work of `name_near`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.builtin.name_store import SEPARATORS, Entry, NameStore
from assistant.builtin.normalise import Normalised
from assistant.builtin.segmenting import segmented
from assistant.builtin.spans import NameMatch, Span, SpanType
from assistant.builtin.words import word_list

Allowed = Callable[[Entry], bool]
_PLURAL = re.compile(r"(?:e?s)(?![a-z0-9])")
_HALT = re.compile(r"[\n]")
_DEPOT = re.compile(r"\s?(?:仓|库|warehouse|depot)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of the text that is the whole key of some entries."""

    start: int
    end: int
    ids: tuple[int, ...]


def exact_names(store: NameStore, text: Normalised, allowed: Allowed | None) -> list[Span]:
    """The longest names of the text that the actor may see, in order, never overlapping."""
    places = [at for at, character in enumerate(text.lower) if character not in SEPARATORS]
    squeezed = "".join([text.lower[at] for at in places])
    hits: list[Hit] = []
    for at in range(len(squeezed) - 1):
        for length in store.lengths.get(squeezed[at : at + 2], ()):
            ids = store.at_key(squeezed[at : at + length]) if at + length <= len(squeezed) else []
            if not ids:
                continue
            start, end = places[at], places[at + length - 1] + 1
            seen = [one for one in ids if _is_seen(store, one, allowed)]
            if seen and (stop := _bounded(store, text, start, end, seen[0])):
                hits.append(Hit(start, stop, tuple(seen)))
    return [span_of(store, text, hit.start, hit.end, hit.ids) for hit in _longest(text, hits)]


def span_of(
    store: NameStore,
    text: Normalised,
    start: int,
    end: int,
    ids: Iterable[int],
    *,
    score: float = 1.0,
    sure: bool = True,
) -> Span:
    """The span of a name: its best reading and, as alternatives, the other things so called.

    A word that goods and a supplier have in their names is sooner about the goods.
    """
    best: dict[object, tuple[float, NameMatch]] = {}
    for at in ids:
        entry = store.entries[at]
        if entry is not None and (entry.kind, entry.ref) not in best:
            exact = score == 1.0
            match = NameMatch(entry.kind, entry.ref, entry.code, entry.text, score, exact, sure)
            best[entry.kind, entry.ref] = entry.weight, match
    ranked = [match for _, match in sorted(best.values(), key=lambda one: (-one[0], one[1].kind == "supplier"))]
    return Span(start, end, text.text[start:end], SpanType.NAME, ranked[0], tuple(ranked[1:]))


def _is_seen(store: NameStore, at: int, allowed: Allowed | None) -> bool:
    entry = store.entries[at]
    return entry is not None and (allowed is None or allowed(entry))


def _longest(text: Normalised, hits: list[Hit]) -> list[Hit]:
    """Of overlapping hits the longest; Chinese ones that cut ordinary words on both sides are none."""
    words = None
    kept: list[Hit] = []
    taken = bytearray(len(text.text))
    for hit in sorted(hits, key=lambda one: (one.start - one.end, one.start)):
        if any(taken[hit.start : hit.end]):
            continue
        if hit.end - hit.start < 4 and not text.lower[hit.start].isascii():
            words = words or segmented(text.lower)
            if words.cuts_both_sides(hit.start, hit.end):
                continue
        taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
        kept.append(hit)
    return sorted(kept, key=lambda one: one.start)


def _bounded(store: NameStore, text: Normalised, start: int, end: int, at: int) -> int:
    """Where the name ends (a plural's s included), or 0 when it only stands inside something longer."""
    lower = text.lower
    if _HALT.search(lower, start, end) or _too_stretched(store.spaced[at], lower[start:end]):
        return 0
    if not _may_begin(lower, start) or _is_everyday(text, start, end):
        return 0
    if end < len(lower) and lower[end - 1].isalnum():  # KN95s as much as masks
        plural = _PLURAL.match(lower, end)
        end = plural.end() if plural else end
    if not _may_end(lower, start, end):
        return 0
    if end - start == 2 and lower[start:end].isalpha() and lower[start:end].isascii():
        written = text.text[start:end]
        return end if written.isupper() or _DEPOT.match(lower, end) else 0  # cd, nb, sh are words too
    return end


def _is_everyday(text: Normalised, start: int, end: int) -> bool:
    """Whether a code was only read across a space out of everyday words: "price is 30" is no IS-30."""
    letters, space, figures = text.lower[start:end].partition(" ")
    everyday = letters in word_list("ordinary_en") or letters in word_list("never_names")
    return bool(space) and figures.isdigit() and everyday and not text.text[start:end].isupper()


def _may_begin(lower: str, start: int) -> bool:
    if start == 0:
        return True
    first, before = lower[start], lower[start - 1]
    if _is_letter(first):
        if _is_letter(before) or before == "_":
            return False
        if before.isdigit():  # 20BP-200: a figure may lean on a code, a longer code may not
            figures = len(lower[:start]) - len(lower[:start].rstrip("0123456789.,"))
            ahead = start - figures - 1
            if lower[start : start + 8].find(" ") in range(5):
                return False  # 8th 30 is no TH-30
            return ahead < 0 or not (_is_letter(lower[ahead]) or lower[ahead] in "-_")
    elif first.isdigit() and (
        before.isdigit() or _is_letter(before) or (before in ".," and lower[start - 2 : start - 1].isdigit())
    ):
        return False
    return not (
        first.isascii() and before == "-" and start > 1 and lower[start - 2].isalnum() and lower[start - 2].isascii()
    )


def _may_end(lower: str, start: int, end: int) -> bool:
    if end >= len(lower):
        return True
    last, after = lower[end - 1], lower[end]
    if not last.isascii():
        return True
    coded = any(character.isdigit() for character in lower[start:end])
    if _is_letter(after) or after == "_":
        if _is_letter(last):
            return False
        return bool(re.match(r"x\s?[0-9]", lower[end : end + 3]))
    if after.isdigit():
        return _is_letter(last) and not coded and end - start >= 4
    if after == "-" and end + 1 < len(lower) and coded:
        return not (lower[end + 1].isascii() and lower[end + 1].isalnum())
    return not (after in ".," and last.isdigit() and lower[end + 1 : end + 2].isdigit() and after == ".")


def _too_stretched(spaced: str, words: str) -> bool:
    """Whether plain English words stand further apart than in the name ("cup on" is no "cupon")."""
    if not words.isascii() or any(character.isdigit() for character in words):
        return False
    gaps = sum(character in SEPARATORS and character != "'" for character in words.strip())
    return gaps > len(spaced.split()) - 1 + spaced.count("  ")


def _is_letter(character: str) -> bool:
    return "a" <= character <= "z" or ("\u00c0" <= character <= "\u024f" and character not in "×÷")
