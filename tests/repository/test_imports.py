"""What the code imports is what the project asks for: nothing that is only there because something else brought it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.repository.tree import PACKAGES, ROOT, named, python_files

OURS = {*PACKAGES, "tests"}


def test_the_packages_import_only_what_they_ask_for() -> None:
    asked = set(_project()["dependencies"])
    assert not _unasked(asked, *PACKAGES)


def test_the_tests_import_only_what_is_asked_for_with_the_development_tools() -> None:
    project = _project()
    assert not _unasked({*project["dependencies"], *project["dev"]}, "tests")


def _unasked(asked: set[str], *folders: str) -> dict[str, str]:
    """Imported packages that no asked-for distribution brings, each with one file that imports it."""
    distributions = packages_distributions()
    imported = {module: named(path) for path in python_files(*folders) for module in _modules(path)}
    return {
        module: file
        for module, file in imported.items()
        if module not in OURS
        and module not in sys.stdlib_module_names
        and not asked.intersection(map(_canonical, distributions.get(module, ())))
    }


def _modules(path: Path) -> Iterator[str]:
    """The outermost packages that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (each.name.split(".")[0] for each in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.split(".")[0]


def _project() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"dependencies": project["dependencies"], "dev": project["optional-dependencies"]["dev"]}
    return {group: [_canonical(re.split(r"[\[<>=!~; ]", each)[0]) for each in asked] for group, asked in groups.items()}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
