"""What the tests of core's areas share: the small company, in a session that is rolled back."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from tests.company import Company, found


@pytest.fixture
def company(session: Session, clock: FixedClock) -> Company:
    """The small company on Monday, 23 November 2026, 10:02 in Shanghai."""
    return found(session, now=clock.now())
