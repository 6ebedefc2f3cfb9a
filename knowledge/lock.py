"""The lock of the embedded index: one process owns it, because a second one would silently lose vectors.

The lock goes with the process: the system frees it however the process ends. Taking turns is the callers' business.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

LOCK_FILE = "index.lock"
INDEX_FOLDER = "index"


class IndexLock:
    """Held from `try_take` until `release` or the end of the process. Programs it starts do not inherit it."""

    def __init__(self, home: Path, descriptor: int) -> None:
        self.home = home
        self._descriptor: int | None = descriptor

    @classmethod
    def try_take(cls, home: Path) -> IndexLock | None:
        """The lock of the index under `home`, or None at once while another holder lives."""
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        return cls(home, descriptor)

    @property
    def held(self) -> bool:
        """Whether it has not been released."""
        return self._descriptor is not None

    @property
    def folder(self) -> Path:
        """Where its holder keeps the embedded index."""
        return self.home / INDEX_FOLDER

    def release(self) -> None:
        """Lets another process take it. Close the index first. Releasing twice does nothing."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            os.close(self._descriptor)
            self._descriptor = None
