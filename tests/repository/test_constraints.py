"""The pinned versions: one exact version of everything, and nothing about where it is downloaded from."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

from tests.repository.tree import ROOT

PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]*)==[0-9][0-9a-z.+!]*")


def test_every_line_pins_one_package_to_one_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if not PIN.fullmatch(line)]
    assert not [line for line, times in Counter(lines).items() if times > 1]


def test_everything_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {_canonical(requirement) for requirement in asked} <= _pinned()


def test_nothing_is_asked_for_twice() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert not [name for name, times in Counter(map(_canonical, asked)).items() if times > 1]


def _pinned() -> set[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {line.split("==")[0] for line in lines}


def _canonical(requirement: str) -> str:
    name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()
