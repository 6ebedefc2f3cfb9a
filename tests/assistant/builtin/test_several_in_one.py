"""Several things in one message, each read as what it is: two commands, a gift and what is bought, a yes or no."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.builtin.dialogue.requests import Judge, requests_in
from assistant.builtin.spans import Span
from tests.assistant.builtin.hearing import (
    MANAGER,
    ORDER,
    amended,
    decided,
    filled,
    lines_after,
    next_call,
    read,
    turn_of,
)
from tests.assistant.builtin.tabled import changed_to


def _score(part: str, spans: Sequence[Span]) -> list[tuple[str, float]]:
    words = part.casefold()
    moves, thrown = ("move" in words or "调" in words), ("bin" in words or "报废" in words)
    if moves:
        return [("transfer_stock", 0.97), ("scrap_stock", 0.02)]
    return [("scrap_stock", 0.96), ("aside", 0.02)] if thrown else [("aside", 0.7)]


def asked(text: str) -> list[str]:
    """What a message asks for, where one kind of words moves goods and another throws them away."""
    heard = read(text)
    judge = Judge(_score, lambda part, spans: {"command": 0.97}, MANAGER)
    return [one.intent for one in requests_in(heard.text.text, heard.spans, judge)]


@pytest.mark.parametrize(
    "text",
    [
        "move 8 blood pressure monitors from Shanghai to Ningbo, and 3 boxes of strips in Ningbo, lot 2405, in the bin",
        "two things: move 8 blood pressure monitors from Shanghai to Ningbo, and bin 3 boxes of strips, lot 2405",
        "两件事：从上海仓调8台BP-200到宁波仓；宁波仓报废3盒试纸",
    ],
)
def test_two_commands_are_two_though_each_has_commas_of_its_own(text: str) -> None:
    assert asked(text) == ["transfer_stock", "scrap_stock"]


@pytest.mark.parametrize(
    "text",
    ["move 8 blood pressure monitors from Shanghai to Ningbo, and please today", "上海调8台血压计到宁波，另外尽快"],
)
def test_what_goes_with_a_command_is_none_of_its_own(text: str) -> None:
    assert asked(text) == ["transfer_stock"]


@pytest.mark.parametrize(
    ("text", "bought", "gift"),
    [
        (
            "2 boxes of strips for nothing with every 6 blood pressure monitors they buy",
            ("BP-200", "6"),
            ("GS-50", "2"),
        ),
        ("a free box of strips with every 6 blood pressure monitors", ("BP-200", "6"), ("GS-50", None)),
        ("for every 6 blood pressure monitors bought one large cuff free", ("BP-200", "6"), ("BP-CUFF-L", "1")),
        ("every 6 blood pressure monitors, a large cuff free till Friday", ("BP-200", "6"), ("BP-CUFF-L", None)),
        ("买6台血压计送2盒试纸", ("BP-200", "6"), ("GS-50", "2")),
        ("送2盒试纸给每买6台血压计的客户", ("BP-200", "6"), ("GS-50", "2")),
    ],
)
def test_a_gift_is_told_from_what_is_bought_for_it(
    text: str, bought: tuple[str, str], gift: tuple[str, str | None]
) -> None:
    arguments = filled("create_gift_promotion", text).arguments
    assert (arguments["product"], arguments["buy_quantity"]) == bought
    assert arguments["gift"] == gift[0]
    assert arguments.get("gift_quantity", "1") == (gift[1] or "1")


def test_a_day_introduces_no_number_of_gifts() -> None:
    arguments = filled("create_gift_promotion", "every 10 boxes of strips get one free till 31 December").arguments
    assert (arguments["buy_quantity"], arguments["valid_until"]) == ("10", "2026-12-31")
    assert "gift" not in arguments


@pytest.mark.parametrize(
    ("text", "tracked"),
    [
        ("new product Airway, code OPA-1, 6 yuan, lot tracked", True),
        ("新增一个商品，口咽通气道，编码OPA-1，6块，要按批号管", True),
        ("新增一个商品，口咽通气道，编码OPA-1，6块，不用管批号", False),
        ("new product Airway, code OPA-1, 6 yuan", None),
    ],
)
def test_a_yes_or_no_is_filled_by_words_of_its_own(text: str, tracked: bool | None) -> None:
    assert filled("create_product", text).arguments.get("lot_tracked") is tracked


@pytest.mark.parametrize("text", ["新增一个商品，口咽通气道，编码OPA-1，6块", "新增商品口咽通气道，编码OPA-1，6块"])
def test_goods_are_not_called_goods(text: str) -> None:
    assert filled("create_product", text).arguments["name"] == "口咽通气道"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Qian Min signs for me on Thursday and Friday", "2026-11-26..2026-11-27"),
        ("周四、周五钱敏替我批", "2026-11-26..2026-11-27"),
        ("Qian Min signs for me on Thursday", "2026-11-26..2026-11-26"),
    ],
)
def test_days_in_a_row_are_one_period(text: str, period: str) -> None:
    assert filled("delegate_approvals", text).arguments["period"] == period


@pytest.mark.parametrize(
    "text",
    [
        "they have enough strips, take those off",
        "the strips. leave them out",
        "试纸他们还有，去掉吧",
        "试纸他们还有不少，先不要了",
    ],
)
def test_what_a_clause_names_is_taken_off_by_the_next(text: str) -> None:
    assert lines_after(text).keys() == {"BP-200"}


@pytest.mark.parametrize("text", ["the strips, if they have some take them off", "take them off", "去掉"])
def test_nothing_is_taken_off_that_nobody_named(text: str) -> None:
    change = amended(text)
    assert change is None or not change.steps or change.steps[0]["arguments"] == ORDER


@pytest.mark.parametrize("text", ["and up to the end of next June", "ok n by 30 June 2027?", "那明年6月30号之前呢"])
@pytest.mark.parametrize("intent", ["place_order", "find_due_shipments", "aside"])
def test_a_date_alone_goes_on_from_the_last_look_up(text: str, intent: str) -> None:
    called = next_call(text, "find_expiring_lots", {"expires_by": "2026-12-31"}, intent=intent)
    assert called == ("find_expiring_lots", {"expires_by": "2027-06-30"})


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        (
            "quotation for Renhe Clinic, 2 BP-200, 8% off. I know it's above what I may give",
            "8",
        ),
        ("an order for Renhe Clinic, 2 blood pressure monitors at 8% off, more than I may give, I know", "8"),
    ],
)
def test_knowing_that_it_is_much_supposes_nothing(text: str, percent: str) -> None:
    intent = "create_quotation" if text.startswith("quot") else "place_order"
    [call] = decided(text, intent, mood="what_if").calls
    assert (call.operation, call.arguments["discount_percent"]) == (intent, percent)


@pytest.mark.parametrize(
    ("text", "limit"), [("raise it to 300 000", "300000"), ("raise it to 1 000 000 yuan", "1000000")]
)
def test_thousands_may_have_blanks_between(text: str, limit: str) -> None:
    assert filled("set_credit_limit", text).arguments["limit"] == limit


@pytest.mark.parametrize("text", ["3 boxes 000", "20 30 000 40", "lots 2405 000"])
def test_other_figures_side_by_side_are_no_thousands(text: str) -> None:
    assert not any(span.text.endswith(" 000") for span in read(text).spans)


@pytest.mark.parametrize(
    ("text", "lot"),
    [("bin 3 of that lot in Ningbo", "2405"), ("宁波仓这批报废3盒", "2405"), ("bin 3 boxes of strips in Ningbo", None)],
)
def test_that_lot_is_the_one_spoken_of(text: str, lot: str | None) -> None:
    traced = turn_of({"operation": "trace_lot", "arguments": {"lot": "2405", "product": "GS-50"}, "outcome": "ok"})
    decision = decided(text, "scrap_stock", transcript=(traced,), actor=MANAGER)
    assert decision.calls[0].arguments.get("lot") == lot


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("the monitor hums, don't tell me how to fix it, open a ticket", True),
        ("血压计有异响，别教我怎么弄了，开个工单", True),
        ("血压计有异响，怎么弄", False),
    ],
)
def test_who_wants_no_advice_gets_a_ticket(text: str, opened: bool) -> None:
    calls = decided(text, "open_ticket", mood="question").calls
    assert any(call.operation == "open_ticket" for call in calls) is opened


def test_another_price_goes_with_the_other_goods() -> None:
    card = {"product": "BP-CUFF-L", "price": "69", "valid_from": "2027-01-01"}
    step = changed_to("no, I meant the medium cuff, to 59", card, operation="set_price")
    assert step["arguments"] == {"product": "BP-CUFF-M", "price": "59", "valid_from": "2027-01-01"}
