"""Words that make one command likelier than another, whatever the models make of the rest of the message."""

from __future__ import annotations

from dataclasses import replace

import pytest

import core
from assistant.builtin.dialogue.evidence import supported
from core import operations
from core.actor import Actor, Role
from tests.assistant.builtin.hearing import SALES, read

operations.load(core)
BUYER = replace(SALES, login="buyer", roles=frozenset({Role.BUYER}))
WAREHOUSE = replace(SALES, login="warehouse", roles=frozenset({Role.WAREHOUSE}))


def _likeliest(text: str, actor: Actor, *scores: tuple[str, float]) -> str:
    said = read(text)
    return supported(scores, said.text.text, said.spans, actor)[0][0]


@pytest.mark.parametrize("text", ["批准PO-2026-00012，别急着发出去", "approve PO-2026-00012, don't send it off yet"])
def test_what_is_not_to_go_out_is_not_sent(text: str) -> None:
    scores = (("send_purchase_order", 0.6), ("approve_purchase_order", 0.35))
    assert _likeliest(text, BUYER, *scores) == "approve_purchase_order"


def test_what_is_thrown_away_is_not_traced() -> None:
    scores = (("trace_lot", 0.6), ("scrap_stock", 0.2))
    assert _likeliest("6 of them are lot 2403, chucked them yesterday", WAREHOUSE, *scores) == "scrap_stock"
    assert _likeliest("who got lot 2403?", WAREHOUSE, *scores) == "trace_lot"


def test_a_command_the_same_for_several_documents_is_the_one_somebody_may_give() -> None:
    scores = (("cancel_order", 0.4), ("cancel_purchase_order", 0.3), ("aside", 0.3))
    said = read("刚才那单作废，重复了")
    found = dict(supported(scores, said.text.text, said.spans, SALES))
    assert "cancel_purchase_order" not in found
    assert found["cancel_order"] > 0.6
    assert "cancel_purchase_order" in dict(supported(scores, said.text.text, said.spans, BUYER))


def test_of_a_document_that_is_named_its_own_command_stays() -> None:
    scores = (("cancel_order", 0.5), ("cancel_purchase_order", 0.4))
    said = read("PO-2026-00012作废")
    assert "cancel_purchase_order" in dict(supported(scores, said.text.text, said.spans, SALES))
