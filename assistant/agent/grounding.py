"""Whether the figures in a model's words come from somewhere: a result of this turn, or the person's own message.

Numbers, days and codes are compared by value, so that "3,780.00", "3780" and 三千七百八十 are one. Words are judged,
never changed. Names are judged in `naming`, and which row a figure belongs to in `rows`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from assistant.agent.sources import CODE, Source, chains_in, is_code, is_counted, without_codes, without_times
from assistant.builtin.normalise import Normalised, normalise
from assistant.builtin.numbers import Numeral, find_numerals
from core.calendar import Period, SpanKind, TimeSpan, WorkingCalendar, find_time_spans
from core.names import key_of

_SMALL = 10
"""Numerals below this, in words, count nothing for sure (一下, one of them) unless something follows to count."""

_COUNTED = re.compile(
    r"\s?(?:台|盒|箱|个(?!人认为)|件|支|瓶|套|包|袋|张|单|笔|家|位|名|天|日|周|小时|分钟|折|成|倍|元|块|次|种|款|仓|份"
    r"|(?:more |other |open |working |business )?(?:unit|box|carton|case|piece|pc|order|invoice|ticket|day|week|month"
    r"|hour|customer|product|item|time|percent|yuan|dollar|warehouse|quotation|deliver|shipment|line)"
    r"(?:s|es|ies|y)?\b)",
    re.IGNORECASE,
)
_ONE_ONLY = Decimal(1)
_VAGUE = re.compile(
    r"几[十百千万]|[上数好近][几]?[十百千万](?=[多余]?[台盒箱个件支瓶套张单元家种])|成百上千|若干[台盒箱件]"
    r"|\b(?:dozens|hundreds|thousands|tens of thousands|scores) of\b",
    re.IGNORECASE,
)
_DAYS = re.compile(r"\s?(?:天|日|days?\b)")
_PERCENT_BEFORE = re.compile(r"百分之$")
_PERCENT_AFTER = re.compile(r"\s?(?:[%％]|percent\b|per cent\b|个百分点|个点)", re.IGNORECASE)
_FOREIGN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("usd", re.compile(r"(?<![a-z])(?:us)?\$|美元|美金|\busd\b|\bdollars?\b")),
    ("eur", re.compile(r"€|欧元|\beur\b|\beuros?\b")),
    ("gbp", re.compile(r"£|英镑|\bgbp\b|\bpounds sterling\b")),
    ("hkd", re.compile(r"hk\$|港[币元]|\bhkd\b")),
    ("jpy", re.compile(r"日元|\bjpy\b|\byen\b")),
)
_CLOCK = re.compile(
    r"\b\d{1,2}(?::\d{2})?\s?(?:am|pm)\b|(?<![\d:])\d{1,2}:\d{2}(?![\d:])|[上下中]午\s?[\d一二两三四五六七八九十]{1,3}[点时]"
)
_ABLE = re.compile("(?<=[得不])上(?=周|月|季|年)")
"""赶得上周五 is Friday, not the Friday of last week."""

_WEEKDAYS: tuple[str, ...] = (
    "周一|星期一|礼拜一|mon(?:day)?", "周二|星期二|礼拜二|tue(?:s|sday)?", "周三|星期三|礼拜三|wed(?:nesday)?",
    "周四|星期四|礼拜四|thu(?:r|rs|rsday)?", "周五|星期五|礼拜五|fri(?:day)?", "周六|星期六|礼拜六|sat(?:urday)?",
    "[周礼][日天]|星期[日天]|礼拜[日天]|sun(?:day)?",
)  # fmt: skip
_WEEKDAY = re.compile("|".join(f"(?:on |by |before |after |until )?({words})[.前之]*" for words in _WEEKDAYS))


def ungrounded(words: str, source: Source, *, today: date, working: WorkingCalendar) -> str | None:
    """The first figure of the words that comes from nowhere, as written, or None."""
    text = _ABLE.sub(" ", normalise(words).text)
    for match in CODE.finditer(text):
        if is_code(match[0]) and key_of(match[0]) not in source.codes:
            return match[0]
    rest = without_codes(text)
    for chain in chains_in(without_times(rest, today, working)):
        if chain not in source.chains and Decimal(chain) not in source.numbers:
            return chain
    for span in find_time_spans(rest, today=today, working=working):
        if not is_counted(span) and not _is_known_time(span, source):
            return span.text
    normal = normalise(without_times(rest, today, working, source.days))
    for numeral in find_numerals(normal):
        if not _is_known_number(numeral, normal, source):
            return normal.text[numeral.start : numeral.end]
    return _vague_or_foreign(normal.lower, source) or _strange_clock(normalise(words).lower, source)


def _vague_or_foreign(lower: str, source: Source) -> str | None:
    """A quantity without a figure (几十台, dozens of), or a currency that no result is in."""
    known = source.text.lower()
    for match in _VAGUE.finditer(lower):
        if match[0] not in known:
            return match[0]
    for code, pattern in _FOREIGN:
        found = pattern.search(lower)
        if found is not None and code not in known and not pattern.search(known):
            return found[0]
    return None


def _strange_clock(lower: str, source: Source) -> str | None:
    """A time of day that no result holds: that the person named one does not make it agreed."""
    known = normalise(source.returned).lower if _CLOCK.search(lower) else ""
    return next((match[0] for match in _CLOCK.finditer(lower) if match[0] not in known), None)


def _is_known_time(span: TimeSpan, source: Source) -> bool:
    weekday = _WEEKDAY.fullmatch(span.text.strip().lower())
    if weekday is not None:
        place = next(place for place, group in enumerate(weekday.groups()) if group)
        return any(day.weekday() == place for day in source.days)
    if span.kind is SpanKind.COMPARISON:
        return True
    return any(_includes(reading, source.days) for reading in (span.value, span.other))


def _includes(reading: object, days: frozenset[date]) -> bool:
    if isinstance(reading, Period):
        return any(reading.start_on <= day <= reading.end_on for day in days)
    return reading in days


def _is_known_number(numeral: Numeral, normal: Normalised, source: Source) -> bool:
    written = normal.text[numeral.start : numeral.end]
    if numeral.value is None:
        return written in normalise(source.text).text
    bounds = [abs(numeral.value), *([abs(numeral.high)] if numeral.high is not None else [])]
    if all(_is_known(one, written, source) for one in bounds):
        return True
    if is_percentage(numeral, normal.lower):
        return all(_is_known_percentage(one, written, source) for one in bounds)
    if _DAYS.match(normal.lower, numeral.end) and all(one in source.gaps for one in bounds):
        return True
    return all(_counts_nothing(one, numeral, normal) for one in bounds)


def _counts_nothing(number: Decimal, numeral: Numeral, normal: Normalised) -> bool:
    """Whether a small number in words says nothing about how many there are."""
    if any(one.isdigit() for one in normal.text[numeral.start : numeral.end]) or number >= _SMALL:
        return False
    before, after = normal.lower[: numeral.start], normal.lower[numeral.end :]
    return number == _ONE_ONLY or before.endswith("第") or _COUNTED.match(after) is None


def _is_known(number: Decimal, written: str, source: Source) -> bool:
    if number in source.numbers or number in source.derived:
        return True
    step = _last_place(number, written)
    return step is not None and any(abs(known - number) * 2 <= step for known in source.numbers)


def is_percentage(numeral: Numeral, lower: str) -> bool:
    """Whether the numeral is said in percent."""
    return bool(_PERCENT_AFTER.match(lower, numeral.end) or _PERCENT_BEFORE.search(lower[: numeral.start]))


def _is_known_percentage(number: Decimal, written: str, source: Source) -> bool:
    """Whether it is a rate of the results written in percent, or the share or growth of two of their numbers."""
    return number / 100 in source.numbers or is_share(number, written, source.shares)


def is_share(percent: Decimal, written: str, shares: Iterable[Decimal]) -> bool:
    """Whether a percentage is one of the ratios, rounded as it is written."""
    half = Decimal(1).scaleb(-len(written.partition(".")[2])) / 2
    return any(abs(share * 100 - percent) <= half for share in shares)


def _last_place(number: Decimal, written: str) -> Decimal | None:
    """What one unit of the last figure of a rounded number (1.2万, 12.3) is worth; None for a whole number."""
    figures = re.match(r"[-]?[0-9,]+(?:\.([0-9]+))?", written)
    if figures is None:
        return None
    plain = Decimal(figures[0].replace(",", ""))
    scale = number / abs(plain) if plain else Decimal(1)
    decimals = len(figures[1] or "")
    return None if scale == 1 and not decimals else scale * Decimal(1).scaleb(-decimals)
