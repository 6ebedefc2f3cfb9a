"""How the tables of the calendar's tests are written and read: one short line for what a span means."""

from __future__ import annotations

import re
from datetime import date

from core.calendar import ChinaCalendar, find_time_spans

MONDAY = date(2026, 11, 23)
WORKING = ChinaCalendar()


def meanings(text: str, today: date = MONDAY) -> list[str]:
    """Each span of `text` as "words = value bound", the bound left out when there is none."""
    spans = find_time_spans(text, today=today, working=WORKING)
    return [f"{span.text} = {span.value} {span.bound or ''}".rstrip() for span in spans]


def meaning(text: str, today: date = MONDAY) -> str:
    """What `text` as a whole means, as "value bound"; the tables are of words that leave nothing over."""
    spans = find_time_spans(text, today=today, working=WORKING)
    assert [span.text for span in spans] == [text], f"{text!r} was read as {meanings(text, today)}"
    return f"{spans[0].value} {spans[0].bound or ''}".rstrip()


def rows(*tables: str) -> list[tuple[str, str]]:
    """The lines of tables, each as (words, expected): the expected value and bound are what ends a line."""
    ending = re.compile(r"(.+) ((?:None|[0-9]{4}-[0-9.-]+|year_before|previous)(?: (?:by|from|until|on))?)")
    found = [(line, ending.fullmatch(line)) for table in tables for line in table.splitlines() if line]
    assert all(match for _, match in found), [line for line, match in found if not match]
    return [(match[1], match[2]) for _, match in found if match]
