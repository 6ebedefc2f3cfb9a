"""How long one waits: for the help text, and for a server that was started before."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks.measuring import Row
from tests.conftest import short_folder

ZHANGGUI = str(Path(sys.executable).with_name("zhanggui"))


def rows() -> Iterator[Row]:
    """The rows of this benchmark."""
    bare = median(_took([sys.executable, "-c", "pass"]) for _ in range(5))
    helped = median(_took([ZHANGGUI, "--help"]) for _ in range(5))
    yield Row("zhanggui --help", helped, "s", bare, helped / bare, "< 0.5 s", helped < 0.5)
    with short_folder() as folder:
        environment = {**os.environ, "ZHANGGUI_HOME": str(folder / "home")}
        cold = _server_start(environment)
        yield Row("server start with a new demo company", cold, "s")
        warm = median(_server_start(environment) for _ in range(3))
        yield Row("server start, warm", warm, "s", cold, warm / cold, "< 5 s", warm < 5)


def _took(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def _server_start(environment: dict[str, str]) -> float:
    """Seconds until the server says it is ready; it is stopped again."""
    port = free_port()
    began = time.perf_counter()
    server = subprocess.Popen(
        [ZHANGGUI, "serve", "--demo"], env={**environment, "ZHANGGUI_PORT": str(port)}, stdout=subprocess.DEVNULL
    )
    try:
        wait_until_ready(port)
        return time.perf_counter() - began
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def wait_until_ready(port: int, seconds: float = 180) -> None:
    """Returns once the server answers that it is ready; raises TimeoutError."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"no server on port {port} after {seconds} s")
