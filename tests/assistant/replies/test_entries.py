"""The locale files: both languages say the same things, and everything the program says is in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

import assistant
from assistant.replies.entries import LANGUAGES, entries, entry, find_entry, language_of

_FOLDER = Path(assistant.__file__).parent
_SAYING = {"say", "say_if_known", "saying", "entry", "find_entry"}
_HAN = range(0x4E00, 0xA000)
_NAMED_BY_FACTS = {"kind", "parameter"}
"""Texts for the kinds and parameters a refusal speaks of: its facts name them."""


def test_both_languages_have_the_same_keys() -> None:
    zh, en = (set(entries(language)) for language in LANGUAGES)
    assert zh - en == set()
    assert en - zh == set()


def test_both_languages_have_places_for_the_same_facts_unless_a_word_is_picked_by_number() -> None:
    different = {
        key: (facts_in(text), facts_in(entries("en")[key]))
        for key, text in entries("zh").items()
        if not facts_in(text) <= facts_in(entries("en")[key]) and not key.startswith("calendar.")
    }
    assert {key: pair for key, pair in different.items() if key not in _FREER_IN_CHINESE} == {}


def test_every_text_can_be_read_as_a_text_with_places() -> None:
    for language in LANGUAGES:
        for key, text in entries(language).items():
            assert all("{" not in (form or "") for _, _, form, _ in Formatter().parse(text)), key


def test_no_text_is_left_in_the_other_language() -> None:
    chinese = {key for key, text in entries("en").items() if any(ord(character) in _HAN for character in text)}
    assert chinese == set()


def test_a_missing_key_is_a_mistake_of_the_program() -> None:
    with pytest.raises(LookupError, match="no text nowhere in zh"):
        entry("nowhere", "zh")
    assert find_entry("nowhere", "en") is None


@pytest.mark.parametrize(
    ("language", "nearest"), [("zh", "zh"), ("zh-TW", "zh"), ("ZH", "zh"), ("en", "en"), ("fr", "en")]
)
def test_any_language_is_answered_in_the_nearest_we_have(language: str, nearest: str) -> None:
    assert language_of(language) == nearest


def test_everything_the_program_says_by_name_is_in_the_files() -> None:
    said = {(path.name, key) for path in _FOLDER.rglob("*.py") for key in _keys_in(path)}
    assert len(said) > 100
    assert {(name, key) for name, key in said if not _is_known(key)} == set()


def test_every_text_is_said_somewhere() -> None:
    said = [re.compile(pattern) for path in _FOLDER.rglob("*") for pattern in _patterns_in(path)]
    unsaid = {key for key in entries("zh") if not any(pattern.match(key) for pattern in said)}
    assert {key for key in unsaid if key.split(".")[0] not in _NAMED_BY_FACTS} == set()


def test_every_locale_file_is_read_by_the_slower_loader_too() -> None:
    for path in sorted((_FOLDER / "replies" / "locale").rglob("*.yaml")):
        assert yaml.load(path.read_text(encoding="utf-8"), yaml.SafeLoader), path


def facts_in(text: str) -> frozenset[str]:
    """The facts a text has places for."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def _keys_in(path: Path) -> Iterator[str]:
    """The first arguments, written out, of whatever says something."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in _SAYING and isinstance(node.args[0].value, str):
                yield node.args[0].value


def _patterns_in(path: Path) -> Iterator[str]:
    """What the texts of a file of the program may name: keys, the beginnings of keys, keys with parts put in."""
    if path.suffix == ".html":
        yield from (re.escape(key) for key in re.findall(r"""["']([a-z_.]+)["']""", path.read_text(encoding="utf-8")))
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-zA-Z_.]+", node.value):
            yield re.escape(node.value) + (r"(\.|$)" if "." in node.value else "$")
        if isinstance(node, ast.JoinedStr):
            parts = [re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".+" for one in node.values]
            if not parts[0].startswith(".+"):
                yield "".join(parts)


def _is_known(key: str) -> bool:
    return any(name == key or name.startswith(f"{key}.") for name in entries("zh"))


# Where Chinese may say more than English does: the other way round is no mistake either.
_FREER_IN_CHINESE: frozenset[str] = frozenset()
