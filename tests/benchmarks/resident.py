"""How much memory a server takes while people talk to it about a company with a long history.

Counted is what the server's process keeps resident (VmRSS), highest of many looks: it is its only process in Python.
PostgreSQL's processes share their memory with each other and are not counted.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from core.database import Database
from knowledge.ingest import DEMO_DOCUMENTS
from tests.benchmarks.measuring import Row
from tests.benchmarks.past.shop import customer, good
from tests.benchmarks.serving import Server, conversation, say, server_of
from tests.benchmarks.startup import ZHANGGUI

CONVERSATIONS = 8
EACH = 40
_GOAL_MB = 400
_INDEXING_S = 5
SAID = (
    f"{good(0)}还有多少库存？",
    f"给{customer(12)}下单2台{good(1)}和3台{good(14)}",
    "改成5台",
    f"Can we deliver 20 {good(4)} to {customer(3)} by next Friday?",
    f"{customer(0)}欠我们多少钱？",
    "上个月卖了多少？",
    "上个月各产品的销售额",
    f"{good(0)}的出入库记录",
    "最近的订单",
    "应收账龄",
    "血压计显示E3怎么办？",
    "最近的收款",
)


def resident_rows(database: Database) -> Iterator[Row]:
    """The memory of a server that several people talk to at once, about the company in the database."""
    assert database.embedded is not None
    home = database.embedded.home
    # Documents come rarely, and what indexing them took stays with the process that did it, 70 MB.
    with server_of(home) as server:
        _ingest(server)
        time.sleep(_INDEXING_S)
    with server_of(home) as server:
        quiet = resident_mb(server.pid)
        highest, turns, took = _under_load(server)
    yield Row("server memory, nobody talks", quiet, "MB resident")
    yield Row(f"server memory, {turns} turns", highest, "MB resident", quiet, highest / quiet, *_goal(highest))
    yield Row("turns meanwhile", turns / took, "turns/s")


def _goal(megabytes: float) -> tuple[str, bool]:
    return f"<= {_GOAL_MB} MB", megabytes <= _GOAL_MB


def _ingest(server: Server) -> None:
    """The demo's documents, so that questions are answered as well."""
    subprocess.run([ZHANGGUI, "ingest", str(DEMO_DOCUMENTS)], env=server.environment, check=True, capture_output=True)


def _under_load(server: Server) -> tuple[float, int, float]:
    """The highest memory seen while everybody talks, how many turns that were, and the seconds of it all."""
    token = server.token("manager")
    talkers = [threading.Thread(target=_talk, args=(server, token)) for _ in range(CONVERSATIONS)]
    highest, began = 0.0, time.perf_counter()
    for talker in talkers:
        talker.start()
    while any(talker.is_alive() for talker in talkers):
        highest = max(highest, resident_mb(server.pid))
        time.sleep(0.05)
    return highest, CONVERSATIONS * EACH, time.perf_counter() - began


def _talk(server: Server, token: str) -> None:
    with server.client(token) as client:
        thread = conversation(client)
        for text in islice(cycle(SAID), EACH):
            reply = say(client, thread, text)
            if proposal := reply.get("proposal"):
                client.post(f"/proposals/{proposal['id']}/confirm").raise_for_status()


def resident_mb(pid: int) -> float:
    """Megabytes a process keeps in memory now."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
