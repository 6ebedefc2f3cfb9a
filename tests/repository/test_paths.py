"""Whatever file, folder or module the documents, docstrings and comments name is there."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.repository.tree import PACKAGES, ROOT, named, project_files

OURS = "|".join((*PACKAGES, "tests", "docs"))
QUOTED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(rf"(?<![\w./-])(?:{OURS})/[\w./{{}},*-]*")
FILE = re.compile(r"(?<![\w./*-])[a-z_][\w-]*\.(?:py|ya?ml|md|json|toml|sh|html|css|js)(?![\w/])")
MODULE = re.compile(rf"(?<![\w./-])(?:{OURS})(?:\.[a-z_]\w*)+(?![\w/.])")
NAMES_TO_BE_GIVEN = {"NNNN-what-was-decided.md"}


@pytest.fixture(scope="module")
def there() -> set[str]:
    """Every file and folder of the repository, as a path from the root."""
    paths = [path.relative_to(ROOT) for path in project_files()]
    return {each.as_posix() for path in paths for each in (path, *path.parents)}


def test_every_path_that_is_named_exists(there: set[str]) -> None:
    found = list(_written(PATH))
    assert any(path == "assistant/agent/loop.py" for _, path in found)
    assert not [(where, path) for where, path in found for each in _each(path) if each not in there]


def test_every_file_that_is_named_exists(there: set[str]) -> None:
    names = {path.rpartition("/")[2] for path in there}
    found = list(_written(FILE))
    assert any(name == "queries.py" for _, name in found)
    assert not [(where, name) for where, name in found if name not in names]


def test_every_module_that_is_named_exists(there: set[str]) -> None:
    found = [(where, name) for where, name in _written(MODULE) if not FILE.fullmatch(name)]
    assert any(name == "assistant.cli.reference" for _, name in found)
    assert not [(where, name) for where, name in found if not _is_module(name, there)]


def test_what_is_missing_would_be_seen(there: set[str]) -> None:
    assert PATH.findall("see assistant/gone.py and ./core/x.py") == ["assistant/gone.py"]
    assert _each("assistant/replies/locale/{zh,fr}/") == ["assistant/replies/locale/zh", "assistant/replies/locale/fr"]
    assert not _is_module("assistant.gone", there)
    assert not _is_module("assistant.cli.reference.gone", there)


def _written(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What the pattern finds between backticks, with the file it is in."""
    for path in project_files():
        for words in QUOTED.findall(_prose(path)):
            yield from ((named(path), each) for each in pattern.findall(words) if each not in NAMES_TO_BE_GIVEN)


def _prose(path: Path) -> str:
    """What a file says to readers: a document, or the docstrings and comments of Python. Nothing of other files."""
    if path.suffix == ".md" and (named(path).startswith("docs/") or "/" not in named(path)):
        return path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return ""
    tokens = list(tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline))
    said = [token.string for token in tokens if token.type == tokenize.COMMENT or token.string.startswith('"""')]
    return "\n".join(said)


def _each(path: str) -> list[str]:
    """The paths that are meant by one with `{zh,en}` in it; of one with a star, its folder."""
    parts = [each.split(",") for each in re.split(r"[{}]", path.partition("*")[0].rstrip("/."))]
    return ["".join(one).rstrip("/") for one in product(*parts)]


def _is_module(name: str, there: set[str]) -> bool:
    """Whether it is a module or package, or something that is written in one."""
    path = name.replace(".", "/")
    if path in there or f"{path}.py" in there:
        return True
    folder, _, member = path.rpartition("/")
    holder = next((each for each in (f"{folder}.py", f"{folder}/__init__.py") if each in there), None)
    return holder is not None and re.search(rf"\b{member}\b", (ROOT / holder).read_text(encoding="utf-8")) is not None
