"""How a process leaves in good order when it is told to, so that what runs at exit does run.

What is done at exit is registered where it belongs (`Database.open` does); servers with signal handlers of their own
call `leave_on_signals` before they start.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def leave_on_signals() -> None:
    """Turn SIGTERM and SIGHUP (the terminal was closed) into a normal exit, with the usual code 128 + signal.

    Without it Python dies at once of them, and the embedded server would be left running. Main thread only. A signal
    that is ignored, as under nohup, stays ignored.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ignore interruptions in the block: an impatient second Ctrl-C must not leave half a stop behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, *_SIGNALS)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, _: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_IGN)  # one is enough: we are on the way out
    sys.exit(128 + number)
