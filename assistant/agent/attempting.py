"""What a model makes of a turn: its calls, run and kept, and its words, said only if they are true."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.agent.agreeing import Agreeing, Reading
from assistant.agent.loop import Course, converse
from assistant.models import ModelTurn, Planners, UnfitAnswer
from assistant.models.answers import REPLY
from assistant.tools import Toolbox
from assistant.turn import TurnInput
from core import company
from core.database import Database
from core.database.refusals import DatabaseBusy, DatabaseUnreachable
from core.errors import Invalid, NotFound

_log = logging.getLogger(__name__)

_SHOWN_MAX = 60
_READING_MAX = 300
"""Characters of words that are worth telling a model as what might be said."""


@dataclass(frozen=True, slots=True)
class Attempt:
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
        return self.asks

    @property
    def asks(self) -> bool:
        """Whether nothing was done and the person is asked something."""
        return not self.course.results and ("?" in self.words or "？" in self.words)

    def is_as(self, own: Course) -> bool:
        """Whether it came to the same refusals of the same calls as the built-in planner."""
        refused = [[(call.operation, call.arguments) for call in one.made] for one in self.course.results]
        same = [[(call.operation, call.arguments) for call in one.made] for one in own.results]
        return bool(refused) and refused == same and not self.course.found and not own.found

    def is_more_than(self, own: Course) -> bool:
        """Whether it is still a better answer than the built-in planner's."""
        if own.found or (own.open_question and not self.course.found):
            return False
        return self.course.found or (not own.results and bool(self.words or self.course.results))


def first_reading(planned: AIMessage) -> Reading:
    """What the built-in planner takes the message for, as the calls a model would make: of tools, or of the reply.

    Nothing where it does not know: it must not lead a model astray that may.
    """
    if planned.additional_kwargs.get("tentative") or planned.additional_kwargs.get("unsure"):
        return []
    if planned.tool_calls:
        return [(call["name"], call["args"]) for call in planned.tool_calls]
    words = str(planned.text)
    return [(REPLY, {"text": words})] if 0 < len(words) <= _READING_MAX else []


def attempt_by_model(
    turn: TurnInput,
    reading: Reading,
    model: ModelTurn,
    planners: Planners,
    toolbox: Toolbox,
    database: Database,
) -> Attempt:
    """The turn as far as the model comes with it, told the first `reading`. Only a database that is away is raised."""
    course = Course()
    try:
        with database.transaction() as session:
            messages = _opening(turn, company.find(session), reading)
        words, record = _by_model(turn, course, reading, messages, model, planners, toolbox, database)
        planners.worked()
    except (DatabaseUnreachable, DatabaseBusy):
        raise
    except UnfitAnswer as failure:
        planners.failed(failure)
        _log.warning("turn %s: no fit answer of the model: %s", turn.cause, failure)
        called = {call.operation for result in course.results for call in result.made}
        if course.found and reading and {name for name, _ in reading} <= called:
            return Attempt(course, "", {"unsaid": str(failure)})  # all is read: the answer is in the results' own words
        return Attempt(course, "", {"failed": str(failure)})
    except Exception:
        _log.exception("turn %s: the model led into a fault", turn.cause)
        return Attempt(course, "", {"failed": "fault"})
    return Attempt(course, words, record)


def told(attempt: Attempt, model: ModelTurn) -> dict[str, Any]:
    """What the turn's trace keeps of the model: what was wrong, and what it cost."""
    return {"model": attempt.record} | ({"usage": model.usage.as_json()} if model.usage.answers else {})


def _by_model(
    turn: TurnInput,
    course: Course,
    reading: Reading,
    messages: list[BaseMessage],
    model: ModelTurn,
    planners: Planners,
    toolbox: Toolbox,
    database: Database,
) -> tuple[str, dict[str, str]]:
    """The model's words, empty where none may be said, and what was wrong with them."""
    from assistant.agent.support import said_in, supported
    from assistant.agent.words import objection

    without_inventions = partial(supported, said=said_in(turn, database, [arguments for _, arguments in reading]))
    planner = Agreeing(model, [one for one in reading if one[0] != REPLY])
    converse(course, planner, toolbox, messages, reading=without_inventions, ends_with_card=True)
    if course.wrote or not all(result.is_sound for result in course.results):
        return "", {}  # cards, receipts and refusals are told in their own words only
    judged = partial(objection, results=course.results, turn=turn, names=planners.guidance.names)
    words = str(course.said.text)
    wrong = judged(words)
    if wrong is None:
        return words, {}
    if course.results:
        again = _said_again(turn, model, messages, words, wrong)
        if again and judged(again) is None:
            return again, {"reworded": wrong}
    return "", {"unsaid": wrong}


def _said_again(turn: TurnInput, model: ModelTurn, messages: list[BaseMessage], words: str, wrong: str) -> str:
    """The answer once more, after it was told what was wrong with the first; empty where none comes in time."""
    from assistant.prompt import as_data, asked_again

    why = asked_again(f"it was turned down for its {as_data(wrong[:_SHOWN_MAX])}", turn)
    try:
        return str(model.ask([*messages, AIMessage(words), HumanMessage(why)], only_words=True).text)
    except UnfitAnswer as failure:
        _log.info("turn %s: no second wording of the model: %s", turn.cause, failure)
        return ""


def _opening(turn: TurnInput, own: company.Company | None, reading: Reading) -> list[BaseMessage]:
    """The policy, what was said before, person and assistant in turn, and the message itself."""
    from assistant.prompt import history_for, message_for, policy_for

    messages: list[BaseMessage] = [SystemMessage(policy_for(turn, own))]
    for said, answered in history_for(turn):
        messages += [HumanMessage(said), AIMessage(answered)]
    return [*messages, HumanMessage(message_for(turn, reading))]
