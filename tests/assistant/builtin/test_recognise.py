"""Everything recognised together, by tables of sentences in both languages and by what must hold for any text."""

from __future__ import annotations

from time import process_time

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.builtin.recognise import Recognition, recognise
from assistant.builtin.spans import SpanType
from tests.assistant.builtin.company import DATA, TODAY, WORKING, names, told, units

CASES: dict[str, str] = {
    sentence: readings
    for language in ("zh", "en")
    for sentence, readings in yaml.safe_load((DATA / f"recognised_{language}.yaml").read_text(encoding="utf-8")).items()
}
PIECES = st.sampled_from(
    [
        *CASES,
        *"0123456789一两十百万半打折点第-.,，x×/:台箱%¥½①臺😀\u200b\ud800İ\n",
        *("SO-", "2026", "BP-200", "血压", "仁和", "a ", "half ", "dozen ", "and a half", "  ", "ＢＰ", "e\u0301"),
        *("nebulizr", "renhe", "xyj"),
    ]
)


def read(text: str) -> Recognition:
    return recognise(text, today=TODAY, working=WORKING, names=names(), units=units())


@pytest.mark.parametrize("sentence", CASES)
def test_a_sentence_is_read_as_the_table_says(sentence: str) -> None:
    assert " | ".join(told(span) for span in read(sentence).spans) == CASES[sentence]


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 150


def _holds_for(text: str) -> None:
    found = read(text)
    end = 0
    for span in found.spans:
        assert end <= span.start < span.end <= len(found.text.text)
        assert found.text.text[span.start : span.end] == span.text
        first, last = found.text.original_range(span.start, span.end)
        assert 0 <= first < last <= len(text)
        assert found.words(span) == text[first:last]
        end = span.end


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_an_error_or_an_overlap(text: str) -> None:
    _holds_for(text)


@given(st.lists(PIECES, max_size=12).map("".join))
@example("给仁和诊所下单20台血压计和5盒试纸一袖带还有吗")
@settings(max_examples=400, deadline=None)
def test_any_mixture_of_real_pieces_is_read_without_an_error_or_an_overlap(text: str) -> None:
    _holds_for(text)


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_a_whole_number_before_a_unit_is_read_as_it_stands(number: int) -> None:
    [span] = read(f"{number}台").spans
    assert told(span) == f"quantity:{number}台"


def test_an_attribute_that_is_a_name_too_is_a_part_of_the_longer_one() -> None:
    found = read("四台腕式的血压计").spans
    assert [told(span) for span in found] == ["quantity:4台", "name:BP-300"]


def test_the_words_of_a_span_are_those_the_person_typed() -> None:
    found = read("請給仁和診所下單２０臺血壓計")
    assert [found.words(span) for span in found.spans] == ["仁和診所", "２０臺", "血壓計"]


def test_names_out_of_scope_are_not_there() -> None:
    found = recognise(
        "宏达要10台血压计",
        today=TODAY,
        working=WORKING,
        names=names(),
        units=units(),
        allowed=lambda entry: entry.code != "C-0004",
    )
    [name] = [span for span in found.of(SpanType.NAME) if span.name and span.name.kind == "customer"]
    assert (name.name and name.name.code, name.ambiguous) == ("C-0003", False)


@pytest.mark.parametrize(
    "text",
    ["给仁和诊所下单20台血压计，麻烦明天之前送到，谢谢。" * 400, "blod presure " * 770, "1," * 5000, "-1" * 5000,
     "一" * 10000, "請給" * 5000, "仁河诊所血压" * 1666, "a@b.c.d." * 1250, " " * 10000, "9" * 10000],
    ids=["prose", "typos", "commas", "dashes", "ones", "traditional", "likeness", "mail", "spaces", "digits"],
)  # fmt: skip
def test_ten_thousand_characters_are_read_at_once(text: str) -> None:
    read("人和诊所 monitr 請")  # what is loaded once is not counted
    started = process_time()
    read(text[:10_000])
    assert process_time() - started < 0.6  # 0.2 on a quiet machine
