"""One PostgreSQL data folder and the server process on it: make, find, start, stop.

Who may do so when, and for which home, is decided in `core.database.embedded`, under its locks.
"""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.database.placement import SOCKET_NAME, socket_folder
from core.database.programs import Programs
from core.database.refusals import EmbeddedServerFailed

SUPERUSER = "postgres"
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": "5432",  # only names the socket
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "jit": "off",  # our statements are short
    "random_page_cost": "1.1",
    # Four processes fewer: the data of a shop fit in memory, and nobody replicates from here.
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    # A week of logs: each day's file is written over the one of the week before.
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
}
START_SECONDS = 120.0
_STOP_SECONDS = 60
_POLL_SECONDS = 0.02
_STARTUP_LOG = "startup.log"
_NO_PROCESS = 2**31 - 1  # above every system's highest process id


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What the server of a data folder says of itself in `postmaster.pid`."""

    pid: int
    sockets: Path
    ready: bool


def find_running(data: Path) -> Postmaster | None:
    """The server on `data` once it takes connections, or None. Waits for one that is starting, stopping, recovering."""
    until = time.monotonic() + START_SECONDS
    while (seen := _read(data)) is not None:
        if seen.ready and _answers(seen.sockets):
            return seen
        if not _is_server(seen.pid, data):
            return None
        if time.monotonic() > until:
            raise EmbeddedServerFailed(step="wait", log=_tail(data))
        time.sleep(_POLL_SECONDS)
    return None


def initialise(data: Path, programs: Programs, settings: Mapping[str, str]) -> None:
    """Make the data folder, whole or not at all. The superuser is trusted on the socket, which is private."""
    making = data.with_name(f"{data.name}.new")
    if making.exists():  # half made, by a process that was killed
        shutil.rmtree(making)
    making.mkdir(mode=0o700)
    if programs.account is not None:
        os.chown(making, programs.account.uid, programs.account.gid)
    options = [
        f"--username={SUPERUSER}",
        "--auth-local=trust",
        "--auth-host=reject",
        "--encoding=UTF8",
        # The same order of texts on every machine, whatever locales it has.
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
    ]
    if settings.get("fsync") == "off":
        options.append("--no-sync")
    programs.run("initdb", *options, data=making)
    making.rename(data)


def start(data: Path, programs: Programs, settings: Mapping[str, str]) -> Postmaster:
    """Start the server where `find_running` found none, recovering what a crash left.

    Refuses (`EmbeddedServerFailed`) with the end of its log.
    """
    sockets = socket_folder(data, programs.account)
    _disown(data, sockets)
    chosen = {**settings, "unix_socket_directories": str(sockets)}
    # -D again, beside PGDATA: whoever lists the processes sees whose server this is.
    command = ["-D", str(data), *(part for name, value in chosen.items() for part in ("-c", f"{name}={value}"))]
    until = time.monotonic() + START_SECONDS
    while True:
        (data / _STARTUP_LOG).unlink(missing_ok=True)
        try:
            options = ("-s", "-w", "-t", str(int(START_SECONDS)), "-l", _STARTUP_LOG, "-o", shlex.join(command))
            programs.run("pg_ctl", "start", *options, data=data, seconds=START_SECONDS + 10)
            break
        except EmbeddedServerFailed as error:
            said = _tail(data)
            # When a postmaster is killed, a backend in the middle of a statement outlives it for a moment.
            if "still in use" not in said or time.monotonic() > until:
                raise EmbeddedServerFailed(step="start", log=said or str(error.facts["log"])) from error
            time.sleep(10 * _POLL_SECONDS)
    started = find_running(data)
    if started is None:
        raise EmbeddedServerFailed(step="start", log=_tail(data))
    return started


def stop(data: Path, programs: Programs) -> None:
    """Stop the server if it runs, and wait until its process is gone."""
    seen = _read(data)
    if seen is None or not _is_server(seen.pid, data):
        return
    for mode in ("fast", "immediate"):
        try:
            programs.run("pg_ctl", "stop", "-s", "-w", "-t", str(_STOP_SECONDS), "-m", mode, data=data)
            break
        except EmbeddedServerFailed:
            if mode == "immediate":
                raise
    until = time.monotonic() + _STOP_SECONDS
    while _is_server(seen.pid, data) and time.monotonic() < until:  # it removes its file a moment before it ends
        time.sleep(_POLL_SECONDS)


def _read(data: Path) -> Postmaster | None:
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    complete = len(lines) >= 8
    return Postmaster(
        pid=int(lines[0]),
        sockets=Path(lines[4]) if complete else data,
        ready=complete and lines[7].strip() == "ready",
    )


def _answers(sockets: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(sockets / SOCKET_NAME))
        except OSError:
            return False
    return True


def _is_server(pid: int, data: Path) -> bool:
    """Whether process `pid` is a living PostgreSQL, and of this folder as far as we may know."""
    import psutil  # only when the quick question, whether the socket answers, was not enough

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or process.name() != "postgres":
            return False
        return Path(process.cwd()) == data.resolve()
    except psutil.AccessDenied:
        return True
    except psutil.NoSuchProcess:
        return False


def _disown(data: Path, sockets: Path) -> None:
    """Make the lock files of a dead server forgettable, whose number may belong to another process by now.

    Happens after a restart of the machine or container, and while nobody has collected a killed server. The rest of
    `postmaster.pid` stays: with it PostgreSQL finds out whether backends of the dead server are still at work.
    """
    (sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
    if _read(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)  # empty after a power cut: PostgreSQL would refuse to start
        return
    with open(data / "postmaster.pid", "r+", encoding="utf-8") as file:
        rest = file.read().split("\n", 1)[1]
        file.seek(0)
        file.truncate()
        file.write(f"{_NO_PROCESS}\n{rest}")


def _tail(data: Path) -> str:
    """The end of what the server wrote, first before and then after its log was taken over by its own collector."""
    logs = sorted((data / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
    lines: list[str] = []
    for path in (data / _STARTUP_LOG, *logs[-1:]):
        with suppress(OSError):
            lines += path.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
    return "\n".join(lines)
