"""A row taken for changing is fresh, and nobody else's until the transaction ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import NoResultFound, OperationalError

from core.calendar import FixedClock
from core.customers.models import Customer
from core.database import Database, locked, locked_if_any, new_id
from tests.company import found


@pytest.fixture
def clinic(database: Database, clock: FixedClock) -> Customer:
    """A committed customer."""
    with database.transaction() as session:
        found(session, now=clock.now())
        return session.scalars(select(Customer).where(Customer.code == "C-0001")).one()


def test_a_row_is_read_afresh_when_it_is_locked(database: Database, clinic: Customer) -> None:
    with database.transaction() as session:
        seen = session.get_one(Customer, clinic.id)
        with database.transaction() as other:
            other.get_one(Customer, clinic.id).name_zh = "仁和新诊所"
        assert seen.name_zh == "仁和诊所"
        assert locked(session, Customer, clinic.id) is seen
        assert seen.name_zh == "仁和新诊所"


def test_what_was_changed_before_and_not_yet_written_is_kept(database: Database, clinic: Customer) -> None:
    with database.transaction() as session:
        session.get_one(Customer, clinic.id).name_zh = "仁和旧诊所"
        assert locked(session, Customer, clinic.id).name_zh == "仁和旧诊所"


def test_nobody_else_gets_the_row_meanwhile(database: Database, clinic: Customer) -> None:
    with database.transaction() as session:
        locked(session, Customer, clinic.id)
        with database.transaction() as other:
            other.execute(text("SET LOCAL lock_timeout = '50ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                locked_if_any(other, Customer, clinic.id)


def test_a_row_that_does_not_exist_is_none_only_where_that_was_asked(database: Database) -> None:
    with database.transaction() as session:
        assert locked_if_any(session, Customer, new_id()) is None
        with pytest.raises(NoResultFound):
            locked(session, Customer, new_id())
