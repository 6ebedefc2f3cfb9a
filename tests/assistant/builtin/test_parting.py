"""What somebody wants told only to ask about it, and figures that are told beside a command that takes none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import core
from assistant.builtin.dialogue.parting import asked_about_a_wish, of_each_kind
from assistant.builtin.dialogue.request import Request
from assistant.builtin.dialogue.requests import Judge, requests_in
from assistant.builtin.spans import Span
from core import operations
from core.actor import Actor
from tests.assistant.builtin.hearing import MANAGER, SALES, read

operations.load(core)

ASKING = ("什么价", "价格", "price", "cost", "有货", "in stock")
CALLING_OFF = ("cancel", "取消", "call it off")


def _score(part: str, spans: Sequence[Span]) -> list[tuple[str, float]]:
    words = part.casefold()
    if any(word in words for word in CALLING_OFF):
        return [("cancel_order", 0.97), ("greet", 0.01)]
    wants = any(word in words for word in ("想要", "下单", "wants", "order", "needs"))
    asks = any(word in words for word in ASKING)
    if asks and not wants:
        return [("get_stock" if "货" in words or "stock" in words else "get_price", 0.97), ("greet", 0.01)]
    if wants:
        return [("place_order", 0.96 if not asks else 0.6), ("greet", 0.01)]
    return [("aside", 0.6), ("greet", 0.1)]


def asked(text: str) -> list[tuple[str, list[str]]]:
    """Each request of the message with the figures it was left."""
    heard = read(text)

    def mood(part: str, spans: Sequence[Span]) -> dict[str, float]:
        return {"question": 0.9} if any(word in part.casefold() for word in ASKING) else {"command": 0.97}

    found = requests_in(heard.text.text, heard.spans, Judge(_score, mood, SALES))
    return [
        (one.intent, [span.text for span in one.spans if span.type.value in ("quantity", "number")]) for one in found
    ]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("仁和诊所想要40盒试纸，什么价？", ("get_price", ["40盒"])),
        ("仁和诊所想要40盒试纸，有货吗？", ("get_stock", ["40盒"])),
    ],
)
def test_a_wish_that_is_told_to_ask_about_it_is_the_question_alone(text: str, question: tuple[str, list[str]]) -> None:
    assert asked(text) == [question]


@pytest.mark.parametrize(
    "text",
    [
        "给仁和诊所下单40盒试纸，血氧仪什么价？",
        "please order 40 boxes of test strips for Renhe Clinic, what is the price of oximeters?",
        "please order 40 boxes of test strips for Renhe Clinic, and what is the price?",
    ],
)
def test_an_order_that_is_given_stands_beside_the_question(text: str) -> None:
    assert [intent for intent, _ in asked(text)] == ["place_order", "get_price"]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("we found two in the storeroom, so cancel SO-2026-00042", []),
        ("仓库里找到了2台，SO-2026-00042取消吧", []),
        ("cancel SO-2026-00042, 30 turned up after all", []),
        ("cancel 2 of SO-2026-00042", ["2"]),
        ("SO-2026-00042取消2台", ["2台"]),
        ("take 2 off SO-2026-00042, and cancel the rest", ["2"]),
        ("SO-2026-00042发2台，其余取消", ["2台"]),
    ],
)
def test_figures_told_beside_calling_it_off_are_let_go_and_those_of_it_are_kept(text: str, figures: list[str]) -> None:
    assert [left for intent, left in asked(text) if intent == "cancel_order"] == [figures]


@pytest.mark.parametrize(
    ("wish", "question", "intent", "alone"),
    [
        ("Renhe Clinic wants 40 boxes of test strips", "what would the price be?", "get_price", True),
        ("仁和诊所想要40盒试纸", "什么价？", "get_price", True),
        ("they could do with 40 boxes of test strips", "can we have them there on Friday?", "check_availability", True),
        ("Renhe Clinic wants 40 boxes of test strips", "what does a pulse oximeter cost?", "get_price", False),
        ("put through 40 boxes of test strips", "what is the price?", "get_price", False),
        ("给仁和诊所来40盒试纸", "什么价？", "get_price", False),
        ("Renhe Clinic wants 40 boxes of test strips", "tell me what they owe?", "get_receivables", False),
        ("Renhe Clinic wants 40 boxes of test strips", "at the usual price", "get_price", False),
    ],
)
def test_only_what_is_asked_about_the_wish_itself_takes_its_place(
    wish: str, question: str, intent: str, alone: bool
) -> None:
    text = f"{wish}, {question}"
    parts = [
        Request(part, tuple(read(part).spans), name, 0.97) for part, name in ((wish, "place_order"), (question, intent))
    ]
    found = asked_about_a_wish(parts, text, read(text).spans)
    assert [one.intent for one in found] == ([intent] if alone else ["place_order", intent])
    assert not alone or found[0].text == text


def _listed(text: str, intent: str, actor: Actor = MANAGER) -> list[str]:
    heard = read(text)
    request = Request(heard.text.text, heard.spans, intent, 0.9)
    return [one.intent for one in of_each_kind(request, actor)]


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("华东医院的发货单、发票和退货单都列一下", ["find_deliveries", "find_invoices", "find_returns"]),
        ("Huadong's invoices, returns and tickets please", ["find_invoices", "find_returns", "find_tickets"]),
        ("华东医院的发票", ["find_invoices"]),
        ("华东医院的发票，上次退货的事还没完", ["find_invoices"]),
    ],
)
def test_documents_named_together_are_each_listed(text: str, lists: list[str]) -> None:
    assert _listed(text, "find_invoices") == lists


def test_one_document_is_not_a_list_of_them() -> None:
    assert _listed("发票和退货单的流程", "search_knowledge") == ["search_knowledge"]
