"""The small company, examined by the doctor when the test is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from core.doctor import examine
from tests.company import Company, found


@pytest.fixture
def company(session: Session, clock: FixedClock) -> Iterator[Company]:
    """A company that is in good health before and has to be after the test."""
    shop = found(session, now=clock.now())
    yield shop
    broken = [finding for finding in examine(session, now=shop.now) if finding.fails]
    assert not broken, broken
