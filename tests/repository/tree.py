"""The files that make up the repository, for the tests that look at all of them; not what a run leaves."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "knowledge", "assistant")

_MADE_BY_TOOLS = {"__pycache__", "build", "dist", "node_modules"}


def project_files() -> list[Path]:
    """Every file that is or could be committed, sorted. Without git (a downloaded archive): every visible file."""
    listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        names = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.split("\0")
        found = [ROOT / name for name in names if name]
    else:
        found = _walk()
    return sorted(path for path in found if path.is_file())


def python_files(*folders: str) -> list[Path]:
    """The Python files under `folders` of the root."""
    return [path for path in project_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


def package_data() -> list[Path]:
    """Everything in the packages that is not Python: locale, phrases, templates, demo documents."""
    return [path for path in project_files() if path.suffix != ".py" and path.relative_to(ROOT).parts[0] in PACKAGES]


def named(path: Path) -> str:
    """The path as a person writes it, from the root."""
    return path.relative_to(ROOT).as_posix()


def _walk() -> list[Path]:
    found: list[Path] = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in _MADE_BY_TOOLS and (name == ".ci" or name[0] != ".")]
        found.extend(Path(folder) / name for name in names)
    return found
