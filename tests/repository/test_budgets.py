"""Files and functions stay small enough to be read at once. Generated migrations are left out."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.repository.tree import PACKAGES, named, python_files

LINES_IN_A_FILE_MAX = 300
LINES_IN_A_FUNCTION_MAX = 50


def _written_by_hand() -> list[Path]:
    return [path for path in python_files(*PACKAGES, "tests") if "migrations/versions" not in path.as_posix()]


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in _written_by_hand()}
    too_long = {name: lines for name, lines in lengths.items() if lines > LINES_IN_A_FILE_MAX}
    assert not too_long, f"split by subject: {too_long}"


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = {
        f"{named(path)}:{node.lineno} {node.name}": lines
        for path in _written_by_hand()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LINES_IN_A_FUNCTION_MAX
    }
    assert not too_long, f"give a part of it a name of its own: {too_long}"


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        named(path)
        for path in _written_by_hand()
        if (tree := ast.parse(path.read_text(encoding="utf-8"))).body and not ast.get_docstring(tree)
    ]
    assert not silent
