"""A whole text taken as one day or one period, and the refusals when it is neither."""

from __future__ import annotations

from datetime import date

import pytest

from core.calendar import NoSuchDate, NotAPeriod, Period, find_time_spans, resolve_day, resolve_period
from tests.core.calendar.reading_of import MONDAY, WORKING


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("上个月", "2026-10-01..2026-10-31"),
        (" last month? ", "2026-10-01..2026-10-31"),
        ("本月的", "2026-11-01..2026-11-30"),
        ("昨天", "2026-11-22..2026-11-22"),
        ("since October", "2026-10-01..2026-11-23"),
        ("本月内", "2026-11-01..2026-11-30"),
        ("2025-10-01..2025-10-07", "2025-10-01..2025-10-07"),
        ("2025-10", "2025-10-01..2025-10-31"),
        ("Q3 2025", "2025-07-01..2025-09-30"),
        ("2025", "2025-01-01..2025-12-31"),
        ("May", "2026-05-01..2026-05-31"),
    ],
)
def test_the_whole_text_is_resolved_as_a_period(words: str, expected: str) -> None:
    assert resolve_period(words, today=MONDAY, working=WORKING) == Period.parse(expected)


@pytest.mark.parametrize(
    "words", ["", "血压计", "上个月和本月", "上个月的销售额", "by Friday", "同比", "3 days", "from next Monday"]
)
def test_what_names_no_single_period_is_refused(words: str) -> None:
    with pytest.raises(NotAPeriod) as refusal:
        resolve_period(words, today=MONDAY, working=WORKING)

    assert refusal.value.facts == {"text": words}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("下周五", date(2026, 12, 4)),
        ("下周五之前", date(2026, 12, 4)),
        ("before the 12th", date(2026, 12, 11)),
        ("2026-12-03", date(2026, 12, 3)),
        ("本周内", date(2026, 11, 29)),
        ("within two weeks", date(2026, 12, 7)),
        ("from next Monday", date(2026, 11, 30)),
        ("Sat", date(2026, 11, 28)),
        ("the 2nd", date(2026, 12, 2)),
    ],
)
def test_the_whole_text_is_resolved_as_a_day(words: str, expected: date) -> None:
    assert resolve_day(words, today=MONDAY, working=WORKING) == expected


@pytest.mark.parametrize("words", ["", "2月31日", "31 February", "本月", "同比", "明天和后天", "血压计"])
def test_what_names_no_day_is_refused(words: str) -> None:
    with pytest.raises(NoSuchDate) as refusal:
        resolve_day(words, today=MONDAY, working=WORKING)

    assert refusal.value.facts == {"text": words}


def test_an_impossible_day_is_no_period_but_no_such_date() -> None:
    with pytest.raises(NoSuchDate):
        resolve_period("2月31日", today=MONDAY, working=WORKING)


@pytest.mark.parametrize(
    ("words", "day", "period"),
    [
        ("明天", "2026-11-24", "2026-11-24..2026-11-24"),
        ("本周", "None", "2026-11-23..2026-11-29"),
        ("本周内", "2026-11-29", "2026-11-23..2026-11-29"),
        ("by Friday", "2026-11-27", "None"),
        ("on Friday", "2026-11-27", "2026-11-27..2026-11-27"),
        ("去年同期", "None", "None"),
        ("2月31日", "None", "None"),
    ],
)
def test_a_span_offers_itself_as_a_day_or_a_period_where_it_can(words: str, day: str, period: str) -> None:
    (span,) = find_time_spans(words, today=MONDAY, working=WORKING)

    assert (str(span.day), str(span.period)) == (day, period)
