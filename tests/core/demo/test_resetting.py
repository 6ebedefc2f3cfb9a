"""Starting over leaves nothing of what was, tells those who follow the names, and touches no real company."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

import core
from assistant.migrations.authoring import all_tables
from core import names, operations
from core.calendar import FixedClock
from core.company import NoCompany
from core.database import Database
from core.database.rights import find_unprotected
from core.demo import NotADemo, load, reset
from tests.company import Company, found

METADATA = all_tables()


def test_everything_of_the_company_is_as_on_the_first_day(database: Database, clock: FixedClock) -> None:
    operations.load(core)
    first = load(database, now=clock.now())
    with database.transaction() as session:
        company = Company(session, clock.now())
        company.order(7)
        company.run("support", "open_ticket", {"subject": "袖带漏气"})
        session.execute(text("INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES ('take_turns', 'turns')"))
    again = reset(database, now=clock.now(), metadata=METADATA)
    assert again == first
    with database.transaction() as session:
        of_people = "(SELECT FROM transitions WHERE channel <> 'demo') AS step"
        for table in ("sales_orders", "tickets", "reservations", "events", of_people, "procrastinate_jobs"):
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table
        assert Company(session, clock.now()).ask("sales", "get_stock", {"product": "BP-200"}).reserved == 0
        actions = session.scalars(text("SELECT action FROM audit_log ORDER BY action")).all()
        assert actions == ["company.found", "demo.load", "demo.reset", "user.add"]


def test_what_is_append_only_is_protected_afterwards(database: Database, clock: FixedClock) -> None:
    load(database, now=clock.now())
    reset(database, now=clock.now(), metadata=METADATA)
    with database.transaction() as session:
        assert find_unprotected(session) == []
        enabled = session.scalars(text("SELECT tgenabled::text FROM pg_trigger WHERE tgname = 'refuse_change'")).all()
        assert set(enabled) == {"O"}
        assert session.scalar(text("SELECT count(*) FROM alembic_version")) == 1


def test_those_who_follow_the_names_learn_that_the_old_ones_are_gone(database: Database, clock: FixedClock) -> None:
    load(database, now=clock.now())
    with database.transaction() as session:
        before, mark = names.changes_since(session, 0)
    reset(database, now=clock.now(), metadata=METADATA)
    with database.transaction() as session:
        after, _ = names.changes_since(session, mark)
    known = {name.ref_id: name.removed for name in before} | {name.ref_id: name.removed for name in after}
    assert sum(known.values()) == len({name.ref_id for name in before})
    alive = sorted(name.text for name in after if not name.removed)
    assert alive == sorted(name.text for name in before)


def test_the_past_moves_on_with_the_day_of_the_reset(database: Database, clock: FixedClock) -> None:
    first = load(database, now=clock.now())
    later = reset(database, now=clock.advance(timedelta(days=40)), metadata=METADATA)
    assert later.past_until > first.past_until
    assert later.past_from > first.past_from


def test_a_real_company_is_refused_and_keeps_everything(database: Database, clock: FixedClock) -> None:
    with database.transaction() as session:
        number = found(session, now=clock.now()).order(3)
    with pytest.raises(NotADemo):
        reset(database, now=clock.now(), metadata=METADATA)
    with database.transaction() as session:
        assert session.scalars(text("SELECT number FROM sales_orders")).one() == number


def test_an_empty_database_is_refused(database: Database, clock: FixedClock) -> None:
    with pytest.raises(NoCompany):
        reset(database, now=clock.now(), metadata=METADATA)
