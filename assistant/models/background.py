"""Waiting for a coroutine from ordinary code, and not a moment longer than allowed.

A client library's own timeouts bound single reads: an endpoint that sends a blank line now and then to keep the
connection open passes them for ever. A cancelled coroutine closes its connection.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Awaitable, Callable
from typing import TypeVar

_T = TypeVar("_T")

_GRACE_S = 1.0
"""For a loop that is busy in the moment the time is over."""


class Background:
    """A thread with an event loop, started by the first use; every thread may wait for what runs in it.

    It ends when it is closed, or when nobody holds it any more.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._end: weakref.finalize[[asyncio.AbstractEventLoop], Background] | None = None

    def run(self, work: Callable[[], Awaitable[_T]], *, within_s: float) -> _T:
        """What the work returns or raises; TimeoutError when it is not done in time, and then it is cancelled."""

        async def bounded() -> _T:
            async with asyncio.timeout(within_s):
                return await work()

        future = asyncio.run_coroutine_threadsafe(bounded(), self._ready())
        try:
            return future.result(within_s + _GRACE_S)
        except TimeoutError:
            future.cancel()
            raise

    def close(self) -> None:
        """Ends the thread; it starts again when it is used again."""
        with self._lock:
            self._loop = None
            thread, self._thread = self._thread, None
            end, self._end = self._end, None
        if thread is not None and end is not None:
            end()
            thread.join()

    def _ready(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._end = weakref.finalize(self, _stop, self._loop)
                self._thread = threading.Thread(target=_serve, args=(self._loop,), name="model", daemon=True)
                self._thread.start()
            return self._loop


def _stop(loop: asyncio.AbstractEventLoop) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(loop.stop)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(_wind_up())
        loop.close()


async def _wind_up() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()
