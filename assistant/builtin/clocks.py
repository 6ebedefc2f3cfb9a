"""Times of day: 9:30, 下午3点半, 3pm. Days and periods belong to the company's calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from assistant.builtin import numerals_zh
from assistant.builtin.normalise import Normalised
from assistant.builtin.spans import Span, SpanType

_HOUR = rf"(?P<hour>[0-2]?[0-9]|[{numerals_zh.DIGITS}十]{{1,3}})"
_PART = r"(?P<part>早上|上午|早晨|凌晨|中午|下午|傍晚|晚上|今晚|明早)"
_CHINESE = re.compile(
    rf"(?:{_PART}\s?)?(?<![0-9.,\-第]){_HOUR}\s?[点时](?:(?P<minute>[0-5]?[0-9]|[{numerals_zh.DIGITS}十]{{1,3}})分|(?P<half>半)"
    rf"|(?P<quarter>一刻)|(?P<whole>钟|整))?(?:前|之前|左右)?(?![0-9{numerals_zh.DIGITS}小优单库])"
)
_FIGURES = re.compile(
    rf"(?:{_PART}\s?)?(?<![0-9.:])(?P<hour>[0-2]?[0-9]):(?P<minute>[0-5][0-9])(?::[0-5][0-9])?(?![0-9:])\s?(?P<half>am|pm)?(?![a-z])"
    r"|(?<![0-9a-z.,-])(?P<clock>1[0-2]|[1-9])\s?(?P<day>am|pm|o'?\s?clock)(?![a-z])"
)
_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPOKEN_HOUR = f"1[0-2]|[1-9]|{'|'.join(_HOURS)}"
_SPOKEN = re.compile(
    rf"(?<![0-9a-z.,-])(?:(?P<share>half|quarter) (?P<way>past|to) (?P<of>{_SPOKEN_HOUR})|(?P<hour>{_SPOKEN_HOUR})"
    r"(?= (?:this|in the|yesterday|tomorrow) (?P<part>morning|afternoon|evening))"
    rf"|(?<=at )(?P<at>{_SPOKEN_HOUR})(?= (?:today|tomorrow|tonight|sharp)(?![a-z]))"
    rf"|(?P<oclock>{'|'.join(_HOURS)})(?= o'?clock))(?![a-z0-9])"
)
_LATE = frozenset({"下午", "傍晚", "晚上", "今晚", "pm", "afternoon", "evening"})


def find_clocks(text: Normalised) -> Iterator[Span]:
    """Every time of day in the text. 三点 alone may be three points: it needs 钟, 半 or a part of the day."""
    for match in _CHINESE.finditer(text.lower):
        figures = match["hour"]
        sure = match["part"] or match["half"] or match["quarter"] or match["whole"] or match["minute"]
        if not sure and not figures.isdigit():
            continue
        hour = _number(figures)
        minute = 30 if match["half"] else 15 if match["quarter"] else _number(match["minute"] or "0")
        yield from _clock(text, match, hour, minute, match["part"])
    for match in _FIGURES.finditer(text.lower):
        hour = int(match["hour"] or match["clock"])
        yield from _clock(text, match, hour, int(match["minute"] or 0), match["part"] or match["half"] or match["day"])
    for match in _SPOKEN.finditer(text.lower):
        hour = _hour(match["of"] or match["hour"] or match["at"] or match["oclock"])
        minute = {"half": 30, "quarter": 15}.get(match["share"] or "", 0)
        if match["way"] == "to":
            hour, minute = hour - 1, 60 - minute
        yield from _clock(text, match, hour, minute, match["part"])


def _hour(said: str) -> int:
    return int(said) if said.isdigit() else _HOURS.index(said) + 1


def _clock(text: Normalised, match: re.Match[str], hour: int, minute: int, part: str | None) -> Iterator[Span]:
    if part in _LATE and hour < 12:
        hour += 12
    elif part == "am" and hour == 12:
        hour = 0
    if hour < 24 and minute < 60:
        start, end = match.span()
        yield Span(start, end, text.text[start:end], SpanType.CLOCK, time(hour, minute))


def _number(figures: str) -> int:
    if figures.isdigit():
        return int(figures)
    reading = numerals_zh.read(figures)
    return int(reading.value) if reading and reading.high is None else 99
