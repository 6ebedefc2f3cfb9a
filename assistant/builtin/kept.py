"""Arrays that took seconds to learn, kept in a file: written whole or not at all, read back or made again."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt


def keep(path: Path, **arrays: npt.ArrayLike) -> None:
    """Writes the arrays under their names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        np.savez(part, **{name: np.asarray(array) for name, array in arrays.items()})  # type: ignore[arg-type]
    os.replace(part.name, path)


def kept(path: Path, *names: str) -> list[npt.NDArray[Any]] | None:
    """The arrays of these names, in this order; None when there is nothing whole."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return [stored[name] for name in names]
    except (FileNotFoundError, BadZipFile, KeyError, ValueError, EOFError):
        return None


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Alone among all processes that make what is kept under the path: the others wait, and then find it made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
