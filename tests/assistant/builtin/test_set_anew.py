"""Setting anew what was just shown of one alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

import core
from assistant.builtin.dialogue.decision import Heard
from assistant.builtin.dialogue.requests import Judge
from assistant.builtin.dialogue.set_anew import set_anew
from assistant.builtin.dialogue.situation import Situation
from assistant.turn import TurnInput
from core import operations
from core.actor import Role
from tests.assistant.builtin.hearing import NOW, SALES, read, turn_of

operations.load(core)
MANAGER = replace(SALES, login="boss", roles=frozenset({Role.MANAGER}))
LIMITS = [{"login": "wang", "limit": "40000"}]


def _set(text: str, rows: list[dict[str, Any]], actor: Any = MANAGER) -> dict[str, Any] | None:  # noqa: ANN401
    said = read(text)
    call = {"operation": "find_purchase_limits", "arguments": {}, "outcome": "ok", "result": {"limits": rows}}
    turn = TurnInput(actor, text, (turn_of(call),), (), None, NOW, UUID(int=2), "test")
    heard = Heard(said.text.text, said.spans, {}, Judge(lambda *_: [], lambda *_: {}, actor))
    found = set_anew(heard, Situation(turn))
    return None if found is None else found.arguments


@pytest.mark.parametrize("text", ["make it 72k, he never overdid it", "提到7.2万吧", "raise it to 72,000"])
def test_one_limit_that_was_shown_is_set(text: str) -> None:
    found = _set(text, LIMITS)
    assert found is not None
    assert (found["buyer"], float(found["purchase_limit"])) == ("wang", 72000)


@pytest.mark.parametrize(
    "text",
    [
        "72k",
        "should we make it 72k?",
        "make it 72k for Huadong",
        "he spent 72k last year",
        "72k is a lot",
        "tell him 72k",
    ],
)
def test_a_figure_that_sets_nothing(text: str) -> None:
    assert _set(text, LIMITS) is None


def test_whose_limit_of_several_is_not_guessed() -> None:
    assert _set("make it 72k", [*LIMITS, {"login": "zhao", "limit": "50000"}]) is None


def test_nobody_sets_what_they_may_not() -> None:
    assert _set("make it 72k", LIMITS, SALES) is None


def _priced(text: str, **asked: str) -> dict[str, Any] | None:
    """What price is set after one was looked up."""
    said = read(text)
    call = {"operation": "get_price", "arguments": {"product": "BP-200", **asked}, "outcome": "ok", "result": {}}
    turn = TurnInput(MANAGER, text, (turn_of(call),), (), None, NOW, UUID(int=2), "test")
    heard = Heard(said.text.text, said.spans, {}, Judge(lambda *_: [], lambda *_: {}, MANAGER))
    found = set_anew(heard, Situation(turn))
    return None if found is None else found.arguments


def test_the_price_just_shown_is_set() -> None:
    assert _priced("make it 195 from 7 December") == {"product": "BP-200", "price": "195", "valid_from": "2026-12-07"}
    assert _priced("涨到195吧") == {"product": "BP-200", "price": "195"}


def test_one_customers_price_is_not_everybodys() -> None:
    assert _priced("make it 195", customer="C-0001") is None
    assert _priced("should it be 195?") is None
    assert _priced("195 sounds high") is None
