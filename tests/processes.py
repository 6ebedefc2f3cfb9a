"""New processes for tests, with the product already imported: they begin in milliseconds and inherit no connection."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.preloaded", "tests.company"])


def started(work: Callable[..., None], *arguments: object) -> BaseProcess:
    """A process that does `work`, a function of a module; it ends with the tests at the latest."""
    process = _context.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def channel() -> tuple[Connection, Connection]:
    """Both ends of a way to talk to one."""
    return _context.Pipe()
