"""Finding numerals in a sentence, in digits and in words, without cutting one out of a longer expression.

What they count (units, money, percent) is read by the modules of those subjects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from assistant.builtin import numerals_en, numerals_zh
from assistant.builtin.normalise import Normalised

LONGEST = 15
"""Digits of the largest whole number read; a longer one is unclear rather than an amount of anything."""

_CLUSTER = re.compile(r"[0-9](?:[0-9]|[.,:/](?=[0-9]))*")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_RATIO = re.compile(r"([1-9])/([2-9]|10)")
_ZH_SCALED = re.compile(
    r"\s?(?P<vague>[多来余])?(?P<scale>[十百千]?[万亿]|[百千])(?P<rest>[1-9](?![0-9.,])(?P<small>[百千]?))?"
)
_EN_SCALED = re.compile(
    r"(?:k|w)(?![a-z0-9])|e\+?(?P<power>[0-9]{1,2})(?![a-z0-9])| (?P<word>hundred|thousand|million|billion)\b"
)
_WORD_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_ZH_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
_ZH_RUN = re.compile(rf"[{numerals_zh.CHARACTERS}]+(?:点[{numerals_zh.DIGITS}]+)?(?:[多来余][万亿]?)?")
_NO_NUMERAL_AFTER = frozenset("0123456789第周统唯逐同专惟不独合之礼期每双初某任")
_NOT_NUMERALS = re.compile(
    "一点(?![钟半整0-9零一二三四五六七八九])|一[下些会直样起共般定旦切律致向边面时系体键经再手方应旁带度流]|万[一分]|十分(?!钟)|百分|千万别|三方|二维|二手"
)
_LIST_MARK = re.compile(r"(?:(?<=\n)|^|(?<=[\s,;。;:]))\(?([0-9]{1,2})(?:[.、)](?![0-9])|、)\s?(?=[^\s0-9])")
_BULLET = re.compile(r"(?:(?<=\n)|^)-\s?(?=[0-9])")
_ENGLISH_FIXED = (
    (re.compile(r"(?<![a-z0-9])(?:a )?half (?:a )?doz(?:en)?(?![a-z])"), Decimal(6)),
    (re.compile(r"(?<![a-z0-9])an? doz(?:en)? and a half(?![a-z])"), Decimal(18)),
    (re.compile(r"(?<![a-z0-9])an? doz(?:en)?(?![a-z])"), Decimal(12)),
    (re.compile(r"(?<![a-z0-9])a couple(?: of)?(?![a-z])"), Decimal(2)),
)
_DOZEN = re.compile(r"[ -]?(?:dozens?|doz)(?![a-z])(?P<half> and a half(?![a-z]))?| and a half dozens?(?![a-z])")
_AND_HALF = re.compile(r" and a half(?![a-z])|\s?½| 1/2(?![0-9/.])")
_ZH_DOZEN = re.compile(r"打(?P<half>半)?(?![折算电印开包款听理败造扰0-9一二三四五六七八九个])")
_LEADING_FIGURES = ("qty", "rmb", "cny", "usd", "eur", "hkd", "gbp", "no")
_GLUE = re.compile(r"-?[a-z\u00e0-\u00f6\u00f8-\u024f]")
_AFTER_CODE = re.compile("[,:]")
_CHAIN = re.compile(r"[0-9.,:/-]*[0-9]")
_CODE_BEFORE = re.compile(r"(?<![a-z0-9])[a-z]{1,8}-?[0-9]{1,5}$")
_BY = re.compile(r"\s?[x×*]\s?")
_BETWEEN = re.compile(r"\s?(?:-|~|到|至|to|or|或者?)\s?")


_LABELLED = re.compile(
    r"(?<![a-z])(?:wards?|rooms?|buildings?|bldg|floors?|gates?|docks?|bays?|wings?|theatres?|extension|ext\.?)"
    r" (?:no\.? ?)?$"
)
_LABELLING = re.compile(r"号?(?:楼(?!上)|病区|病房|床位|诊室|窗口|号门|号库位)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral of the text. `value` is None when its figures make no number (1,0000).

    `goods` says that it counts goods without a unit being named (dozens do). `weak` ones (一, 两, one) mean a number
    only beside something countable. `glued` ones run into a letter (20pcs, 5x) and mean nothing without it.
    """

    start: int
    end: int
    value: Decimal | None
    high: Decimal | None = None
    approximate: bool = False
    weak: bool = False
    glued: bool = False
    goods: bool = False


def find_numerals(text: Normalised) -> list[Numeral]:
    """Every numeral of the text in order, never overlapping: the longest expression, or none of it."""
    lower = text.lower
    skipped = _list_marks(lower)
    fixed = [
        Numeral(m.start(), m.end(), value, goods=True)
        for pattern, value in _ENGLISH_FIXED
        for m in pattern.finditer(lower)
    ]
    words = [
        Numeral(start, end, value, weak=numerals_en.is_weak(lower[start:end]))
        for start, end, value in numerals_en.find(lower)
    ]
    digits = [one for one in _in_digits(text) if one.start not in skipped]
    digits += [Numeral(*one) for one in numerals_en.find_spaced(lower)]
    found = _leftmost_longest([*fixed, *digits, *words, *_in_chinese(lower), *_bare_fractions(lower)])
    found = _leftmost_longest([_extended(one, lower) for one in found])
    found = [one for one in _joined([_signed(one, lower) for one in found], lower) if not _is_a_label(one, lower)]
    return [one if one.value is None else replace(one, value=whole(one.value)) for one in found]


def _is_a_label(one: Numeral, lower: str) -> bool:
    """Whether the figure tells which ward, building or extension, and counts nothing: "for ward 3", 送3号楼."""
    return _LABELLED.search(lower, 0, one.start) is not None or _LABELLING.match(lower, one.end) is not None


def _in_digits(text: Normalised) -> Iterator[Numeral]:
    lower = text.lower
    for chain in _CHAIN.finditer(lower):
        attached = _attached(lower, chain.start(), chain[0])
        for cluster in _CLUSTER.finditer(lower, *chain.span()):
            start = cluster.start()
            if attached:
                parted = _AFTER_CODE.search(cluster[0])
                if parted is None:
                    continue
                start, attached = start + parted.end(), False  # "BP-200,20": the code ends at the comma
            for first, last in _parts(text, start, cluster.end()):
                yield _digits(lower, first, last)


def _attached(lower: str, start: int, chain: str) -> bool:
    """Whether the digits of a chain continue a word or a code (BP-200, E3, SO-2026-00042)."""
    if start == 0:
        return False
    before = lower[start - 1]
    if before == "x" and (start == 1 or not _is_latin(lower[start - 2])):
        return False
    if not _is_latin(before) and before != "_":
        return False
    return not lower[max(0, start - 4) : start].endswith(_LEADING_FIGURES) and chain[0] in "-0123456789_"


def _is_latin(character: str) -> bool:
    return "a" <= character <= "z" or ("\u00c0" <= character <= "\u024f" and character not in "×÷")


def _parts(text: Normalised, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Splits a run of digits at commas typed as Chinese ones, which part items."""
    for at in range(start, end):
        if text.lower[at] == "," and text.has_wide_comma(at) and not text.original[text.offsets[start]] > "\uff00":
            yield start, at
            start = at + 1
    if start < end:
        yield start, end


def whole(value: Decimal) -> Decimal:
    """The same value as a person writes it: 30 rather than 30.0 or 3E+1."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _digits(lower: str, start: int, end: int) -> Numeral:
    figures = lower[start:end]
    ratio = _RATIO.fullmatch(figures)
    if ratio and int(ratio[1]) < int(ratio[2]):
        return Numeral(start, end, Decimal(ratio[1]) / Decimal(ratio[2]), weak=True)
    if not (_PLAIN.fullmatch(figures) or _GROUPED.fullmatch(figures)):
        return Numeral(start, end, None)
    plain = figures.replace(",", "")
    if len(plain.partition(".")[0].lstrip("0")) > LONGEST or len(plain) > 2 * LONGEST:
        return Numeral(start, end, None)
    value, approximate, stop = _scaled(lower, end, Decimal(plain))
    glued = _GLUE.match(lower, stop) is not None
    return Numeral(start, stop, value, approximate=approximate, glued=glued)


def _scaled(lower: str, end: int, value: Decimal) -> tuple[Decimal | None, bool, int]:
    """The value with a scale word or letter after the digits (1.5k, 2万, 1万2, 1e9), and where it ends."""
    chinese = _ZH_SCALED.match(lower, end)
    if chinese and not (chinese["scale"] == "万" and lower.startswith("万一", chinese.start("scale"))):
        scale = 1
        for character in chinese["scale"]:
            scale *= _ZH_SCALES[character]
        value *= scale
        if chinese["rest"]:
            step = _ZH_SCALES[chinese["small"]] if chinese["small"] else scale // 10
            value += int(chinese["rest"][0]) * step
        return value, bool(chinese["vague"]), chinese.end()
    english = _EN_SCALED.match(lower, end)
    if english is None:
        return value, False, end
    if english["power"]:
        power = int(english["power"])
        return (value.scaleb(power) if power <= LONGEST else None), False, english.end()
    if english["word"]:
        return value * _WORD_SCALES[english["word"]], False, english.end()
    return value * (1000 if english[0] == "k" else 10_000), False, english.end()


def _in_chinese(lower: str) -> Iterator[Numeral]:
    barred = {match.start() for match in _NOT_NUMERALS.finditer(lower)}
    for run in _ZH_RUN.finditer(lower):
        start, end = run.span()
        if start in barred or (start > 0 and lower[start - 1] in _NO_NUMERAL_AFTER and not _may_follow(lower, start)):
            continue
        written = run[0]
        if start > 0 and written[0] == "零" and len(written) > 1:
            start, written = start + 1, written[1:]  # 一箱零三条
        reading = numerals_zh.read(written)
        if reading is None:
            continue
        ranged = reading.high is not None
        if start > 0 and lower[start - 1] in "上近数好" and written[0] in "百千万几":
            start, ranged = start - 1, True  # 上百台
        weak = len(written.rstrip("多来余")) <= 2 and not ranged and not _is_round(written)
        yield Numeral(start, end, reading.value, reading.high, reading.approximate or ranged, weak)


def _is_round(written: str) -> bool:
    """Whether two characters say a figure that nobody says in passing: 两万, 三百, but not 一下 and not 万一."""
    return len(written) == 2 and written[0] in numerals_zh.DIGITS and written[1] in "百千万亿"


def _may_follow(lower: str, start: int) -> bool:
    """Whether a numeral may begin although what stands before it usually goes on: 三分之二, BP-100两台."""
    return (
        lower[max(0, start - 2) : start] in ("分之", "逾期", "超期", "过期")
        or _CODE_BEFORE.search(lower, 0, start) is not None
    )


def _bare_fractions(lower: str) -> Iterator[Numeral]:
    for match in re.finditer("[½¼¾]", lower):
        yield Numeral(match.start(), match.end(), Decimal(_FRACTIONS[match[0]]), weak=True)


def _extended(one: Numeral, lower: str) -> Numeral:
    """The numeral with the halves and dozens that follow it (两打半, 2½, two dozen and a half)."""
    if one.value is None:
        return one
    half, twelve = Decimal("0.5"), Decimal(12)
    fraction = _AND_HALF.match(lower, one.end)
    value, end, high = one.value, one.end, one.high
    dozen = _DOZEN.match(lower, end) or _ZH_DOZEN.match(lower, end)
    if dozen:
        halved = "half" in dozen[0] or "半" in dozen[0]
        extra = half if halved else Decimal(0)
        grown = replace(one, end=dozen.end(), value=(value + extra) * twelve, weak=False, glued=False, goods=True)
        return grown if high is None else replace(grown, high=(high + extra) * twelve)
    if fraction and high is None:
        return replace(one, end=fraction.end(), value=value + half, weak=False, glued=False)
    return one


def _signed(one: Numeral, lower: str) -> Numeral:
    """The numeral with the minus before it; a dash that begins several lines is a bullet."""
    if one.value is None or one.start == 0:
        return one
    for word in ("负", "minus ", "negative "):
        if lower.endswith(word, 0, one.start):
            return replace(one, start=one.start - len(word), value=-one.value)
    at = one.start - 1
    if lower[at] != "-" or (at > 0 and ((lower[at - 1].isascii() and lower[at - 1].isalnum()) or lower[at - 1] == "-")):
        return one
    if (at == 0 or lower[at - 1] == "\n") and len(_BULLET.findall(lower)) > 1:
        return one
    return replace(one, start=at, value=-one.value)


def _joined(found: list[Numeral], lower: str) -> list[Numeral]:
    """Numerals with two neighbours made one range (10-20, 3 or 4); chains of three are no quantity at all."""
    joined: list[Numeral] = []
    chain = 1
    for one in found:
        last = joined[-1] if joined else None
        if last is not None and _BY.fullmatch(lower, last.end, one.start):
            joined[-1] = Numeral(last.start, one.end, None)  # 20x30 is a size
            continue
        if last is None or not _BETWEEN.fullmatch(lower, last.end, one.start):
            joined.append(one)
            chain = 1
            continue
        chain += 1
        first, second = last.value, one.value
        if chain == 2 and first is not None and second is not None and 0 <= first < second and last.high is None:
            joined[-1] = replace(one, start=last.start, value=first, high=second, approximate=True)
        else:
            joined[-1] = Numeral(last.start, one.end, None)
    return joined


def _list_marks(lower: str) -> set[int]:
    """Where the figures of a numbered list stand (1. … 2. …), which count nothing."""
    marks = [(match.start(1), int(match[1])) for match in _LIST_MARK.finditer(lower)]
    if not marks or marks[0][1] != 1 or any(b[1] != a[1] + 1 for a, b in pairwise(marks)):
        return set()
    return {start for start, _ in marks} if len(marks) > 1 or marks[0][0] == 0 else set()


def _leftmost_longest(found: Iterable[Numeral]) -> list[Numeral]:
    kept: list[Numeral] = []
    for one in sorted(found, key=lambda numeral: (numeral.start, -numeral.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
