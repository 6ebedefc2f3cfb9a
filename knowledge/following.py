"""How an index follows the documents: what is missing is encoded, what is gone is deleted, the rest stays.

The truth is in PostgreSQL. The index carries the generation it was made of and how; when that, or the number of its
records, is not what the documents ask for, it is compared record by record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from knowledge.corpus import Corpus, KnownPassage
from knowledge.documents import Audience
from knowledge.index import Index, record_ids, space_of
from knowledge.models import DocumentRow, PassageRow
from knowledge.passages import records_of
from knowledge.refusals import IndexUnavailable
from knowledge.vectors import Mark

RECORDS_FORMAT = 1
"""Counted up when what is encoded of a passage changes: every index is then made anew."""

_PASSAGES_AT_ONCE = 16
_ROUNDS_MAX = 5


def synchronise(database: Database, index: Index) -> int:
    """Makes the index hold what the documents say; the number of passages written. Costs little when nothing changed.

    Refuses `IndexUnavailable` and `EmbeddingUnavailable`; what was done until then stays and need not be done again.
    """
    written = 0
    for _ in range(_ROUNDS_MAX):
        with database.transaction() as session:
            corpus = index.corpus(session)
        if not corpus.index_name or _is_current(index, corpus):
            return written
        changes = sum(_follow(database, index, corpus, audience) for audience in Audience)
        index.store.keep_only([space_of(corpus.index_name, audience) for audience in Audience])
        written += changes
        # Only a round that found nothing to do may say so: another process may be writing to the same server.
        if not changes:
            for audience in Audience:
                index.store.set_mark(space_of(corpus.index_name, audience), _mark(index, corpus))
    raise IndexUnavailable(reason=f"the documents changed {_ROUNDS_MAX} times while they were indexed")


def rebuild(database: Database, index: Index) -> int:
    """Throws the vectors away and makes them anew from the documents; the number of passages."""
    with database.transaction() as session:
        corpus = index.corpus(session)
    for audience in Audience:
        if corpus.index_name:
            index.store.drop(space_of(corpus.index_name, audience))
    return synchronise(database, index)


def is_current(session: Session, index: Index) -> bool:
    """Whether the index holds exactly what the documents say, as far as its marks and numbers tell."""
    corpus = index.corpus(session)
    return not corpus.index_name or _is_current(index, corpus)


def _is_current(index: Index, corpus: Corpus) -> bool:
    for audience in Audience:
        space = space_of(corpus.index_name, audience)
        if index.store.mark(space) != _mark(index, corpus):
            return False
        if index.store.count(space) != sum(one.records for one in corpus.passages if one.audience is audience):
            return False
    return True


def _mark(index: Index, corpus: Corpus) -> Mark:
    return Mark(generation=corpus.generation, maker=f"{index.embedder.name} {RECORDS_FORMAT}")


def _follow(database: Database, index: Index, corpus: Corpus, audience: Audience) -> int:
    """Brings one space up to date; how many passages were missing, plus one when records were too many."""
    space = space_of(corpus.index_name, audience)
    mark = index.store.mark(space)
    if mark is not None and mark.maker != _mark(index, corpus).maker:
        index.store.drop(space)
    present = index.store.ids(space)
    expected = [one for one in corpus.passages if one.audience is audience]
    missing = [one for one in expected if not present.issuperset(record_ids(one))]
    surplus = sorted(present.difference(record for one in expected for record in record_ids(one)))
    index.store.delete(space, surplus)
    if index.store.is_worn(space):
        index.store.renew(space)
    for start in range(0, len(missing), _PASSAGES_AT_ONCE):
        _write(database, index, space, missing[start : start + _PASSAGES_AT_ONCE])
    return len(missing) + bool(surplus)


def _write(database: Database, index: Index, space: str, passages: Sequence[KnownPassage]) -> None:
    ids: list[str] = []
    texts: list[str] = []
    # The texts are read in a transaction of their own: none stays open while they are encoded.
    with database.transaction() as session:
        for passage, records in _records(session, passages):
            ids += record_ids(passage)
            texts += records
    if texts:
        index.store.write(space, ids, index.embedder.encode(texts))


def _records(session: Session, passages: Sequence[KnownPassage]) -> Iterator[tuple[KnownPassage, tuple[str, ...]]]:
    """What is encoded of each passage that is still there."""
    known: dict[UUID, KnownPassage] = {one.id: one for one in passages}
    rows = session.execute(
        select(PassageRow.id, PassageRow.section, PassageRow.text, DocumentRow.title)
        .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
        .where(PassageRow.id.in_(known))
    )
    for row in rows:
        yield known[row.id], records_of(row.title, row.section, row.text)
