"""A demo server in a process of its own, and clients that talk to it over HTTP as anybody would."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.benchmarks.startup import ZHANGGUI, free_port, wait_until_ready
from tests.conftest import short_folder


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `pid` is its process, which is its only one in Python."""

    port: int
    pid: int
    environment: dict[str, str]

    def token(self, login: str) -> str:
        """A bearer token for an account."""
        made = subprocess.run(
            [ZHANGGUI, "token", "create", "--as", login],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return made.stdout.split()[-1]

    def client(self, token: str) -> httpx.Client:
        """An HTTP client that is signed in."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60
        )


@contextmanager
def demo_server() -> Iterator[Server]:
    """A server on a free port with a demo company in a home of its own; stopped afterwards."""
    with short_folder() as folder, server_of(folder / "home", "--demo") as server:
        yield server


@contextmanager
def server_of(home: Path, *options: str) -> Iterator[Server]:
    """A server on a free port for the company in `home`; stopped afterwards."""
    port = free_port()
    environment = {**os.environ, "ZHANGGUI_HOME": str(home), "ZHANGGUI_PORT": str(port)}
    with (home.parent / "server.log").open("wb") as log:
        server = subprocess.Popen([ZHANGGUI, "serve", *options], env=environment, stdout=log, stderr=log)
        try:
            wait_until_ready(port, 240)
            yield Server(port, server.pid, environment)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def conversation(client: httpx.Client) -> str:
    """The id of a new conversation."""
    answer = client.post("/conversations")
    answer.raise_for_status()
    return str(answer.json()["id"])


def say(client: httpx.Client, conversation_id: str, text: str) -> dict[str, Any]:
    """The reply to a message."""
    body = {"text": text, "message_id": uuid4().hex}
    answer = client.post(f"/conversations/{conversation_id}/messages", json=body)
    answer.raise_for_status()
    reply: dict[str, Any] = answer.json()
    return reply
