"""The same words said on other days: on the day itself, after it, at the ends of months and years."""

from __future__ import annotations

from datetime import date

import pytest

from core.calendar import find_time_spans
from tests.core.calendar.reading_of import MONDAY, WORKING, meaning

THURSDAY = date(2026, 11, 26)
FRIDAY = date(2026, 11, 27)
SATURDAY = date(2026, 11, 28)
SUNDAY = date(2026, 11, 29)
NEW_YEAR = date(2027, 1, 1)
NEW_YEARS_EVE = date(2026, 12, 31)
LEAP_DAY = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("day", "words", "expected"),
    [
        (FRIDAY, "周五", "2026-11-27"),
        (FRIDAY, "这周五", "2026-11-27"),
        (FRIDAY, "this Friday", "2026-11-27"),
        (FRIDAY, "周五前", "2026-11-27 by"),
        (FRIDAY, "下周五", "2026-12-04"),
        (FRIDAY, "next Friday", "2026-12-04"),
        (FRIDAY, "上周五", "2026-11-20"),
        (SATURDAY, "周五", "2026-12-04"),
        (SATURDAY, "这周五", "2026-12-04"),
        (SATURDAY, "Friday", "2026-12-04"),
        (SATURDAY, "下周五", "2026-12-04"),
        (SATURDAY, "上周五", "2026-11-20"),
        (SATURDAY, "周末", "2026-11-28..2026-11-29"),
        (SUNDAY, "本周", "2026-11-23..2026-11-29"),
        (SUNDAY, "下周一", "2026-11-30"),
        (SUNDAY, "next Monday", "2026-11-30"),
        (SUNDAY, "last Monday", "2026-11-16"),
        (THURSDAY, "周一到周三", "2026-11-23..2026-11-25"),
        (THURSDAY, "周五到周一", "2026-11-27..2026-11-30"),
        (date(2026, 11, 12), "12号", "2026-11-12"),
        (date(2026, 11, 13), "12号", "2026-12-12"),
        (date(2026, 12, 20), "12号", "2027-01-12"),
        (date(2026, 12, 3), "12月3日", "2026-12-03"),
        (date(2026, 12, 4), "12月3日", "2027-12-03"),
        (date(2026, 12, 4), "Dec 3", "2027-12-03"),
        (date(2026, 11, 30), "月底", "2026-11-30"),
        (date(2026, 12, 1), "12月", "2026-12-01..2026-12-31"),
        (date(2026, 9, 30), "Q3", "2026-07-01..2026-09-30"),
        (date(2026, 6, 30), "Q3", "2025-07-01..2025-09-30"),
        (date(2026, 2, 1), "下半年", "2026-07-01..2026-12-31"),
        (NEW_YEAR, "上个月", "2026-12-01..2026-12-31"),
        (NEW_YEAR, "last quarter", "2026-10-01..2026-12-31"),
        (NEW_YEAR, "昨天", "2026-12-31"),
        (NEW_YEAR, "本周", "2026-12-28..2027-01-03"),
        (NEW_YEAR, "去年12月", "2026-12-01..2026-12-31"),
        (NEW_YEAR, "12月20日到1月5日", "2026-12-20..2027-01-05"),
        (NEW_YEAR, "year to date", "2027-01-01..2027-01-01"),
        (NEW_YEARS_EVE, "明天", "2027-01-01"),
        (NEW_YEARS_EVE, "下个月", "2027-01-01..2027-01-31"),
        (NEW_YEARS_EVE, "下季度", "2027-01-01..2027-03-31"),
        (NEW_YEARS_EVE, "年底前", "2026-12-31 by"),
        (LEAP_DAY, "去年", "2027-01-01..2027-12-31"),
        (LEAP_DAY, "一年后", "2029-02-28"),
        (LEAP_DAY, "2月29日", "2028-02-29"),
        (date(2026, 1, 31), "一个月后", "2026-02-28"),
        (date(2026, 1, 31), "下个月31号", "None"),
        (date(2026, 9, 30), "3个工作日后", "2026-10-10"),
        (date(2026, 9, 30), "within 3 working days", "2026-10-10 by"),
        (date(1, 1, 1), "昨天", "None"),
        (date(1, 1, 1), "去年", "None"),
        (date(9999, 12, 31), "明天", "None"),
        (date(9999, 12, 31), "下个月", "None"),
        (date(9999, 12, 31), "本周", "9999-12-27..9999-12-31"),
        (date(9999, 12, 31), "after Friday", "None from"),
    ],
)
def test_words_follow_the_day_they_are_said_on(day: date, words: str, expected: str) -> None:
    assert meaning(words, day) == expected


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("10月1日", "2026-10-01"),
        ("周五", "2026-11-20"),
        ("12月", "2026-12-01..2026-12-31"),
        ("by October", "2026-10-31"),
        ("31号", "2026-12-31"),
        ("30天内", "2026-10-25..2026-11-23"),
        ("within 30 days", "2026-10-25..2026-11-23"),
        ("12/3/2026", "2026-03-12"),
        ("from 2024", "2024-01-01..2024-12-31"),
        ("last October", "2025-10-01..2025-10-31"),
        ("12月5日周五", "2026-12-05"),
        ("今年12月3日", "None"),
        ("下周五", "None"),
    ],
)
def test_the_other_sensible_reading_is_kept(words: str, other: str) -> None:
    (span,) = find_time_spans(words, today=MONDAY, working=WORKING)

    assert str(span.other) == other
