"""Words around a date or period that make a limit of it: by, before, since, 周五前, 截至, 以来.

In Chinese trade 周五前 still allows Friday, while "before Friday" does not; 下个月前 ends with this month, as
"before next month" does. "By" and "until" a period allow the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.calendar.grammar.mentions import Lean, Mention, Reading, Value, decide, first_day, last_day, mapped
from core.calendar.period import ONE_DAY, Period
from core.calendar.timespan import Bound, SpanKind

_LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class Limit:
    """What a bounding word makes of the mention beside it: which day of it, in which year when none is said."""

    bound: Bound
    day: Callable[[Value], date]
    lean: Lean


@dataclass(frozen=True, slots=True)
class Limited:
    """A mention with the words around it read: offsets grown over them, the value changed by them."""

    start: int
    end: int
    kind: SpanKind
    reading: Reading
    bound: Bound | None = None


def _day_before(value: Value) -> date:
    return first_day(value) - ONE_DAY


def _day_after(value: Value) -> date:
    return last_day(value) + ONE_DAY


def _day_or_before_period(value: Value) -> date:
    return _day_before(value) if isinstance(value, Period) else value


_LIMITS = {
    "by": Limit(Bound.BY, last_day, Lean.COMING),
    "before": Limit(Bound.BY, _day_before, Lean.COMING),
    "qian": Limit(Bound.BY, _day_or_before_period, Lean.COMING),
    "until": Limit(Bound.UNTIL, last_day, Lean.COMING),
    "as_of": Limit(Bound.UNTIL, last_day, Lean.NEAR),
    "since": Limit(Bound.FROM, first_day, Lean.PAST),
    "from": Limit(Bound.FROM, first_day, Lean.NEAR),
    "after": Limit(Bound.FROM, _day_after, Lean.NEAR),
}
# Read backwards from the mention; "of" and "for" only tell that May is a month, and stay outside the span.
_BEFORE = re.compile(
    "(?:(?<![a-z0-9_-])(?:(?P<by>(?:due )?by|no[t]? later than|on or before|latest(?: by)?)"
    "|(?P<since>since)|(?P<from>from|starting(?: from| on)?|beginning|not before|no (?:earlier|sooner) than|on or after)"
    "|(?P<before>before|prior to|earlier than)|(?P<after>after|later than)"
    "|(?P<as_of>as of)|(?P<until>until|'?till?|through|thru|up to)"
    "|(?P<on>on)|(?P<in>in|during|throughout|between)|(?P<within>within)|(?P<of>of|for)) (?:the )?"
    "|(?:(?P<zh_by>最晚到?|最迟到?|至迟|不晚于|不迟于)|(?P<zh_from>不早于|自从|从|自)|(?P<zh_before>早于|赶在)|(?P<zh_after>晚于)"
    "|(?P<zh_as_of>截[至止](?:到|至|于)?)|(?P<zh_until>直到|(?<=[期续留效])[到至])|(?P<zh_on>在|于|介于)) ?)$"
)
_AFTER = re.compile(
    " ?(?:(?P<qian>[之以]?前(?![后台端景沿])(?!天(?!津)))|(?P<from>以后|往后|开始|起(?![订码诉诸]))|(?P<after>[之过]?后(?![续台面勤天]))"
    "|(?P<within>[之以]?内(?![部科容存置销外陆]))|(?P<as_of>为止|截止)|(?P<to_date>以来|[至迄]今|到(?:现在|目前|如今))"
    "|(?P<on>当[天日]|那[天一]))"
    "| (?:(?P<en_by>at the latest|latest|or (?:earlier|sooner|before))|(?P<en_from>onwards?|and (?:later|after)|or later)"
    "|(?P<en_to_date>to date|so far|(?:un)?till? now|to now))(?![a-z0-9])"
)
_AFTER_RANGE = re.compile(" ?(?:之间|期间|[之以]?内(?![部科容存置销外陆]))")


def limited(folded: str, start: int, end: int, mention: Mention, *, floor: int, today: date) -> Limited | None:
    """The mention at `start`–`end` with its bounding words; None when there are none. Looks back to `floor` at most."""
    before = _BEFORE.search(folded, max(floor, start - _LONGEST_WORD), start)
    after = _AFTER.match(folded, end)
    words = [found for found in (after, before) if found is not None and _fits(_name(found), mention, today)]
    if not words:
        return None
    names = [_name(found) for found in words]
    if before in words and _name(before) != "of":
        start = before.start()
    if after in words:
        end = after.end()
    # The word after says more than one before it: 在周五前, by Friday at the latest.
    name = next((name for name in names if name in _LIMITS or name in ("within", "to_date")), names[0])
    return Limited(start, end, *_meaning(name, mention, today))


def range_borders(folded: str, start: int, end: int, *, floor: int) -> tuple[int, int]:
    """The offsets of a range grown over the words that only frame it: from … to …, 从…到…, …之间."""
    before = _BEFORE.search(folded, max(floor, start - _LONGEST_WORD), start)
    after = _AFTER_RANGE.match(folded, end)
    if before is not None and _name(before) in ("from", "in", "on"):
        start = before.start()
    return start, after.end() if after is not None else end


def _name(found: re.Match[str]) -> str:
    return (found.lastgroup or "").removeprefix("zh_").removeprefix("en_")


def _fits(name: str, mention: Mention, today: date) -> bool:
    if name in ("in", "of", "within"):
        return mention.kind is SpanKind.PERIOD
    if name == "to_date":
        since = decide(mention, today, Lean.PAST).value
        return since is not None and first_day(since) <= today
    return True


def _meaning(name: str, mention: Mention, today: date) -> tuple[SpanKind, Reading, Bound | None]:
    if limit := _LIMITS.get(name):
        return SpanKind.DATE, decide(mapped(mention, limit.day, SpanKind.DATE), today, limit.lean), limit.bound
    if name == "to_date":
        until_today = mapped(mention, lambda value: Period(first_day(value), today), SpanKind.PERIOD)
        return SpanKind.PERIOD, Reading(decide(until_today, today, Lean.PAST).value), None
    if name == "within":
        return mention.kind, decide(mention, today, Lean.COMING), Bound.BY
    bound = Bound.ON if name == "on" and mention.kind is SpanKind.DATE else None
    return mention.kind, decide(mention, today), bound
