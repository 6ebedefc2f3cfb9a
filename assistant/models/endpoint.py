"""An OpenAI-compatible endpoint: asked once, within a deadline, in the way of asking it takes.

Small models end a turn and choose tools reliably only when they have to call something, so a reply is a tool too.
Endpoints that turn that down are asked in a plainer way, which is remembered.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from pydantic import ValidationError

from assistant.models.answers import REPLY, REPLY_SCHEMA, CutOff, UnfitAnswer, fit
from assistant.models.background import Background
from assistant.models.usage import Usage, tokens_in

CONNECT_S = 3.0
DEFAULT_MODEL = "gpt-5-mini"
ANSWER_TOKENS = 2_000
"""Of one answer, thoughts included. Small models sometimes repeat themselves until somebody stops them."""

_BOUNDED = "bounded"
# From the best way of asking to the one that every endpoint takes.
_WAYS: tuple[dict[str, Any], ...] = (
    {"tool_choice": "required", "temperature": 0},
    {"tool_choice": "required"},
    {"tool_choice": "auto", _BOUNDED: False},  # older endpoints have another word for the bound
)
_LIVELY = 0.7
"""The temperature at which a model that repeated itself is asked again."""

_TURNED_DOWN = frozenset({400, 404, 422})
_NOT_THERE = 404
_FAILED_AT_IT = 500
"""Somebody is there, and fails with this request: servers of local models answer so when the model babbles."""


class EndpointDown(UnfitAnswer):
    """Nobody answered, or the endpoint sent us away; `retry_after_s` is how long it said to stay away."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class _TurnedDown(Exception):
    """The request was turned down, perhaps for the way of asking."""

    def __init__(self, failure: UnfitAnswer) -> None:
        super().__init__(str(failure))
        self.failure = failure


class TooSlow(EndpointDown):
    """No answer in the time there was."""

    def __init__(self) -> None:
        super().__init__("no answer in time")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked in every way: the messages, until when, and where the cost is added up."""

    messages: Sequence[BaseMessage]
    ends_at: float
    usage: Usage | None


@dataclass(slots=True)
class Endpoint:
    """A chat model whose failures all come out as `UnfitAnswer`. Safe to use from several threads."""

    model: BaseChatModel
    _background: Background = field(default_factory=Background, repr=False)
    _way: int = 0
    _takes_a_name: bool = True

    def ask(
        self,
        messages: Sequence[BaseMessage],
        tools: Sequence[dict[str, Any]],
        *,
        within_s: float,
        only_words: bool = False,
        usage: Usage | None = None,
    ) -> AIMessage:
        """The answer: calls of `tools`, or words. Refuses `UnfitAnswer`, and `EndpointDown` where nobody is there.

        With `only_words` no tool may be called. The tools are shown all the same: endpoints that remember how a prompt
        began read it faster. What the answers cost is added to `usage`.
        """
        asked = _Asked(messages, time.monotonic() + within_s, usage)
        if only_words:
            said = self._in_words(asked, tools) if tools and self._takes_a_name else None
            if said is not None:
                return said
            tools = []
        offered = [*tools, REPLY_SCHEMA]
        for way in range(self._way, len(_WAYS)):
            try:
                said = self._said_or_again(asked, offered, _WAYS[way])
            except _TurnedDown as error:
                if way + 1 == len(_WAYS):
                    raise error.failure from error
                continue
            self._way = max(self._way, way)
            return said
        raise AssertionError("there is always a last way of asking")

    def close(self) -> None:
        """Closes the connections."""
        client = getattr(self.model, "http_async_client", None)
        if client is not None:
            self._background.run(client.aclose, within_s=1.0)
        self._background.close()

    def _in_words(self, asked: _Asked, tools: Sequence[dict[str, Any]]) -> AIMessage | None:
        """What is said when nothing else may be called; None where the endpoint or the model does not hold to that."""
        said: AIMessage | None
        try:
            said = self._said(asked, [*tools, REPLY_SCHEMA], _WAYS[self._way] | {"tool_choice": REPLY})
        except _TurnedDown:
            said = None
        self._takes_a_name = said is not None and not said.tool_calls
        return said if self._takes_a_name else None

    def _said_or_again(self, asked: _Asked, tools: Sequence[dict[str, Any]], way: dict[str, Any]) -> AIMessage:
        """The answer; one cut off before any call is asked for again, less coldly, lest it repeat itself."""
        try:
            return self._said(asked, tools, way)
        except CutOff as cut:
            if cut.calls or "temperature" not in way:
                raise
            return self._said(asked, tools, way | {"temperature": _LIVELY})

    def _said(self, asked: _Asked, tools: Sequence[dict[str, Any]], way: dict[str, Any]) -> AIMessage:
        """The answer to one request. Refuses `UnfitAnswer`; `_TurnedDown` where it may be the way of asking."""
        try:
            said = self._answered(asked, tools, way)
        except Exception as error:  # whatever the client library raises, the person still gets an answer
            if _status(error) in _TURNED_DOWN:
                raise _TurnedDown(_failure(error)) from error
            raise _failure(error) from error
        if asked.usage is not None:
            asked.usage.add(said, tokens_in(asked.messages, tools))
        return fit(said, {tool["function"]["name"] for tool in tools})

    def _answered(self, asked: _Asked, tools: Sequence[dict[str, Any]], way: dict[str, Any]) -> BaseMessage:
        left_s = asked.ends_at - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        model, options = self.model, dict(way)
        if not options.pop(_BOUNDED, True) and hasattr(model, "max_tokens"):
            model = model.model_copy(update={"max_tokens": None})
        with_tools = model.bind_tools(tools, **options)
        return self._background.run(partial(with_tools.ainvoke, list(asked.messages)), within_s=left_s)


def chat_model(
    url: str | None, key: str | None, name: str | None, *, timeout_s: float, answer_tokens: int = ANSWER_TOKENS
) -> BaseChatModel:
    """A client of an OpenAI-compatible endpoint; `url` None means the vendor's own. `timeout_s` bounds one reading.

    An answer of more than `answer_tokens` is cut off by the endpoint.
    """
    import httpx
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    from assistant.models.bounds import bounded

    timeout = httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s))
    return ChatOpenAI(
        base_url=url,
        api_key=SecretStr(key or "none"),
        model=name or DEFAULT_MODEL,
        timeout=timeout,
        max_completion_tokens=answer_tokens,
        max_retries=0,
        use_responses_api=False,
        http_async_client=httpx.AsyncClient(
            timeout=timeout, headers={"Accept-Encoding": "identity"}, event_hooks={"response": [bounded]}
        ),
    )


def _failure(error: Exception) -> UnfitAnswer:
    """The failure in words for the log: never the endpoint's own, which may repeat keys and messages."""
    status = _status(error)
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return TooSlow()
    if isinstance(error, ValidationError):  # somebody is there, and answers nonsense
        return UnfitAnswer("an answer of no known shape")
    if status is None:
        return EndpointDown(f"no answer ({type(error).__name__})")
    if status in _TURNED_DOWN and status != _NOT_THERE:
        return UnfitAnswer(f"the request was turned down (HTTP {status})")
    if status == _FAILED_AT_IT:
        return UnfitAnswer("HTTP 500")
    return EndpointDown(f"HTTP {status}", _retry_after_s(error))


def _status(error: Exception) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _retry_after_s(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return float(headers.get("retry-after") or 0) or None
    except ValueError:  # a date: our own pause is good enough
        return None
