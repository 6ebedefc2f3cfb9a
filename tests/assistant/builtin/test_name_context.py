"""Names in the light of the words beside them: an attribute apart, a second name behind, a place in front."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.builtin.spans import SpanType
from tests.assistant.builtin.hearing import filled, read


def _codes(text: str) -> list[list[str]]:
    return [sorted(one.code for one in span.names) for span in read(text).spans if span.type is SpanType.NAME]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("仁和诊所要2箱腕式的血压计", [["C-0001"], ["BP-300"]]),
        ("仁和诊所要2箱新的血压计", [["C-0001"], ["BP-200"]]),
        ("宏达要20个袖带——大号袖带", [["C-0003", "C-0004"], ["BP-CUFF-L"]]),
        ("袖带和大号袖带", [["BP-CUFF-L", "BP-CUFF-M"], ["BP-CUFF-L"]]),
        ("给宁波脉岸电子汇了8000", [["S-001"]]),
        ("Ningbo Maian Electronics called", [["S-001"]]),
        ("从宁波仁和诊所那单发走", [["NB"], ["C-0001"]]),
        ("宁波仓发仁和诊所", [["NB"], ["C-0001"]]),
        ("6 BP-200 for Hongda in Hangzhou", [["BP-200"], ["C-0003"]]),
        ("6 BP-200 for Hongda (Chengdu)", [["BP-200"], ["C-0004"]]),
        ("6 BP-200 for Renhe Clinic from Ningbo", [["BP-200"], ["C-0001"], ["NB"]]),
    ],
)
def test_the_words_beside_a_name_say_what_it_is(text: str, codes: list[list[str]]) -> None:
    assert _codes(text) == codes


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("试纸又见底了，烦请再送3箱过来，顺便补4支听诊器", {"GS-50": "3", "ST-1": "4"}),
        ("血压计断货了，给我20台额温枪", {"BP-200": None, "TH-50": "20"}),
        ("四台上臂的血压计血压计", {"BP-200": "4"}),
    ],
)
def test_what_is_counted_further_on_is_of_the_product_before_it(text: str, lines: dict[str, str | None]) -> None:
    said = filled("place_order", text).arguments["lines"]
    assert {line["product"]: line.get("quantity") for line in said} == lines


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("6 thermometers TH-50", [["TH-50"]]),
        ("6 ear thermometers TH-50", [["TH-50"]]),
        ("6 thermometers (TH-50)", [["TH-50"]]),
        ("血压计BP-300 3台", [["BP-300"]]),
        ("袖带BP-CUFF-M 3条", [["BP-CUFF-M"]]),
        ("血压计TH-30", [["BP-200"], ["TH-30"]]),
        ("blood pressure monitors UA-50", [["BP-200"], ["UA-50"]]),
        ("5 BP-200 BP-300", [["BP-200"], ["BP-300"]]),
        ("5台血压计 BP-300 3台", [["BP-200"], ["BP-300"]]),
        ("5 blood pressure monitors and BP-300", [["BP-200"], ["BP-300"]]),
    ],
)
def test_a_code_right_behind_goods_of_its_family_says_which(text: str, codes: list[list[str]]) -> None:
    assert _codes(text) == codes


def test_a_name_reaches_over_no_other_name() -> None:
    spans = read("xFirst People's Hospitalx").spans
    assert all(one.end <= other.start for one, other in pairwise(spans))
