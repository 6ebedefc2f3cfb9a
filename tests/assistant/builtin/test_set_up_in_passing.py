"""Setting up products and price lists in passing: a name with a known word in it, a last day told by the first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.builtin.dialogue.requests import Judge, requests_in
from assistant.builtin.spans import Span
from tests.assistant.builtin.hearing import MANAGER, filled, read


@pytest.mark.parametrize(
    "text",
    [
        "add a product: code UX-9, Ketone strips, list price 24 a box",
        "new product Ketone strips, code UX-9, 24 a box",
        "create a product Ketone strips, code UX-9, list price 24",
    ],
)
def test_a_new_product_may_end_as_another_does(text: str) -> None:
    said = filled("create_product", text).arguments
    assert (said["name"], said["code"], said["price"]) == ("Ketone strips", "UX-9", "24")


def test_goods_that_are_only_named_are_no_new_name() -> None:
    assert "name" not in filled("create_promotion", "start a promotion: Test strips, 10% off").arguments


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("open a price list named Spring, valid from 1 March 2027 to the end of that year", "2027-12-31"),
        ("new price list called Spring, from 1 March 2027 until the end of that month", "2027-03-31"),
        ("new price list called Spring, from 15 April 2027 through the end of the same quarter", "2027-06-30"),
    ],
)
def test_the_end_of_that_year_is_told_by_the_first_day(text: str, last: str) -> None:
    said = filled("create_price_list", text).arguments
    assert said["valid_until"] == last
    assert "segment" not in said


def _intents(text: str) -> list[str]:
    def score(part: str, spans: Sequence[Span]) -> list[tuple[str, float]]:
        short = len(part.strip()) < len(text)
        about = "find_customers" if short and "customer" in part else "report_sales"
        return [(about, 0.9), ("greet", 0.05)]

    heard = read(text)
    judge = Judge(score, lambda *_: {"question": 0.9}, MANAGER)
    return [one.intent for one in requests_in(heard.text.text, heard.spans, judge)]


@pytest.mark.parametrize(
    "text", ["who bought most this year? per customer please", "how did we do last month? by customer"]
)
def test_by_what_something_is_told_is_no_request_of_its_own(text: str) -> None:
    assert _intents(text) == ["report_sales"]


def test_customers_that_are_asked_for_are() -> None:
    assert _intents("how did we do last month? which customer is new?") == ["report_sales", "find_customers"]
