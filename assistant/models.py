"""The planners of a process: the built-in one, and a model behind an OpenAI-compatible endpoint where one is set up.

The model is asked once, without retries of its own; what it answers is checked before anything is done with it; and
after failures in a row it is left alone for a while, so that an endpoint that is down costs its timeout only once.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from typing import Any, Protocol

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable, RunnableLambda

from assistant.turn import TurnInput

DEADLINE_S = 8.0
FAILURES_IN_A_ROW_MAX = 2
LEFT_ALONE_S = 30.0
_DEFAULT_MODEL = "gpt-5-mini"


class UnfitAnswer(Exception):
    """The model answered too late, not at all, or nothing that can be used."""


class Planner(Protocol):
    """What the loop needs of a planner: to be given tools, and then to be asked."""

    def bind_tools(self, tools: Sequence[dict[str, Any]]) -> Runnable[LanguageModelInput, Any]:
        """The planner, ready to be asked with these tools."""
        ...


class Planners:
    """Which planner answers a turn. Safe to use from several threads."""

    def __init__(
        self, builtin: BaseChatModel, model: BaseChatModel | None = None, *, deadline_s: float = DEADLINE_S
    ) -> None:
        self.builtin = builtin
        self.deadline_s = deadline_s
        self._model = None if model is None else CheckedModel(model)
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    def model_for(self, turn: TurnInput) -> Planner | None:
        """The model, unless there is none or it failed too often just now. Every turn may use it."""
        with self._lock:
            return None if time.monotonic() < self._closed_until else self._model

    def worked(self) -> None:
        """Notes that the model answered a turn."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Notes that it did not; after several in a row it is left alone for a while."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_IN_A_ROW_MAX:
                self._closed_until = time.monotonic() + LEFT_ALONE_S
                self._failures = 0


class CheckedModel:
    """A chat model whose failures and useless answers all come out as `UnfitAnswer`."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    def bind_tools(self, tools: Sequence[dict[str, Any]]) -> Runnable[LanguageModelInput, BaseMessage]:
        """The model with tools, answering only what can be used."""
        names = {tool["function"]["name"] for tool in tools}
        bound = self._model.bind_tools(tools)

        def ask(messages: LanguageModelInput) -> BaseMessage:
            try:
                said = bound.invoke(messages)
            except Exception as error:  # whatever the client library raises, the person still gets an answer
                raise UnfitAnswer(f"{type(error).__name__}: {error}") from error
            return _checked(said, names)

        return RunnableLambda(ask)


def chat_model(url: str | None, key: str | None, name: str | None, *, timeout_s: float = DEADLINE_S) -> BaseChatModel:
    """A client of an OpenAI-compatible endpoint; `url` None means the vendor's own."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        base_url=url,
        api_key=SecretStr(key or "none"),
        model=name or _DEFAULT_MODEL,
        timeout=timeout_s,
        max_retries=0,
    )


def _checked(said: BaseMessage, names: set[str]) -> BaseMessage:
    if not isinstance(said, AIMessage):
        raise UnfitAnswer("no message of an assistant")
    if said.invalid_tool_calls:
        raise UnfitAnswer(f"arguments that are no JSON: {json.dumps(said.invalid_tool_calls, default=str)[:200]}")
    for call in said.tool_calls:
        if call["name"] not in names:
            raise UnfitAnswer(f"a tool that does not exist: {call['name'][:80]}")
    if not said.tool_calls and not str(said.text).strip():
        raise UnfitAnswer("an empty answer")
    return said
