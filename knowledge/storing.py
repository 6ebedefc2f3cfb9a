"""Documents as rows: which are new, changed, moved or gone, and which of their passages stay the same.

The caller's transaction; nothing is read from files here and no vector is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.database import new_id
from knowledge.corpus import NO_GENERATION
from knowledge.documents import Document
from knowledge.models import DocumentRow, GenerationRow, PassageRow
from knowledge.passages import Passage, passages_of, records_of


@dataclass(slots=True)
class Stored:
    """What became of each document, by its source, and the generation that came of it."""

    generation: int
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def store(
    session: Session,
    documents: Sequence[Document],
    *,
    sources: frozenset[str],
    folders: Sequence[str],
    now: datetime,
) -> Stored:
    """Stores `documents`, and removes those under `folders` (ending in /) that are not among `sources`.

    Holds the generation's row, so that one ingest runs at a time and every change has a generation of its own.
    """
    state = _locked_generation(session)
    stored = Stored(state.generation)
    for document in documents:
        match _store_document(session, document, sources, now):
            case _Outcome.ADDED:
                stored.added.append(document.source)
            case _Outcome.CHANGED:
                stored.changed.append(document.source)
            case _Outcome.UNCHANGED:
                stored.unchanged.append(document.source)
    stored.removed += _remove_gone(session, sources, folders)
    if stored.added or stored.changed or stored.removed:
        state.generation += 1
        stored.generation = state.generation
    session.flush()
    return stored


class _Outcome(Enum):
    ADDED = auto()
    CHANGED = auto()
    UNCHANGED = auto()


def _locked_generation(session: Session) -> GenerationRow:
    # The index is named at random: a database made anew must not take up the vectors of the one before.
    session.execute(
        insert(GenerationRow)
        .values(id=1, generation=NO_GENERATION, index_name=f"knowledge-{new_id().hex}")
        .on_conflict_do_nothing()
    )
    # A session that read it before the lock was granted would keep what it read.
    return session.scalars(select(GenerationRow).with_for_update().execution_options(populate_existing=True)).one()


def _store_document(session: Session, document: Document, sources: frozenset[str], now: datetime) -> _Outcome:
    row = session.scalars(select(DocumentRow).where(DocumentRow.source == document.source)).one_or_none()
    if row is not None and row.content_hash == document.content_hash:
        return _Outcome.UNCHANGED
    if row is None and _known_elsewhere(session, document, sources):
        return _Outcome.UNCHANGED
    outcome = _Outcome.CHANGED
    # The title and the language are part of what is encoded: with other ones, every passage is another.
    keeps_passages = row is not None and (row.title, row.language) == (document.title, document.language)
    if row is None:
        outcome = _Outcome.ADDED
        row = DocumentRow(id=new_id(), source=document.source)
        session.add(row)
    row.title = document.title
    row.language = document.language
    row.audience = document.audience
    row.products = list(document.products)
    row.topic = document.topic
    row.body = document.body
    row.content_hash = document.content_hash
    row.ingested_at = now
    session.flush()
    _store_passages(session, row, passages_of(document), keeps=keeps_passages)
    return outcome


def _known_elsewhere(session: Session, document: Document, sources: frozenset[str]) -> bool:
    """Whether the same words are known under another name. A file that was moved takes its document along."""
    twin = session.scalars(
        select(DocumentRow).where(DocumentRow.content_hash == document.content_hash).order_by(DocumentRow.id).limit(1)
    ).one_or_none()
    if twin is None:
        return False
    if twin.source not in sources:
        twin.source = document.source
        session.flush()
    return True


def _store_passages(session: Session, row: DocumentRow, passages: Sequence[Passage], *, keeps: bool) -> None:
    """The passages of a document in place of its earlier ones; one that says the same stays, with its id."""
    earlier = list(session.scalars(select(PassageRow).where(PassageRow.document_id == row.id)))
    kept = {Passage(one.section, one.text): one for one in earlier} if keeps else {}
    for one in earlier:
        if kept.get(Passage(one.section, one.text)) is not one or Passage(one.section, one.text) not in passages:
            session.delete(one)
    session.flush()
    for position, passage in enumerate(passages):
        if passage in kept:
            kept[passage].position = position
            continue
        records = len(records_of(row.title, passage.section, passage.text))
        session.add(
            PassageRow(
                id=new_id(),
                document_id=row.id,
                position=position,
                section=passage.section,
                text=passage.text,
                records=records,
            )
        )
    session.flush()


def _remove_gone(session: Session, sources: frozenset[str], folders: Sequence[str]) -> list[str]:
    if not folders:
        return []
    under = or_(*(DocumentRow.source.startswith(folder, autoescape=True) for folder in folders))
    gone = [source for source in session.scalars(select(DocumentRow.source).where(under)) if source not in sources]
    session.execute(delete(DocumentRow).where(DocumentRow.source.in_(gone)))
    return sorted(gone)
