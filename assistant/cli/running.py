"""`zhanggui serve`, `worker` and `migrate`: the processes that stay, and the schema they need."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import importlib
import threading
from collections.abc import Iterator

from assistant.app import Application, serving
from assistant.app.working import work_when_free
from assistant.cli import founding
from assistant.cli.opening import opened
from assistant.cli.reporting import DONE, tell
from assistant.migrations import migrate as bring_to_newest
from assistant.settings import read_settings
from core import company
from core.database import Database
from core.errors import Invalid

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX of glibc's malloc.h."""

_LARGE = 128 * 1024
"""Bytes from which memory is given back to the system at once. Left to itself glibc raises that to megabytes."""


class WorkerNeedsIndexServer(Invalid):
    """A worker of its own reads the knowledge index over the network: CHROMA_URL says where."""


def serve(*, demo: bool, host: str | None, port: int | None) -> int:
    """Serves until told to stop."""
    _share_memory()
    settings = read_settings()
    host, port = host or settings.host, settings.port if port is None else port
    if port:
        serving.listen_on(host, port).close()  # a port that is taken is told before the database is started
    with _loading_ahead(), opened() as application, contextlib.suppress(SystemExit):
        if demo:
            founding.ensure_demo(application)
        _advise(application)
        serving.serve(application, host=host, port=port, on_ready=lambda address: _ready(application, address))
    return DONE


def worker() -> int:
    """Works the queue until told to stop."""
    if read_settings().chroma_url is None:
        raise WorkerNeedsIndexServer()
    with opened() as application, contextlib.suppress(SystemExit, KeyboardInterrupt):
        from assistant.app import media

        application.channels.update(media.pushed_channels(application.context))
        tell("worker_ready")
        asyncio.run(work_when_free(application))
    return DONE


def migrate() -> int:
    """Brings the schema to the newest version, without starting anything else."""
    with Database.open(read_settings().database) as database:
        tell("migrated", version=bring_to_newest(database) or "")
    return DONE


@contextlib.contextmanager
def _loading_ahead() -> Iterator[None]:
    """Loads beside what is done inside, and leaves once loading is over: a process must not end in the middle of it."""
    ahead = threading.Thread(target=_load_ahead, name="loading", daemon=True)
    ahead.start()
    try:
        yield
    finally:
        ahead.join()


def _load_ahead() -> None:
    """Loads what takes long and needs no database, while that starts: most of it is reading and unpacking."""
    from knowledge.embedding import builtin

    builtin().encode(["."])
    importlib.import_module("assistant.app.planning")


def _share_memory() -> None:
    """Lets all threads take memory from the same heap, where the system's C library is glibc.

    It would give each its own, and what one gave back could not be used by the others: 30 MB of a busy server.
    """
    choose = getattr(ctypes.CDLL(None), "mallopt", None)
    if choose is not None:
        choose(_ARENA_MAX, 1)
        choose(_MMAP_THRESHOLD, _LARGE)
        choose(_TRIM_THRESHOLD, _LARGE)


def _settle() -> None:
    """Gives back what loading left over. What is loaded stays: the collector need not look through it again."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _advise(application: Application) -> None:
    with application.database.transaction() as session:
        if company.find(session) is None:
            tell("no_company")


def _ready(application: Application, address: str) -> None:
    _settle()
    tell("serving", address=address)
    with application.database.transaction() as session:
        own = company.find(session)
    if own is not None and own.is_demo:
        tell("try_demo", address=address)
