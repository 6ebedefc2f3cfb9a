"""A model that agrees with the first reading of a message agrees with all of it.

Small models make the first of several calls and stop, or make the right one and go on without end. Calls that say what
the reading says are completed by the rest of it; calls that say anything else stand as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages import ToolCall as ModelCall

from assistant.agent.loop import Planner
from assistant.models.answers import CutOff

Reading = Sequence[tuple[str, dict[str, Any]]]
"""The calls a simpler reader would make: names of tools, each with its arguments."""


@dataclass(slots=True)
class Agreeing:
    """The planner of one turn, which was told the reading with its first question."""

    planner: Planner
    reading: Reading
    _asked: bool = False

    def ask(self, messages: Sequence[BaseMessage], *, only_words: bool) -> AIMessage:
        """What the planner answers; refuses as it does."""
        is_first, self._asked = not self._asked, True
        try:
            said = self.planner.ask(messages, only_words=only_words)
        except CutOff as cut:
            if is_first and self._agree(cut.calls[:1]):
                return self._with_the_rest([])
            raise
        return self._with_the_rest(said.tool_calls) if is_first and self._agree(said.tool_calls) else said

    def _agree(self, calls: Sequence[ModelCall]) -> bool:
        return bool(calls) and all(any(_says(call, one) for one in self.reading) for call in calls)

    def _with_the_rest(self, calls: Sequence[ModelCall]) -> AIMessage:
        rest = [one for one in self.reading if not any(_says(call, one) for call in calls)]
        more = [ModelCall(name=name, args=dict(args), id=f"read_{place}") for place, (name, args) in enumerate(rest)]
        return AIMessage("", tool_calls=[*calls, *more])


def _says(call: ModelCall, read: tuple[str, Mapping[str, Any]]) -> bool:
    """Whether a call is of the same tool, with everything that was read; more may be said with it."""
    name, arguments = read
    return call["name"] == name and all(str(call["args"].get(key)) == str(value) for key, value in arguments.items())
