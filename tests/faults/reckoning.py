"""What clients were told, held against the books: all of it is there, and nothing is half done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.proposals import Outcome, ProposalStatus

_KEPT = {
    Outcome.EXECUTED: {ProposalStatus.EXECUTED},
    Outcome.ALREADY_EXECUTED: {ProposalStatus.EXECUTED},
    Outcome.FAILED: {ProposalStatus.FAILED},
    Outcome.CHANGED: {ProposalStatus.SUPERSEDED},
    Outcome.AWAITING_APPROVAL: set(ProposalStatus) - {ProposalStatus.PENDING},
}
"""How a proposal may stand at the end by what was said of it: what was done stays done."""

DOCUMENTS = (
    "sales_orders",
    "quotations",
    "deliveries",
    "returns",
    "invoices",
    "credit_notes",
    "payments",
    "purchase_orders",
    "receipts",
    "vendor_bills",
)
"""Tables of documents that only come into being with a card. Requisitions also come by themselves."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a client heard of a card, and the numbers of the documents it was given."""

    proposal_id: UUID
    outcome: Outcome
    documents: tuple[str, ...]


def lines_of(logs: Path) -> Iterator[Mapping[str, Any]]:
    """Everything the clients noted; the last line of one that was killed may be torn, and then says nothing."""
    for log in sorted(logs.glob("client-*.jsonl")):
        for line in log.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                yield json.loads(line)


def everything_told(logs: Path) -> list[Told]:
    """What the clients heard and wrote down."""
    return [
        Told(UUID(line["told"]), Outcome(line["outcome"]), tuple(line["documents"]))
        for line in lines_of(logs)
        if "told" in line
    ]


def faults(logs: Path) -> list[str]:
    """What no client should ever see: anything that is no refusal."""
    return [line["fault"] for line in lines_of(logs) if "fault" in line]


def lost(session: Session, told: list[Told]) -> list[Told]:
    """What was told and is not so, or whose documents are missing."""
    rows = session.execute(text("SELECT id, status, results FROM proposals")).all()
    standing = {row.id: (ProposalStatus(row.status), numbers_in(row.results)) for row in rows}
    numbers = documents(session)

    def is_so(one: Told) -> bool:
        status, made = standing.get(one.proposal_id, (None, set()))
        if status not in _KEPT.get(one.outcome, set(ProposalStatus)):
            return False
        done = one.outcome in (Outcome.EXECUTED, Outcome.ALREADY_EXECUTED)
        return not done or (set(one.documents) == made and of_tables(one.documents) <= numbers)

    return [one for one in told if not is_so(one)]


def of_nobody(session: Session) -> set[str]:
    """Documents that no executed proposal made, and which so are the half of something.

    Where one command makes several, from two warehouses or for two suppliers, its result may name the first alone.
    """
    named: set[str] = set()
    for results in session.scalars(text("SELECT results FROM proposals WHERE status = 'executed'")):
        named |= set(_texts(results))
    for table in ("deliveries", "purchase_orders"):
        moments = f"SELECT created_at FROM {table} WHERE number = ANY(:named)"
        made_with = text(f"SELECT number FROM {table} WHERE created_at IN ({moments})")
        named |= set(session.scalars(made_with, {"named": sorted(named)}))
    return documents(session) - named


def documents(session: Session) -> set[str]:
    """The numbers of all documents."""
    every = " UNION ALL ".join(f"SELECT number FROM {table}" for table in DOCUMENTS)
    return set(session.scalars(text(every)))


def of_tables(numbers: tuple[str, ...]) -> set[str]:
    """Those of the numbers that a table of `DOCUMENTS` has: a count's or a transfer's name their goods instead."""
    return {number for number in numbers if "@" not in number and not number.startswith("PR-")}


def numbers_in(results: list[dict[str, Any]]) -> set[str]:
    """The numbers of the documents that results name."""
    return {result["document"]["number"] for result in results if result.get("document")}


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
