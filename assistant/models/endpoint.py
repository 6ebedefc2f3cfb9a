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

from assistant.models.answers import REPLY_SCHEMA, UnfitAnswer, fit
from assistant.models.background import Background
from assistant.models.usage import Usage, tokens_in

CONNECT_S = 3.0
DEFAULT_MODEL = "gpt-5-mini"

# From the best way of asking to the one that every endpoint takes.
_WAYS: tuple[dict[str, Any], ...] = (
    {"tool_choice": "required", "temperature": 0},
    {"tool_choice": "required"},
    {"tool_choice": "auto"},
)
_TURNED_DOWN = frozenset({400, 404, 422})
_NOT_THERE = 404


class EndpointDown(UnfitAnswer):
    """Nobody answered, or the endpoint sent us away; `retry_after_s` is how long it said to stay away."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class TooSlow(EndpointDown):
    """No answer in the time there was."""

    def __init__(self) -> None:
        super().__init__("no answer in time")


@dataclass(slots=True)
class Endpoint:
    """A chat model whose failures all come out as `UnfitAnswer`. Safe to use from several threads."""

    model: BaseChatModel
    _background: Background = field(default_factory=Background, repr=False)
    _way: int = 0

    def ask(
        self,
        messages: Sequence[BaseMessage],
        tools: Sequence[dict[str, Any]],
        *,
        within_s: float,
        usage: Usage | None = None,
    ) -> AIMessage:
        """The answer: calls of `tools`, or words. Refuses `UnfitAnswer`, and `EndpointDown` where nobody is there.

        What it cost is added to `usage`.
        """
        ends_at = time.monotonic() + within_s
        offered = [*tools, REPLY_SCHEMA]
        names = {tool["function"]["name"] for tool in offered}
        for way in range(self._way, len(_WAYS)):
            try:
                said = self._said(messages, offered, _WAYS[way], ends_at - time.monotonic())
            except Exception as error:  # whatever the client library raises, the person still gets an answer
                if _status(error) not in _TURNED_DOWN or way + 1 == len(_WAYS):
                    raise _failure(error) from error
                continue
            self._way = max(self._way, way)
            if usage is not None:
                usage.add(said, tokens_in(messages, offered))
            return fit(said, names)
        raise AssertionError("there is always a last way of asking")

    def close(self) -> None:
        """Closes the connections."""
        client = getattr(self.model, "http_async_client", None)
        if client is not None:
            self._background.run(client.aclose, within_s=1.0)
        self._background.close()

    def _said(
        self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]], way: dict[str, Any], left_s: float
    ) -> BaseMessage:
        if left_s <= 0:
            raise TimeoutError
        bound = self.model.bind_tools(tools, **way)
        return self._background.run(partial(bound.ainvoke, list(messages)), within_s=left_s)


def chat_model(url: str | None, key: str | None, name: str | None, *, timeout_s: float) -> BaseChatModel:
    """A client of an OpenAI-compatible endpoint; `url` None means the vendor's own. `timeout_s` bounds one reading."""
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
