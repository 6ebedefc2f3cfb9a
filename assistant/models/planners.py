"""The planners of a process: the built-in one, and a model behind an endpoint where one is set up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage

from assistant.models.answers import UnfitAnswer
from assistant.models.breaker import Breaker
from assistant.models.endpoint import Endpoint, EndpointDown, TooSlow
from assistant.models.usage import Usage
from assistant.tools import tool_schemas
from assistant.turn import TurnInput


class Planners:
    """Which planner answers a turn. Safe to use from several threads."""

    def __init__(
        self,
        builtin: BaseChatModel,
        model: BaseChatModel | None = None,
        *,
        deadline_s: float,
        breaker: Breaker | None = None,
    ) -> None:
        """`deadline_s` is what a model has for all of a turn before the built-in planner takes over."""
        self.builtin = builtin
        self.deadline_s = deadline_s
        self._breaker = breaker or Breaker()
        self._endpoint = None if model is None else Endpoint(model)

    def model_for(self, turn: TurnInput) -> ModelTurn | None:
        """The model, for one turn that begins now; None when there is none, or it failed just now."""
        if self._endpoint is None or not self._breaker.may_ask(self.deadline_s):
            return None
        tools = tool_schemas(turn.actor, with_change=bool(turn.pending))
        return ModelTurn(self._endpoint, tools, time.monotonic() + self.deadline_s)

    def worked(self) -> None:
        """Notes that the model answered a turn."""
        self._breaker.worked()

    def failed(self, failure: UnfitAnswer) -> None:
        """Notes that it did not: an endpoint that is down is left alone at once, a poor answer is no outage."""
        if isinstance(failure, EndpointDown):
            self._breaker.is_down(failure.retry_after_s)
        else:
            self._breaker.was_unfit()

    def close(self) -> None:
        """Closes the model's connections."""
        if self._endpoint is not None:
            self._endpoint.close()


@dataclass(slots=True)
class ModelTurn:
    """A model for one turn: the actor's tools, the time that is left, and what was spent so far."""

    endpoint: Endpoint
    tools: list[dict[str, Any]]
    ends_at: float
    answers: int = 0
    usage: Usage = field(default_factory=Usage)

    def ask(self, messages: Sequence[BaseMessage], *, only_words: bool) -> AIMessage:
        """Calls or words; with `only_words` nothing but a reply is offered. Refuses `UnfitAnswer`."""
        left_s = self.ends_at - time.monotonic()
        try:
            tools = [] if only_words else self.tools
            said = self.endpoint.ask(messages, tools, within_s=left_s, usage=self.usage)
        except TooSlow as failure:
            if self.answers:  # it is there, only too slow for this turn
                raise UnfitAnswer("too slow") from failure
            raise
        self.answers += 1
        return said
