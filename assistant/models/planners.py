"""The planners of a process: the built-in one, and a model behind an endpoint where one is set up."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage

from assistant.models.account import Account, Allowance
from assistant.models.answers import UnfitAnswer
from assistant.models.breaker import Breaker
from assistant.models.endpoint import Endpoint, EndpointDown, TooSlow
from assistant.models.usage import Usage, tokens_in
from assistant.tools import tool_schemas
from assistant.turn import TurnInput


class FastPath(StrEnum):
    """What the built-in planner answers though a model is there, where it is sure: nothing, look-ups, or all."""

    OFF = "off"
    READS = "reads"
    ON = "on"


class OverLimit(UnfitAnswer):
    """Asking once more would take more tokens than the turn may have; nobody's failure."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What is known of the company that helps a model, and holds it to what is true.

    `relevant` are the operations that may be meant by a turn, None for all; `names` finds the company's names in a
    text, each with the things it may be the name of.
    """

    relevant: Callable[[TurnInput], Sequence[str] | None] = lambda turn: None
    names: Callable[[str], Mapping[str, frozenset[UUID]]] = lambda text: {}
    fast_path: FastPath = FastPath.OFF


class Planners:
    """Which planner answers a turn. Safe to use from several threads."""

    def __init__(
        self,
        builtin: BaseChatModel,
        model: BaseChatModel | None = None,
        *,
        deadline_s: float,
        breaker: Breaker | None = None,
        guidance: Guidance | None = None,
        account: Account | None = None,
    ) -> None:
        """`deadline_s` is what a model has for all of a turn before the built-in planner takes over."""
        self.builtin = builtin
        self.deadline_s = deadline_s
        self.guidance = guidance or Guidance()
        self._account = account
        self._breaker = breaker or Breaker()
        self._endpoint = None if model is None else Endpoint(model)

    @property
    def has_model(self) -> bool:
        """Whether a model is set up, whether or not it works now."""
        return self._endpoint is not None

    def allowance(self, turn: TurnInput) -> Allowance:
        """What the model may take for the turn."""
        return Allowance() if self._account is None else self._account.allowance(turn)

    def book(self, turn: TurnInput, usage: Usage) -> None:
        """Keeps what the model's answers to the turn cost."""
        if self._account is not None and usage.answers:
            self._account.book(turn, usage)

    def model_for(self, turn: TurnInput, *, tokens: int | None = None, meant: Sequence[str] = ()) -> ModelTurn | None:
        """The model, for one turn that begins now; None when there is none, or it failed just now.

        `meant` are operations that are offered in any case.
        """
        if self._endpoint is None or not self._breaker.may_ask(self.deadline_s):
            return None
        ends_at = time.monotonic() + self.deadline_s
        relevant = self.guidance.relevant(turn)
        only = None if relevant is None else list(dict.fromkeys((*relevant, *meant)))
        tools = tool_schemas(turn.actor, with_change=bool(turn.pending), only=only)
        return ModelTurn(self._endpoint, tools, ends_at, tokens)

    def worked(self) -> None:
        """Notes that the model answered a turn."""
        self._breaker.worked()

    def failed(self, failure: UnfitAnswer) -> None:
        """Notes that it did not: an endpoint that is down is left alone at once, a poor answer is no outage."""
        if isinstance(failure, EndpointDown):
            self._breaker.is_down(failure.retry_after_s)
        elif not isinstance(failure, OverLimit):
            self._breaker.was_unfit()

    def close(self) -> None:
        """Closes the model's connections."""
        if self._endpoint is not None:
            self._endpoint.close()


@dataclass(slots=True)
class ModelTurn:
    """A model for one turn: the actor's tools, the time and the tokens that are left, and what was spent so far."""

    endpoint: Endpoint
    tools: list[dict[str, Any]]
    ends_at: float
    tokens: int | None = None
    answers: int = 0
    usage: Usage = field(default_factory=Usage)

    def ask(self, messages: Sequence[BaseMessage], *, only_words: bool) -> AIMessage:
        """Calls or words; with `only_words` nothing but words. Refuses `UnfitAnswer`."""
        left_s = self.ends_at - time.monotonic()
        if self.tokens is not None and self.usage.tokens + tokens_in(messages, self.tools) > self.tokens:
            raise OverLimit("over the limit of tokens")
        try:
            said = self.endpoint.ask(messages, self.tools, within_s=left_s, only_words=only_words, usage=self.usage)
        except TooSlow as failure:
            if self.answers:  # it is there, only too slow for this turn
                raise UnfitAnswer("too slow") from failure
            raise
        self.answers += 1
        return said
