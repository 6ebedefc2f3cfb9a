"""Whatever a person can use is written about: every operation, setting and channel appears in the documents."""

from __future__ import annotations

import re

import pytest
from pydantic import AliasChoices

import core
import knowledge
from assistant.settings import Settings
from core.operations import all_operations, load
from tests.repository.tree import ROOT, named, project_files


def _operations() -> list[str]:
    load(core, knowledge)
    ours = tuple(f"{package.__name__}." for package in (core, knowledge))
    return sorted(operation.name for operation in all_operations() if operation.function.__module__.startswith(ours))


def _settings() -> list[str]:
    aliases = (field.validation_alias for field in Settings.model_fields.values())
    return sorted(
        str(name)
        for alias in aliases
        if alias is not None
        for name in (alias.choices if isinstance(alias, AliasChoices) else [alias])
    )


def _channels() -> list[str]:
    folder = ROOT / "assistant" / "channels"
    return sorted(path.parent.name for path in folder.glob("*/__init__.py"))


@pytest.fixture(scope="module")
def mentioned() -> set[str]:
    """Every word written in the documents."""
    texts = [
        path.read_text(encoding="utf-8").lower()
        for path in project_files()
        if path.suffix == ".md" and (named(path).startswith("docs/") or "/" not in named(path))
    ]
    return set(re.findall(r"[a-z][a-z0-9_]*", "\n".join(texts)))


def test_every_operation_is_in_the_documents(mentioned: set[str]) -> None:
    operations = _operations()
    assert operations
    assert not [name for name in operations if name not in mentioned]


def test_every_setting_is_in_the_documents(mentioned: set[str]) -> None:
    settings = _settings()
    assert "DATABASE_URL" in settings
    assert not [name for name in settings if name.lower() not in mentioned]


def test_every_channel_is_in_the_documents(mentioned: set[str]) -> None:
    channels = _channels()
    assert channels
    assert not [name for name in channels if name not in mentioned]
