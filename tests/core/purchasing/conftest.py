"""The small company with suppliers."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from tests.company import Company, found
from tests.core.purchasing.buying import with_suppliers


@pytest.fixture
def company(session: Session, clock: FixedClock) -> Company:
    """The small company on Monday, 23 November 2026, with two suppliers of its goods."""
    return with_suppliers(found(session, now=clock.now()))
