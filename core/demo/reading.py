"""Reading the demo company's data files."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

# The C reader is ten times as fast, and missing from some builds.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_rows(name: str) -> list[dict[str, Any]]:
    """A file that is a list of records."""
    rows: list[dict[str, Any]] = yaml.load(_text(name), Loader=_LOADER)
    return rows


def read_settings(name: str) -> dict[str, Any]:
    """A file that is one record."""
    settings: dict[str, Any] = yaml.load(_text(name), Loader=_LOADER)
    return settings


def _text(name: str) -> str:
    return files("core.demo").joinpath("data", name).read_text(encoding="utf-8")
