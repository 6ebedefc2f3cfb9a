"""Dates and periods written in figures, the same in every language: 2026-12-03, 12/3, 2025-10, Q3 2025, H1.

Words live in `chinese` and `english`.
"""

from __future__ import annotations

import re

from core.calendar.grammar import parts
from core.calendar.grammar.mentions import Frame, Mention, Settled, decide
from core.calendar.grammar.rules import Rule
from core.calendar.timespan import SpanKind

YEAR = "(?:19|20)[0-9]{2}(?![0-9])"
# What follows a figure that counts goods or money instead of naming a year or day.
NOT_COUNTED = (
    "(?! ?(?:units?|pcs|pieces?|boxes|box|sets?|items?|orders?|kits?|packs?|dozen|cartons?|cases?|bottles?|pairs?"
    "|rolls?|strips?|meters?|monitors?|x|percent|yuan|rmb|cny|usd|eur|dollars?|bucks|k|m)(?![a-z])"
    "|[,.][0-9]| ?[%元块万千百个只台盒箱条件套包瓶支双副张打公斤吨米])"
)
_END = "(?![0-9a-z]|[-/.][0-9])"
_FRACTIONS = {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (1, 8), (1, 10), (9, 10), (24, 7)}


def _year_month_day(words: re.Match[str], frame: Frame) -> Mention:
    """2026-12-03: all three said."""
    return parts.day(int(words["year"]), int(words["month"]), int(words["day"]))


def _year_month(words: re.Match[str], frame: Frame) -> Mention:
    month = int(words["month"])
    return parts.months(int(words["year"]), month, month)


def _slashed(words: re.Match[str], frame: Frame) -> Mention | None:
    first, second = int(words["first"]), int(words["second"])
    year = int(words["year"]) if words["year"] else None
    if year is None and (first, second) in _FRACTIONS:
        return None
    if year is not None and year < 100:
        year += 2000
    if not (1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12):
        return None
    if first > 12:
        return parts.day(year, second, first)
    mention = parts.day(year, first, second)
    if year is None or second > 12 or first == second:
        return mention
    # Both readings are dates: month first is taken, day first is kept as the other.
    day_first = decide(parts.day(year, second, first), frame.today).value
    return Settled(SpanKind.DATE, decide(mention, frame.today).value, day_first)


def _quarter(words: re.Match[str], frame: Frame) -> Mention:
    number = int(words["quarter"])
    return parts.months(_year(words, frame), 3 * number - 2, 3 * number)


def _half(words: re.Match[str], frame: Frame) -> Mention:
    return parts.months(_year(words, frame), *((1, 6) if words["half"] == "1" else (7, 12)))


def _year(words: re.Match[str], frame: Frame) -> int | None:
    said = words["before"] or words["after"]
    if not said:
        return None
    figures = re.sub("[^0-9]", "", said)
    if figures:
        return int(figures) + (2000 if len(figures) == 2 else 0)
    return frame.today.year + {"last": -1, "this": 0, "next": 1, "去年": -1, "今年": 0, "明年": 1}[said.split()[0]]


_BEFORE = f"(?:(?P<before>{YEAR}|[0-9]{{2}}(?=年)|[去今明]年)年?的?[ /-]?)?"
_AFTER = (
    f"(?:[ /-]?(?:of )?(?P<after>{YEAR}{NOT_COUNTED}|'[0-9]{{2}}(?![0-9])|(?:last|this|next) year(?![a-z])))?"
    "(?![0-9a-z_]|-[0-9])"
)

_FIGURES = "0123456789"
FIGURE_RULES = (
    Rule(
        "year_month_day",
        "12",
        r"(?P<year>(?:19|20)[0-9]{2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})"
        r"(?![0-9a-su-z]|-[0-9](?![0-9]{3}[-/.])|/[0-9])",
        _year_month_day,
    ),
    Rule("year_quarter", f"q{_FIGURES}去今明", f"{_BEFORE}q(?P<quarter>[1-4]){_AFTER}", _quarter, edges="季"),
    Rule("year_half", f"h{_FIGURES}去今明", f"{_BEFORE}h(?P<half>[12]){_AFTER}", _half),
    Rule("year_month", "12", f"(?P<year>(?:19|20)[0-9]{{2}})[-/](?P<month>0[1-9]|1[0-2]|[1-9]){_END}", _year_month),
    Rule(
        "slashed",
        _FIGURES,
        "(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})(?:/(?P<year>(?:20)?[0-9]{2}))?"
        f"(?![0-9a-z]|[/.][0-9]|-[0-9]{{1,2}}(?![0-9/])){NOT_COUNTED}",
        _slashed,
    ),
)
