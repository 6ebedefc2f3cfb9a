"""Open items by how long they have been due, for receivables here and for payables in purchasing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from sqlalchemy import ColumnElement, Numeric, case, func, select
from sqlalchemy.orm import Session

from core.finance.models import ItemKind, OpenItem, Side
from core.finance.views import Ageing, AgeingRow, OpenItemRow

ITEMS_SHOWN = 50
_BOUNDS = (0, 30, 60, 90)
Parties = Mapping[UUID, tuple[str, str, str]]
"""Code and names of parties by id."""


def is_open() -> ColumnElement[bool]:
    """The condition that leaves open items, in the words of their index."""
    return OpenItem.settled < OpenItem.amount


def age(
    session: Session, side: Side, conditions: Iterable[ColumnElement[bool]], *, on: date, overdue_days: int = 0
) -> dict[UUID, tuple[Ageing, date | None]]:
    """What is open with each party, and its oldest due day.

    With `overdue_days` only claims that have been due for longer count, and credits do not.
    """
    left = OpenItem.book_amount - OpenItem.book_settled
    claim = OpenItem.kind == ItemKind.CLAIM
    late = on - timedelta(days=overdue_days)
    statement = (
        select(
            OpenItem.party_id,
            *(_sum(left, claim & bounds) for bounds in _buckets(on)),
            _sum(left, OpenItem.kind == ItemKind.CREDIT),
            func.min(case((claim, OpenItem.due_on))),
        )
        .where(OpenItem.side == side, is_open(), *conditions)
        .group_by(OpenItem.party_id)
    )
    if overdue_days:
        statement = statement.where(claim, OpenItem.due_on < late)
    return {party: (Ageing(*sums), oldest) for party, *sums, oldest in session.execute(statement)}


def rows_of(aged: Mapping[UUID, tuple[Ageing, date | None]], parties: Parties) -> tuple[AgeingRow, ...]:
    """The ageing of each party, largest first."""
    rows = [AgeingRow(*parties[party], ageing, oldest) for party, (ageing, oldest) in aged.items()]
    return tuple(sorted(rows, key=lambda row: (-row.ageing.total, row.party)))


def total_of(aged: Mapping[UUID, tuple[Ageing, date | None]]) -> Ageing:
    """All parties together."""
    each = [ageing for ageing, _ in aged.values()]
    return Ageing(
        current=sum((one.current for one in each), Decimal(0)),
        to_30=sum((one.to_30 for one in each), Decimal(0)),
        to_60=sum((one.to_60 for one in each), Decimal(0)),
        to_90=sum((one.to_90 for one in each), Decimal(0)),
        over_90=sum((one.over_90 for one in each), Decimal(0)),
        credits=sum((one.credits for one in each), Decimal(0)),
    )


def items_of(
    session: Session, side: Side, conditions: Iterable[ColumnElement[bool]], parties: Parties, *, on: date
) -> tuple[OpenItemRow, ...]:
    """The open items themselves, oldest due first."""
    rows = session.scalars(
        select(OpenItem)
        .where(OpenItem.side == side, is_open(), *conditions)
        .order_by(OpenItem.due_on, OpenItem.number)
        .limit(ITEMS_SHOWN)
    )
    return tuple(_row(item, parties[item.party_id], on) for item in rows)


def _row(item: OpenItem, party: tuple[str, str, str], on: date) -> OpenItemRow:
    overdue = (on - item.due_on).days if item.kind is ItemKind.CLAIM else 0
    return OpenItemRow(
        kind=item.document_kind,
        number=item.number,
        party=party[0],
        name_zh=party[1],
        name_en=party[2],
        dated_on=item.dated_on,
        due_on=item.due_on,
        days_overdue=max(overdue, 0),
        currency=item.currency,
        amount=item.amount,
        open=item.amount - item.settled,
    )


def _buckets(on: date) -> list[ColumnElement[bool]]:
    """Not due; then due for up to 30, 60 and 90 days, and longer."""
    edges = [on - timedelta(days=days) for days in _BOUNDS]
    due = OpenItem.due_on
    between = [(due < later) & (due >= earlier) for later, earlier in pairwise(edges)]
    return [due >= edges[0], *between, due < edges[-1]]


def _sum(amount: ColumnElement[Decimal], condition: ColumnElement[bool]) -> ColumnElement[Decimal]:
    return func.coalesce(func.sum(amount).filter(condition), 0).cast(Numeric)
