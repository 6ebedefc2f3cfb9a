"""Tables of the knowledge base: documents, their passages, and the generation that tells an index it is behind.

Vectors are not here: the index is made from these rows and can be made again.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from knowledge.documents import Audience


class DocumentRow(Base):
    """A document as it was ingested. `source` is its place in the files it came from, `body` its Markdown."""

    __tablename__ = "knowledge_documents"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    source: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    language: Mapped[str]
    audience: Mapped[Audience]
    products: Mapped[list[str]]
    topic: Mapped[str | None]
    body: Mapped[str]
    content_hash: Mapped[str]
    ingested_at: Mapped[datetime]


class PassageRow(Base):
    """A passage. What it says never changes: other words are another passage, with another id.

    `records` is how many vectors an index keeps of it: one of the whole and one a window.
    """

    __tablename__ = "knowledge_passages"
    __table_args__ = (
        UniqueConstraint("document_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint("records >= 2", name="whole_and_windows"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("knowledge_documents.id", ondelete="CASCADE"))
    position: Mapped[int]
    section: Mapped[str]
    text: Mapped[str]
    records: Mapped[int]


class GenerationRow(Base):
    """One row: how often the documents changed. `index_name` is what this knowledge base's index is called."""

    __tablename__ = "knowledge_generation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    generation: Mapped[int]
    index_name: Mapped[str]
