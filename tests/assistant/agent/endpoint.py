"""An HTTP server on loopback that speaks the OpenAI chat-completions protocol from a script, well or badly."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from langchain_core.language_models import BaseChatModel

from assistant.models import chat_model


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the server. `drip_s` sends a blank line so often, for ever, instead of a body.

    `endless` repeats the body for ever, without saying how long it is.
    """

    body: str | bytes = ""
    status: int = 200
    content_type: str = "application/json"
    after_s: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    drip_s: float | None = None
    endless: bool = False


Scripted = Answer | Callable[[dict[str, Any]], Answer]


def words(text: str) -> Answer:
    """A completion of words."""
    return _completion({"role": "assistant", "content": text})


def calls(*wanted: tuple[str, dict[str, Any] | str], ids: tuple[str | None, ...] = ()) -> Answer:
    """A completion that calls tools; arguments that are text go out as they are."""
    made = [
        {
            "id": ids[place] if place < len(ids) else f"call_{place}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False),
            },
        }
        for place, (name, arguments) in enumerate(wanted)
    ]
    return _completion({"role": "assistant", "content": None, "tool_calls": made}, finish="tool_calls")


def problem(status: int, message: str = "no", *, retry_after: str | None = None) -> Answer:
    """An error as such endpoints give it."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Answer(json.dumps({"error": {"message": message, "type": "error"}}), status=status, headers=headers)


class ScriptedEndpoint:
    """Gives its `answers` in order, the last one for ever; `asked` are the bodies of the requests.

    `bytes_sent` counts what of endless bodies somebody took.
    """

    def __init__(self) -> None:
        self.answers: Sequence[Scripted] = [words("")]
        self.asked: list[dict[str, Any]] = []
        self.bytes_sent = 0
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._models: list[BaseChatModel] = []
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> ScriptedEndpoint:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """What the product is set up with."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def model(self, *, timeout_s: float = 5.0) -> BaseChatModel:
        """The product's own client of this endpoint."""
        return chat_model(self.url, "sk-secret", "scripted", timeout_s=timeout_s)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answers one request."""
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        scripted = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append(body)
        answer = scripted(body) if callable(scripted) else scripted
        if self._closing.wait(answer.after_s):
            return
        content = answer.body.encode() if isinstance(answer.body, str) else answer.body
        handler.send_response(answer.status)
        handler.send_header("Content-Type", answer.content_type)
        if not answer.endless:
            handler.send_header("Content-Length", str(len(content) if answer.drip_s is None else 10_000))
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        while answer.drip_s is not None and not self._closing.wait(answer.drip_s):
            handler.wfile.write(b"\n")
            handler.wfile.flush()
        while answer.endless and not self._closing.is_set():
            handler.wfile.write(content)
            self.bytes_sent += len(content)
        handler.wfile.write(content[: answer.cut_at])
        if answer.cut_at is not None:
            handler.connection.shutdown(socket.SHUT_RDWR)


def nobody_there() -> str:
    """The address of a port on loopback that refuses connections."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}/v1"


def _completion(message: dict[str, Any], *, finish: str = "stop") -> Answer:
    whole = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
    return Answer(json.dumps(whole, ensure_ascii=False))


def _handler(endpoint: ScriptedEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            try:
                endpoint.answer(self)
            except OSError:  # the client went away
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    return Handler
