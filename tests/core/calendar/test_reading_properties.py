"""What holds for the reading of every text: no failure, honest offsets, longest words, time in proportion."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import Comparison, Period, find_time_spans
from core.calendar.grammar.folding import folded
from core.calendar.grammar.rules import compiled
from core.calendar.reading import RULES
from tests.core.calendar import test_chinese_time, test_english_time
from tests.core.calendar.reading_of import MONDAY, WORKING, rows

TYPICAL = (
    "给仁和诊所下单20台血压计和5盒试纸，下周五之前到。Can we deliver 20 BP-200 to Renhe Clinic by next Friday? "
    "上个月各区域销售额，和去年同期比。"
)
WORDS = [
    words
    for module in (test_chinese_time, test_english_time)
    for words, _ in rows(module.DAYS, module.PERIODS, module.LIMITS, module.COMPARISONS)
]
PIECES = [
    *"上下个月周年日号五十半-/到前后内底 ，台",
    *("10", "2026", "may", "oct", "fri", "next", "last", "by", "to", "the", "of", "3rd", "week", "q3"),
]
LONG = [
    *("1", "一", "半", "周五", "上", "12月", "10月1日到", "3天", "=" * 9, "10月     "),
    *("may to ", "end of ", " 1 ", "a ", TYPICAL),
]

texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.lists(st.sampled_from([*WORDS, *PIECES]), max_size=8).map(" ".join),
)
days = st.dates()


@settings(max_examples=400, deadline=None)
@given(text=texts, today=days)
def test_any_text_on_any_day_is_read_without_failing(text: str, today: date) -> None:
    end = 0
    for span in find_time_spans(text, today=today, working=WORKING):
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
        assert span.value is None or isinstance(span.value, date | Period | Comparison)
        end = span.end


@settings(max_examples=200, deadline=None)
@given(text=st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(folded(text)) == len(text)


@settings(max_examples=200, deadline=None)
@given(day=days)
def test_every_day_written_out_is_read_as_itself(day: date) -> None:
    if 1900 <= day.year <= 2099:
        (iso,) = find_time_spans(day.isoformat(), today=MONDAY, working=WORKING)
        assert iso.value == day
    if 1000 <= day.year <= 2999:
        (chinese,) = find_time_spans(f"{day.year}年{day.month}月{day.day}日", today=MONDAY, working=WORKING)
        assert chinese.value == day


@pytest.mark.parametrize("words", WORDS)
def test_the_rule_that_is_taken_is_one_of_the_longest(words: str) -> None:
    spelled = folded(words)
    for at in range(len(spelled)):
        matches = [(rule, compiled(rule.pattern).match(spelled, at)) for rule in RULES.rules]
        taken = RULES.match(spelled, at)
        longest = max((found.end() for _, found in matches if found), default=at)
        assert (taken[1].end() if taken else at) == longest
        assert [rule.name for rule, found in matches if found and spelled[at] not in rule.begins] == []


def test_surrounding_words_do_not_change_what_is_read() -> None:
    for words in WORDS:
        alone = [span.value for span in find_time_spans(words, today=MONDAY, working=WORKING)]
        inside = [span.value for span in find_time_spans(f"请问（{words}）可以吗？", today=MONDAY, working=WORKING)]
        assert inside == alone, words


@pytest.mark.parametrize("unit", LONG)
def test_ten_times_the_text_takes_about_ten_times_as_long(unit: str) -> None:
    short, long = (_seconds((unit * length)[:length]) for length in (2_000, 20_000))

    assert long < 40 * short + 0.005


def test_a_typical_message_and_a_page_are_read_at_once() -> None:
    message = TYPICAL.split("。", maxsplit=1)[0]

    assert _seconds(message) < 0.002
    assert _seconds((TYPICAL * 200)[:10_000]) < 0.25


def _seconds(text: str) -> float:
    find_time_spans(text[:200], today=MONDAY, working=WORKING)
    best = 10.0
    for _ in range(5):
        start = time.process_time()
        find_time_spans(text, today=MONDAY, working=WORKING)
        best = min(best, time.process_time() - start)
    return best
