"""New processes for tests, with the product already imported: they begin in milliseconds and inherit no connection."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.preloaded", "tests.company"])


def started(work: Callable[..., None], *arguments: object) -> BaseProcess:
    """A process that does `work`, a function of a module; it ends with the tests at the latest."""
    process = _context.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def commanded(words: Sequence[str], environment: Mapping[str, str], said: str = "") -> subprocess.CompletedProcess[str]:
    """The command `zhanggui` with these words, run to its end in `/`, with `said` on its standard input.

    Nothing of the command line itself was imported before: its language is the environment's.
    """
    with tempfile.TemporaryDirectory() as folder:
        streams = Path(folder)
        (streams / "stdin").write_text(said, encoding="utf-8")
        process = started(_command, list(words), dict(environment), folder)
        process.join(120)
        assert process.exitcode is not None, f"{words} does not end"
        out, err = ((streams / name).read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return subprocess.CompletedProcess(words, process.exitcode, out, err)


def _command(words: list[str], environment: dict[str, str], folder: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, (name, mode) in enumerate(_STREAMS):
        opened = open(Path(folder) / name, mode, encoding="utf-8")  # noqa: SIM115 - open until the process ends
        os.dup2(opened.fileno(), number)
        setattr(sys, name, opened)
    os.chdir("/")
    sys.argv = ["zhanggui", *words]
    from assistant.cli import main

    main()


def channel() -> tuple[Connection, Connection]:
    """Both ends of a way to talk to one."""
    return _context.Pipe()
