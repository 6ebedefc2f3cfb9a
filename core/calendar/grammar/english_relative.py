"""English words for days, weeks, months and years around today, and lengths of time: last week, in 3 days, YTD.

Dates, months, quarters and years of the calendar are in `english`.
"""

from __future__ import annotations

import re

from core.calendar.grammar import parts
from core.calendar.grammar.english import STEPS, WORD_END
from core.calendar.grammar.mentions import Frame, Mention
from core.calendar.grammar.numerals import EN_COUNT, EN_COUNT_BEGINS, en_number
from core.calendar.grammar.rules import Rule
from core.calendar.timespan import Bound

_DAYS = {
    "the day before yesterday": -2, "day before yesterday": -2, "yesterday": -1, "today": 0, "tonight": 0,
    "tomorrow": 1, "tmrw": 1, "tmr": 1, "day after tomorrow": 2, "the day after tomorrow": 2,
}  # fmt: skip
_DAY_WORD = "(?:the )?day (?:before yesterday|after tomorrow)|yesterday|today|tonight|tomorrow|tmrw|tmr"
_UNIT = "(?P<unit>(?:working |business )?day|fortnight|week|month|quarter|year)"
_COUNT = f"(?P<count>{EN_COUNT})"
# Within 30 days of delivery, a 2 year warranty: counted from something else, or from nothing.
_FROM_TODAY = "(?! (?:of|after|from|before|following|warranty|guarantee|terms?|lead|old|ago))"
_EDGE_UNIT = "(?P<unit>week|month|quarter|year)"


def _relative_day(words: re.Match[str], frame: Frame) -> Mention:
    return parts.after(frame, _DAYS[words["word"]], "day")


def _stepped_unit(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, words["unit"], STEPS[words["step"]])


def _weekend(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, "weekend", 0)


def _second_step(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, words["unit"], -2 if words["way"] == "before last" else 2)


def _rolling(words: re.Match[str], frame: Frame) -> Mention:
    number, unit = _length(words)
    return parts.rolling(frame, number if words["way"] in ("next", "coming", "following") else -number, unit)


def _past_unit(words: re.Match[str], frame: Frame) -> Mention:
    return parts.rolling(frame, -1, words["unit"])


def _later(words: re.Match[str], frame: Frame) -> Mention:
    return parts.after(frame, *_length(words))


def _ago(words: re.Match[str], frame: Frame) -> Mention:
    number, unit = _length(words)
    return parts.after(frame, -number, unit)


def _within(words: re.Match[str], frame: Frame) -> Mention:
    return parts.within(frame, *_length(words))


def _to_date(words: re.Match[str], frame: Frame) -> Mention:
    unit = {"y": "year", "q": "quarter", "m": "month"}[words["unit"][0]]
    return parts.to_date(unit, frame.today)


def _current_edge(words: re.Match[str], frame: Frame) -> Mention:
    return parts.edge(parts.current(words["unit"]), "end")


def _short_edge(words: re.Match[str], frame: Frame) -> Mention:
    unit = {"w": "week", "m": "month", "q": "quarter", "y": "year"}[words["unit"]]
    return parts.edge(parts.current(unit), "end")


def _current_unit(words: re.Match[str], frame: Frame) -> Mention:
    return parts.current(words["unit"])


def _length(words: re.Match[str]) -> tuple[int, str]:
    number, unit = en_number(words["count"]), words["unit"]
    if unit == "fortnight":
        return 2 * number, "week"
    return number, "working day" if unit.endswith(" day") else unit


# Longer shapes first: the first that fits is taken.
EN_RELATIVE_RULES = (
    Rule("en_relative_day", "tdy", f"(?P<word>{_DAY_WORD}){WORD_END}", _relative_day),
    Rule(
        "en_second_step",
        "twmqy",
        f"(?:the )?(?P<unit>week|month|quarter|year) (?P<way>before last|after next){WORD_END}",
        _second_step,
    ),
    Rule(
        "en_rolling",
        "tlpncf",
        f"(?:the )?(?P<way>last|past|previous|prior|trailing|next|coming|following) {_COUNT} (?:full |calendar )?"
        f"{_UNIT}s?{WORD_END}",
        _rolling,
    ),
    Rule("en_past_unit", "tp", f"(?:the )?past (?P<unit>week|month|quarter|year){WORD_END}", _past_unit),
    Rule(
        "en_stepped_unit",
        "tlncp",
        "(?:the )?(?P<step>last|this|next|current|previous|prior|coming) (?:fiscal |financial |calendar )?"
        f"(?P<unit>weekend|week|month|quarter|year)(?:s(?= [a-z]))?{WORD_END}",
        _stepped_unit,
    ),
    Rule("en_weekend", "tw", f"(?:the )?weekend{WORD_END}", _weekend),
    Rule(
        "en_within",
        "w",
        f"within (?:the )?(?:next )?{_COUNT} {_UNIT}s?(?:' time)?{WORD_END}{_FROM_TODAY}",
        _within,
        bound=Bound.BY,
    ),
    Rule("en_later", "i", f"in {_COUNT} {_UNIT}s?(?:'s? time|' time)?{WORD_END}{_FROM_TODAY}", _later),
    Rule("en_from_now", EN_COUNT_BEGINS, f"{_COUNT} {_UNIT}s? from (?:now|today){WORD_END}", _later),
    Rule("en_ago", EN_COUNT_BEGINS, f"{_COUNT} {_UNIT}s? ago{WORD_END}", _ago),
    Rule("en_to_date", "ymq", f"(?P<unit>ytd|mtd|qtd|(?:year|month|quarter)[ -]to[ -]date){WORD_END}", _to_date),
    Rule("en_current_edge", "twmqy", f"(?:the )?{_EDGE_UNIT}[ -]end{WORD_END}", _current_edge),
    Rule(
        "en_before_it_ends",
        "b",
        f"before (?:the |this )?{_EDGE_UNIT} (?:is (?:over|out|up|through)|ends|runs out){WORD_END}",
        _current_edge,
    ),
    Rule("en_short_edge", "e", f"eo(?P<unit>[wmqy]){WORD_END}", _short_edge),
)
# What may stand after "end of the" without naming which one: the running one.
CURRENT_UNITS = (Rule("en_current_unit", "twmqy", f"(?:the )?{_EDGE_UNIT}{WORD_END}", _current_unit),)
EDGE_BEFORE_BEGINS = "tebsml"
EDGE_BEFORE = (
    "(?:the )?(?:(?P<end>end)|(?P<start>beginning|start)|(?P<middle>middle)) of (?=[a-z0-9])"
    "|(?P<early>early)(?: in)?[ -]|(?P<mid>mid)[ -]?|(?P<late>late)(?: in)?[ -]"
)
EDGE_BEFORE_NAMES = {
    "end": "end", "start": "start", "middle": "middle", "early": "first third", "mid": "middle", "late": "last third",
}  # fmt: skip
