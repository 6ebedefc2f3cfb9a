"""How many questions to the demo documents are answered rightly, and how many wrongly where there is no answer."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.knowledge.judging import Verdict, judged, questions
from tests.knowledge.shelf import Shelf


@pytest.fixture(scope="module")
def verdicts(demo: Shelf) -> Counter[Verdict]:
    return sum((judged(demo, asked) for asked in questions().values()), Counter())


def test_what_no_document_says_is_not_answered(verdicts: Counter[Verdict]) -> None:
    assert verdicts[Verdict.RIGHTLY_NONE] >= 57
    # A customer who asks what a manager may grant is told what the public ordering guide says about it.
    assert verdicts[Verdict.INVENTED] <= 1


def test_an_answer_rests_on_the_right_document(verdicts: Counter[Verdict]) -> None:
    right = verdicts[Verdict.RIGHT] + verdicts[Verdict.OTHER_SENTENCE]
    assert verdicts[Verdict.OTHER_DOCUMENT] <= 4
    assert right / (right + verdicts[Verdict.OTHER_DOCUMENT] + verdicts[Verdict.INVENTED]) >= 0.94


def test_most_questions_that_have_an_answer_are_answered(verdicts: Counter[Verdict]) -> None:
    assert verdicts[Verdict.RIGHT] >= 113
    assert verdicts[Verdict.MISSED] <= 5


@pytest.fixture(scope="module")
def everyday(demo: Shelf) -> dict[str, Counter[Verdict]]:
    return {name: judged(demo, asked) for name, asked in questions("everyday.yaml").items()}


@pytest.mark.parametrize(("name", "right", "invented"), [("tuning", 45, 3), ("held_out", 39, 3)])
def test_people_are_answered_in_their_own_words(
    everyday: dict[str, Counter[Verdict]], name: str, right: int, invented: int
) -> None:
    verdicts = everyday[name]
    assert verdicts[Verdict.RIGHT] >= right
    assert verdicts[Verdict.INVENTED] <= invented
