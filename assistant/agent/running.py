"""A turn: by the model where one is set up and does well in time, else by the built-in planner, in the same turn.

Nothing is said before it has been judged: an answer goes out whole, and nothing of it is ever taken back.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from assistant.agent.answering import answer
from assistant.agent.attempting import Attempt, attempt_by_model, first_reading, told
from assistant.agent.fast import is_sure
from assistant.agent.loop import Course, converse
from assistant.models import FastPath, Planners
from assistant.tools import Toolbox
from assistant.turn import PlannerName, TurnInput, TurnOutcome
from core.database import Database

_log = logging.getLogger(__name__)


def run_turn(turn: TurnInput, *, database: Database, planners: Planners) -> TurnOutcome:
    """Answers the message. Whatever a model does or fails to do, the person gets an answer out of the books.

    The built-in planner answers at once what it is sure of, as far as the setting lets it. It takes a turn over while
    nothing was written in it, where the model failed, found nothing, or answered from its own memory. What was written
    stays, and is told in the results' words.
    """
    toolbox = Toolbox(database, turn)
    own = _Own(turn, planners.builtin, toolbox)
    path = planners.guidance.fast_path
    if planners.has_model and own.is_sure(path) and (own.done.found or own.done.wrote):
        return answer(turn, own.done, "builtin", words=str(own.done.said.text), trace={"fast_path": path.value})
    attempt, trace = _asked(turn, own, planners, database)
    if attempt is not None and attempt.asks and own.only_asks:
        # Both ask: the built-in question has choices, and is remembered for the answer to it.
        return answer(turn, own.done, "model", words=str(own.done.said.text), trace=trace)
    if attempt is not None and (attempt.settles or attempt.is_more_than(own.done)):
        return answer(turn, attempt.course, "model", words=attempt.words, trace=trace)
    by: PlannerName = "model" if attempt is not None and attempt.is_as(own.done) else "builtin"
    return answer(turn, own.done, by, words=str(own.done.said.text), trace=trace)


def _asked(
    turn: TurnInput, own: _Own, planners: Planners, database: Database
) -> tuple[Attempt | None, dict[str, Any] | None]:
    """What a model made of the turn, if one was asked, and what the turn's trace keeps of that."""
    if not planners.has_model:
        return None, None
    allowance = planners.allowance(turn)
    if allowance.exhausted is not None:
        _log.info("turn %s: the model's limit is reached: %s", turn.cause, allowance.exhausted)
        return None, {"model": {"skipped": f"limit: {allowance.exhausted}"}}
    reading = first_reading(own.first)
    model = planners.model_for(turn, tokens=allowance.tokens, meant=[name for name, _ in reading])
    if model is None:
        return None, {"model": {"skipped": "left alone"}}
    try:
        attempt = attempt_by_model(turn, reading, model, planners, own.toolbox, database)
    finally:
        planners.book(turn, model.usage)
    return attempt, told(attempt, model)


@dataclass(slots=True)
class _Own:
    """The built-in planner's course of the turn: planned once, when it is first asked for, and run once."""

    turn: TurnInput
    planner: BaseChatModel
    toolbox: Toolbox
    _first: AIMessage | None = None
    _course: Course | None = field(default=None)

    @property
    def first(self) -> AIMessage:
        """What it would do about the message; nothing of it is done yet."""
        if self._first is None:
            self._first = self._plan(_opening_for_builtin(self.turn))
        return self._first

    @property
    def only_asks(self) -> bool:
        """Whether it would do nothing but ask."""
        return not self.first.tool_calls and bool(self.first.additional_kwargs.get("question"))

    def is_sure(self, path: FastPath) -> bool:
        """Whether no model need be asked."""
        return path is not FastPath.OFF and is_sure(self.first, self.turn, path)

    @property
    def done(self) -> Course:
        """How it went."""
        if self._course is None:
            self._course = Course()
            converse(self._course, self, self.toolbox, _opening_for_builtin(self.turn))
        return self._course

    def ask(self, messages: Sequence[BaseMessage], *, only_words: bool) -> AIMessage:
        """What it plans for the messages."""
        return self._plan(messages) if isinstance(messages[-1], ToolMessage) else self.first

    def _plan(self, messages: Sequence[BaseMessage]) -> AIMessage:
        said = self.planner.invoke(list(messages))
        if not isinstance(said, AIMessage):
            raise TypeError("a planner answers with an assistant's message")
        return said


def _opening_for_builtin(turn: TurnInput) -> list[BaseMessage]:
    return [SystemMessage("", additional_kwargs={"turn": turn}), HumanMessage(turn.text)]
