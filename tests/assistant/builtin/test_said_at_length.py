"""Requests amid other words, and cards changed by them: what leads up, what is said twice, what only tells where."""

from __future__ import annotations

import pytest

from assistant.builtin.dialogue.requests import Judge, requests_in
from assistant.builtin.dialogue.vetoes import negates
from tests.assistant.builtin.hearing import ENGLISH, ORDER, card, decided, filled, read, turn_of

CHECKED = {
    "operation": "check_availability",
    "arguments": {"customer": "C-0001", "lines": [{"product": "BP-200", "quantity": "20"}]},
    "outcome": "ok",
}


@pytest.mark.parametrize("said", ["Fine, they can live with that. Order it.", "Good enough. Put the order in then."])
def test_what_was_checked_is_ordered(said: str) -> None:
    decision = decided(said, "aside", actor=ENGLISH, transcript=(turn_of(CHECKED),))
    assert [(call.operation, call.arguments) for call in decision.calls] == [("place_order", CHECKED["arguments"])]


def test_what_was_checked_for_nobody_is_not_ordered() -> None:
    nobody = {**CHECKED, "arguments": {"lines": [{"product": "BP-200", "quantity": "20"}]}}
    decision = decided("Order it.", "aside", actor=ENGLISH, transcript=(turn_of(nobody),))
    assert not decision.calls


@pytest.mark.parametrize("said", ["12 blood pressure monitors (BP-200)", "12 BP-200 blood pressure monitors"])
def test_a_product_named_twice_is_one_line(said: str) -> None:
    assert filled("place_order", f"Renhe Clinic {said}").arguments["lines"] == [{"product": "BP-200", "quantity": "12"}]


@pytest.mark.parametrize("said", ["some oximeters for ward 3", "送到3号楼", "bay 4, extension 4471", "放三病区"])
def test_the_number_of_a_ward_or_a_building_counts_nothing(said: str) -> None:
    assert not [span for span in read(said).spans if span.type.value in ("number", "quantity")]


def test_why_changes_no_card() -> None:
    decision = decided("Why can't I just give them 9 by myself?", "aside", actor=ENGLISH, pending=(card(ORDER),))
    assert not decision.amended


def test_another_order_that_is_said_whole_does_not_repeat_the_last_one() -> None:
    made = {"steps": [{"operation": "place_order", "arguments": ORDER, "document": "SO-2026-00042"}]}
    before = turn_of({"operation": "place_order", "arguments": ORDER, "outcome": "ok"}, made)
    decision = decided("再来一单，华东医院，血氧仪3台", "place_order", transcript=(before,))
    assert decision.calls[0].arguments["lines"] == [{"product": "PO-5", "quantity": "3"}]


def test_without_a_word_that_negates_nothing_is_forbidden() -> None:
    assert not negates("Chaoyi would like an offer for 2 cartons of scales")
    assert negates("不要给仁和诊所下单")


def test_of_what_lot_the_goods_are_is_told_with_their_receipt() -> None:
    def score(part: str, spans: object) -> list[tuple[str, float]]:
        return [("receive_purchase" if "PO-" in part else "find_expiring_lots", 0.97)]

    text = "PO-2026-00001 came, 60 BP-200. Lot KN2611, expires 30 June 2029."
    heard = read(text)
    judge = Judge(score, lambda *_: {"command": 0.9}, ENGLISH)
    assert [one.intent for one in requests_in(text, heard.spans, judge)] == ["receive_purchase"]
    asked = text.replace("Lot KN2611, expires", "Which lots expire by").replace("2029.", "2029?")
    both = [one.intent for one in requests_in(asked, read(asked).spans, judge)]
    assert both == ["receive_purchase", "find_expiring_lots"]


def test_what_the_rules_say_on_a_tale_is_asked_with_the_tale() -> None:
    def score(part: str, spans: object) -> list[tuple[str, float]]:
        return [("search_knowledge" if "say" in part else "request_return", 0.97)]

    text = "Somebody brings back test strips they opened. What do the rules say on that?"
    judge = Judge(score, lambda *_: {"command": 0.9}, ENGLISH)
    read_as = requests_in(text, read(text).spans, judge)
    assert [(one.intent, one.text) for one in read_as] == [("search_knowledge", text)]
