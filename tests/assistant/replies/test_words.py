"""Filling texts with facts, and writing figures and days as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assistant.replies import figures
from assistant.replies.days import day_only, day_words, moment_words, month_words, period_words, week_words
from assistant.replies.words import fill, listed, places, say_if_known, written
from core.calendar import Period, month_of, quarter_of, year_of
from tests.assistant.replies.samples import SHANGHAI

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "facts", "filled"),
    [
        ("{count} {count:order|orders}", {"count": 1}, "1 order"),
        ("{count} {count:order|orders}", {"count": 0}, "0 orders"),
        ("{count} {count:order|orders}", {"count": Decimal("1.000")}, "1 order"),
        ("late{days: by % days}", {"days": 3}, "late by 3 days"),
        ("late{days: by % days}", {"days": ""}, "late"),
        ("late{days: by % days}", {"days": None}, "late"),
        ("late{days: by % days}", {}, "late"),
        ("{asked:unit} wanted", {"asked": Decimal("20.000"), "unit": "盒"}, "20 boxes wanted"),
        ("{asked:unit} wanted", {"asked": "20", "unit": "furlong"}, "20 furlong wanted"),
        ("port {port:plain}", {"port": 8000}, "port 8000"),
        ("{amount}", {"amount": Decimal("1234567.50")}, "1,234,567.5"),
        ("{forgotten}", {}, "…"),
        ("{said}", {"said": "{count} {0} %s"}, "{count} {0} %s"),
        ("{names}", {"names": ["a", "b", "c"]}, "a, b and c"),
        ("{yes}", {"yes": True}, "yes"),
        ("{day}", {"day": date(2026, 12, 3)}, "Thu 3 Dec 2026"),
    ],
)
def test_a_text_is_filled_with_facts_as_english_writes_them(text: str, facts: dict[str, object], filled: str) -> None:
    assert fill(text, "en", facts) == filled


def test_a_text_says_which_facts_it_has_places_for() -> None:
    assert places("{count} {count:order|orders}{day: on %}") == {"count", "day"}


def test_a_key_that_may_be_missing_is_asked_for_without_harm() -> None:
    assert say_if_known("nowhere", "zh") is None
    assert say_if_known("role.manager", "zh") == "经理"


def test_lists_end_with_the_word_of_the_language() -> None:
    assert listed([], "zh") == ""
    assert listed(["甲"], "zh") == "甲"
    assert listed(["甲", "乙", "丙"], "zh") == "甲、乙和丙"
    assert listed(["A", "B"], "en", last="or") == "A or B"


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("3780", "CNY", "¥3,780.00"),
        ("3780.0000", "CNY", "¥3,780.00"),
        ("0.125", "CNY", "¥0.125"),
        ("-12.5", "USD", "−$12.50"),
        ("1E+3", "EUR", "€1,000.00"),
        ("3780", "JPY", "JPY 3,780"),
        ("1.5", "KWD", "KWD 1.500"),
        ("1.5", "XYZ", "XYZ 1.50"),
        ("0", "CNY", "¥0.00"),
    ],
)
def test_money_has_its_sign_and_at_least_the_places_of_its_currency(amount: str, currency: str, shown: str) -> None:
    assert figures.money(Decimal(amount), currency) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("20.0000", "20"), ("2.50", "2.5"), ("1E+6", "1,000,000"), ("-5", "−5"), ("0.000", "0"), ("0E-10", "0")],
)
def test_numbers_have_separators_and_no_zeros_at_the_end(value: str, shown: str) -> None:
    assert figures.number(Decimal(value)) == shown


def test_percentages_and_changes_have_their_signs() -> None:
    assert figures.rate(Decimal("0.13")) == "13%"
    assert figures.percent(Decimal("7.50")) == "7.5%"
    assert figures.change(Decimal("108.4"), Decimal(100)) == "+8.4%"
    assert figures.change(Decimal(97), Decimal(100)) == "−3.0%"
    assert figures.change(Decimal(5), Decimal(0)) == ""
    assert figures.signed(Decimal(3)) == "+3"
    assert figures.signed(Decimal(-2)) == "−2"


def test_quantities_carry_the_unit_in_the_language() -> None:
    assert figures.quantity(Decimal("20.0"), "台", "zh") == "20 台"
    assert figures.quantity(Decimal(1), "台", "en") == "1 unit"
    assert figures.quantity(Decimal(2), "盒", "en") == "2 boxes"
    assert figures.quantity(Decimal(2), "桶", "en") == "2 桶"


def test_a_day_has_its_weekday_and_its_year_only_where_it_is_another() -> None:
    assert day_words(date(2026, 12, 3), "zh", today=TODAY) == "12月3日 周四"
    assert day_words(date(2026, 12, 3), "en", today=TODAY) == "Thu 3 Dec"
    assert day_words(date(2027, 1, 5), "zh", today=TODAY) == "2027年1月5日 周二"
    assert day_words(date(2027, 1, 5), "en", today=TODAY) == "Tue 5 Jan 2027"
    assert day_only(date(2026, 12, 3), "en") == "3 Dec 2026"


def test_a_moment_is_told_in_the_zone_of_the_company() -> None:
    at = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
    assert moment_words(at, "zh", zone=SHANGHAI, today=TODAY) == "11月23日 10:02"
    assert moment_words(at, "en", zone=SHANGHAI, today=TODAY) == "23 Nov 10:02"
    assert written(at, "zh") == "2026年11月23日 02:02"


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        (month_of(date(2026, 10, 5)), "2026年10月", "October 2026"),
        (quarter_of(date(2026, 10, 5)), "2026年第4季度", "Q4 2026"),
        (year_of(date(2026, 10, 5)), "2026年", "2026"),
        (Period(TODAY, TODAY), "2026年11月23日 周一", "Mon 23 Nov 2026"),
        (Period(date(2026, 11, 16), date(2026, 11, 22)), "2026年11月16日–22日", "16–22 November 2026"),
        (Period(date(2026, 9, 3), date(2026, 11, 5)), "2026年9月3日–11月5日", "3 Sep – 5 Nov 2026"),
        (Period(date(2025, 12, 3), date(2026, 1, 5)), "2025年12月3日–2026年1月5日", "3 Dec 2025 – 5 Jan 2026"),
        (Period(date(2026, 9, 1), date(2026, 10, 31)), "2026年9月–10月", "September – October 2026"),
        (
            Period(date(2025, 11, 1), date(2026, 10, 31)),
            "2025年11月–2026年10月",
            "November 2025 – October 2026",
        ),
    ],
)
def test_a_period_is_called_by_its_name_or_by_its_ends(period: Period, zh: str, en: str) -> None:
    assert period_words(period, "zh") == zh
    assert period_words(period, "en") == en


def test_weeks_and_months_have_short_names() -> None:
    assert week_words(date(2026, 11, 16), "zh") == "11月16日–22日"
    assert week_words(date(2026, 11, 30), "en") == "30 Nov – 6 Dec"
    assert month_words(date(2026, 10, 1), "en") == "Oct 2026"
