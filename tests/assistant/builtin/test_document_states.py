"""What the state of a document says of the command that is meant."""

from __future__ import annotations

import pytest

import core
from assistant.builtin.dialogue.document_states import STATES_FOR, weighed_by_states
from assistant.builtin.dialogue.evidence import supported
from core import operations
from tests.assistant.builtin.hearing import SALES, read

operations.load(core)


def test_every_command_of_the_table_exists() -> None:
    assert [name for name in STATES_FOR if operations.find(name) is None] == []


def test_what_cannot_be_done_to_it_is_less_likely_meant() -> None:
    spans = read("QT-2026-00002 这个价他们要了").spans
    scores = [("decline_quotation", 0.5), ("accept_quotation", 0.4), ("aside", 0.1)]
    after = weighed_by_states(scores, spans, {"QT-2026-00002": "draft"})
    assert after[0][0] == "accept_quotation"
    assert round(sum(score for _, score in after), 6) == 1.0


def test_a_command_that_is_surely_given_stays_though_it_will_be_refused() -> None:
    spans = read("confirm SO-2026-00042").spans
    after = weighed_by_states([("confirm_order", 0.98), ("get_order", 0.02)], spans, {"SO-2026-00042": "confirmed"})
    assert after[0][0] == "confirm_order"


def test_without_a_known_document_nothing_changes() -> None:
    scores = [("confirm_order", 0.6), ("cancel_order", 0.4)]
    assert weighed_by_states(scores, read("that one").spans, {}) == scores


@pytest.mark.parametrize(
    "said",
    [
        "the ward sister is fine with QT-2026-00002",
        "Mr Gao rang, they want QT-2026-00002 as offered",
        "QT-2026-00002 came back signed",
        "科长回话了，QT-2026-00002这个价他们要了",
        "QT-2026-00002对方签回来了",
    ],
)
def test_an_offer_that_suits_them_is_accepted(said: str) -> None:
    assert _likeliest(said) == "accept_quotation"


@pytest.mark.parametrize(
    "said",
    [
        "they are not happy with QT-2026-00002",
        "they don't want QT-2026-00002 at that price",
        "QT-2026-00002这个价他们嫌贵",
        "QT-2026-00002对方没同意",
    ],
)
def test_an_offer_that_does_not_suit_them_is_not_accepted(said: str) -> None:
    assert _likeliest(said) == "decline_quotation"


def _likeliest(said: str) -> str:
    """Which of three commands on an offer is meant where the models find them equally likely."""
    equal = [(name, 0.3) for name in ("decline_quotation", "accept_quotation", "send_quotation")]
    return supported(equal, said, read(said).spans, SALES)[0][0]


@pytest.mark.parametrize(
    ("said", "intents", "likeliest"),
    [
        ("two defibrillators for Renhe Clinic, can you book that", ["record_payment", "place_order"], "place_order"),
        ("仁和诊所两台血压计，今天能发就今天发", ["check_availability", "place_order"], "place_order"),
        ("仁和诊所两台血压计今天能发吗", ["check_availability", "draft_order"], "check_availability"),
        ("那现在一台卖多少", ["report_sales", "get_price"], "get_price"),
        ("仁和诊所那台雾化器不出雾了，找小何，分机302", ["add_contact", "open_ticket"], "open_ticket"),
    ],
)
def test_words_tell_two_equally_likely_intents_apart(said: str, intents: list[str], likeliest: str) -> None:
    assert supported([(one, 0.3) for one in intents], said, read(said).spans, SALES)[0][0] == likeliest
