"""What is asked of the documents: with what names, and with what was told before it."""

from __future__ import annotations

from typing import Any

import pytest

import core
import knowledge
from assistant.builtin.dialogue.parting import asked_of_documents
from assistant.builtin.dialogue.request import Request
from core import operations
from tests.assistant.builtin.hearing import decided, turn_of

operations.load(core, knowledge)


def _asked(text: str, *, before: str | None = None) -> list[str]:
    call: dict[str, Any] = {"operation": "search_knowledge", "arguments": {"question": before}, "outcome": "ok"}
    transcript = () if before is None else (turn_of(call),)
    calls = decided(text, "search_knowledge", transcript=transcript).calls
    return [one.arguments["question"] for one in calls if one.operation == "search_knowledge"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("my pulse oximetre shows two lines, why?", "my pulse oximeter shows two lines, why?"),
        ("how do I clean the oximeter?", "how do I clean the oximeter?"),
        ("血氧仪怎么清洁", "血氧仪怎么清洁"),
        ("how long is the warranty?", "how long is the warranty?"),
    ],
)
def test_what_is_recognised_though_misspelt_is_asked_by_its_name(text: str, asked: str) -> None:
    assert [one.lower() for one in _asked(text)] == [asked.lower()]


@pytest.mark.parametrize(
    ("text", "before", "about"),
    [
        ("how many readings does it make with fresh batteries?", "the pulse oximeter shows two lines", True),
        ("它的夹子能泡水吗", "血氧仪显示两条横线怎么办", True),
        ("how long does a delivery to Tibet take?", "the pulse oximeter shows two lines", False),
        ("how often must it be checked?", "how long is the warranty?", False),
        ("西藏送不送", "血氧仪显示两条横线怎么办", False),
    ],
)
def test_it_is_what_the_last_question_to_the_documents_named(text: str, before: str, about: bool) -> None:
    (question,) = _asked(text, before=before)
    assert question.endswith(text)
    assert (question != text) is about


@pytest.mark.parametrize(
    ("told", "asked", "one"),
    [
        ("The ward wants to give back a pack they opened", "what do our rules say about that", True),
        ("客户要退两盒拆过的手套", "公司制度对这种怎么规定的", True),
        ("The ward wants to give back a pack they opened", "how long is the warranty", False),
    ],
)
def test_what_is_written_about_something_is_one_question_with_what_is_told_of_it(
    told: str, asked: str, *, one: bool
) -> None:
    parts = [Request(told, (), "request_return", 0.9), Request(asked, (), "search_knowledge", 0.95)]
    found = asked_of_documents(parts, f"{told}. {asked}", ())
    assert [(each.intent, each.text) for each in found] == (
        [("search_knowledge", f"{told}. {asked}")] if one else [(each.intent, each.text) for each in parts]
    )
