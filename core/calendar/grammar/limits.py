"""Words around a date or period that make a limit of it: by, before, since, 周五前, 截至, 以来.

In Chinese trade 周五前 still allows Friday, while "before Friday" does not; 下个月前 ends with this month, as
"before next month" does. "By" and "until" a period allow the whole of it, as "before the end" of one does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.calendar.grammar.chinese import INSIDE
from core.calendar.grammar.mentions import Lean, Mention, Reading, Settled, Value, decide, first_day, last_day, mapped
from core.calendar.grammar.rules import compiled
from core.calendar.period import ONE_DAY, Period
from core.calendar.timespan import Bound, SpanKind


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
# "of" and "for" only tell that May is a month, and stay outside the span.
_EN_BEFORE = {
    "by": ("by", "due by", "no later than", "not later than", "on or before", "latest", "latest by"),
    "before": ("before", "prior to", "earlier than"),
    "until": ("until", "till", "til", "'til", "through", "thru", "up to"),
    "as_of": ("as of",),
    "since": ("since",),
    "from": (
        *("from", "starting", "starting from", "starting on", "beginning", "on or after"),
        *("not before", "no earlier than", "no sooner than"),
    ),
    "after": ("after", "later than"),
    "on": ("on",),
    "in": ("in", "during", "throughout"),
    "between": ("between",),
    "within": ("within",),
    "of": ("of", "for"),
}
_ZH_BEFORE = {
    "by": ("最晚", "最晚到", "最迟", "最迟到", "至迟", "不晚于", "不迟于"),
    "before": ("早于", "赶在"),
    "until": ("直到", "到", "至"),
    "as_of": ("截至", "截止", "截至到", "截止到", "截止至", "截止于"),
    "from": ("从", "自", "自从", "不早于"),
    "after": ("晚于",),
    "on": ("在", "于"),
    "between": ("介于",),
}
_BEFORE = {
    f"{word}{space}": name
    for kinds, spaces in ((_EN_BEFORE, (" ", " the ")), (_ZH_BEFORE, ("", " ")))
    for name, words in kinds.items()
    for word in words
    for space in spaces
}
_BEFORE_LENGTHS = sorted({len(word) for word in _BEFORE}, reverse=True)
# 到 limits after what lasts (有效期到, 保留到); elsewhere it only leads to the date (送到, 改到).
_LASTING = "期续留效"
_AFTER = (
    " ?(?:(?P<qian>[之以]?前(?![后台端景沿])(?!天(?!津)))|(?P<from>以后|往后|开始|起(?![订码诉诸]))"
    f"|(?P<after>[之过]?后(?![续台面勤天]))|(?P<within>{INSIDE})|(?P<as_of>为止|截止)"
    "|(?P<to_date>以来|[至迄]今|到(?:现在|目前|如今))|(?P<on>当[天日]|那[天一]))"
    "| (?:(?P<en_by>at the latest|latest|or (?:earlier|sooner|before))"
    "|(?P<en_from>onwards?|and (?:later|after)|or later)|(?P<en_to_date>to date|so far|(?:un)?till? now|to now))"
    "(?![a-z0-9])"
)
_AFTER_RANGE = f" ?(?:之间|期间|{INSIDE})"


def limited(spelled: str, start: int, end: int, mention: Mention, *, floor: int, today: date) -> Limited | None:
    """The mention at `start`–`end` with its bounding words; None when there are none. Looks back to `floor` at most."""
    before, before_start = word_before(spelled, start, floor)
    if before == "before" and spelled.startswith(("end ", "the end "), start):
        before = "by"
    found = compiled(_AFTER).match(spelled, end)
    after = (found.lastgroup or "").removeprefix("en_") if found is not None else ""
    before, after = (name if _fits(name, mention, today) else "" for name in (before, after))
    if not before and not after:
        return None
    if before and before != "of":
        start = before_start
    if found is not None and after:
        end = found.end()
    # The word after says more than the one before: 在周五前, by Friday at the latest.
    name = before if after in ("", "on") and before else after
    return Limited(start, end, *_meaning(name, mention, today))


def range_borders(spelled: str, start: int, end: int, *, floor: int) -> tuple[int, int]:
    """The offsets of a range grown over the words that only frame it: from … to …, 从…到…, …之间."""
    before, before_start = word_before(spelled, start, floor)
    after = compiled(_AFTER_RANGE).match(spelled, end)
    framed = before in ("from", "in", "on", "between")
    return before_start if framed else start, after.end() if after is not None else end


def word_before(spelled: str, start: int, floor: int) -> tuple[str, int]:
    """The kind of bounding word that ends at `start` and the place it begins; an empty kind when there is none."""
    for length in _BEFORE_LENGTHS:
        at = start - length
        word = spelled[at:start] if at >= floor else ""
        if (name := _BEFORE.get(word)) and _stands_free(spelled, at, word):
            return name, at
    return "", start


def _stands_free(spelled: str, at: int, word: str) -> bool:
    ahead = spelled[at - 1 : at] if at else " "
    if word.strip() in ("到", "至"):
        return ahead in _LASTING
    return not word.isascii() or not (ahead.isascii() and (ahead.isalnum() or ahead in "_-"))


def _fits(name: str, mention: Mention, today: date) -> bool:
    if name in ("in", "of", "within"):
        return mention.kind is SpanKind.PERIOD
    if name == "to_date":
        since = decide(mention, today, Lean.PAST).value
        return since is not None and first_day(since) <= today
    return name != "between"


def _meaning(name: str, mention: Mention, today: date) -> tuple[SpanKind, Reading, Bound | None]:
    if limit := _LIMITS.get(name):
        reading = decide(mapped(mention, limit.day, SpanKind.DATE), today, limit.lean)
        if name == "from" and isinstance(mention, Settled) and isinstance(mention.value, Period):
            # "Orders from 2024" may as well be those of 2024.
            reading = Reading(reading.value, mention.value)
        return SpanKind.DATE, reading, limit.bound
    if name == "to_date":
        until_today = mapped(mention, lambda value: Period(first_day(value), today), SpanKind.PERIOD)
        return SpanKind.PERIOD, Reading(decide(until_today, today, Lean.PAST).value), None
    if name == "within":
        return mention.kind, decide(mention, today, Lean.COMING), Bound.BY
    bound = Bound.ON if name == "on" and mention.kind is SpanKind.DATE else None
    return mention.kind, decide(mention, today), bound
