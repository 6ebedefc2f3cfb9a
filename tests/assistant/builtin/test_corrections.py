"""Goods and figures put right in mid-sentence: what is taken back with them, and what is not."""

from __future__ import annotations

import pytest

from assistant.builtin.dialogue.corrections import corrected
from tests.assistant.builtin.company import told
from tests.assistant.builtin.hearing import decided, read


def left(text: str) -> list[str]:
    heard = read(text)
    words, spans = corrected(heard.text.text, heard.spans)
    assert len(words) == len(heard.text.text)
    assert all(words[span.start : span.end] == span.text for span in spans)
    return [told(span).partition(":")[2] for span in spans]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("订20台血压计，不对，是额温枪20支", ["TH-50", "20支"]),
        ("订20台血压计，哦不对，额温枪", ["20台", "TH-50"]),
        ("下单20台血压计，看错了，是12台", ["BP-200", "12台"]),
        ("给仁和诊所下单20台血压计，记错了，华东医院", ["20台", "BP-200", "C-0002"]),
        ("20台血压计5盒试纸，哦不对，试纸6盒", ["20台", "BP-200", "GS-50", "6盒"]),
        ("血压计20台，试纸5盒，听错了，试纸6盒", ["BP-200", "20台", "GS-50", "6盒"]),
        ("20台血压计和5盒试纸，说错了，是耳温枪3支", ["20台", "BP-200", "TH-30", "3支"]),
        ("order 20 wrist monitors BP-300, no wait, 12 forehead thermometers", ["12", "TH-50"]),
        ("order 20 BP-200, no wait, 12 BP-200", ["BP-200", "12", "BP-200"]),
        ("20 BP-200 for Renhe Clinic, my bad, 12 ear thermometers", ["C-0001", "12", "TH-30"]),
        ("20 BP-200 for Renhe Clinic, my mistake, 12", ["BP-200", "C-0001", "12"]),
        ("20 BP-200 and 5 test strips, sorry, 6 ear thermometers", ["20", "BP-200", "6", "TH-30"]),
        ("20 BP-200 and 5 test strips, misread, 6", ["20", "BP-200", "GS-50", "6"]),
        ("order sixteen, no, seventeen BP-200", ["17", "BP-200"]),
    ],
)
def test_what_was_put_right_goes_with_its_figure(text: str, what: list[str]) -> None:
    assert left(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "10 pulse oximeters, no discount, 5 test strips",
        "20 BP-200, no test strips",
        "20 BP-200, no 5% off, 4 pulse oximeters",
        "no, 20 BP-200 for Renhe Clinic",
        "we misread 12, 14 BP-200",
        "10 BP-200. my mistake on the last order, 5 were missing",
        "20台血压计，对不对",
        "20台血压计看错了没有",
    ],
)
def test_what_only_sounds_like_a_correction_takes_nothing_back(text: str) -> None:
    assert left(text) == [told(span).partition(":")[2] for span in read(text).spans]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("order 10 pulse oximeters for Renhe Clinic, no discount, 5 test strips", {"PO-5": "10", "GS-50": "5"}),
        ("给仁和诊所下单20台血压计5盒试纸，哦不对，试纸6盒", {"BP-200": "20", "GS-50": "6"}),
        ("给仁和诊所订20台血压计，不对，是额温枪20支", {"TH-50": "20"}),
    ],
)
def test_an_order_is_of_what_is_left(text: str, lines: dict[str, str]) -> None:
    [call] = decided(text, "place_order").calls
    assert {line["product"]: line["quantity"] for line in call.arguments["lines"]} == lines
