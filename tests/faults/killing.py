"""A load in processes of its own, in which clients and the database are killed at random points."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import psutil

from tests.faults.client import STOP, work
from tests.processes import started

AT_ONCE = 3
_KINDS = ("client", "server", "client", "postmaster", "client", "backend")
_PATIENCE = 120.0


@dataclass(slots=True)
class Load:
    """Clients at work in a home, and what was done to them. Their files are `client-….jsonl` in `logs`."""

    home: Path
    logs: Path
    seed: int
    clients: list[BaseProcess] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)

    def begin_one(self) -> None:
        """One more client."""
        place = len(list(self.logs.glob("client-*.jsonl")))
        log = self.logs / f"client-{place:03}.jsonl"
        log.touch()
        self.clients.append(started(work, self.home, log, f"{self.seed}/{place}"))

    def kill(self, what: str, random: Random) -> None:
        """A client, after which another comes; or the whole server, its first process, or any other one of it."""
        if what == "client":
            gone = self.clients.pop(random.randrange(len(self.clients)))
            gone.kill()
            gone.join(_PATIENCE)
            self.begin_one()
        else:
            for pid in self._processes(what, random):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.killed[what] += 1

    def hears(self, more: int) -> None:
        """Until the clients were given so many more answers, however fast the machine is."""
        until, enough = time.monotonic() + _PATIENCE, self._answers() + more
        while self._answers() < enough:
            assert time.monotonic() < until, "the load stands still"
            time.sleep(0.005)

    def stop(self) -> None:
        """Lets everybody finish what they do."""
        (self.home / STOP).touch()
        for client in self.clients:
            client.join(_PATIENCE)
            assert client.exitcode == 0, f"a client ended with {client.exitcode}"

    def _answers(self) -> int:
        return sum(log.read_bytes().count(b'"told"') for log in self.logs.glob("client-*.jsonl"))

    def _processes(self, what: str, random: Random) -> list[int]:
        everybody = dict(servers((self.home / "postgres").resolve()))
        first = [pid for pid, parent in everybody.items() if parent not in everybody]
        chosen = {
            "server": list(everybody),
            "postmaster": first,
            "backend": [pid for pid in everybody if pid not in first],
        }
        random.shuffle(chosen[what])
        return chosen[what][:1] if what == "backend" else chosen[what]


@contextmanager
def loaded(home: Path, logs: Path, seed: int) -> Iterator[Load]:
    """Clients at work, and none left afterwards."""
    (home / STOP).unlink(missing_ok=True)
    load = Load(home, logs, seed)
    for _ in range(AT_ONCE):
        load.begin_one()
    try:
        yield load
    finally:
        for client in load.clients:
            client.kill()
            client.join(_PATIENCE)


def kill_at_random(load: Load, *, rounds: int) -> None:
    """In each round a client or the database is killed, after so many answers, at any point of what follows.

    Six rounds have all kinds of it.
    """
    random = Random(load.seed)
    kinds: list[str] = []
    for _ in range(rounds):
        kinds = kinds or random.sample(_KINDS, len(_KINDS))
        load.hears(random.choice([0, 2, 5, 12]))
        time.sleep(random.uniform(0, 0.1))
        load.kill(kinds.pop(), random)
    load.hears(5)


def servers(data: Path) -> list[tuple[int, int]]:
    """The PostgreSQL processes, of any kind, that live on a data folder, each with its parent."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.name() == "postgres" and process.cwd() == str(data):
                found.append((process.pid, process.ppid()))
    return found
