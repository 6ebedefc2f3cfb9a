"""A model that makes a part of the first reading's calls agrees with all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage

from assistant.agent.agreeing import Agreeing
from assistant.agent.attempting import first_reading
from assistant.models.answers import CutOff
from assistant.testing import calling

FIRST = ("record_payment", {"customer": "C-0006", "amount": "3000"})
SECOND = ("record_payment", {"customer": "C-0010", "amount": "1200"})
STOCK = ("get_stock", {"product": "BP-200"})


class Scripted:
    """A planner with one answer."""

    def __init__(self, answer: AIMessage | CutOff) -> None:
        self.answer = answer

    def ask(self, messages: Sequence[BaseMessage], *, only_words: bool) -> AIMessage:
        if isinstance(self.answer, CutOff):
            raise self.answer
        return self.answer


def made(*answers: AIMessage | CutOff) -> list[tuple[str, dict[str, Any]]]:
    """The calls of the last of several answers in a turn."""
    planner = Scripted(answers[0])
    agreeing = Agreeing(planner, [FIRST, SECOND])
    for planner.answer in answers:
        said = agreeing.ask([], only_words=False)
    return [(call["name"], call["args"]) for call in said.tool_calls]


def test_a_part_of_what_was_read_is_completed() -> None:
    more = ("record_payment", {**FIRST[1], "paid_on": "2026-11-23"})
    assert made(calling(more)) == [more, SECOND]
    assert made(calling(("record_payment", {"customer": "C-0006", "amount": 3000}))) == [
        ("record_payment", {"customer": "C-0006", "amount": 3000}),
        SECOND,
    ]


@pytest.mark.parametrize("calls", [[STOCK], [FIRST, STOCK], [("record_payment", {"customer": "C-0006"})], []])
def test_anything_else_stands_as_it_is(calls: list[tuple[str, dict[str, Any]]]) -> None:
    assert made(calling(*calls)) == calls


def test_only_the_first_answer_is_held_against_the_reading() -> None:
    assert made(calling(STOCK), calling(FIRST)) == [FIRST]


def test_an_answer_without_an_end_that_begins_as_was_read_is_what_was_read() -> None:
    assert made(CutOff(calling(FIRST, STOCK, STOCK).tool_calls)) == [FIRST, SECOND]


def test_another_answer_without_an_end_is_none() -> None:
    for calls in ([], [STOCK, FIRST]):
        with pytest.raises(CutOff):
            made(CutOff(calling(*calls).tool_calls))


def test_what_the_reader_did_not_understand_is_no_reading() -> None:
    assert first_reading(calling(STOCK)) == [STOCK]
    assert first_reading(AIMessage("Hello!")) == [("reply_to_user", {"text": "Hello!"})]
    assert first_reading(AIMessage("x" * 1000)) == []
    lost = calling(("search_knowledge", {"question": "hm"}))
    lost.additional_kwargs["tentative"] = True
    assert first_reading(lost) == []
    assert first_reading(AIMessage("Is it one of these?", additional_kwargs={"unsure": True})) == []
