"""Words that compare with another period instead of naming one: 同比, 去年同期, year over year, vs last month.

Periods themselves are in `chinese`, `english` and `figures`.
"""

from __future__ import annotations

import re

from core.calendar.grammar.mentions import Frame
from core.calendar.grammar.rules import Rule
from core.calendar.timespan import Comparison

_WITH = "(?:和|与|跟|同|较|比|对比)"
_BESIDE = "(?:相比|对比|比较|比(?![如例价]))"
_LAST = "(?:上(?:一|个|一个)?(?:月|周|星期|季度?)份?|上一?期)"
_AGAINST = "(?:compared? (?:to|with|against)|comparing (?:to|with)|versus|vs\\.?|against|than|relative to)"
_YEAR = "(?:year|yr)(?![a-z])"
_SAME = f"same (?:period|time|month|quarter|week|days?) (?:of |in )?(?:the )?(?:last|previous|prior|past) {_YEAR}"


def _year_before(words: re.Match[str], frame: Frame) -> Comparison:
    return Comparison.YEAR_BEFORE


def _previous(words: re.Match[str], frame: Frame) -> Comparison:
    return Comparison.PREVIOUS


ZH_COMPARISON_RULES = (
    Rule(
        "zh_same_period",
        "和与跟同较比对去上",
        f"{_WITH}?(?:去年|上年|上一年)的?(?:同期|同月|同季)(?:相比|对比|比较|比)?",
        _year_before,
    ),
    Rule(
        "zh_year_before",
        "和与跟同较比对",
        f"同比(?!例)|{_WITH}(?:去年|上年|上一年){_BESIDE}|[较比](?:去年|上年)(?!的?[0-9一二三四五六七八九十上下第qh年全])",
        _year_before,
    ),
    Rule(
        "zh_previous",
        "环和与跟同较比对上",
        f"环比|{_WITH}{_LAST}{_BESIDE}|[较比]{_LAST}|上一?期(?![货间待])",
        _previous,
    ),
)
_PERIOD = "(?:month|quarter|week|day|period)"
EN_COMPARISON_RULES = (
    Rule(
        "en_year_before",
        "acrstvy",
        f"(?:{_AGAINST} )?(?:the )?{_SAME}|year[ -](?:over|on)[ -]year|(?:yoy|y/y)(?![a-z0-9])"
        f"|(?:{_AGAINST} )?a year (?:earlier|before(?! last))"
        f"|{_AGAINST} (?:the )?(?:last|previous|prior) {_YEAR}",
        _year_before,
    ),
    Rule(
        "en_previous",
        "acdmpqrtvw",
        f"{_PERIOD}[ -](?:over|on)[ -]{_PERIOD}|(?:qoq|m/m|q/q)(?![a-z0-9])"
        f"|(?:{_AGAINST} )?(?:the )?(?:previous|prior|preceding) period"
        f"|{_AGAINST} (?:the )?(?:last|previous|prior) (?:month|quarter|week)(?![a-z])",
        _previous,
    ),
)
