"""Where the embedded server's data and socket lie for a given home, and the home itself.

Nobody's folders are ever opened up to others: as root, when the server's account cannot get through to the home, the
data lie under /var/lib/zhanggui and `home/postgres` is a link to them. Starting and stopping is in `embedded`.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import stat
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from core.database.programs import Account, Programs, prepare_root_state
from core.database.refusals import EmbeddedServerFailed, HomeNotWritable

SOCKET_NAME = ".s.PGSQL.5432"
_SOCKET_PATH_MAX = 103
"""Bytes: macOS allows 103, Linux 107."""
# libpq and PostgreSQL split lists of folders at commas, and quote blanks differently.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9._/+-]+")


def prepare_home(home: Path) -> Path:
    """The home as an absolute path, made when missing. Refuses (`HomeNotWritable`) when we cannot write in it."""
    place = Path(os.path.abspath(home.expanduser()))
    try:
        # As root the server's own account must pass through; it still cannot list what is inside.
        place.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise not_writable(place, error.strerror) from error
    return place


def data_owner(home: Path) -> Account | None:
    """Whose the data are, if there are any: the server must run as that account, whoever starts it."""
    link = home / "postgres"
    if not link.exists():
        if link.is_symlink():
            # An empty database in its stead would look like a company that lost its books.
            raise EmbeddedServerFailed(step="place", log=f"{link} -> {os.readlink(link)}")
        return None
    status = link.stat()
    return Account(status.st_uid, status.st_gid) if status.st_uid != 0 else None


def data_folder(home: Path, programs: Programs) -> Path:
    """Where the data are, or shall be."""
    link = home / "postgres"
    if link.exists():
        return link.resolve()
    if programs.account is None or programs.can("-x", home):
        return link
    # A fresh name each time, so that a home which was deleted and made again starts empty, as its owner expects.
    return prepare_root_state() / f"{sha256(str(home).encode()).hexdigest()[:12]}-{secrets.token_hex(4)}"


def socket_folder(data: Path, account: Account | None) -> Path:
    """The data folder itself, or a short private one where that path is too long or too odd for a socket."""
    if _fits(data):
        return data
    owner = account.uid if account else os.geteuid()
    name = f"zhanggui-{owner}-{sha256(str(data).encode()).hexdigest()[:12]}"
    places = [Path(tempfile.gettempdir()), Path("/tmp")]
    folder = next(place / name for place in places if _fits(place / name))
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    # In a folder everybody may write to, somebody else could have been there first to listen in.
    if not stat.S_ISDIR(status.st_mode) or status.st_mode & 0o77 or status.st_uid not in (owner, os.geteuid()):
        raise not_writable(folder, "not private")
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder


def not_writable(path: Path, said: str | None) -> HomeNotWritable:
    """The refusal for a path that the system, in its words, did not let us write."""
    try:
        user = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # usual in containers
        user = str(os.geteuid())
    return HomeNotWritable(path=str(path), user=user, said=said or "")


def _fits(folder: Path) -> bool:
    path = str(folder / SOCKET_NAME)
    return len(path) <= _SOCKET_PATH_MAX and _PLAIN_PATH.fullmatch(path) is not None
