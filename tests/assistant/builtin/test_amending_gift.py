"""What an offer gives away, changed on its card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.builtin.dialogue.amending_gift import gift_changed
from core.operations import CommandResult
from core.proposals import Proposal, ProposedStep
from tests.assistant.builtin.hearing import card, read

OFFER = {"name": "年末惠", "product": "BP-200", "buy_quantity": "4"}


def _table(arguments: dict[str, Any], operation: str = "create_gift_promotion") -> Proposal:
    return replace(card(arguments), steps=(ProposedStep(operation, arguments, CommandResult(), None),))


def _changed(text: str, arguments: dict[str, Any] = OFFER) -> dict[str, Any] | None:
    said = read(text)
    steps = gift_changed(_table(arguments), said.text.text, said.spans)
    return None if steps is None else {name: steps[0]["arguments"].get(name) for name in _PARTS}


_PARTS = ("buy_quantity", "gift", "gift_quantity")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("改成买六送二", ("6", None, "2")),
        ("make it buy 6 get 2", ("6", None, "2")),
        ("送血压计舍不得，换成送试纸吧，送3盒", ("4", "GS-50", "3")),
        ("赠品改成试纸", ("4", "GS-50", None)),
        ("送两盒试纸吧", ("4", "GS-50", "2")),
        ("give them 2 GS-50 instead", ("4", "GS-50", "2")),
        ("no, the gift is a GS-50", ("4", "GS-50", None)),
    ],
)
def test_another_gift_or_other_numbers(text: str, parts: tuple[str | None, ...]) -> None:
    assert _changed(text) == dict(zip(_PARTS, parts, strict=True))


def test_the_goods_themselves_are_no_other_gift() -> None:
    assert _changed("还是送血压计吧", {**OFFER, "gift": "GS-50"}) == {
        "buy_quantity": "4",
        "gift": None,
        "gift_quantity": None,
    }


@pytest.mark.parametrize(
    "text",
    [
        "试纸还有多少盒，送得起吗？",
        "给仁和诊所送两盒试纸",
        "别送了",
        "送血压计太贵",
        "买了4台试纸",
        "12月底结束，送两盒试纸",
    ],
)
def test_what_asks_or_says_something_else_changes_no_gift(text: str) -> None:
    assert _changed(text) is None


def test_an_order_gives_nothing_away() -> None:
    said = read("送两盒试纸吧")
    assert gift_changed(_table(OFFER, "place_order"), said.text.text, said.spans) is None
