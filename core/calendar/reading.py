"""Finding and resolving the dates and periods a person writes, in Chinese and English: the one place that does.

The words themselves live in `grammar`; numbers, names and quantities are recognised elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from core.calendar.grammar.chinese import CALENDAR_RULES, EDGE_NAMES, EDGES_AFTER, WEEKDAY_DATE_RULES
from core.calendar.grammar.chinese_relative import RELATIVE_RULES
from core.calendar.grammar.comparisons import EN_COMPARISON_RULES, ZH_COMPARISON_RULES
from core.calendar.grammar.english import EN_CALENDAR_RULES
from core.calendar.grammar.english_relative import (
    CURRENT_UNITS,
    EDGE_BEFORE,
    EDGE_BEFORE_BEGINS,
    EDGE_BEFORE_NAMES,
    EN_RELATIVE_RULES,
)
from core.calendar.grammar.feasts import EN_FEAST_RULES, ZH_FEAST_RULES
from core.calendar.grammar.figures import FIGURE_RULES
from core.calendar.grammar.folding import folded
from core.calendar.grammar.limits import Limited, limited, range_borders, word_before
from core.calendar.grammar.mentions import Frame, Mention, beside, decide, decide_range
from core.calendar.grammar.numerals import ZH_NUMERALS
from core.calendar.grammar.parts import edge
from core.calendar.grammar.rules import RuleSet, compiled
from core.calendar.period import NotAPeriod, Period
from core.calendar.timespan import Bound, Comparison, NoSuchDate, SpanKind, TimeSpan
from core.calendar.working import WorkingCalendar

RULES = RuleSet(
    (
        *ZH_COMPARISON_RULES, *EN_COMPARISON_RULES, *FIGURE_RULES, *WEEKDAY_DATE_RULES,
        *ZH_FEAST_RULES, *EN_FEAST_RULES, *RELATIVE_RULES, *CALENDAR_RULES, *EN_CALENDAR_RULES, *EN_RELATIVE_RULES,
    )
)  # fmt: skip
_RULES_AFTER_EDGE = RuleSet((*RULES.rules, *CURRENT_UNITS))
# Where time words may begin. A number is not cut out of a longer one, out of a code (BP-200, SO-2026-00042) or out of
# 第12, and what comes every Friday is a schedule; the second mention of a range is read without this.
_BEGINS = {character for rule in RULES.rules for character in rule.begins} | set(EDGE_BEFORE_BEGINS)
_LETTERS = "".join(sorted(character for character in _BEGINS if character.isalpha() and character.isascii()))
_HAN = "".join(sorted(character for character in _BEGINS if not character.isascii() and character not in ZH_NUMERALS))
_START = (
    f"(?<![a-z0-9_])(?<![a-z0-9]-)(?<!every )(?<!each )(?<!every other )[{_LETTERS}]"
    f"|(?<![0-9a-z#_{ZH_NUMERALS}第])(?<![0-9a-z][-/.:~])(?<! -)(?<!^-)(?!(?<=[0-9],)[0-9]{{3}}(?![0-9]))[0-9]"
    f"|(?<![0-9{ZH_NUMERALS}第])(?<!个)[一二两三四五六七八九十半]"
    f"|[{_HAN}]"
)
_JOINT = " ?(?:--?|~|到|至|直到|\\.\\.) ?| (?:to|until|till?|through|thru|up to) "
_AND = " ?[和与] ?| and "
_LIST = " ?(?:[、,和与或及]|或者|还是|以及) ?| (?:and|or) "
_PADDING = " \t\r\n，。；！？、,.;!?的"


@dataclass(frozen=True, slots=True)
class _Found:
    """Time words found at a place, before the words around them are read."""

    start: int
    end: int
    meaning: Mention | Comparison
    weak: bool = False
    bound: Bound | None = None


def find_time_spans(text: str, *, today: date, working: WorkingCalendar) -> tuple[TimeSpan, ...]:
    """Every date, period and comparison in `text`, in order, never overlapping. Never raises.

    `working` counts "3个工作日内". Lengths without a place in time (保修2年, 月结30天, two weeks) are not returned.
    """
    return tuple(_spans(text, Frame(today, working)))


def resolve_period(text: str, *, today: date, working: WorkingCalendar) -> Period:
    """The period the whole of `text` names; a day is a period of one, "since October" runs until today.

    Also takes the written form of Period. Refuses: NoSuchDate for an impossible day, NotAPeriod for anything else.
    """
    span = _asked_for(text, SpanKind.PERIOD, today, working)
    if span is None or span.kind is SpanKind.COMPARISON:
        raise NotAPeriod(text=text)
    if span.value is None:
        raise NoSuchDate(text=text)
    if span.period is not None:
        return span.period
    if span.bound is Bound.FROM and span.day is not None and span.day <= today:
        return Period(span.day, today)
    raise NotAPeriod(text=text)


def resolve_day(text: str, *, today: date, working: WorkingCalendar) -> date:
    """The day the whole of `text` names, of a limit its last or first day. Refuses: NoSuchDate."""
    span = _asked_for(text, SpanKind.DATE, today, working)
    if span is None or span.day is None:
        raise NoSuchDate(text=text)
    return span.day


def _asked_for(text: str, kind: SpanKind, today: date, working: WorkingCalendar) -> TimeSpan | None:
    """The span that takes up all of `text`; being asked for makes a period of "May" and a day of "Sat"."""
    span = _whole(text, today, working)
    if span is not None:
        return span
    lead = "in" if kind is SpanKind.PERIOD else "on"
    span = _whole(f"{lead} {text.strip(_PADDING)}", today, working)
    return span if span is not None and span.kind is kind else None


def _whole(text: str, today: date, working: WorkingCalendar) -> TimeSpan | None:
    spans = find_time_spans(text, today=today, working=working)
    if len(spans) != 1 or text[: spans[0].start].strip(_PADDING) or text[spans[0].end :].strip(_PADDING):
        return None
    return spans[0]


def _spans(text: str, frame: Frame) -> Iterator[TimeSpan]:
    spelled = folded(text)
    starts = compiled(_START)
    at = 0
    before: tuple[_Found, TimeSpan] | None = None
    while place := starts.search(spelled, at):
        found = _read(spelled, place.start(), frame)
        if found is None:
            at = place.start() + 1
            continue
        if before is not None:
            found = _listed(spelled, found, *before, frame)
        span = _span(text, spelled, found, before[1].end if before is not None else 0, frame)
        at = found.end
        if span is not None:
            at = span.end
            before = (found, span)
            yield span


def _listed(spelled: str, found: _Found, before: _Found, span: TimeSpan, frame: Frame) -> _Found:
    """`found`, read in the light of the mention it is listed after: 下周三或周四 are of one week."""
    if isinstance(found.meaning, Comparison) or isinstance(before.meaning, Comparison):
        return found
    if not isinstance(span.value, date | Period) or not compiled(_LIST).fullmatch(spelled, span.end, found.start):
        return found
    return replace(found, meaning=beside(found.meaning, before.meaning, span.value, frame.today))


def _read(spelled: str, at: int, frame: Frame) -> _Found | None:
    """What begins at `at`: one mention with the edge of it that is meant, or a comparison."""
    words = compiled(EDGE_BEFORE).match(spelled, at) if spelled[at : at + 1] in EDGE_BEFORE_BEGINS else None
    if words is not None and words.lastgroup:
        inner = _match(_RULES_AFTER_EDGE, spelled, words.end(), frame)
        if inner is not None and not isinstance(inner.meaning, Comparison) and inner.meaning.kind is SpanKind.PERIOD:
            return _Found(at, inner.end, edge(inner.meaning, EDGE_BEFORE_NAMES[words.lastgroup]))
    return _match(RULES, spelled, at, frame)


def _match(rules: RuleSet, spelled: str, at: int, frame: Frame) -> _Found | None:
    matched = rules.match(spelled, at)
    if matched is None:
        return None
    rule, words = matched
    meaning = rule.build(words, frame)
    if meaning is None:
        return None
    found = _Found(at, words.end(), meaning, rule.weak, rule.bound)
    after = compiled(EDGES_AFTER[rule.edges]).match(spelled, found.end) if rule.edges else None
    if after is None or isinstance(meaning, Comparison):
        return found
    return replace(found, end=after.end(), meaning=edge(meaning, EDGE_NAMES[after["edge"]]))


def _span(text: str, spelled: str, found: _Found, floor: int, frame: Frame) -> TimeSpan | None:
    if isinstance(found.meaning, Comparison):
        words = text[found.start : found.end]
        return TimeSpan(found.start, found.end, words, SpanKind.COMPARISON, found.meaning)
    read = _ranged(spelled, found, found.meaning, floor, frame)
    if read is None and found.bound is None:
        read = limited(spelled, found.start, found.end, found.meaning, floor=floor, today=frame.today)
    if read is None:
        if found.weak:
            return None
        reading = decide(found.meaning, frame.today)
        read = Limited(found.start, found.end, found.meaning.kind, reading, found.bound)
    value, other = read.reading.value, read.reading.other
    return TimeSpan(read.start, read.end, text[read.start : read.end], read.kind, value, read.bound, other)


def _ranged(spelled: str, found: _Found, first: Mention, floor: int, frame: Frame) -> Limited | None:
    """The range that `found` begins, if another mention is joined to it."""
    joint = compiled(_JOINT).match(spelled, found.end)
    place = joint or compiled(_AND).match(spelled, found.end)
    second = _read(spelled, place.end(), frame) if place is not None else None
    if second is None or isinstance(second.meaning, Comparison):
        return None
    if (
        joint is None
        and word_before(spelled, found.start, floor)[0] != "between"
        and not (spelled.startswith(("之间", " 之间"), second.end))
    ):
        return None
    start, end = range_borders(spelled, found.start, second.end, floor=floor)
    return Limited(start, end, SpanKind.PERIOD, decide_range(first, second.meaning, frame.today))
