"""Names in Chinese that are not written out: a wrong or missing character, the same sound, a part of the name.

A part counts only where it does not cut an ordinary word and is none itself: 新安 is not in 新安装的机器,
and 血压 is no 血压计.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from assistant.builtin.name_exact import Allowed
from assistant.builtin.name_grams import Growing
from assistant.builtin.name_near import READ, Guess, narrowed, visible
from assistant.builtin.name_store import NameStore
from assistant.builtin.normalise import Normalised
from assistant.builtin.segmenting import Segmented, segmented
from assistant.builtin.sounds import is_chinese, syllables
from assistant.builtin.words import word_list

_RUN = re.compile("[\u4e00-\u9fff]{2,60}")
_CANDIDATES = 24
_SHORTEST_UNLIKE = 4
"""Characters of a name from which one of another sound may be wrong."""

_SAME_SOUND = 0.9
"""How alike only names of the same sound are."""

_CROWD = 2000
"""Names from which on a part is too common to look through them."""

_OTHER_COMPANY = re.compile("|".join(sorted(word_list("organisations_zh"), key=len, reverse=True)))
_EVERYDAY = frozenset("的了吗呢吧和给把是要有在我你他这那哪多少几不也还就都很再没请从到")
"""Characters of grammar: where one stands, no name was meant to go on."""

_NO_NAMES = frozenset("v vn vd a ad an d m q r p c u uj ul uv ud uz f t y e o k h s".split())
"""Parts of speech of the general dictionary that are never a company's or a product's short name."""


def chinese_guesses(
    store: NameStore, sounds: Growing, text: Normalised, allowed: Allowed | None, taken: Sequence[tuple[int, int]]
) -> Iterator[Guess]:
    """What the unclaimed Chinese words of the text may name."""
    words: Segmented | None = None
    for start, end in _free_runs(text, taken):
        words = words or segmented(_masked(text.lower[: 2 * READ], taken))
        yield from _misspelt(store, sounds, text.lower[start:end], start, allowed)
        yield from _parts(store, sounds, text.lower, start, end, words, allowed)


def _masked(lower: str, taken: Sequence[tuple[int, int]]) -> str:
    """The text with what is claimed blanked out: in 2箱半袖带 the 半 belongs to no 半袖."""
    for start, end in taken:
        lower = lower[:start] + " " * (min(end, len(lower)) - start) + lower[end:]
    return lower


def _free_runs(text: Normalised, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for match in _RUN.finditer(text.lower, 0, READ):
        start = match.start()
        for first, last in sorted(taken):
            if first < match.end() and last > start:
                if first - start >= 2:
                    yield start, first
                start = max(start, last)
        if match.end() - start >= 2:
            yield start, match.end()


def _misspelt(store: NameStore, sounds: Growing, run: str, offset: int, allowed: Allowed | None) -> Iterator[Guess]:
    """Whole names with a character wrong, missing or too many; a person is asked unless it sounds like one product.

    Goods are seldom called alike, and a card shows what was understood; companies of the same sound are common.
    """
    if len(run) < 3:
        return
    found: dict[tuple[int, int], list[tuple[float, int]]] = {}
    heard = syllables(run)
    for candidate, _ in sounds.search(run, _CANDIDATES):
        at, key = store.chinese[candidate], store.chinese_keys[candidate]
        if len(key) < 3 or not is_chinese(key) or not visible(store, [at], allowed):
            continue
        for start, end, score in _places(run, heard, key):
            found.setdefault((start, end), []).append((score, at))
    for (start, end), scored in found.items():
        best = max(score for score, _ in scored)
        near = visible(store, [at for score, at in scored if score >= best - 0.1], allowed)
        if choices := narrowed(store, near):
            only = store.entries[choices[0]] if len(choices) == 1 else None
            sure = best > _SAME_SOUND and only is not None and only.kind == "product"
            yield Guess(offset + start, offset + end, choices, best, sure=sure)


def _places(run: str, heard: list[str], key: str) -> Iterator[tuple[int, int, float]]:
    """Where in the run the name may stand misspelt, with how alike it is (0–1)."""
    size, spoken = len(key), syllables(key)
    for start in range(len(run) - size + 1):
        window = run[start : start + size]
        wrong = [at for at in range(size) if window[at] != key[at]]
        unheard = [at for at in wrong if heard[start + at] != spoken[at]]
        if not wrong or len(wrong) == size or any(window[at] in _EVERYDAY for at in wrong):
            continue
        if not unheard:
            yield start, start + size, 0.95 - 0.02 * len(wrong)
        elif len(wrong) == 1 and (size >= _SHORTEST_UNLIKE or _tells(window, wrong[0])):
            yield start, start + size, 0.9 - 0.3 / size
        elif len(wrong) == 2 and size >= 6 and wrong[0] < size - 2:  # two other characters at the end are another word
            yield start, start + size, 0.8 - 0.3 / size
    if size < 5:
        return
    for other in (size - 1, size + 1):
        for start in range(len(run) - other + 1):
            window = run[start : start + other]
            if window[0] == key[0] and window[-1] == key[-1] and OSA.distance(window, key, score_cutoff=1) == 1:
                yield start, start + other, 0.85


def _tells(window: str, wrong: int) -> bool:
    """Whether what is right of a three-character name is enough to think of it (耳温计, but not 血压高)."""
    right = window[:wrong] + window[wrong + 1 :]
    return wrong != 1 and right not in word_list("ordinary_zh")


def _parts(
    store: NameStore, sounds: Growing, lower: str, start: int, end: int, words: Segmented, allowed: Allowed | None
) -> Iterator[Guess]:
    """Parts of names, the longest from each place."""
    at = start
    while at < end - 1:
        stop = _longest_part(store, sounds, lower, at, end) if at in words.edges else at
        while stop - at >= 2:
            part = lower[at:stop]
            ids = _holders(store, sounds, part, allowed) if _is_part(part, at, stop, words) else []
            if choices := narrowed(store, ids):
                other = _OTHER_COMPANY.match(lower, stop) is not None  # 康宁诊所 is not 康宁大药房
                yield Guess(at, stop, choices, 0.6 + 0.02 * min(len(part), 10), sure=len(choices) == 1 and not other)
                break
            stop -= 1
        at = stop if stop - at >= 2 else at + 1


def _longest_part(store: NameStore, sounds: Growing, lower: str, at: int, end: int) -> int:
    """How far from `at` the text runs along within some name."""
    stop = at + 1
    while stop < end:
        part = lower[at : stop + 1]
        holders = sounds.having_all(part, _CROWD)
        if holders is not None and not any(part in store.chinese_keys[one] for one in holders):
            break
        stop += 1
    return stop


def _is_part(part: str, start: int, stop: int, words: Segmented) -> bool:
    """Whether the part could be a short name rather than everyday language."""
    if words.cuts_words(start, stop) or part in word_list("never_names") or _EVERYDAY.issuperset(part):
        return False
    if part in word_list("ordinary_zh"):
        return False
    inside = [(first, last) for first, last in words.tags if start <= first and last <= stop]
    return not all(
        (words.tags[place] in _NO_NAMES and place[1] - place[0] > 1)
        or part[place[0] - start : place[1] - start] in word_list("ordinary_zh")
        for place in inside
    )


def _holders(store: NameStore, sounds: Growing, part: str, allowed: Allowed | None) -> list[int]:
    """The names that hold the part; a product is called by the end of its name, or by three characters of it."""
    found = []
    for one in sounds.having_all(part, _CROWD) or ():
        key, at = store.chinese_keys[one], store.chinese[one]
        entry = store.entries[at]
        if part not in key or entry is None:
            continue
        whole = key.endswith(part) or len(part) >= 3 if entry.kind == "product" else _begins(key, part)
        if whole:
            found.append(at)
    return visible(store, sorted(found, key=lambda at: len(store.keys[at])), allowed)


def _begins(key: str, part: str) -> bool:
    """Whether people could call a company by this part: its name begins so, apart from the place."""
    while not key.startswith(part):
        place = next((size for size in (4, 3, 2) if key[:size] in word_list("ordinary_zh")), 0)
        if not place:
            return False
        key = key[place:]
    return True
