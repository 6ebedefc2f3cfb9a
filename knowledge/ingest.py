"""Files and folders of Markdown into the knowledge base, as often as one likes: what did not change is left alone.

Reading a file is `knowledge.documents`, its rows `knowledge.storing`; vectors follow by `knowledge.following`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.database import Database
from core.errors import Invalid, Refusal
from knowledge.documents import SUFFIXES, Audience, Document, DocumentAbsent, read_document
from knowledge.following import synchronise
from knowledge.index import Index
from knowledge.storing import store

DEMO_DOCUMENTS = Path(__file__).parent / "demo"
"""The documents of the demo company, in the package."""


class NothingToIngest(Invalid):
    """A folder without any Markdown file: rather refused than taken for one whose documents were all deleted.

    Facts: path, allowed (suffixes).
    """


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and why. What was known of it before still counts."""

    path: Path
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of each document, by its source.

    `indexed`: the passages can be searched by meaning already; `not_indexed` says what hindered an index we have.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    refused: tuple[Refused, ...]
    generation: int
    indexed: bool
    not_indexed: Refusal | None


def ingest(
    database: Database,
    index: Index | None,
    paths: Sequence[Path],
    *,
    now: datetime,
    audience: Audience = Audience.INTERNAL,
    named_from: Path | None = None,
) -> IngestReport:
    """Takes in files and whole folders; documents whose file is gone from such a folder are removed.

    `audience` is for documents that name none. Sources are absolute paths, or relative to `named_from`. Without the
    index, whoever owns it follows later by `synchronise`. Refuses `DocumentAbsent` and `NothingToIngest`; a single
    unfit file is reported and hinders no other.
    """
    if named_from is not None and any(path.resolve() == named_from.resolve() for path in paths):
        raise ValueError("sources can be named from a folder above what is ingested only")
    files = {_source(path, named_from): path for given in paths for path in _files(given)}
    folders = tuple(_source(path, named_from) + "/" for path in paths if path.is_dir())
    documents: list[Document] = []
    refused: list[Refused] = []
    for source, path in files.items():
        try:
            documents.append(read_document(path, source=source, audience=audience))
        except Refusal as refusal:
            refused.append(Refused(path, refusal))
    with database.transaction() as session:
        stored = store(session, documents, sources=frozenset(files), folders=folders, now=now)
    not_indexed = _follow(database, index)
    return IngestReport(
        added=tuple(stored.added),
        changed=tuple(stored.changed),
        unchanged=tuple(stored.unchanged),
        removed=tuple(stored.removed),
        refused=tuple(refused),
        generation=stored.generation,
        indexed=index is not None and not_indexed is None,
        not_indexed=not_indexed,
    )


def _follow(database: Database, index: Index | None) -> Refusal | None:
    """Lets the index follow at once where we have it; why it could not, when it could not."""
    if index is None:
        return None
    try:
        synchronise(database, index)
    except Refusal as refusal:
        return refusal
    return None


def _files(given: Path) -> Iterator[Path]:
    """The file itself, or every visible Markdown file below the folder, sorted; links out of it are not followed."""
    if not given.is_dir():
        if not given.exists():
            raise DocumentAbsent(path=str(given))
        yield given
        return
    root = given.resolve()
    found = sorted(
        path
        for path in given.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(given).parts)
        and path.resolve().is_relative_to(root)
    )
    if not found:
        raise NothingToIngest(path=str(given), allowed=SUFFIXES)
    yield from found


def _source(path: Path, named_from: Path | None) -> str:
    resolved = path.resolve()
    return (resolved if named_from is None else resolved.relative_to(named_from.resolve())).as_posix()
