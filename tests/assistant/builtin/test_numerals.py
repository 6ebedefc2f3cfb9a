"""Numeral words of both languages, each read alone."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.builtin import numerals_en, numerals_zh
from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import find_numerals


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("二十", 20), ("两百五", 250), ("一万二", 12000), ("三千五", 3500), ("一百零五", 105), ("一百一", 110),
        ("十亿", 10**9), ("一点五", Decimal("1.5")), ("二零二六", 2026), ("幺二零", 120), ("壹佰贰拾", 120),
        ("廿五", 25), ("一亿二", 120_000_000), ("零", 0),
    ],
)  # fmt: skip
def test_a_chinese_numeral_has_its_value(words: str, value: Decimal) -> None:
    assert numerals_zh.read(words) == numerals_zh.Reading(Decimal(value))


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("三五", 3, 5), ("二三十", 20, 30), ("十七八", 17, 18), ("一两百", 100, 200), ("两三千", 2000, 3000),
        ("二十三四", 23, 24), ("十几", 11, 19), ("几十", 20, 90), ("百八十", 80, 100), ("千八百", 800, 1000),
        ("一百二三十", 120, 130),
    ],
)  # fmt: skip
def test_a_spoken_range_has_two_ends(words: str, low: int, high: int) -> None:
    assert numerals_zh.read(words) == numerals_zh.Reading(Decimal(low), Decimal(high), approximate=True)


@pytest.mark.parametrize("words", ["十来", "二十多", "百来", "一百余"])
def test_a_vague_numeral_is_approximate(words: str) -> None:
    reading = numerals_zh.read(words)
    assert reading is not None
    assert reading.approximate


@pytest.mark.parametrize("words", ["几", "五三", "二三五十", "十十", "一百零", "", "百点"])
def test_what_is_no_numeral_is_not_read(words: str) -> None:
    assert numerals_zh.read(words) is None


@given(st.integers(min_value=0, max_value=10**12))
def test_a_chinese_numeral_is_read_as_a_library_writes_it(number: int) -> None:
    for mode in ("low", "up"):
        reading = numerals_zh.read(cn2an.an2cn(number, mode))
        assert reading is not None
        assert reading == numerals_zh.Reading(Decimal(number))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("twenty-five", 25), ("one hundred and twenty", 120), ("two thousand five hundred", 2500), ("nineteen", 19),
        ("three million two hundred thousand", 3_200_000), ("a hundred", 100), ("two three", None),
        ("twenty twelve", None),
    ],
)  # fmt: skip
def test_an_english_numeral_has_its_value(words: str, value: int | None) -> None:
    assert list(numerals_en.find(words)) == [(0, len(words), value)]


@pytest.mark.parametrize(
    ("text", "numerals"),
    [
        ("BP-200", []), ("PO-5和KN95", []), ("SO-2026-00042", []), ("E3", []), ("T20", []), ("v1.2", []),
        ("1,500", ["1500"]), ("1,0000", [None]), ("1.2.3", [None]), ("9:30", [None]), ("2026-12-05", [None]),
        ("1.5k", ["1500"]), ("1.2万", ["12000"]), ("1e9", ["1000000000"]), ("1e99", [None]), ("9" * 40, [None]),
        ("8 hundred", ["800"]), ("12 hundred", ["1200"]),
        ("下单时间", []), ("一下", []), ("统一", []), ("万一", []), ("千万别", []), ("周一", []), ("十分", []),
        ("双十一", []), ("someone", []), ("phone", []), ("none of them", []), ("often", []), ("weight", []),
    ],
)  # fmt: skip
def test_no_numeral_is_cut_out_of_a_longer_expression(text: str, numerals: list[str | None]) -> None:
    found = [None if one.value is None else str(one.value) for one in find_numerals(normalise(text))]
    assert found == numerals


@pytest.mark.parametrize(
    ("text", "value"), [("half a million", "500000"), ("half a thousand", "500"), ("a million", "1000000")]
)
def test_half_of_a_large_number_is_half_of_it(text: str, value: str) -> None:
    [(_, _, found)] = numerals_en.find(text)
    assert found == Decimal(value)
