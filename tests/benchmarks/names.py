"""What very many names cost: turns of a company that knows 50,000 more products and as many customers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import httpx

import core
from core import operations
from core.database import Database, DatabaseConfig
from tests.benchmarks.crowd import EACH, add_crowd
from tests.benchmarks.measuring import Row, percentile
from tests.benchmarks.resident import resident_mb
from tests.benchmarks.serving import conversation, say, server_of
from tests.benchmarks.turns import SAID
from tests.conftest import short_folder

TURNS = 240
_MEMORY_MB = 300


def rows() -> Iterator[Row]:
    """The rows of this benchmark."""
    with short_folder() as folder:
        home = folder / "home"
        with server_of(home, "--demo"):
            pass
        with server_of(home) as server, server.client(server.token("manager")) as client:
            few = _turns(client, SAID)
            small = resident_mb(server.pid)
        said = _crowded(home)
        began = time.perf_counter()
        with server_of(home) as server, server.client(server.token("manager")) as client:
            yield Row(f"start with {2 * EACH:,} more names", time.perf_counter() - began, "s")
            many = _turns(client, [*SAID, *said])
            more = resident_mb(server.pid) - small
            yield Row("memory for them", more, "MB", None, None, f"<= {_MEMORY_MB} MB", more <= _MEMORY_MB)
            for share, goal in ((0.50, 30), (0.95, 80)):
                found, limit = percentile(many, share), percentile(few, share)
                name = f"turn with very many names, p{share * 100:.0f}"
                yield Row(name, found, "ms", limit, found / limit, f"<= {goal} ms", found <= goal)
            yield Row("a new customer is known at once", *_known_at_once(client))


def _crowded(home: Path) -> list[str]:
    """Adds the names; questions about some of them: by code, by name, misspelt, half a name, in pinyin."""
    operations.load(core)
    database = Database.open(DatabaseConfig(home=home))
    try:
        with database.transaction() as session:
            products, customers = add_crowd(session, now=datetime.now(UTC))
        with database.admin_engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
    finally:
        database.close()
    asked = []
    for (code, goods, goods_en), (_, house, house_en) in zip(products[:20], customers[:20], strict=True):
        asked += [
            f"{goods}还有多少库存？",
            f"How many {goods_en} are in stock?",
            f"{code}多少钱？",
            f"给{house}报价3台{goods}",
            f"What does {house_en} owe us?",
            f"{house[:4]}的电话是多少？",
            f"price of the {_misspelt(goods_en)}",
            f"Can we deliver 20 {goods_en} to {_misspelt(house_en)} by next Friday?",
        ]
    return asked


def _misspelt(name: str) -> str:
    """Two letters of the longest word in the wrong order."""
    longest = max(name.split(), key=len)
    return name.replace(longest, longest[:2] + longest[3] + longest[2] + longest[4:])


def _turns(client: httpx.Client, said: list[str] | tuple[str, ...]) -> list[float]:
    """Milliseconds of every turn, after those that warm up."""
    thread = conversation(client)
    for text in SAID:
        say(client, thread, text)
    times = []
    for text in islice(cycle(said), TURNS):
        began = time.perf_counter()
        say(client, thread, text)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _known_at_once(client: httpx.Client) -> tuple[float, str, None, None, str, bool]:
    """Whether a customer who was just added is understood in the next message, and the milliseconds of that."""
    thread = conversation(client)
    card = say(client, thread, "新增客户：银川启明星诊所，华东区")
    proposal = card.get("proposal")
    assert proposal, card
    client.post(f"/proposals/{proposal['id']}/confirm").raise_for_status()
    began = time.perf_counter()
    reply = say(client, thread, "银川启明星诊所的资料")
    took = (time.perf_counter() - began) * 1000
    return took, "ms", None, None, "is", "银川启明星诊所" in str(reply)
