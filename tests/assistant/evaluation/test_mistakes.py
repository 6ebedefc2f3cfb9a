"""Questions that were not needed, and what is wrong with a write that is not the expected one."""

from __future__ import annotations

import pytest

import core
import knowledge
from assistant.evaluation.judging import Made
from assistant.evaluation.mistakes import WrongWrite, is_needless, made_as_expected, wrong_writes
from assistant.evaluation.talks import Expected
from core import operations

ORDER = {"call": "place_order", "outcome": "proposed", "with": {"customer": "C-0001", "lines": {"BP-200": 20}}}


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    operations.load(core, knowledge)


def expected(**written: object) -> Expected:
    return Expected.model_validate(written)


def ordered(customer: str = "C-0001", lines: object = None, **more: object) -> Made:
    return Made("place_order", "proposed", None, {"customer": customer, "lines": lines or {"BP-200": "20"}, **more})


@pytest.mark.parametrize(
    ("wanted", "made", "needless"),
    [
        (expected(question=False), [], True),
        (expected(proposal="pending", operations=[ORDER]), [], True),
        (expected(operations=[{"call": "get_stock"}]), [], True),
        (expected(operations=[{"call": "get_stock"}]), [Made("get_stock", "ok", None, {})], False),
        (expected(operations=[{"call": "get_stock", "outcome": "refused"}]), [], False),
        (expected(question=True, proposal="none"), [], False),
        (expected(proposal="none"), [], False),
        (expected(), [], False),
    ],
)
def test_a_question_is_needless_where_everything_was_said(wanted: Expected, made: list[Made], needless: bool) -> None:
    assert is_needless(made, wanted, asks=True) is needless
    assert not is_needless(made, wanted, asks=False)


@pytest.mark.parametrize(
    ("made", "mistakes"),
    [
        (ordered(), []),
        (ordered("C-0002"), [WrongWrite.CUSTOMER]),
        (ordered("C-0002", {"BP-200": "5"}), [WrongWrite.CUSTOMER]),
        (ordered(lines={"BP-300": "20"}), [WrongWrite.PRODUCT]),
        (ordered(lines={"BP-200": "20", "GS-50": "1"}), [WrongWrite.PRODUCT]),
        (ordered(lines=[{"product": "blood pressure"}]), [WrongWrite.PRODUCT]),
        (ordered(lines={"BP-200": "25"}), [WrongWrite.QUANTITY]),
        (ordered(warehouse="SH"), [WrongWrite.OTHER]),
        (Made("cancel_order", "proposed", None, {}), [WrongWrite.UNASKED]),
        (Made("cancel_order", "refused", "NotFound", {}), []),
        (Made("get_stock", "ok", None, {}), []),
    ],
)
def test_a_wrong_write_is_counted_by_the_gravest_thing_that_is_wrong(made: Made, mistakes: list[WrongWrite]) -> None:
    wanted = expected(operations=[ORDER | {"without": ["warehouse"]}])
    assert list(wrong_writes([made], wanted)) == mistakes


def test_a_wrong_discount_is_a_wrong_price() -> None:
    wanted = expected(operations=[ORDER | {"with": {"customer": "C-0001", "discount_percent": 5}}])
    assert list(wrong_writes([ordered(discount_percent="15")], wanted)) == [WrongWrite.PRICE]


def test_what_a_yes_writes_was_shown_before_and_is_left_to_the_books() -> None:
    assert not list(wrong_writes([ordered("C-0002")], expected(proposal="executed")))


def test_each_call_that_had_to_be_made_is_told_with_whether_it_was() -> None:
    wanted = expected(
        operations=[{"call": "get_price|get_stock"}, ORDER, {"call": "find_orders", "optional": True}],
    )
    assert list(made_as_expected([ordered()], wanted)) == [("get_price", False), ("place_order", True)]
