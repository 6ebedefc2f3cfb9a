"""What is told along with a request: references, terms, places, reasons, and what was asked before it."""

from __future__ import annotations

from uuid import UUID

import pytest

from assistant.builtin.dialogue.document_meant import of_what_was_shown
from assistant.builtin.dialogue.following import merged
from assistant.builtin.dialogue.reasons import reason_apart
from assistant.builtin.dialogue.request import Request
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.vetoes import Mood, veto_of
from assistant.turn import TurnInput
from tests.assistant.builtin.hearing import ENGLISH, NOW, SALES, decided, filled, read, turn_of

_MONITORS = {"product": "BP-200", "quantity": "2", "unit": "箱"}
_STRIPS = {"product": "GS-50", "quantity": "24"}


@pytest.mark.parametrize(
    "said", ["BP-200 2 cartons + two dozen GS-50", "two cartons BP-200 + 24 GS-50", "BP-200两箱+GS-50两打"]
)
def test_a_plus_between_two_lines_joins_them(said: str) -> None:
    assert filled("place_order", f"Renhe Clinic: {said}").arguments["lines"] == [_MONITORS, _STRIPS]


def test_a_plus_behind_a_figure_still_says_that_it_is_the_least() -> None:
    assert filled("place_order", "20+台BP-200").vague


@pytest.mark.parametrize(
    ("said", "days"), [("account on 45 days to pay", "45"), ("we pay at 60 days", "60"), ("账期45天", "45")]
)
def test_how_long_somebody_takes_to_pay_is_a_term(said: str, days: str) -> None:
    arguments = filled("create_supplier", f"New supplier Yuefeng Plastics, {said}").arguments
    assert arguments["payment_terms_days"] == days
    assert "lead_time_days" not in arguments


@pytest.mark.parametrize(
    ("said", "days"),
    [("valid two weeks", "14"), ("valid 2 wks", "14"), ("两周内有效", "14"), ("valid for 10 days", "10")],
)
def test_how_long_an_offer_is_good_is_no_day_of_delivery(said: str, days: str) -> None:
    arguments = filled("create_quotation", f"Renhe Clinic 4 BP-200, {said}").arguments
    assert arguments["valid_days"] == days
    assert "requested_on" not in arguments


def test_a_carton_of_a_product_whose_code_begins_like_a_week_is_no_length_of_time() -> None:
    assert not [span for span in read("one WK-2 plus one BP-200").spans if span.type.value == "duration"]


@pytest.mark.parametrize(
    "said",
    ["仁和诊所昨天打来8000，回单号7731", "回单号7731，仁和诊所昨天打来8000", "Renhe Clinic paid 8,000, ref 7731"],
)
def test_the_number_of_a_bank_s_slip_is_no_amount(said: str) -> None:
    arguments = filled("record_payment", said).arguments
    assert (arguments["amount"], arguments["reference"]) == ("8000", "7731")


@pytest.mark.parametrize(
    ("said", "percent"), [("a quarter off", "25"), ("with a third off", "33.33"), ("one quarter off", "25")]
)
def test_a_part_off_is_a_discount(said: str, percent: str) -> None:
    assert filled("place_order", f"Renhe Clinic 10 BP-200 {said}").arguments["discount_percent"] == percent


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("bad news: Renhe Clinic refused it at the door, the box was soaked", "the box was soaked"),
        ("a rival was quicker. Put the offer down as declined", "a rival was quicker"),
        ("hm, cancel it please, the doctor bought some elsewhere already", "the doctor bought some elsewhere already"),
    ],
)
def test_the_most_that_is_told_is_the_reason(said: str, why: str) -> None:
    heard = read(said)
    found = reason_apart(heard.text.text, heard.spans)
    assert found is not None
    assert heard.text.text[slice(*found)].strip() == why


@pytest.mark.parametrize(
    "said",
    [
        "medium cuffs 2 cartons and ten pieces of the large ones",
        "中号袖带两箱，再加十条大号的",
        "中号袖带两箱，大号的十条",
    ],
)
def test_the_same_in_another_variant_is_a_line_of_its_own(said: str) -> None:
    lines = filled("place_order", f"Renhe Clinic {said}").arguments["lines"]
    assert [line["quantity"] for line in lines] == ["2", "10"]
    assert lines[0]["product"] == "BP-CUFF-M"
    assert "大号" in lines[1]["product"] or "large" in lines[1]["product"]


def test_figures_that_speak_of_what_there_is_are_not_asked_about() -> None:
    said = filled("record_vendor_bill", "They want 7,900 for the two on PO-2026-00006, bill XH-88151")
    assert not said.unread
    assert said.arguments["amount"] == "7900"


def test_goods_that_something_is_for_are_no_line() -> None:
    lines = filled("place_order", "Renhe Clinic: 10 GS-50 for the BP monitors").arguments["lines"]
    assert lines == [{"product": "GS-50", "quantity": "10"}]


@pytest.mark.parametrize(
    ("said", "vetoed"),
    [("open a price list for Renhe from January", None), ("what if we opened a price list for Renhe", Mood.WHAT_IF)],
)
def test_without_a_word_that_supposes_nothing_is_only_supposed(said: str, vetoed: Mood | None) -> None:
    moods = {"command": 0.1, "what_if": 0.5, "question": 0.2}
    assert veto_of("create_price_list", said, (), moods, SALES) == vetoed


@pytest.mark.parametrize(
    ("said", "shown", "ended"),
    [
        ("take it back from her", "delegate_approvals", "end_delegation"),
        ("行程改了，收回来吧", "list_delegations", "end_delegation"),
        ("kill it", "find_promotions", "end_promotion"),
    ],
)
def test_words_that_end_something_end_what_was_shown(said: str, shown: str, ended: str) -> None:
    call = {"operation": shown, "arguments": {"colleague": "manager", "promotion": "P-1"}, "outcome": "ok"}
    decision = decided(said, "cancel_order", actor=ENGLISH, transcript=(turn_of(call),))
    assert ended in {*(one.operation for one in decision.calls), decision.question and decision.question.operation}


@pytest.mark.parametrize("said", ["don't kill it", "别收回来", "did you take it back?"])
def test_what_must_not_end_or_is_only_asked_about_is_not_ended(said: str) -> None:
    call = {"operation": "find_promotions", "arguments": {"promotion": "P-1"}, "outcome": "ok"}
    decision = decided(said, "get_order", mood="question", actor=ENGLISH, transcript=(turn_of(call),))
    assert "end_promotion" not in {one.operation for one in decision.calls}


def test_lines_said_without_a_figure_keep_their_own_or_become_so_many_times_as_much() -> None:
    before = [{"product": "BP-200", "quantity": "2"}, {"product": "GS-50", "quantity": "5"}]
    twice = merged(before, [{"product": "GS-50", "times": "2"}])
    assert [line["quantity"] for line in twice] == ["2", "10"]
    assert [line["quantity"] for line in merged(before, [{"product": "*", "times": "2"}])] == ["4", "10"]
    assert merged(before, [{"product": "GS-50"}]) == before


def test_another_value_for_what_was_read_is_no_command_whatever_it_sounds_like() -> None:
    call = {"operation": "report_sales", "arguments": {"period": "本月", "product": "GS-50"}, "outcome": "ok"}
    decision = decided("换成BP-200看看", "open_ticket", transcript=(turn_of(call),))
    assert [(one.operation, one.arguments["product"]) for one in decision.calls] == [("report_sales", "BP-200")]


@pytest.mark.parametrize(
    ("said", "scored", "meant"),
    [
        ("send it", "send_purchase_order", "send_quotation"),
        ("cancel the purchase order", "cancel_purchase_order", "cancel_purchase_order"),
    ],
)
def test_the_same_command_is_for_what_was_just_made_unless_the_words_say_for_what(
    said: str, scored: str, meant: str
) -> None:
    shown = {"operation": "get_quotation", "arguments": {"quotation": "QT-2026-00002"}, "outcome": "ok"}
    request = Request(said, (), scored, 0.95)
    turn = TurnInput(SALES, said, (turn_of(shown),), (), None, NOW, UUID(int=2), "test")
    assert of_what_was_shown(request, Situation(turn)).intent == meant
