"""Fakes that ship with the product: a chat model that plays a script, and a channel that keeps what it is to send.

They stand where a real one would, in tests and in trials of an extension; nothing else in the product imports them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import Field

from assistant.outbox import Delivery


class ScriptEnded(Exception):
    """The model was asked once more than its script has answers."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a scripted model was asked: the messages, and the names of the tools it was offered."""

    messages: tuple[BaseMessage, ...]
    tools: tuple[str, ...]
    tool_choice: str | None


@dataclass(frozen=True, slots=True)
class Later:
    """An answer that takes its time."""

    seconds: float
    line: Line


Line = str | AIMessage | Exception | Later | Callable[[Sequence[BaseMessage]], "str | AIMessage"]
"""One answer of a script: words, a message, an exception to raise, or what makes the answer out of the messages."""


def calling(*calls: tuple[str, dict[str, Any]]) -> AIMessage:
    """An answer that calls tools: pairs of a tool's name and its arguments."""
    made = [ToolCall(name=name, args=arguments, id=f"c{place}") for place, (name, arguments) in enumerate(calls)]
    return AIMessage("", tool_calls=made)


class ScriptedModel(BaseChatModel):
    """Gives its `lines` in order, one to each asking, and keeps what it `heard`. `for_ever` repeats the last line."""

    lines: list[Any]
    heard: list[Heard] = Field(default_factory=list)
    for_ever: bool = False

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,  # noqa: ANN401 - the signature is LangChain's
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model, which remembers what it was offered."""
        names = tuple(tool["function"]["name"] for tool in tools if isinstance(tool, dict))
        return self.bind(offered=names, tool_choice=tool_choice)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - the signature is LangChain's
    ) -> ChatResult:
        line = self._next(messages, kwargs)
        if isinstance(line, Later):
            time.sleep(line.seconds)
            line = line.line
        return _played(line, messages)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - the signature is LangChain's
    ) -> ChatResult:
        line = self._next(messages, kwargs)
        if isinstance(line, Later):
            await asyncio.sleep(line.seconds)
            line = line.line
        return _played(line, messages)

    def _next(self, messages: list[BaseMessage], asked: dict[str, Any]) -> Any:  # noqa: ANN401 - a Line
        place = len(self.heard)
        self.heard.append(Heard(tuple(messages), asked.get("offered", ()), asked.get("tool_choice")))
        if place >= len(self.lines) and not (self.for_ever and self.lines):
            raise ScriptEnded(f"asked {place + 1} times")
        return self.lines[min(place, len(self.lines) - 1)]


@dataclass(slots=True)
class CollectingChannel:
    """A channel that keeps what it is to send.

    `failing` is raised for each delivery while it is set; before, each of the `troubles` once, in their order.
    """

    name: str = "collecting"
    sent: list[Delivery] = field(default_factory=list)
    failing: Exception | None = None
    troubles: list[Exception] = field(default_factory=list)

    async def run(self) -> None:
        """Receives nothing, until cancelled."""
        await asyncio.Event().wait()

    async def send(self, delivery: Delivery) -> None:
        """Keeps the delivery."""
        if self.troubles:
            raise self.troubles.pop(0)
        if self.failing is not None:
            raise self.failing
        self.sent.append(delivery)


def _played(line: Any, messages: list[BaseMessage]) -> ChatResult:  # noqa: ANN401 - a Line
    if isinstance(line, Exception):
        raise line
    said = line(messages) if callable(line) else line
    message = said if isinstance(said, AIMessage) else AIMessage(str(said))
    return ChatResult(generations=[ChatGeneration(message=message)])
