"""What the built-in planner says by itself: in the words of the role that has words of its own."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from assistant.builtin.dialogue.decision import Decision
from assistant.builtin.dialogue.talking import Talk
from assistant.builtin.wording import say_decision
from assistant.replies.words import say
from assistant.turn import TurnInput
from core.actor import Role
from tests.assistant.builtin.hearing import NOW, SALES


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ({Role.MANAGER}, "help_manager"),
        ({Role.ADMIN, Role.MANAGER}, "help_manager"),
        ({Role.ADMIN}, "help_staff"),
        ({Role.CUSTOMER}, "help_customer"),
    ],
)
def test_help_is_given_in_the_words_of_whichever_role_has_some(roles: set[Role], words: str) -> None:
    actor = replace(SALES, roles=frozenset(roles))
    turn = TurnInput(
        actor=actor, text="help", transcript=(), pending=(), question=None, now=NOW,
        conversation_id=UUID(int=2), cause="test",
    )  # fmt: skip
    text, _ = say_decision(Decision(talk=[Talk("help")]), turn)
    assert text == say(f"planner.talk.{words}", actor.language)
