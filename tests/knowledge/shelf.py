"""What the tests of the knowledge base share: small documents, an index of one's own, and the demo documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from sqlalchemy import select

import core.demo
from core import names
from core.actor import Actor, Role
from core.database import Database, new_id
from knowledge import index as knowledge_index
from knowledge.answering import answer_question
from knowledge.embedding import builtin
from knowledge.index import Index
from knowledge.ingest import DEMO_DOCUMENTS, ingest
from knowledge.language import language_of
from knowledge.lock import IndexLock
from knowledge.models import DocumentRow
from knowledge.queries import KnowledgeAnswer

NOW = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)

MANUAL_ZH = """---
title: BP-200 上臂式血压计使用手册
language: zh
audience: public
products: [BP-200]
topic: manual
---

# BP-200 上臂式血压计使用手册

## 错误代码
- **E2**：漏气。换一条袖带。
- **E3**：袖带太松，或测量时手臂动了。重新绑好袖带，坐稳再测。

## 电池
请使用四节 5 号碱性电池，可测量约 300 次。换下的电池按当地规定回收。
"""

MANUAL_EN = """---
title: BP-200 upper-arm monitor - user manual
language: en
audience: public
products: [BP-200]
topic: manual
---

# BP-200 upper-arm monitor - user manual

## Error codes
- **E2**: air leak. Try another cuff.
- **E3**: the cuff is too loose or the arm moved. Re-wrap it, sit still and measure again.

## Batteries
Use four AA alkaline batteries; a set lasts for about 300 readings.
"""

DISCOUNTS_ZH = """---
title: 销售折扣内部规定
language: zh
audience: internal
topic: discount
---

## 折扣权限
销售人员的折扣不超过 5%，经理不超过 20%。
"""


def write(folder: Path, **texts: str) -> Path:
    """Writes each text as NAME.md into the folder, which is made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


@contextmanager
def open_index(home: Path) -> Iterator[Index]:
    """An embedded index with the built-in encoder; closed, and its lock given back, afterwards."""
    lock = IndexLock.try_take(home)
    assert lock is not None
    index = Index.embedded(lock, builtin())
    try:
        yield index
    finally:
        index.close()
        lock.release()


def person(role: Role, *, language: str = "zh") -> Actor:
    """Somebody with one role."""
    return Actor(user_id=None, login=role, name=role, roles=frozenset({role}), language=language)


@dataclass(frozen=True)
class Shelf:
    """A knowledge base that is ready to be asked."""

    database: Database
    index: Index

    def ask(self, question: str, *, role: Role = Role.CUSTOMER, language: str = "zh") -> KnowledgeAnswer:
        """What the operation answers somebody."""
        with knowledge_index.using(self.index), self.database.transaction() as session:
            return answer_question(session, question, person(role, language=language))

    def stem_of(self, document: UUID) -> str:
        """The name of the file a document came from, without its ending."""
        with self.database.transaction() as session:
            return Path(session.scalars(select(DocumentRow.source).where(DocumentRow.id == document)).one()).stem


@contextmanager
def demo_shelf(database: Database, home: Path) -> Iterator[Shelf]:
    """The demo documents, searched with the names of the demo company's products."""
    with database.transaction() as session:
        for product in _demo_products():
            called = [(product["name_zh"], "zh"), (product["name_en"], "en")]
            called += [(alias, language_of(alias) or "zh") for alias in product["aliases"]]
            names.put(session, "product", new_id(), product["code"], called)
    with open_index(home) as index:
        report = ingest(database, index, [DEMO_DOCUMENTS], now=NOW, named_from=DEMO_DOCUMENTS.parent)
        assert report.indexed
        assert not report.refused
        yield Shelf(database, index)


def _demo_products() -> list[dict[str, Any]]:
    data = Path(core.demo.__path__[0]) / "data" / "products.yaml"
    products: list[dict[str, Any]] = yaml.safe_load(data.read_text(encoding="utf-8"))
    return products
