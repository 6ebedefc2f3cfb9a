"""What "one", "the ordinary ones" and 普通的 stand for after goods that were named, and where they mean nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.history import TurnRecord
from tests.assistant.builtin.hearing import decided, turn_of


def _after(said: str, product: str, operation: str = "get_stock") -> TurnRecord:
    return replace(turn_of({"operation": operation, "arguments": {"product": product}, "outcome": "ok"}), said=said)


WRIST = _after("any wrist blood pressure monitors?", "BP-300")
EAR = _after("耳温枪有货吗", "TH-30")
CUFF = _after("大号袖带还有多少", "BP-CUFF-L")
TALKING = _after("how many talking glucose meters are left", "GM-20")
SPEAKING = _after("语音血糖仪有货吗", "GM-20")


def asked_of(text: str, *before: TurnRecord, intent: str = "get_stock") -> list[Any]:
    calls = decided(text, intent, mood="question", transcript=before).calls
    return [call.arguments.get("product") for call in calls if call.operation == intent]


@pytest.mark.parametrize(
    ("text", "before", "product"),
    [
        ("and the upper arm ones?", WRIST, "BP-200"),
        ("do you have an upper-arm one?", WRIST, "BP-200"),
        ("腕式的有货吗", _after("血压计有货吗", "BP-200"), "BP-300"),
        ("额的有货吗", EAR, "TH-50"),
        ("中号的呢", CUFF, "BP-CUFF-M"),
        ("how many of the ordinary ones?", TALKING, "GM-10"),
        ("and the normal one?", TALKING, "GM-10"),
        ("and the ordinary one?", WRIST, "BP-200"),
        ("普通的呢", SPEAKING, "GM-10"),
        ("一般的那种有货吗", SPEAKING, "GM-10"),
    ],
)
def test_one_is_what_was_named_before_in_another_sort(text: str, before: TurnRecord, product: str) -> None:
    assert asked_of(text, before) == [product]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("and the blue ones?", WRIST),
        ("the cheap one", WRIST),
        ("and the first one?", WRIST),
        ("普通的呢", EAR),
        ("便宜的有吗", CUFF),
        ("上海仓的有多少", EAR),
    ],
)
def test_one_that_fits_nothing_for_sale_names_nothing_else(text: str, before: TurnRecord) -> None:
    own = before.calls[0]["arguments"]["product"]
    assert set(asked_of(text, before)) <= {own, None}


def test_without_goods_before_it_one_stands_for_nothing() -> None:
    assert "BP-300" not in asked_of("the wrist ones")
    assert "GM-10" not in asked_of("普通的呢")


def test_goods_of_long_ago_are_not_meant() -> None:
    later = turn_of({"operation": "find_orders", "arguments": {}, "outcome": "ok"})
    assert asked_of("how many of the upper arm ones", WRIST, later, later, later, later) != ["BP-200"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("order 5 ear thermometers and 3 forehead ones for Renhe Clinic", {"TH-30": "5", "TH-50": "3"}),
        ("for Renhe Clinic order 6 talking glucose meters and 4 ordinary ones", {"GM-20": "6", "GM-10": "4"}),
        ("order 4 wrist blood pressure monitors for Renhe Clinic, the big ones", {"BP-300": "4"}),
        ("order 4 home kits for Renhe Clinic, the medium ones", {"KIT-HOME": "4"}),
        ("给仁和诊所下单6个语音血糖仪，要好一点的", {"GM-20": "6"}),
    ],
)
def test_one_in_an_order_is_of_the_sort_said_before_it(text: str, lines: dict[str, str]) -> None:
    [call] = decided(text, "place_order").calls
    assert {line["product"]: line["quantity"] for line in call.arguments["lines"]} == lines


def test_goods_named_in_the_message_count_before_those_of_earlier_turns() -> None:
    [call] = decided("order 2 large cuffs and 3 medium ones for Renhe Clinic", "place_order", transcript=(EAR,)).calls
    said = [line["product"] for line in call.arguments["lines"]]
    assert said[0] == "BP-CUFF-L"
    assert "medium" in said[1] or said[1] == "BP-CUFF-M"


@pytest.mark.parametrize(
    "text",
    [
        "order 4 upper arm ones and 2 large cuffs for Renhe Clinic",
        "order 2 large cuffs and 4 upper arm ones for Renhe Clinic",
    ],
)
def test_of_goods_behind_it_and_before_it_one_is_what_the_words_name(text: str) -> None:
    [call] = decided(text, "place_order", transcript=(WRIST,)).calls
    lines = {line["product"]: line["quantity"] for line in call.arguments["lines"]}
    assert lines == {"BP-200": "4", "BP-CUFF-L": "2"}


AT_NINGBO = {"operation": "get_stock", "arguments": {"product": "BP-200", "warehouse": "NB"}, "outcome": "ok"}


@pytest.mark.parametrize("text", ["order 5 BP-200 for Renhe Clinic from there", "给仁和诊所下单5台BP-200，从那边发"])
def test_there_is_the_warehouse_just_spoken_of(text: str) -> None:
    [call] = decided(text, "place_order", transcript=(turn_of(AT_NINGBO),)).calls
    assert call.arguments["warehouse"] == "NB"


@pytest.mark.parametrize(
    "text",
    [
        "order 5 BP-200 for Renhe Clinic from Shanghai, nobody is out there",
        "order 5 BP-200 for Renhe Clinic, is there any",
    ],
)
def test_there_is_no_place_where_another_is_named_or_none_is_meant(text: str) -> None:
    decision = decided(text, "place_order", transcript=(turn_of(AT_NINGBO),))
    assert all(call.arguments.get("warehouse") != "NB" for call in decision.calls)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("do you have the face masks for children?", "FM-C"),
        ("any face masks for kids in stock?", "FM-C"),
        ("and face masks for adults?", "FM-A"),
    ],
)
def test_goods_for_somebody_are_those_of_that_sort(text: str, product: str) -> None:
    assert asked_of(text) == [product]


@pytest.mark.parametrize("text", ["are ear thermometers good for children?", "do you have the large cuff for adults?"])
def test_goods_that_come_in_no_such_sort_are_the_ones_named(text: str) -> None:
    assert asked_of(text) == ["TH-30" if "ear" in text else "BP-CUFF-L"]
