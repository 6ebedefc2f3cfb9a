"""What is asked when a message was not understood: sentences to pick from, each of which is understood."""

from __future__ import annotations

from uuid import UUID

import pytest

from assistant.builtin.wording import say_decision
from assistant.replies.blocks import ButtonsBlock
from assistant.turn import TurnInput
from tests.assistant.builtin.hearing import ENGLISH, NOW, SALES, decided_between


def offered(text: str, *scores: tuple[str, float], mood: str = "command") -> list[str]:
    actor = ENGLISH if text.isascii() else SALES
    question = decided_between(text, *scores, mood=mood, actor=actor).question
    return [choice.value for choice in question.choices] if question is not None else []


BETWEEN = [("close_order", 0.3), ("get_order", 0.3), ("request_return", 0.3)]


def test_the_likely_meanings_are_offered_with_what_was_named() -> None:
    assert offered("SO-2026-00001 all boxed and taped", *BETWEEN) == [
        "close order SO-2026-00001",
        "status of SO-2026-00001",
        "create a return for SO-2026-00001",
    ]


def test_in_the_language_of_the_message() -> None:
    sentences = offered("SO-2026-00001都装好了", *BETWEEN)
    assert len(sentences) == len(BETWEEN)
    assert all("SO-2026-00001" in one and not one.isascii() for one in sentences)


@pytest.mark.parametrize(
    "scores",
    [
        [("get_order", 0.05)],  # hardly anything speaks for it
        [("approve_return", 0.4)],  # nothing of what it takes was named
        [("close_period", 0.4)],  # not for salespeople
        [("greet", 0.4)],  # no operation
    ],
)
def test_what_is_not_likely_or_not_theirs_is_not_offered(scores: list[tuple[str, float]]) -> None:
    assert offered("SO-2026-00001 all boxed and taped", *scores) == []


def test_what_is_understood_is_not_asked_about() -> None:
    assert offered("cancel SO-2026-00001", ("cancel_order", 0.9)) == []


def test_where_the_documents_are_asked_it_waits_for_what_they_say() -> None:
    to_write = [(intent, 0.3) for intent in ("cancel_order", "request_return", "confirm_order")]
    decision = decided_between("what is boxed of SO-2026-00001?", *to_write)
    assert [call.operation for call in decision.calls] == ["search_knowledge"]
    assert decision.question is None
    assert decision.meant is not None


def test_it_is_asked_with_a_button_for_each() -> None:
    decision = decided_between("SO-2026-00001 all boxed", *BETWEEN, mood="command", actor=ENGLISH)
    turn = TurnInput(ENGLISH, "", (), (), None, NOW, UUID(int=2), "test")
    words, blocks = say_decision(decision, turn)
    assert words == "I am not sure what you mean. Is it one of these?"
    (block,) = blocks
    assert isinstance(block, ButtonsBlock)
    first = block.buttons[0]
    assert (len(block.buttons), first.label, first.action) == (
        3,
        "close order SO-2026-00001",
        "say:close order SO-2026-00001",
    )
