"""What sounds like news or a command and is none: what nearly happened, what is only asked, what sets nothing."""

from __future__ import annotations

from typing import Any

import pytest

import core
from assistant.builtin.dialogue.lines import is_quantity, number_of
from assistant.builtin.dialogue.vetoes import Mood, veto_of
from core import operations
from tests.assistant.builtin.hearing import MANAGER, filled, read
from tests.assistant.builtin.tabled import changed_to

operations.load(core)
DUE: dict[str, Any] = {
    "customer": "C-0001",
    "lines": [{"product": "IS-30", "quantity": "30"}],
    "requested_on": "2026-12-04",
}


@pytest.mark.parametrize(
    ("intent", "text", "mood"),
    [
        ("cancel_order", "I haven't cancelled it, have I?", Mood.QUESTION),
        ("cancel_order", "我没取消吧", Mood.QUESTION),
        ("cancel_order", "they would have cancelled it, had I not called", Mood.NEGATED),
        ("cancel_order", "差点取消了", Mood.NEGATED),
        ("cancel_order", "没用了就取消吧", None),
        ("cancel_order", "cancel it, they have not paid", None),
        ("accept_quotation", "they almost accepted it", Mood.NEGATED),
        ("accept_quotation", "they are happy with the quote but not signing", Mood.NEGATED),
        ("accept_quotation", "他们很满意，就是还没签", Mood.NEGATED),
        ("accept_quotation", "they accepted it, not a word about the price", None),
        ("accept_quotation", "they took the other quote", Mood.NEGATED),
        ("accept_quotation", "they want it cheaper", Mood.NEGATED),
        ("place_order", "仁和诊所上次10台BP-200", Mood.REMARK),
        ("place_order", "仁和诊所上次10台BP-200，这次20台", None),
        ("record_payment", "Renhe Clinic should have paid 5,000 yesterday", Mood.NEGATED),
        ("record_payment", "Renhe Clinic says they paid 5,000, nothing has come", Mood.REMARK),
        ("record_payment", "10", Mood.REMARK),
        ("record_payment", "Renhe Clinic paid 10", None),
        ("set_credit_limit", "仁和诊所欠了20万", Mood.REMARK),
        ("set_credit_limit", "they owe us nothing, Renhe Clinic's limit is 300,000", None),
    ],
)
def test_what_never_happened_is_written_nowhere(intent: str, text: str, mood: Mood | None) -> None:
    said = read(text)
    assert veto_of(intent, said.text.text, said.spans, {"command": 0.97}, MANAGER) is mood


@pytest.mark.parametrize(
    ("text", "product", "gift"),
    [
        ("give away a PO-5 with every 5 BP-200 somebody buys, name it Fever", "BP-200", "PO-5"),
        ("赠品是PO-5，买BP-200满5台就送，名字叫袖惠", "BP-200", "PO-5"),
        ("give away a BP-200 with every 5 PO-5 somebody buys, name it Fever", "PO-5", "BP-200"),
    ],
)
def test_what_is_given_with_an_article_is_not_what_is_bought(text: str, product: str, gift: str) -> None:
    found = filled("create_gift_promotion", text).arguments
    assert (found["product"], found["gift"], found["buy_quantity"]) == (product, gift, "5")


@pytest.mark.parametrize(
    "text",
    [
        "这次别晚一周",
        "don't push it back a week",
        "晚一天都不行",
        "3 days earlier would be wasted",
        "they close a week later",
    ],
)
def test_a_day_that_is_not_to_be_moved_stays(text: str) -> None:
    assert changed_to(text, DUE) is None


@pytest.mark.parametrize("text", ["IS-30 300 000", "给华东医院发300 000台"])
def test_thousands_with_blanks_stand_behind_codes_and_characters_too(text: str) -> None:
    assert [str(number_of(span)) for span in read(text).spans if is_quantity(span)] == ["300000"]


def test_what_a_line_is_changed_to_is_no_price() -> None:
    step = changed_to("等等，泵改成40台", DUE)
    assert [line["quantity"] for line in step["arguments"]["lines"]][:1] == ["40"]


def test_a_day_to_be_reminded_on_is_not_when_goods_are_wanted() -> None:
    assert "requested_on" not in filled("place_order", "5 BP-200 for Renhe Clinic, and remind me on Friday").arguments


def test_at_a_figure_is_a_price_and_counts_no_line() -> None:
    step = changed_to("just the pumps at 180", DUE)
    assert step is None or step["arguments"]["lines"] == DUE["lines"]
