"""English words of business time, each alone, said on Monday 23 November 2026."""

from __future__ import annotations

import pytest

from tests.core.calendar.reading_of import meaning, meanings, rows

DAYS = """
today 2026-11-23
tonight 2026-11-23
tomorrow 2026-11-24
tmrw 2026-11-24
yesterday 2026-11-22
day after tomorrow 2026-11-25
the day before yesterday 2026-11-21
Friday 2026-11-27
fri 2026-11-27
this Friday 2026-11-27
Monday 2026-11-23
next Friday 2026-12-04
next fri 2026-12-04
last Friday 2026-11-20
Friday next week 2026-12-04
Friday of next week 2026-12-04
next week's Friday 2026-12-04
Friday last week 2026-11-20
the 12th 2026-12-12
the 5th of next month 2026-12-05
the first of next month 2026-12-01
the first of December 2026-12-01
twenty-second of january 2027-01-22
5th of this month 2026-11-05
3rd December 2026-12-03
3rd of December 2026-12-03
the 3rd of December 2026-12-03
3 December 2026 2026-12-03
3 Dec 2026-12-03
December 3 2026-12-03
Dec 3 2026-12-03
DEC 3RD 2026-12-03
Dec. 3 2026-12-03
Dec 3rd, 2026 2026-12-03
May 5 2027-05-05
5 may 2027-05-05
Oct 1 2027-10-01
Oct 1 last year 2025-10-01
Friday, Dec 4 2026-12-04
Friday 4 December 2026-12-04
2026-12-03 2026-12-03
2026/12/3 2026-12-03
2026.12.3 2026-12-03
12/3 2026-12-03
15/3 2027-03-15
12/3/2026 2026-12-03
in 3 days 2026-11-26
in three days 2026-11-26
in a week 2026-11-30
in two weeks 2026-12-07
in a fortnight 2026-12-07
in 3 working days 2026-11-26
two weeks from now 2026-12-07
3 days ago 2026-11-20
a month ago 2026-10-23
end of month 2026-11-30
end of the month 2026-11-30
end of next month 2026-12-31
end of October 2027-10-31
end of the year 2026-12-31
year end 2026-12-31
before the year is over 2026-12-31
before the month ends 2026-11-30
before this quarter is out 2026-12-31
EOM 2026-11-30
end of this week 2026-11-27
mid-December 2026-12-15
beginning of next month 2026-12-01
start of 2027 2027-01-01
31 February None
Feb 30 None
30th of February None
2026-02-31 None
2026-13-05 None
Friday Dec 5 None
Friday the 20th 2026-11-20
Friday the 27th 2026-11-27
Fri 27th 2026-11-27
Tuesday, the 1st 2026-12-01
Tue the 8th 2026-12-08
Thursday 31st 2026-12-31
Friday the 30th 2026-10-30
Saturday the 31st 2026-10-31
Friday the 26th None
Monday the 24th None
Wednesday the 3rd None
Sunday the 31st 2027-01-31
"""

PERIODS = """
the National Day holiday 2026-10-01..2026-10-07
the week of National Day 2026-10-01..2026-10-07
Golden Week 2025 2025-10-01..2025-10-07
this week 2026-11-23..2026-11-29
last week 2026-11-16..2026-11-22
next week 2026-11-30..2026-12-06
the week before last 2026-11-09..2026-11-15
the week after next 2026-12-07..2026-12-13
the weekend 2026-11-28..2026-11-29
next weekend 2026-12-05..2026-12-06
this month 2026-11-01..2026-11-30
last month 2026-10-01..2026-10-31
previous month 2026-10-01..2026-10-31
next month 2026-12-01..2026-12-31
the month before last 2026-09-01..2026-09-30
last quarter 2026-07-01..2026-09-30
this quarter 2026-10-01..2026-12-31
next quarter 2027-01-01..2027-03-31
Q3 2026-07-01..2026-09-30
Q3 2025 2025-07-01..2025-09-30
Q3'25 2025-07-01..2025-09-30
q3 last year 2025-07-01..2025-09-30
2025 Q3 2025-07-01..2025-09-30
third quarter of 2025 2025-07-01..2025-09-30
Q1 to Q3 2025 2025-01-01..2025-09-30
H1 2026-01-01..2026-06-30
H2 2025 2025-07-01..2025-12-31
first half of 2025 2025-01-01..2025-06-30
second half of the year 2026-07-01..2026-12-31
this year 2026-01-01..2026-12-31
last year 2025-01-01..2025-12-31
next year 2027-01-01..2027-12-31
in 2025 2025-01-01..2025-12-31
FY2025 2025-01-01..2025-12-31
2025-10 2025-10-01..2025-10-31
October 2026-10-01..2026-10-31
in October 2026-10-01..2026-10-31
Oct 2025 2025-10-01..2025-10-31
October, 2025 2025-10-01..2025-10-31
October last year 2025-10-01..2025-10-31
last October 2026-10-01..2026-10-31
next December 2026-12-01..2026-12-31
in May 2026-05-01..2026-05-31
in may 2026-05-01..2026-05-31
May 2025 2025-05-01..2025-05-31
last May 2026-05-01..2026-05-31
December 2025-12-01..2025-12-31
early October 2026-10-01..2026-10-10
late next month 2026-12-21..2026-12-31
last 90 days 2026-08-26..2026-11-23
past 3 weeks 2026-11-03..2026-11-23
the last three months 2026-08-24..2026-11-23
trailing 12 months 2025-11-24..2026-11-23
past week 2026-11-17..2026-11-23
next 30 days 2026-11-23..2026-12-22
Oct 1 to Oct 7 2026-10-01..2026-10-07
Oct 1-7 2026-10-01..2026-10-07
Oct 1 to 7 2026-10-01..2026-10-07
1-7 October 2026-10-01..2026-10-07
1 to 7 Oct 2025 2025-10-01..2025-10-07
between Oct 1 and Oct 7 2026-10-01..2026-10-07
2025-10-01 to 2025-10-07 2025-10-01..2025-10-07
from 3 to 12 December 2026-12-03..2026-12-12
from December 3 to 12 2026-12-03..2026-12-12
from the 3rd to the 12th of December 2026-12-03..2026-12-12
2025-10-01..2025-10-07 2025-10-01..2025-10-07
Oct to Dec 2025 2025-10-01..2025-12-31
March to May 2026-03-01..2026-05-31
May to July 2026-05-01..2026-07-31
from March to May 2026-03-01..2026-05-31
Mon-Wed 2026-11-23..2026-11-25
Monday to Wednesday 2026-11-23..2026-11-25
last Monday to Wednesday 2026-11-16..2026-11-18
2023 to 2025 2023-01-01..2025-12-31
YTD 2026-01-01..2026-11-23
year to date 2026-01-01..2026-11-23
month to date 2026-11-01..2026-11-23
this year so far 2026-01-01..2026-11-23
"""

LIMITS = """
by Friday 2026-11-27 by
by next Friday 2026-12-04 by
by Friday at the latest 2026-11-27 by
before Friday 2026-11-26 by
before the end of the month 2026-11-30 by
before the end of February 2027-02-28 by
before end of next month 2026-12-31 by
before the 12th 2026-12-11 by
on or before Dec 3 2026-12-03 by
no later than Dec 3 2026-12-03 by
by the end of the month 2026-11-30 by
by sat 2026-11-28 by
by May 2027-05-31 by
by next week 2026-12-06 by
before next month 2026-11-30 by
before the weekend 2026-11-27 by
within two weeks 2026-12-07 by
within 5 business days 2026-11-30 by
within this week 2026-11-23..2026-11-29 by
since October 2026-10-01 from
since last Monday 2026-11-16 from
from next Monday 2026-11-30 from
from Dec 3 onwards 2026-12-03 from
not before Dec 3 2026-12-03 from
after Friday 2026-11-28 from
until Friday 2026-11-27 until
as of Oct 31 2026-10-31 until
on Friday 2026-11-27 on
on the 12th 2026-12-12 on
by 周五 2026-11-27 by
by 31 February None by
"""

COMPARISONS = """
same period last year year_before
compared with the same month last year year_before
year over year year_before
YoY year_before
compare with last year year_before
vs last year year_before
vs previous period previous
compared to last month previous
month over month previous
"""


@pytest.mark.parametrize(("words", "expected"), rows(DAYS, PERIODS, LIMITS, COMPARISONS))
def test_english_words_of_business_time_mean_these_days(words: str, expected: str) -> None:
    assert meaning(words) == expected


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("by Friday the 27th please", ["by Friday the 27th = 2026-11-27 by"]),
        ("it came on Friday the 20th, all of it", ["on Friday the 20th = 2026-11-20 on"]),
        ("bring it on Friday, 1st floor", ["on Friday = 2026-11-27 on"]),
        ("Friday 2nd delivery of the day", ["Friday = 2026-11-27"]),
        ("on Friday 20 boxes", ["on Friday = 2026-11-27 on"]),
        ("Friday and the 20th", ["Friday = 2026-11-27", "the 20th = 2026-12-20"]),
    ],
)
def test_a_weekday_takes_the_number_of_its_day_and_nothing_else(text: str, read: list[str]) -> None:
    assert meanings(text) == read
