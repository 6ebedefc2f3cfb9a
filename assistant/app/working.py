"""When this process works the queue: as soon as, and as long as, it holds the index. Others only enqueue and wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

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
    loop = asyncio.new_event_loop()
    task = loop.create_task(work_when_free(application))
    thread = threading.Thread(target=_run, args=(loop, task), name="workers", daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error


def _run(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()
