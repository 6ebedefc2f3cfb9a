"""What a transaction promises, and what comes back from the database as it was put in."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from core.database import Base, Database, new_id
from core.database.database import CONNECTIONS, CONNECTIONS_MORE


class Weather(enum.StrEnum):
    """States that no table of the product has."""

    FAIR = "fair"
    FOUL = "foul"


class Apart(DeclarativeBase):
    """The product's column types, on tables that must not appear among the product's."""

    metadata = sa.MetaData(naming_convention=Base.metadata.naming_convention)
    type_annotation_map = Base.type_annotation_map


class Diary(Apart):
    """One column of each kind."""

    __tablename__ = "diary_of_a_test"
    __table_args__ = (sa.CheckConstraint("pages >= 0", name="pages_not_negative"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    began: Mapped[Weather]
    ended: Mapped[Weather | None]
    pages: Mapped[Decimal]
    written_at: Mapped[datetime]
    lived_on: Mapped[date]
    facts: Mapped[dict[str, Any] | None]
    words: Mapped[list[str]]


def entry(**changes: Any) -> Diary:  # noqa: ANN401 - any column
    """A row, memorable where nothing else is said."""
    values: dict[str, Any] = {
        "began": Weather.FAIR,
        "pages": Decimal("12.500001"),
        "written_at": datetime(2026, 11, 23, 10, 2, tzinfo=timezone(timedelta(hours=8))),
        "lived_on": date(2026, 11, 22),
        "facts": {"price": Decimal("19.90"), "at": datetime(2026, 11, 23, tzinfo=UTC)},
        "words": ["掌柜", "shopkeeper"],
    }
    return Diary(**{**values, **changes})


@pytest.fixture
def diary(database: Database) -> Database:
    with database.admin_engine.begin() as connection:
        Apart.metadata.create_all(connection)
    return database


def test_values_come_back_as_they_were_put_in_and_instants_in_utc(diary: Database) -> None:
    with diary.transaction() as session:
        session.add(entry())
    with diary.transaction() as session:
        found = session.scalars(sa.select(Diary)).one()
    assert (found.began, found.ended, found.pages) == (Weather.FAIR, None, Decimal("12.500001"))
    assert found.written_at == datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
    assert found.written_at.utcoffset() == timedelta(0)
    assert found.lived_on == date(2026, 11, 22)
    assert found.words == ["掌柜", "shopkeeper"]
    assert found.facts == {"price": "19.90", "at": "2026-11-23T00:00:00+00:00"}


def test_an_exception_undoes_the_whole_transaction(diary: Database) -> None:
    def write_and_fail() -> None:
        with diary.transaction() as session:
            session.add(entry())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with diary.transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Diary)) == 0


def test_what_was_read_may_be_used_after_the_transaction(diary: Database) -> None:
    with diary.transaction() as session:
        row = entry(words=["kept"])
        session.add(row)
    assert row.words == ["kept"]


def test_a_naive_datetime_is_refused_before_it_becomes_a_wrong_instant(diary: Database) -> None:
    with pytest.raises(TypeError, match="without a zone"), diary.transaction() as session:
        session.add(entry(written_at=datetime(2026, 11, 23, 10, 2)))


@pytest.mark.parametrize("column", ["began", "ended"])
def test_the_database_itself_refuses_a_state_nobody_declared(diary: Database, column: str) -> None:
    with diary.transaction() as session:
        session.add(entry())
    with pytest.raises(sa.exc.IntegrityError, match=f"ck_diary_of_a_test_{column}"), diary.transaction() as session:
        session.execute(sa.text(f"UPDATE diary_of_a_test SET {column} = 'hail'"))


def test_a_json_column_has_one_kind_of_nothing(diary: Database) -> None:
    with diary.transaction() as session:
        session.add(entry(facts=None))
    with diary.transaction() as session:
        assert session.scalar(sa.text("SELECT facts IS NULL FROM diary_of_a_test")) is True


@pytest.mark.parametrize(
    ("said", "kept"), [("a\0b", "ab"), ("纸\0", "纸"), ("a \ud83d b", "a ? b"), (r"\u0000", r"\u0000")]
)
def test_text_the_database_cannot_hold_is_kept_without_what_it_cannot(diary: Database, said: str, kept: str) -> None:
    with diary.transaction() as session:
        assert session.scalar(sa.select(sa.literal(said))) == kept
        session.add(entry(facts={said: [said, {"deep": said}]}, words=[said]))
    with diary.transaction() as session:
        found = session.scalars(sa.select(Diary)).one()
    assert (found.facts, found.words) == ({kept: [kept, {"deep": kept}]}, [kept])


def test_something_that_has_no_form_in_json_is_refused(diary: Database) -> None:
    with pytest.raises(TypeError, match="JSON"), diary.transaction() as session:
        session.add(entry(facts={"what": object()}))


def test_ids_sort_by_the_time_they_were_made() -> None:
    ids = [new_id() for _ in range(5_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {each.version for each in ids} == {7}


def test_a_check_without_a_name_is_refused() -> None:
    with pytest.raises(Exception, match="no name"):
        sa.Table("nameless", sa.MetaData(naming_convention=Base.metadata.naming_convention), sa.CheckConstraint("true"))


def test_more_transactions_than_a_server_has_threads_run_at_once(database: Database) -> None:
    held: list[Any] = []
    try:
        for _ in range(CONNECTIONS + CONNECTIONS_MORE):
            block = database.transaction()
            held.append(block)
            block.__enter__().execute(sa.text("SELECT 1"))
    finally:
        for block in held:
            block.__exit__(None, None, None)


def test_a_session_fixture_undoes_even_what_is_committed_inside(session: Session) -> None:
    session.execute(sa.text("CREATE TEMPORARY TABLE scrap (word text)"))
    with session.begin_nested():
        session.execute(sa.text("INSERT INTO scrap VALUES ('kept')"))
    undone = session.begin_nested()
    session.execute(sa.text("INSERT INTO scrap VALUES ('undone')"))
    undone.rollback()
    session.commit()
    assert session.scalars(sa.text("SELECT word FROM scrap")).all() == ["kept"]


def test_a_session_fixture_starts_without_the_rows_of_the_test_before(session: Session) -> None:
    assert session.scalar(sa.text("SELECT to_regclass('scrap')")) is None
