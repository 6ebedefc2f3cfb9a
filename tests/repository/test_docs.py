"""The documents against the product: links lead somewhere, both languages stay level, and nothing goes unmentioned."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.repository.tree import ROOT, named, project_files

LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#{1,6}) (.+?)\s*$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def _documents() -> list[Path]:
    """What people read about the product; not the documents of the demo company."""
    shown = [path for path in project_files() if path.suffix == ".md"]
    return [path for path in shown if named(path).startswith("docs/") or "/" not in named(path)]


@pytest.mark.parametrize("document", _documents(), ids=named)
def test_every_link_to_a_file_or_heading_leads_there(document: Path) -> None:
    links = LINK.findall(FENCED.sub("", document.read_text(encoding="utf-8")))
    assert not [link for link in links if not re.match(r"https?:|mailto:", link) and not _leads(document, link)]


def test_the_two_readmes_have_the_same_sections_and_commands() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    assert [len(level) for level, _ in _headings(english)] == [len(level) for level, _ in _headings(chinese)]
    assert re.findall(r"make [a-z-]+", english) == re.findall(r"make [a-z-]+", chinese)


def test_every_decision_is_in_the_index_in_order() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = LINK.findall((folder / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")
    assert all(int(later[:4]) == int(earlier[:4]) + 1 for earlier, later in pairwise(listed))


def test_every_decision_says_what_else_was_considered_and_what_it_costs() -> None:
    for record in (ROOT / "docs" / "decisions").glob("0*.md"):
        sections = {title for _, title in _headings(record.read_text(encoding="utf-8"))}
        assert {"Decision", "Why", "Alternatives", "Cost"} <= sections, record.name


def _leads(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (document.parent / name).resolve() if name else document
    if not target.exists():
        return False
    return not anchor or anchor in {_anchor(title) for _, title in _headings(target.read_text(encoding="utf-8"))}


def _headings(text: str) -> list[tuple[str, str]]:
    return HEADING.findall(FENCED.sub("", text))


def _anchor(title: str) -> str:
    """The heading's address as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
