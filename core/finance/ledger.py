"""Writing entries: balanced, once for each event of a document, never into a closed month, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.actor import Actor
from core.database import new_id
from core.errors import Conflict
from core.finance.posting import Leg, is_balanced, merged


class PeriodClosed(Conflict):
    """The month of that day takes no more entries. Facts: day."""


@dataclass(frozen=True, slots=True)
class Source:
    """The document an entry is of. A document makes one entry for each `event` of its life."""

    kind: str
    id: UUID
    event: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry to be written, with its legs."""

    source: Source
    booked_on: date
    legs: tuple[Leg, ...]


def post(
    session: Session, source: Source, legs: Iterable[Leg], *, booked_on: date, actor: Actor, now: datetime
) -> UUID | None:
    """Writes one entry; its id, or None where the legs come to nothing. Refuses `PeriodClosed`.

    Raises ValueError for legs that do not balance, and the database refuses a second entry for the same event.
    """
    written = post_all(session, [Entry(source, booked_on, tuple(legs))], actor=actor, now=now)
    return written[0] if written else None


def post_all(session: Session, entries: Iterable[Entry], *, actor: Actor, now: datetime) -> list[UUID]:
    """Writes many entries in two statements; their ids, without those that come to nothing."""
    heads: list[dict[str, Any]] = []
    lines: dict[str, list[Any]] = {key: [] for key in ("entries", "positions", "roles", "amounts", "parties")}
    for entry in entries:
        legs = merged(entry.legs)
        if not is_balanced(legs):
            raise ValueError(f"an entry of {entry.source.kind} does not balance: {legs}")
        if not legs:
            continue
        entry_id = new_id()
        heads.append(_head(entry, entry_id, actor, now))
        for position, leg in enumerate(legs, start=1):
            lines["entries"].append(entry_id)
            lines["positions"].append(position)
            lines["roles"].append(leg.role.value)
            lines["amounts"].append(leg.amount)
            lines["parties"].append(leg.party_id)
    if not heads:
        return []
    columns = {key: [head[key] for head in heads] for key in heads[0]}
    connection = session.connection()
    written = connection.execute(_ENTRIES, columns).rowcount
    if written != len(heads):
        raise PeriodClosed(day=min(head["days"] for head in heads))
    if connection.execute(_LINES, lines).rowcount != len(lines["entries"]):
        raise LookupError("an account is missing in the chart: the company is not set up")
    return [head["ids"] for head in heads]


def _head(entry: Entry, entry_id: UUID, actor: Actor, now: datetime) -> dict[str, Any]:
    source = entry.source
    return {
        "ids": entry_id,
        "days": entry.booked_on,
        "kinds": source.kind,
        "sources": source.id,
        "events": source.event,
        "numbers": source.number,
        "moments": now,
        "users": actor.user_id,
    }


# Plain statements over arrays: two for any number of entries, and no role has to be looked up first. The row of
# `books` is shared by everybody who posts and locked by whoever closes a month.
_ENTRIES = text(
    """
    INSERT INTO journal_entries (id, booked_on, source_kind, source_id, event, number, at, user_id)
    SELECT one.id, one.day, one.kind, one.source, one.event, one.number, one.moment, one.usr
    FROM unnest(CAST(:ids AS uuid[]), CAST(:days AS date[]), CAST(:kinds AS text[]), CAST(:sources AS uuid[]),
                CAST(:events AS text[]), CAST(:numbers AS text[]), CAST(:moments AS timestamptz[]),
                CAST(:users AS uuid[])) AS one (id, day, kind, source, event, number, moment, usr)
    JOIN (SELECT closed_through FROM books FOR KEY SHARE) AS books
      ON books.closed_through IS NULL OR books.closed_through < one.day
    """
)
_LINES = text(
    """
    INSERT INTO journal_lines (entry_id, position, account, debit, credit, party_id)
    SELECT leg.entry, leg.position, account.code, greatest(leg.amount, 0), greatest(-leg.amount, 0), leg.party
    FROM unnest(CAST(:entries AS uuid[]), CAST(:positions AS bigint[]), CAST(:roles AS text[]),
                CAST(:amounts AS numeric[]), CAST(:parties AS uuid[])) AS leg (entry, position, role, amount, party)
    JOIN ledger_accounts AS account ON account.role = leg.role
    """
)
