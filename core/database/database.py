"""The one way to the database in a process: engines, pool and transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker


@dataclass(frozen=True, slots=True)
class DatabaseConfig:
    """Where the database is. Without `url` the embedded server under `home` is used, and started when needed.

    `admin_url` is the role that migrates; without it that is the role of `url`.
    """

    home: Path
    url: str | None = None
    admin_url: str | None = None


class Database:
    """One per process."""

    def __init__(self, engine: sa.Engine, admin_engine: sa.Engine, conninfo: str) -> None:
        self.engine = engine
        self.admin_engine = admin_engine
        self.conninfo = conninfo
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @classmethod
    def open(cls, config: DatabaseConfig) -> Database:
        """Connect to the database of `config`."""
        if config.url is None:
            raise NotImplementedError
        engine = sa.create_engine(config.url)
        return cls(engine, sa.create_engine(config.admin_url or config.url), config.url)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end of the block and rolled back on any exception."""
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        """Give everything back."""
        self.engine.dispose()
        self.admin_engine.dispose()
