"""Unit words as people mistype them, and ordinary words that are like a unit word and none."""

from __future__ import annotations

import pytest

from tests.assistant.builtin.company import told
from tests.assistant.builtin.hearing import read


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("20 boxs of test strips", "quantity:20盒"),
        ("20 peices of that", "quantity:20个"),
        ("3 cartns please", "quantity:3箱"),
        ("3 bottel", "quantity:3瓶"),
        ("4 pakcs", "quantity:4盒"),
        ("7 uints", "quantity:7台"),
        ("2 boxess", "quantity:2盒"),
        ("6 parirs", "quantity:6副"),
    ],
)
def test_a_mistyped_unit_counts_as_the_unit(text: str, figure: str) -> None:
    assert figure in [told(span) for span in read(text).spans]


@pytest.mark.parametrize(
    "word",
    ["kids", "bugs", "cast", "seats", "paris", "pars", "boxers", "pears", "chairs", "bites", "boys", "bosses", "fixes",
     "cars", "carts", "unites", "pieced", "bundles", "trays", "places", "beds"],
)  # fmt: skip
def test_an_ordinary_word_is_no_unit(word: str) -> None:
    [figure] = [told(span) for span in read(f"there are 10 {word}").spans if told(span)[0] in "qn"]
    assert figure == "number:10"


@pytest.mark.parametrize("word", ["cas", "bx", "pc's", "boxcar", "packet", "sets-up"])
def test_short_and_longer_words_are_not_bent_into_a_unit(word: str) -> None:
    assert f"number:10 {word}" not in [told(span) for span in read(f"10 {word}").spans]
    assert not [span for span in read(f"10 {word}").spans if told(span).startswith("quantity:10盒")]


def test_a_mistyped_unit_without_a_figure_is_nothing() -> None:
    assert read("boxs").spans == ()


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("要3台数字心电图机", "quantity:3台"),
        ("两台数显血压计", "quantity:2台"),
        ("有3个数字对不上", "number:3个数字"),
    ],
)
def test_what_is_digital_is_counted_and_figures_are_no_goods(text: str, figure: str) -> None:
    found = [f"{span.type}:{span.text}" if span.type == "number" else told(span) for span in read(text).spans]
    assert figure in found
