"""The phrase files themselves: enough of them, in both languages, with markers that recognition really makes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.builtin.delexicalise import as_symbols
from assistant.builtin.phrasebook import LANGUAGES, content_hash, intent_examples, mood_examples, phrases_of

FEWEST = 12


def test_both_languages_know_the_same_intents() -> None:
    assert phrases_of("zh").keys() == phrases_of("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_has_a_dozen_phrases_of_its_own(language: str) -> None:
    seen: dict[str, str] = {}
    for intent, phrases in phrases_of(language).items():
        assert len(phrases) >= FEWEST, intent
        for phrase in phrases:
            assert seen.setdefault(phrase.lower(), intent) == intent, phrase
        assert len(set(phrases)) == len(phrases), intent


def test_every_marker_is_one_that_recognition_makes() -> None:
    for example in (*(one for language in LANGUAGES for one in intent_examples(language)), *mood_examples()):
        assert "\ue0ff" not in as_symbols(example.text), example.text
        assert not re.search("[⟨⟩]", as_symbols(example.text)), example.text


def test_moods_have_many_sentences_by_hand_and_as_many_pairs_in_every_mood() -> None:
    by_hand = [example for example in mood_examples() if example.weight > 1]
    made = [example.label for example in mood_examples() if example.weight == 1]
    assert len(by_hand) >= 120
    assert len({made.count(mood) for mood in set(made)}) == 1
    assert (
        {example.label for example in by_hand} == set(made) == {"command", "question", "negated", "what_if", "remark"}
    )


def test_the_hash_of_the_content_changes_with_a_phrase_its_language_and_its_file(tmp_path: Path) -> None:
    def hash_after(**phrases: str) -> str:
        for name in ("zh", "en"):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "sales.yaml").write_text(phrases.get(name, ""), encoding="utf-8")
        return content_hash(tmp_path)

    first = hash_after(zh="order: [下单]", en="order: [order]")
    assert hash_after(zh="order: [下单]", en="order: [order]") == first
    others = [
        hash_after(zh="order: [来一单]", en="order: [order]"),
        hash_after(zh="order: [order]", en="order: [下单]"),
        content_hash(),
    ]
    assert len({first, *others}) == 4
