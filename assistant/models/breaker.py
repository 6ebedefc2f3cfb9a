"""When an endpoint that failed may be asked again, so that being down costs its timeout once and not every turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

LEFT_ALONE_S = 30.0
LEFT_ALONE_S_MAX = 300.0
"""Seconds for which an endpoint is not asked: after the first outage, and at most, as outages follow each other."""

UNFIT_IN_A_ROW_MAX = 3
"""An endpoint that answers, but nothing that can be used, is left alone after so many turns."""


class Breaker:
    """Open after an outage, for longer each time; then one turn at a time may try. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` counts seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._again_at: float | None = None
        """When the endpoint may be tried again; None while it works."""
        self._outages = 0
        self._unfit = 0

    def may_ask(self, trial_s: float) -> bool:
        """Whether the endpoint may be asked now. While it is down, only one try at a time, for `trial_s` seconds."""
        with self._lock:
            if self._again_at is None:
                return True
            if self._clock() < self._again_at:
                return False
            self._again_at = self._clock() + trial_s
            return True

    def worked(self) -> None:
        """Notes an answer that could be used."""
        with self._lock:
            self._again_at, self._outages, self._unfit = None, 0, 0

    def is_down(self, retry_after_s: float | None = None) -> None:
        """Notes that nobody answered, or that the endpoint sent us away, perhaps for a time it named itself."""
        with self._lock:
            self._leave_alone(retry_after_s or 0.0)

    def was_unfit(self) -> None:
        """Notes an answer that could not be used: somebody is there, but after several in a row it is no help."""
        with self._lock:
            self._again_at, self._outages = None, 0
            self._unfit += 1
            if self._unfit >= UNFIT_IN_A_ROW_MAX:
                self._leave_alone(0.0)

    def _leave_alone(self, at_least_s: float) -> None:
        grown = LEFT_ALONE_S * 2.0 ** min(self._outages, 10)
        self._again_at = self._clock() + min(max(grown, at_least_s), LEFT_ALONE_S_MAX)
        self._outages += 1
        self._unfit = 0
