"""Reading sets of talks: those that come along, and mistakes that are told with file and talk."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evaluation.sets import (
    NoTalks,
    SetUnknown,
    SetUnreadable,
    TalkTwice,
    TalkUnfit,
    TalkUnknown,
    chosen,
    read_set,
    shipped_sets,
)
from core.errors import Refusal

ONE = "- {id: zh-one, as: sales, language: zh, kind: lookup, turns: [{say: 你好}]}\n"
TWO = "- {id: en-two, as: renhe, language: en, kind: mood, turns: [{say: hello}]}\n"


@pytest.mark.parametrize("name", shipped_sets())
def test_a_set_that_comes_along_speaks_both_languages(name: str) -> None:
    talks = read_set(name)
    assert {talk.language for talk in talks} == {"zh", "en"}


def test_a_folder_is_read_file_by_file_and_its_known_failures_are_no_talks(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(TWO, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(ONE, encoding="utf-8")
    (tmp_path / "known_failures.yaml").write_text("zh-one: nobody greets", encoding="utf-8")
    assert [talk.id for talk in read_set(tmp_path)] == ["zh-one", "en-two"]
    assert [talk.id for talk in read_set(tmp_path / "b.yaml")] == ["en-two"]


@pytest.mark.parametrize(
    ("written", "refusal", "facts"),
    [
        ("- id: zh-one\n  as: [sales}", SetUnreadable, {"said": "line 2"}),
        ("talks: 3", SetUnreadable, {}),
        ("- just words", TalkUnfit, {"talk": "#1"}),
        (ONE + "- {id: zh-two, as: sales}", TalkUnfit, {"talk": "zh-two", "said": "language: Field required"}),
        (ONE.replace("say", "sya"), TalkUnfit, {"talk": "zh-one", "said": "turns.0.sya: Extra inputs"}),
        (ONE.replace("as: sales", "as: slaes"), TalkUnfit, {"talk": "zh-one", "said": "as: slaes"}),
        (
            ONE.replace("say: 你好", "say: 你好, expect: {operations: [{call: get_price|get_stok}]}"),
            TalkUnfit,
            {"talk": "zh-one", "said": "turns.0.expect.operations: get_stok"},
        ),
        (ONE + ONE, TalkTwice, {"talk": "zh-one"}),
        ("[]", NoTalks, {}),
    ],
)
def test_a_mistake_in_a_set_is_refused_with_its_place(
    tmp_path: Path, written: str, refusal: type[Refusal], facts: dict[str, str]
) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(refusal) as refused:
        read_set(path)
    told = refused.value.facts
    assert told.get("path", str(path)) == str(path)
    assert all(part in str(told[name]) for name, part in facts.items())


def test_a_name_that_is_no_set_is_refused_with_those_there_are() -> None:
    with pytest.raises(SetUnknown) as refused:
        read_set("nonesuch")
    assert "basics" in str(refused.value.facts["shipped"])


def test_single_talks_are_chosen_in_the_order_of_the_set() -> None:
    talks = read_set("basics")
    last_first = [talks[3].id, talks[1].id]
    assert chosen(talks, only=last_first) == (talks[1], talks[3])
    with pytest.raises(TalkUnknown):
        chosen(talks, only=["zh-nobody"])


def test_a_sample_is_the_same_each_time_and_holds_both_languages() -> None:
    talks = read_set("basics")
    sample = chosen(talks, sample=4)
    assert sample == chosen(talks, sample=4)
    assert sorted(talk.language for talk in sample) == ["en", "en", "zh", "zh"]
    assert chosen(talks, sample=1000) == talks
