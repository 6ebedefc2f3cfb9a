"""A turn: by the model where one is set up and does well in time, else by the built-in planner, in the same turn."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.agent.answering import answer
from assistant.agent.loop import Course, converse
from assistant.models import ModelTurn, Planners, UnfitAnswer, Usage
from assistant.tools import Toolbox
from assistant.turn import TurnInput, TurnOutcome
from core.database import Database
from core.database.refusals import DatabaseBusy, DatabaseUnreachable
from core.errors import Invalid, NotFound

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What a model made of the turn. `words` are what it may say; `record` says what was wrong, if anything was."""

    course: Course
    words: str
    record: dict[str, str]

    @property
    def settles(self) -> bool:
        """Whether this is the answer, so that nobody else need look at the message."""
        course = self.course
        if course.wrote:
            return True
        if "failed" in self.record:
            return False
        if course.results:
            # What could not be found or read may have been misunderstood; another refusal is an answer.
            return course.found or not any(isinstance(one.refusal, NotFound | Invalid) for one in course.results)
        return "?" in self.words or "？" in self.words

    def is_more_than(self, own: Course) -> bool:
        """Whether it is still a better answer than the built-in planner's."""
        if own.found or (own.open_question and not self.course.found):
            return False
        return self.course.found or (not own.results and bool(self.words or self.course.results))


def run_turn(turn: TurnInput, *, database: Database, planners: Planners) -> TurnOutcome:
    """Answers the message. Whatever a model does or fails to do, the person gets an answer out of the books.

    The built-in planner takes a turn over while nothing was written in it, where the model failed, found nothing, or
    answered from its own memory. What was written stays, and is told in the results' words.
    """
    toolbox = Toolbox(database, turn)
    model = planners.model_for(turn)
    attempt = None if model is None else _attempt(turn, model, planners, toolbox, database)
    if attempt is not None and attempt.settles:
        return answer(turn, attempt.course, "model", words=attempt.words, trace=_told(attempt, model))
    own = Course()
    converse(own, _Builtin(planners.builtin), toolbox, _opening_for_builtin(turn))
    if attempt is None:
        return answer(turn, own, "builtin", words=str(own.said.text))
    if attempt.is_more_than(own):
        return answer(turn, attempt.course, "model", words=attempt.words, trace=_told(attempt, model))
    return answer(turn, own, "builtin", words=str(own.said.text), trace=_told(attempt, model))


def _attempt(turn: TurnInput, model: ModelTurn, planners: Planners, toolbox: Toolbox, database: Database) -> _Attempt:
    """The turn as far as the model comes with it. Only a database that is away is raised."""
    course = Course()
    try:
        words, wrong = _by_model(turn, course, model, toolbox, database)
        planners.worked()
    except (DatabaseUnreachable, DatabaseBusy):
        raise
    except UnfitAnswer as failure:
        planners.failed(failure)
        _log.warning("turn %s: no fit answer of the model: %s", turn.cause, failure)
        return _Attempt(course, "", {"failed": str(failure)})
    except Exception:
        _log.exception("turn %s: the model led into a fault", turn.cause)
        return _Attempt(course, "", {"failed": "fault"})
    return _Attempt(course, words, {}) if wrong is None else _Attempt(course, "", {"unsaid": wrong})


def _by_model(
    turn: TurnInput, course: Course, model: ModelTurn, toolbox: Toolbox, database: Database
) -> tuple[str, str | None]:
    """The model's words, and what is wrong with them."""
    from assistant.agent.support import said_in, supported
    from assistant.agent.words import objection

    reading = partial(supported, said=said_in(turn, database))
    converse(course, model, toolbox, _opening_for_model(turn), reading=reading, ends_with_card=True)
    if course.wrote or not all(result.is_sound for result in course.results):
        return "", None  # cards, receipts and refusals are told in their own words only
    words = str(course.said.text)
    return words, objection(words, course.results, turn)


def _told(attempt: _Attempt, model: ModelTurn | None) -> dict[str, Any]:
    """What the turn's trace keeps of the model: what was wrong, and what it cost."""
    spent = model.usage if model is not None else Usage()
    return {"model": attempt.record} | ({"usage": spent.as_json()} if spent.answers else {})


@dataclass(frozen=True, slots=True)
class _Builtin:
    """The built-in planner, which reads the turn itself and the operations from their registry."""

    planner: BaseChatModel

    def ask(self, messages: Sequence[BaseMessage], *, only_words: bool) -> AIMessage:
        said = self.planner.invoke(list(messages))
        if not isinstance(said, AIMessage):
            raise TypeError("a planner answers with an assistant's message")
        return said


def _opening_for_builtin(turn: TurnInput) -> list[BaseMessage]:
    return [SystemMessage("", additional_kwargs={"turn": turn}), HumanMessage(turn.text)]


def _opening_for_model(turn: TurnInput) -> list[BaseMessage]:
    """The policy, what was said before, person and assistant in turn, and the message itself."""
    from assistant.prompt import history_for, message_for, policy_for

    messages: list[BaseMessage] = [SystemMessage(policy_for(turn))]
    for said, answered in history_for(turn):
        messages += [HumanMessage(said), AIMessage(answered)]
    return [*messages, HumanMessage(message_for(turn))]
