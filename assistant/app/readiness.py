"""Whether the parts that answering needs do work, each in a word."""

from __future__ import annotations

from sqlalchemy import text

from assistant.app.indexing import IndexKeeper
from core.database import Database
from core.errors import Refusal
from knowledge.lock import IndexLock

OK = "ok"
HEARTBEAT_WITHIN = 15
"""Seconds: a worker writes its heartbeat every three."""

_WORKERS = text(
    f"SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '{HEARTBEAT_WITHIN} seconds'"
)


def check(database: Database, index: IndexKeeper) -> dict[str, str]:
    """Of database, queue and index "ok", or what is wrong."""
    try:
        with database.transaction() as session:
            workers = session.execute(_WORKERS).scalar_one()
    except Refusal as refusal:
        return {"database": refusal.code, "queue": "unknown", "index": "unknown"}
    return {"database": OK, "queue": OK if workers else "no worker is alive", "index": _index(index)}


def _index(index: IndexKeeper) -> str:
    if not index.is_here and index.is_embedded:
        return OK if _held_elsewhere(index) else "nobody holds it"
    return index.trouble() or OK


def _held_elsewhere(index: IndexKeeper) -> bool:
    lock = IndexLock.try_take(index.home)
    if lock is None:
        return True
    lock.release()
    return False
