"""Which price list is meant: by its name, by whom it is for, or as the one spoken of; never the default one instead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

import core
from assistant.builtin.dialogue.decision import Heard
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.price_list_meant import fill_price_list, without_years_of_lists
from assistant.builtin.dialogue.request import Request
from assistant.builtin.dialogue.requests import Judge
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.price_lists import KnownList, PriceLists
from assistant.turn import TurnInput
from core import operations
from tests.assistant.builtin.hearing import COUNTED, NOW, SALES, read, turn_of

operations.load(core)
LISTS = (
    KnownList(
        "CLINIC-26", "诊所协议价2026", "Clinic agreement 2026", segment=("primary_care", "基层医疗", "Primary care")
    ),
    KnownList("DEAL-26", "渠道阶梯价2026", "Channel tiers 2026", segment=("trade", "经销商", "Trade partners")),
    KnownList("OWN-1", "仁和专属价", "Renhe own prices", customer="C-0001"),
)
OPENED: dict[str, Any] = {
    "operation": "create_price_list",
    "arguments": {"name": "Spring", "customer": "C-0001"},
    "outcome": "ok",
    "result": {"code": "OWN-1"},
}


def _filled(text: str, operation: str = "set_price", before: dict[str, Any] | None = None) -> tuple[Any, Any]:
    """The arguments, and what is asked for because it is not plain."""
    said = read(text)
    turn = TurnInput(SALES, text, (turn_of(before),) if before else (), (), None, NOW, UUID(int=2), "test")
    heard = Heard(
        said.text.text,
        said.spans,
        COUNTED,
        Judge(lambda *_: [], lambda *_: {}, SALES),
        price_lists=PriceLists(given=LISTS),
    )
    request = without_years_of_lists(operation, Request(heard.text, heard.spans, operation, 1.0), heard)
    found = fill(operation, request.text, request.spans, COUNTED)
    fill_price_list(found, request.text, request.spans, heard, Situation(turn))
    return found.arguments, [slot.name for slot in found.missing]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("clinic agreement 2026: BP-200 is 170 from 50 units", "CLINIC-26"),
        ("诊所协议2026里BP-200卖170", "CLINIC-26"),
        ("on the dealers' list BP-200 costs 165", "DEAL-26"),
        ("BP-200 for resellers is 165 from now on", "DEAL-26"),
        ("BP-200代理商价改成165", "DEAL-26"),
        ("BP-200 goes to 160 on Renhe Clinic's list", "OWN-1"),
    ],
)
def test_the_list_the_words_mean(text: str, code: str) -> None:
    arguments, missing = _filled(text)
    assert (arguments["price_list"], missing) == (code, [])


def test_the_year_in_a_lists_name_is_no_price() -> None:
    arguments, _ = _filled("clinic agreement 2026, BP-200 is 171 now")
    assert (arguments["price"], arguments["price_list"]) == ("171", "CLINIC-26")


@pytest.mark.parametrize(
    "text",
    [
        "BP-200 goes to 199 on our list",
        "raise BP-200 to 199",
        "BP-200对外卖199",
        "the list price of BP-200 is 199 now",
        "BP-200涨到199",
    ],
)
def test_what_is_for_everybody_stays_in_the_default_list(text: str) -> None:
    arguments, missing = _filled(text)
    assert "price_list" not in arguments
    assert "price_list" not in missing


@pytest.mark.parametrize(
    "text",
    [
        "in the winter list BP-200 is 170",
        "add BP-200 there at 170",
        "pharmacies pay 170 for BP-200 now",
        "药店协议里BP-200卖170",
    ],
)
def test_a_list_nobody_knows_is_asked_for(text: str) -> None:
    arguments, missing = _filled(text)
    assert "price_list" not in arguments
    assert missing == ["price_list"]


def test_the_list_just_opened_is_filled() -> None:
    assert _filled("put BP-200 on it at 150", before=OPENED)[0]["price_list"] == "OWN-1"
    assert _filled("BP-200 150", before=OPENED)[0]["price_list"] == "OWN-1"
    assert "price_list" not in _filled("the list price of BP-200 is 199", before=OPENED)[0]


def test_what_they_pay_is_asked_of_the_customer_whose_list_was_filled() -> None:
    before = {"operation": "set_price", "arguments": {"product": "BP-200", "price_list": "OWN-1"}, "outcome": "ok"}
    assert _filled("so what do they pay for BP-200", "get_price", before)[0]["customer"] == "C-0001"
    assert "customer" not in _filled("what does BP-200 cost", "get_price", before)[0]
