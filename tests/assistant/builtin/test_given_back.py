"""Goods of an order that come back without being named."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assistant.builtin.dialogue.decision import Heard
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.given_back import fill_what_comes_back
from assistant.builtin.dialogue.requests import Judge
from assistant.builtin.papers import Papers
from tests.assistant.builtin.hearing import COUNTED, SALES, filled, read


@dataclass(frozen=True, slots=True)
class Shelf(Papers):
    """An order lies on it."""

    goods: frozenset[str] = frozenset()

    def goods_on(self, order: str) -> frozenset[str]:
        return self.goods


def _given_back(text: str, *goods: str) -> Filled:
    said = filled("request_return", text)
    heard = read(text)
    judge = Judge(lambda *_: [], lambda *_: {}, SALES)
    papers = Shelf(goods=frozenset(goods))
    fill_what_comes_back(said, Heard(heard.text.text, heard.spans, COUNTED, judge, papers=papers))
    return said


@pytest.mark.parametrize(
    ("text", "goods"),
    [("SO-2026-00042他们要退5盒，订多了", ("GS-50",)), ("SO-2026-00042退5盒", ("GS-50", "PO-5"))],
)
def test_what_is_only_counted_is_what_is_on_the_order(text: str, goods: tuple[str, ...]) -> None:
    said = _given_back(text, *goods)
    assert said.arguments["lines"] == [{"product": "GS-50", "quantity": "5"}]
    assert not said.unread


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("SO-2026-00042退5个", ("GS-50", "PO-5")),
        ("SO-2026-00042退5台血压计", ("GS-50",)),
        ("return 5 infusion pumps of SO-2026-00042", ("GS-50",)),
    ],
)
def test_other_goods_stay_what_was_said(text: str, goods: tuple[str, ...]) -> None:
    before = filled("request_return", text).arguments.get("lines")
    assert _given_back(text, *goods).arguments.get("lines") == before
