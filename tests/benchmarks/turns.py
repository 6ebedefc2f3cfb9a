"""Turns over HTTP with the built-in planner: message in, reply out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import cycle, islice

import httpx

from tests.benchmarks.measuring import Row, percentile
from tests.benchmarks.serving import Server, conversation, demo_server, say

ALONE = 120
CONVERSATIONS = 16
EACH = 20
SAID = (
    "上海仓还有多少台血压计？",
    "How many pulse oximeters are in stock?",
    "血糖仪多少钱？",
    "Can we deliver 20 BP-200 to Renhe Clinic by next Friday?",
    "给仁和诊所下单2台血压计和5盒试纸",
    "改成3台",
    "血压计显示E3怎么办？",
    "仁和诊所的电话是多少？",
)


def rows() -> Iterator[Row]:
    """The rows of this benchmark."""
    with demo_server() as server:
        token = server.token("sales")
        with server.client(token) as client:
            bare = _health(server)
            alone = _alone(client)
            p50, p95 = percentile(alone, 0.50), percentile(alone, 0.95)
            yield Row("turn over HTTP, alone, p50", p50, "ms", bare, p50 / bare, "<= 40 ms", p50 <= 40)
            yield Row("turn over HTTP, alone, p95", p95, "ms", bare, p95 / bare, "<= 120 ms", p95 <= 120)
            second = _second_at_once(client)
            yield Row("second message sent at once", second, "ms", p50, second / p50, "<= 500 ms", second <= 500)
        rate = _together(server, token)
        yield Row(f"turns at {CONVERSATIONS} conversations", rate, "turns/s", None, None, ">= 40 /s", rate >= 40)


def _health(server: Server) -> float:
    """Milliseconds of a request that does nothing: the limit of any answer over HTTP."""
    times = []
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as client:
        for _ in range(50):
            began = time.perf_counter()
            client.get("/healthz")
            times.append((time.perf_counter() - began) * 1000)
    return percentile(times, 0.50)


def _alone(client: httpx.Client) -> list[float]:
    thread = conversation(client)
    for text in SAID:
        say(client, thread, text)
    thread = conversation(client)
    times = []
    for text in islice(cycle(SAID), ALONE):
        began = time.perf_counter()
        say(client, thread, text)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _second_at_once(client: httpx.Client) -> float:
    """Milliseconds until the second of two messages sent at the same moment is answered."""
    thread, slowest = conversation(client), 0.0
    for _ in range(5):
        began = time.perf_counter()
        threads = [threading.Thread(target=say, args=(client, thread, text)) for text in SAID[:2]]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        slowest = max(slowest, (time.perf_counter() - began) * 1000)
    return slowest


def _together(server: Server, token: str) -> float:
    """Turns per second over several conversations that all talk at once."""

    def talk() -> None:
        with server.client(token) as client:
            thread = conversation(client)
            ready.wait()
            for text in islice(cycle(SAID), EACH):
                say(client, thread, text)

    ready = threading.Barrier(CONVERSATIONS + 1)
    talkers = [threading.Thread(target=talk) for _ in range(CONVERSATIONS)]
    for talker in talkers:
        talker.start()
    ready.wait()
    began = time.perf_counter()
    for talker in talkers:
        talker.join()
    return CONVERSATIONS * EACH / (time.perf_counter() - began)
