"""Goods of an order that a word only names the sort of, that are named twice, or whose price is told with them."""

from __future__ import annotations

import pytest

from tests.assistant.builtin.hearing import filled


def _said(text: str) -> list[tuple[str, str]]:
    lines = filled("place_order", text).arguments["lines"]
    return [(line["product"], line.get("quantity", "")) for line in lines]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("仁和诊所要袖带，大号三箱中号一箱", [("大袖带", "3"), ("中号袖带", "1")]),
        ("仁和诊所要袖带，三箱大号一箱中号", [("大袖带", "3"), ("中号袖带", "1")]),
        ("Renhe Clinic needs cuffs, 20 large and 10 medium", [("Large cuff", "20"), ("Medium cuff", "10")]),
    ],
)
def test_a_word_for_several_goods_is_counted_in_their_variants(text: str, lines: list[tuple[str, str]]) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("仁和诊所订点袖带，大号袖带3个", [("BP-CUFF-L", "3")]),
        ("the 15 glucose meters for Renhe Clinic again, GM-10", [("GM-10", "15")]),
        ("仁和诊所要袖带3个", [("袖带", "3")]),
    ],
)
def test_what_only_names_the_sort_or_the_code_again_is_no_line(text: str, lines: list[tuple[str, str]]) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize("text", ["血糖仪89一台，仁和诊所要6台", "GM-10 89.5一台，给仁和诊所来6台"])
def test_what_one_costs_is_not_how_many(text: str) -> None:
    assert _said(text) == [("GM-10", "6")]


def test_where_a_figure_is_nobodys_the_word_for_several_stays() -> None:
    said = filled("place_order", "仁和诊所的试纸反了，血糖的四箱尿酸试纸六箱")
    assert len(said.lines) > 1 or said.unread
