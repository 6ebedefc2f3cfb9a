"""The loop between a planner and its tools, within hard limits.

Whatever a planner asks for, every call is answered, the same call is run once, and the loop ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from assistant.prompt import as_data
from assistant.tools import Toolbox, ToolCall, ToolResult

ROUNDS_MAX = 5
"""How often a planner is asked in a turn. The last time it may only speak."""

CALLS_MAX = 12
"""How many calls of a turn are run."""

_REPEATED = '{"note": "This was called before in this turn; its result is above. Answer the person now."}'
_TOO_MANY = '{"note": "Too many calls; this one was not run. Answer the person now."}'


class Planner(Protocol):
    """What the loop needs of a planner."""

    def ask(self, messages: Sequence[BaseMessage], *, only_words: bool) -> AIMessage:
        """Calls, or words when there is nothing more to call; `only_words` asks it to end."""
        ...


@dataclass(slots=True)
class Course:
    """How a turn went so far: what the planner said last, how it understood, and the results in order."""

    said: AIMessage = field(default_factory=lambda: AIMessage(""))
    results: list[ToolResult] = field(default_factory=list)
    trace: dict[str, Any] = field(default_factory=dict)

    @property
    def wrote(self) -> bool:
        """Whether a card was made or a command run: then nobody else may take the turn over."""
        return any(result.proposal is not None for result in self.results)

    @property
    def found(self) -> bool:
        """Whether anything came of it besides refusals and faults."""
        return any(result.is_sound for result in self.results)

    @property
    def open_question(self) -> dict[str, Any] | None:
        """What the planner asked and waits for."""
        question: dict[str, Any] | None = self.said.additional_kwargs.get("question")
        return question


def converse(
    course: Course,
    planner: Planner,
    toolbox: Toolbox,
    messages: list[BaseMessage],
    *,
    reading: Callable[[ToolCall], ToolCall] = lambda call: call,
    ends_with_card: bool = False,
) -> None:
    """Planner and tools in turn, until the planner only speaks or a limit is reached. `course` keeps what happened.

    Each call goes through `reading` before anything is done with it. With `ends_with_card` the loop ends once a card
    was made or a command run: no more is planned on what is not agreed to.
    """
    seen: set[str] = set()
    only_words = False
    for round_ in range(1, ROUNDS_MAX + 1):
        course.said = planner.ask(messages, only_words=only_words or round_ == ROUNDS_MAX)
        course.trace = course.said.additional_kwargs.get("trace") or course.trace
        wanted = [reading(ToolCall(str(one["id"]), one["name"], one["args"])) for one in course.said.tool_calls]
        if not wanted:
            return
        fresh = _fresh(wanted, seen)
        taken = fresh[: CALLS_MAX - len(seen)]
        repeats = any(call.key in seen for call in wanted)
        seen.update(call.key for call in taken)
        results = dict(zip((call.id for call in taken), toolbox.run(taken), strict=True))
        course.results.extend({id(result): result for result in results.values()}.values())
        if ends_with_card and course.wrote:
            return
        messages.append(course.said)
        messages.extend(_answer(call, results, seen) for call in wanted)
        only_words = repeats or len(taken) < len(fresh) or not any(map(_leads_on, results.values()))


def _leads_on(result: ToolResult) -> bool:
    """Whether more may have to be called: only after what found things by words, or went wrong.

    Small models do not know when to stop: offered their tools again, they call the same once more or make one up.
    """
    return not result.is_sound or any(call.operation.startswith(("find_", "list_")) for call in result.made)


def _fresh(wanted: Sequence[ToolCall], seen: set[str]) -> list[ToolCall]:
    """The calls that ask for something new, each once."""
    first: dict[str, ToolCall] = {}
    for call in wanted:
        if call.key not in seen:
            first.setdefault(call.key, call)
    return list(first.values())


def _answer(call: ToolCall, results: dict[str, ToolResult], seen: set[str]) -> ToolMessage:
    result = results.get(call.id)
    if result is not None:
        return ToolMessage(as_data(result.told()), tool_call_id=call.id, artifact=result)
    return ToolMessage(_REPEATED if call.key in seen else _TOO_MANY, tool_call_id=call.id)
