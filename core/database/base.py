"""What every table shares: the declarative base, names of constraints, column types and ids.

Tables themselves live in their areas; engines and transactions in `core.database.database`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.base import RESERVED_WORDS
from sqlalchemy.orm import DeclarativeBase

STATE_LENGTH = 40
"""Room for the longest state name, in characters: a longer state added later must not change the column's type."""

# Reserved since PostgreSQL 9.3 and 16 and unknown to SQLAlchemy: a column of that name must be quoted.
RESERVED_WORDS.update({"lateral", "system_user"})


def new_id() -> UUID:
    """A UUIDv7: unique across processes, and sorting by it is sorting by time of creation within one process."""
    # Made here because PostgreSQL 15 to 17 have no uuidv7(), and a row's id is wanted before it is flushed.
    return uuid_utils.compat.uuid7()


def _check_name(constraint: sa.Constraint, table: sa.Table) -> str:
    """The last part of a check constraint's name: its own, or its column for the check of an enumeration.

    An enumeration's check would otherwise be named after the Python class, and two columns of one enumeration in a
    table (from_state, to_state) would collide.
    """
    if isinstance(constraint, sa.CheckConstraint) and constraint._type_bound:
        return "_".join(column.name for column in constraint.columns)
    if not isinstance(constraint.name, str):
        raise TypeError(f"a check constraint of table {table.name} has no name")
    return str(constraint.name)


NAMING: dict[str, str | Callable[[sa.Constraint, sa.Table], str]] = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "ck": "ck_%(table_name)s_%(own_constraint_name)s",
    "own_constraint_name": _check_name,
}


def _json() -> JSONB:
    # Python's None becomes SQL NULL: a nullable JSON column then has one kind of nothing, not two.
    return JSONB(none_as_null=True)


class Base(DeclarativeBase):
    """The base of every mapped class. Column types follow from the annotation; name every check constraint.

    `Decimal` is numeric(20, 6): units of a product or of a currency. `datetime` is an instant and must know its zone
    (naive ones are refused when they are written) and comes back in UTC; `date` is a calendar day. A `StrEnum` is
    text with a check of its values. A JSON column is written `dict[str, object]`, `list[object]`, `list[str]` or
    `list[dict[str, object]]`; decimals, dates and ids inside become strings.
    """

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: sa.Text(),
        int: sa.BigInteger(),
        Decimal: sa.Numeric(20, 6),
        datetime: sa.DateTime(timezone=True),
        date: sa.Date(),
        UUID: sa.Uuid(),
        enum.Enum: sa.Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=True,
            length=STATE_LENGTH,
            values_callable=lambda kind: [member.value for member in kind],
        ),
        dict: _json(),
        dict[str, Any]: _json(),
        dict[str, object]: _json(),
        dict[str, str]: _json(),
        list: _json(),
        list[Any]: _json(),
        list[object]: _json(),
        list[str]: _json(),
        list[dict[str, Any]]: _json(),
        list[dict[str, object]]: _json(),
    }


def table_of(mapped: type[Base]) -> sa.Table:
    """The table of a mapped class, for statements that are built once and sent without the ORM."""
    table = mapped.__table__
    if not isinstance(table, sa.Table):
        raise TypeError(f"{mapped.__name__} is not mapped to one table")
    return table
