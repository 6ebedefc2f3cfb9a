"""How benchmarks measure: CPU of this process and of its PostgreSQL backends, medians, and the rows of the report."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from assistant.migrations import migrate
from core.database import Database, DatabaseConfig
from tests.conftest import short_folder


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `limit` is what the same run measured of the limit, `ratio` the figure divided by it."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    goal: str = ""
    ok: bool | None = None

    def as_json(self) -> dict[str, object]:
        """The row as it stands in bench.json."""
        return asdict(self)


@dataclass(slots=True)
class Spent:
    """CPU seconds, of Python and of the database's backends, over so many repetitions."""

    python: float = 0.0
    database: float = 0.0
    times: int = 0

    @property
    def each_ms(self) -> float:
        """Milliseconds of both together for one repetition."""
        return (self.python + self.database) / max(self.times, 1) * 1000


@contextmanager
def fresh_database() -> Iterator[Database]:
    """A migrated database on an embedded server of its own, with the settings the product runs with."""
    with short_folder() as folder:
        database = Database.open(DatabaseConfig(home=folder / "home"))
        try:
            migrate(database)
            yield database
        finally:
            database.close()


def cpu_of(work: Callable[[], object], times: int, backends: Callable[[], list[int]]) -> Spent:
    """The CPU that `times` repetitions take, here and in the backends with the given process ids."""
    pids = backends()
    before = time.process_time(), sum(_cpu(pid) for pid in pids)
    for _ in range(times):
        work()
    return Spent(time.process_time() - before[0], sum(_cpu(pid) for pid in pids) - before[1], times)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0–1) of the values lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def _cpu(pid: int) -> float:
    """Seconds a process was on a processor: to the nanosecond where Linux tells, else in hundredths of a second."""
    with suppress(OSError, ValueError):
        nanoseconds = int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0])
        if nanoseconds:
            return nanoseconds / 1e9
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
