"""Whole talks, judged by what the books hold at the end, then by what was called, shown and asked on the way."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conversations.runner import Theatre
from tests.conversations.talks import Talk, read_known_failures, read_talks, read_unseen_talks

_TALKS = read_talks()
_UNSEEN = read_unseen_talks()
_KNOWN = read_known_failures()
_SPEAKERS = set("visitor renhe huadong sales sales2 support warehouse buyer accountant manager admin".split())


def _parameter(talk: Talk) -> object:
    reason = _KNOWN.get(talk.id)
    marks = [] if reason is None else [pytest.mark.xfail(reason=reason, strict=True)]
    return pytest.param(talk, id=talk.id, marks=marks)


@pytest.mark.parametrize("talk", [_parameter(talk) for talk in _TALKS])
def test_a_talk_comes_out_as_it_should(theatre: Theatre, talk: Talk) -> None:
    performance = theatre.perform(talk)
    assert not performance.complaints, "\n".join(performance.complaints)


def test_every_talk_has_a_name_of_its_own() -> None:
    assert not [name for name, count in Counter(talk.id for talk in (*_TALKS, *_UNSEEN)).items() if count > 1]


def test_both_languages_are_spoken_about_equally_often() -> None:
    spoken = Counter(talk.language for talk in _TALKS)
    assert abs(spoken["zh"] - spoken["en"]) <= len(_TALKS) // 10


def test_the_unseen_talks_are_in_both_languages_and_of_every_role() -> None:
    assert Counter(talk.language for talk in _UNSEEN) == {"zh": 50, "en": 50}
    assert {talk.speaker for talk in _UNSEEN} >= _SPEAKERS


def test_known_failures_are_talks_that_exist() -> None:
    assert not _KNOWN.keys() - {talk.id for talk in _TALKS}
