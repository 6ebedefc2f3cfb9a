"""When this process works the queue: as soon as, and as long as, it holds the index. Others only enqueue and wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from assistant.app.application import Application

LOOK_AGAIN_AFTER = 0.2
"""Seconds between two tries to take the index: the death of its holder strands nobody for longer."""


async def work_when_free(application: Application) -> None:
    """Takes the index when it is free and works until cancelled; jobs under way are let end."""
    while not application.index.try_take():
        await asyncio.sleep(LOOK_AGAIN_AFTER)
    try:
        await application.workers().run()
    finally:
        await asyncio.to_thread(application.index.release)


@contextmanager
def working_beside(application: Application) -> Iterator[None]:
    """Works in a thread of its own, where that is free, while the caller waits for its answers."""
    beside = _Beside(application)
    beside.start()
    try:
        yield
    finally:
        beside.stop()


class _Beside(threading.Thread):
    """A thread with an event loop that works until it is stopped."""

    def __init__(self, application: Application) -> None:
        super().__init__(name="workers", daemon=True)
        self._application = application
        self._running = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self._failure: BaseException | None = None

    def run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                self._task = runner.get_loop().create_task(work_when_free(self._application))
                self._running.set()
                runner.run(self._until_done(self._task))
        except BaseException as error:
            self._failure = error
        finally:
            self._running.set()

    def stop(self) -> None:
        """Lets the jobs under way end; raises what the work failed with, if it did."""
        self._running.wait()
        task = self._task
        if task is not None and self.is_alive():
            with suppress(RuntimeError):  # the loop was closed in this moment: it is done
                task.get_loop().call_soon_threadsafe(task.cancel)
        self.join()
        if self._failure is not None:
            raise self._failure

    async def _until_done(self, task: asyncio.Task[None]) -> None:
        with suppress(asyncio.CancelledError):
            await task
