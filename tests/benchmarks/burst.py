"""Two hundred conversations confirm one unit each of a product with seventy left, all at once, over HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.measuring import Row, percentile
from tests.benchmarks.serving import Server, conversation, demo_server, say

CONVERSATIONS = 200
LEFT = 70
_PRODUCT = "ST-1"


def rows() -> Iterator[Row]:
    """The rows of this benchmark."""
    with demo_server() as server:
        _leave(server, LEFT)
        token = server.token("sales")
        with server.client(token) as client:
            cards = [_card(client) for _ in range(CONVERSATIONS)]
        outcomes, times, took = _confirm_all(server, token, cards)
        done = sum(number is not None for number in outcomes)
        told = sum(number is None for number in outcomes)
        right = done == LEFT and told == CONVERSATIONS - LEFT
        yield Row("confirms at once that succeeded", done, "of 200", LEFT, done / LEFT, "exactly 70", right)
        yield Row("confirm at once, p95", percentile(times, 0.95), "ms")
        yield Row("confirms at once", CONVERSATIONS / took, "confirms/s")


def _leave(server: Server, left: int) -> None:
    """Counts the product down to `left` in one warehouse and to none in the others."""
    token = server.token("warehouse")
    with server.client(token) as client:
        for warehouse, counted in (("SH", left), ("NB", 0), ("CD", 0)):
            arguments = {"product": _PRODUCT, "warehouse": warehouse, "counted": str(counted)}
            answer = client.post("/operations/count_stock", json=arguments)
            answer.raise_for_status()
            client.post(f"/proposals/{answer.json()['proposal']['id']}/confirm").raise_for_status()


def _card(client: Any) -> str:  # noqa: ANN401 - an HTTP client
    reply = say(client, conversation(client), f"给仁和诊所下单1个{_PRODUCT}")
    return str(reply["proposal"]["id"])


def _confirm_all(server: Server, token: str, cards: list[str]) -> tuple[list[str | None], list[float], float]:
    """The order numbers (None where it was refused), the milliseconds each took, and the seconds of it all."""
    outcomes: list[str | None] = []
    times: list[float] = []

    def confirm(card: str) -> None:
        with server.client(token) as client:
            ready.wait()
            began = time.perf_counter()
            reply = client.post(f"/proposals/{card}/confirm").json()
            times.append((time.perf_counter() - began) * 1000)
            proposal = reply.get("proposal") or {}
            executed = proposal.get("status") == "executed"
            outcomes.append(proposal["steps"][0]["document"] if executed else None)

    ready = threading.Barrier(len(cards) + 1)
    threads = [threading.Thread(target=confirm, args=(card,)) for card in cards]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return outcomes, times, time.perf_counter() - began
