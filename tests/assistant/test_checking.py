"""What `zhanggui doctor` prints: every finding in the language of the terminal, with its figure."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from assistant.cli.checking import line_of
from assistant.replies.entries import LANGUAGES, entries
from core.calendar import FixedClock
from core.doctor import Finding, Level, examine
from tests.company import found


@pytest.fixture
def findings(session: Session, clock: FixedClock) -> tuple[Finding, ...]:
    """What the doctor finds in the small company."""
    found(session, now=clock.now())
    return examine(session, now=clock.now())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words_and_no_words_are_left_over(findings: tuple[Finding, ...], language: str) -> None:
    said = {key.removeprefix("doctor.") for key in entries(language) if key.startswith("doctor.")}
    assert {finding.title for finding in findings} == said


def test_a_line_has_mark_invariant_words_and_figure_in_the_language_asked_for() -> None:
    sound = Finding("I2", "on_hand_is_the_sum_of_moves", checked=30, broken=0)
    assert line_of(sound, "zh") == "✓ I2  现有量等于库存移动之和: 30/30"
    assert line_of(sound, "en") == "✓ I2  Stock on hand is the sum of its moves: 30/30"


def test_a_broken_invariant_is_marked_and_shown_with_examples() -> None:
    broken = Finding("I6", "numbers_are_unique", checked=9, broken=1, examples=({"number": "SO-2026-00007"},))
    assert line_of(broken, "zh").splitlines() == ["✗ I6  单号和编码没有重复: 8/9", '    {"number":"SO-2026-00007"}']
    warning = Finding("", "unprotected", checked=2, broken=2, level=Level.WARNING)
    assert line_of(warning, "en").startswith("⚠     Tables")
