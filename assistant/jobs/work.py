"""What the jobs of one process work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from assistant.channels.contract import Channel
from assistant.conversation import TurnTaker
from core.calendar import Clock
from core.database import Database

IndexTask = Callable[[Mapping[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Work:
    """The parts that tasks use. `channels` are those that messages are pushed to, by name.

    `index_tasks` are the tasks of the one process that may write the knowledge index, by name. `alone` says that no
    other worker can be alive: whatever a dead one left in hand may be taken up at once.
    """

    database: Database
    clock: Clock
    turns: TurnTaker
    threads: ThreadPoolExecutor
    turns_at_once: int
    alone: bool
    channels: Mapping[str, Channel] = field(default_factory=lambda: MappingProxyType({}))
    index_tasks: Mapping[str, IndexTask] = field(default_factory=lambda: MappingProxyType({}))
