"""A small HTTP server that speaks OpenAI's embedding API, or fails in a way a test asks for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from knowledge.embedding import builtin


@dataclass
class Endpoint:
    """What it was asked, and how it answers: `reply` instead of vectors, with `status`."""

    url: str = ""
    status: int = 200
    reply: str | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)


@contextmanager
def embedding_endpoint() -> Iterator[Endpoint]:
    """A running endpoint whose vectors are twice as long as the built-in encoder's, last text first."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.requests.append(asked)
            endpoint.authorizations.append(self.headers["Authorization"])
            vectors = builtin().encode(asked["input"]) * 2
            rows = [{"index": number, "embedding": vector.tolist()} for number, vector in enumerate(vectors)]
            body = (endpoint.reply if endpoint.reply is not None else json.dumps({"data": rows[::-1]})).encode()
            self.send_response(endpoint.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is written to the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield endpoint
        server.shutdown()
        thread.join()
