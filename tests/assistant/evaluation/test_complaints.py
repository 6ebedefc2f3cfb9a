"""Every complaint has words in both languages, with places for its facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import assistant.evaluation
from assistant.evaluation.complaints import Complaint
from assistant.replies.entries import LANGUAGES, entries
from assistant.replies.words import places

_PREFIX = "evaluation.complaint."


def made() -> Iterator[tuple[str, frozenset[str]]]:
    """The kinds of complaints that the code makes, with the names of their facts."""
    for path in Path(assistant.evaluation.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Complaint":
                facts = frozenset(str(fact.arg) for fact in node.keywords)
                for kind in ast.walk(node.args[0]):
                    if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                        yield kind.value, facts


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_has_words_and_each_fact_a_place(language: str) -> None:
    words = {
        key.removeprefix(_PREFIX): places(text) for key, text in entries(language).items() if key.startswith(_PREFIX)
    }
    assert words == dict(made())


def test_facts_are_shown_as_they_are() -> None:
    complaint = Complaint("row_missing", rows="orders", wanted={"gross": "4,976.52", "lines": {}})
    assert str(complaint) == "books: no orders like {'gross': '4,976.52', 'lines': {}}"
    assert complaint.said("zh").startswith("账目：orders 中没有 {'gross'")
