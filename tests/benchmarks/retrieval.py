"""How often the right passage is found: public sets of questions and paragraphs, through the real search.

The sets are not part of the project. `python -m tests.benchmarks.retrieval FOLDER`, or the folder in the variable
ZHANGGUI_RETRIEVAL_SETS, says where they are: files {"docs": [{"id", "text"}], "queries": [{"text", "relevant"}]}.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from core.actor import Role
from core.database import Database, new_id
from knowledge.documents import Audience
from knowledge.following import synchronise
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.language import language_of
from knowledge.models import DocumentRow, GenerationRow, PassageRow
from knowledge.passages import records_of
from knowledge.search import search
from tests.benchmarks.measuring import Row, fresh_database, percentile
from tests.conftest import short_folder
from tests.knowledge.shelf import open_index, person, write

VARIABLE = "ZHANGGUI_RETRIEVAL_SETS"

GOALS = {
    "xquad_zh": (0.93, 0.99),
    "xquad_en": (0.95, 0.99),
    "xquad_cross_zh2en": (0.73, 0.93),
    "xquad_cross_en2zh": (0.73, 0.93),
    "xquad_mixed": (0.81, 0.96),
    "banking77_en": (0.68, 0.89),
}
"""The least recall at 1 and at 5: what the exact ranking of all passages reached, rounded down."""


def rows(folder: Path | None = None) -> Iterator[Row]:
    """The rows of this benchmark; none, and a word about it, where the sets are not."""
    given = folder or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if given is None or not given.is_dir():
        print(f"retrieval sets are absent: name their folder in {VARIABLE}", file=sys.stderr)
        return
    with fresh_database() as database, short_folder() as home:
        with open_index(home / "index") as index:
            # Any document makes the knowledge base; the sets replace it.
            ingest(database, None, [write(home / "first", first="First.")], now=datetime.now(UTC))
            for name, (at_one, at_five) in GOALS.items():
                if (given / f"{name}.json").is_file():
                    yield from _measure(database, index, given / f"{name}.json", at_one, at_five)
        began = time.perf_counter()
        with open_index(home / "index") as index:
            synchronise(database, index)
            yield Row("index opened and current", time.perf_counter() - began, "s")


def _measure(database: Database, index: Index, path: Path, at_one: float, at_five: float) -> Iterator[Row]:
    written: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    began = time.perf_counter()
    with database.transaction() as session:
        _replace(session, written["docs"])
    synchronise(database, index)
    yield Row(f"{path.stem}: {len(written['docs'])} passages indexed", time.perf_counter() - began, "s")
    first = five = 0
    times = []
    for query in written["queries"]:
        began = time.perf_counter()
        found = _found(database, index, query["text"])
        times.append((time.perf_counter() - began) * 1000)
        first += found[:1] != [] and found[0] in query["relevant"]
        five += any(source in query["relevant"] for source in found)
    count = len(written["queries"])
    for name, value, goal in (("1", first / count, at_one), ("5", five / count, at_five)):
        yield Row(f"{path.stem}: recall at {name}", value, f"of {count}", None, None, f">= {goal}", value >= goal)
    yield Row(f"{path.stem}: search, p50", percentile(times, 0.5), "ms")
    yield Row(f"{path.stem}: search, p95", percentile(times, 0.95), "ms")


def _found(database: Database, index: Index, question: str) -> list[str]:
    """The sources of the five best passages."""
    with database.transaction() as session:
        corpus = index.corpus(session)
        language = language_of(question) or "en"
        best = search(session, index, corpus, question, language=language, actor=person(Role.CUSTOMER), limit=5)
        ids = [passage.document_id for passage in best]
        sources = dict(session.execute(select(DocumentRow.id, DocumentRow.source).where(DocumentRow.id.in_(ids))).all())
        return [sources[one] for one in ids]


def _replace(session: Session, docs: Sequence[dict[str, Any]]) -> None:
    """Each text as a passage of its own: how documents are cut is not measured here."""
    session.execute(delete(DocumentRow))
    for doc in docs:
        document, text = new_id(), str(doc["text"])
        session.execute(insert(DocumentRow).values(_document(document, str(doc["id"]), text)))
        records = len(records_of("", "", text))
        session.execute(
            insert(PassageRow).values(
                id=new_id(), document_id=document, position=0, section="", text=text, records=records
            )
        )
    session.execute(update(GenerationRow).values(generation=GenerationRow.generation + 1))


def _document(identity: object, source: str, text: str) -> dict[str, object]:
    return {
        "id": identity,
        "source": source,
        "title": "",
        "language": language_of(text) or "en",
        "audience": Audience.PUBLIC,
        "products": [],
        "topic": None,
        "body": text,
        "content_hash": source,
        "ingested_at": datetime.now(UTC),
    }


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        mark = {True: "yes", False: "NO", None: ""}[row.ok]
        print(f"{row.name:44} {row.value:8.3f} {row.unit:10} {row.goal:9} {mark}", flush=True)
