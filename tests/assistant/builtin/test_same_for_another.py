"""A setting that was just made, made for another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

import core
from assistant.builtin.dialogue.decision import Heard
from assistant.builtin.dialogue.requests import Judge
from assistant.builtin.dialogue.same_for_another import same_for_another
from assistant.builtin.dialogue.situation import Situation
from assistant.turn import TurnInput
from core import operations
from core.actor import Actor, Role
from tests.assistant.builtin.hearing import NOW, SALES, read, turn_of

operations.load(core)
MANAGER = replace(SALES, login="boss", roles=frozenset({Role.MANAGER}))
LIMIT = {"customer": "C-0002", "limit": "500000"}
PRICE = {"product": "GS-50", "price": "60"}


def _after(operation: str, made: dict[str, Any], text: str, *, outcome: str = "ok", actor: Actor = MANAGER) -> Any:  # noqa: ANN401
    said = read(text)
    turn = TurnInput(
        actor,
        text,
        (turn_of({"operation": operation, "arguments": made, "outcome": outcome}),),
        (),
        None,
        NOW,
        UUID(int=2),
        "test",
    )
    heard = Heard(said.text.text, said.spans, {}, Judge(lambda *_: [], lambda *_: {}, actor))
    found = same_for_another(heard, Situation(turn))
    return None if found is None else found.arguments


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("仁和诊所也是", "500000"),
        ("Renhe Clinic too", "500000"),
        ("and Renhe Clinic to 300,000", "300000"),
        ("仁和诊所30万", "300000"),
    ],
)
def test_a_limit_just_set_is_set_for_another(text: str, limit: str) -> None:
    assert _after("set_credit_limit", LIMIT, text) == {"customer": "C-0001", "limit": limit}


@pytest.mark.parametrize("text", ["and BP-200 189", "BP-200改成189"])
def test_so_is_a_price(text: str) -> None:
    assert _after("set_price", PRICE, text) == {"product": "BP-200", "price": "189"}


@pytest.mark.parametrize(
    "text",
    [
        "仁和诊所",
        "仁和诊所呢",
        "Renhe Clinic paid 300,000 yesterday",
        "仁和诊所也要20台BP-200",
        "what about Renhe Clinic?",
        "Renhe Clinic wants 20 monitors too",
        "about 300,000 for Renhe Clinic, roughly",
    ],
)
def test_what_says_more_or_only_asks_sets_nothing(text: str) -> None:
    assert _after("set_credit_limit", LIMIT, text) is None


def test_a_figure_right_before_goods_counts_them() -> None:
    assert _after("set_price", PRICE, "and 20 BP-200") is None


def test_a_figure_is_no_kind_of_customers() -> None:
    assert _after("set_segment", {"customer": "C-0002", "segment": "重点客户"}, "仁和诊所30万") is None


def test_an_order_is_no_setting_nor_is_what_was_only_proposed_or_may_not_be_done() -> None:
    order = {"customer": "C-0002", "lines": [{"product": "BP-200", "quantity": "2"}]}
    assert _after("place_order", order, "仁和诊所也一样") is None
    assert _after("set_credit_limit", LIMIT, "仁和诊所也是", outcome="proposed") is None
    assert _after("set_credit_limit", LIMIT, "仁和诊所也是", actor=SALES) is None
