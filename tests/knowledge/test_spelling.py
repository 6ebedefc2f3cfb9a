"""Misspelt words put right by the words of the documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.spelling import corrected, spelled_in
from tests.knowledge.shelf import Shelf

SPELLED = spelled_in(
    [
        "The ear thermometer shows a low temperature. Clean the lens of the probe with alcohol.",
        "Replace the batteries. A warranty of two years; receipts, wheelchairs and a compressor. Shipping is free.",
        "Washing, bleach, light, drive, start.",
    ]
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("the ear termometer shows a low temprature", "the ear thermometer shows a low temperature"),
        ("do I need new bateries", "do I need new batteries"),
        ("Waranty on the wheelchiars", "warranty on the wheelchairs"),
        ("clean it with alchohol", "clean it with alcohol"),
        ("shoud I replace it", "should I replace it"),
        ("turn on the ligth", "turn on the light"),
    ],
)
def test_a_misspelt_word_is_taken_for_the_one_it_plainly_is(written: str, meant: str) -> None:
    assert corrected(written, SPELLED, ()) == meant


@pytest.mark.parametrize(
    "text",
    [
        "the probe is clen",  # too short to tell
        "our driver went shopping on the beach",  # ordinary words of their own
        "thermometers and cleaning",  # other forms of words the documents know
        "competition, production, conference",
        "TH-30 shows ERROR5 on lot KN2607, see SO-2026-00042",
        "it's the client's",
    ],
)
def test_other_words_codes_and_numbers_are_left_alone(text: str) -> None:
    assert corrected(text, SPELLED, ()) == text


def test_a_word_that_something_is_called_by_is_left_alone() -> None:
    assert corrected("the Thermometor", SPELLED, ()) == "the thermometer"
    assert corrected("the Thermometor", SPELLED, ("thermometorplus",)) == "the Thermometor"


@given(st.text())
def test_any_text_may_come(text: str) -> None:
    assert corrected(corrected(text, SPELLED, ()), SPELLED, ()) == corrected(text, SPELLED, ())


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how often shoud I calibrat the blood presure monitor", "12 months"),
        ("is there a minimun order", "no minimum order"),
        ("how long is the waranty on a wheelchiar", "one year"),
    ],
)
def test_a_misspelt_question_is_answered(demo: Shelf, question: str, said: str) -> None:
    assert said in demo.ask(question, language="en").text


@pytest.mark.parametrize("question", ["who is the wether forecaster", "where can I buy cofee and bread"])
def test_what_no_document_says_is_not_answered_though_it_is_misspelt(demo: Shelf, question: str) -> None:
    assert not demo.ask(question, language="en").answered
