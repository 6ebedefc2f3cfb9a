"""What must not be reached for: the clock outside its own module, and anything but values in decision modules.

Import directions are import-linter's part (`make lint`); here is what an import alone does not show.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.repository.tree import named, python_files

# The moments of now: (the name they are called on, the name called).
CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("func", "now"),
    ("func", "current_timestamp"),
}

# A savepoint may be released anywhere; these are committed by whoever opened them.
TRANSACTIONS = {"session", "connection", "transaction"}


def test_business_code_is_given_the_time_and_never_asks_for_it() -> None:
    asking = {
        named(path): lines
        for path in python_files("core", "knowledge")
        if not named(path).startswith("core/calendar") and (lines := _asks_the_clock(path))
    }
    assert not asking, f"take `now` as an argument: {asking}"


def test_core_never_commits() -> None:
    committing = {
        named(path): node.lineno
        for path in python_files("core")
        if not named(path).startswith("core/database/")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "commit" and _last_name(node.value) in TRANSACTIONS
    }
    assert not committing, f"the edge owns the transaction: {committing}"


def _asks_the_clock(path: Path) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (_last_name(node.func.value), node.func.attr) in CLOCK
    ]


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
