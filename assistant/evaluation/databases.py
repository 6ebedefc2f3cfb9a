"""Throw-away databases: a PostgreSQL in a temporary folder, and copies of a database that is made once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from core.database import Database, DatabaseConfig, new_id
from core.database.embedded import APP_ROLE, EmbeddedServer
from core.database.postmaster import SETTINGS, SUPERUSER

CARELESS = {**SETTINGS, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Settings of a server whose books need not survive a power cut."""


_ROOM = 4 * 1024**3


@contextmanager
def throw_away_server() -> Iterator[EmbeddedServer]:
    """A PostgreSQL of one's own, of which nothing is left afterwards. Refuses like `EmbeddedServer.open`."""
    with short_folder(in_memory()) as folder:
        server = EmbeddedServer.open(folder / "home", CARELESS)
        data = server.data  # not always in the folder, where that is closed to the server's account
        try:
            yield server
        finally:
            server.close()
            shutil.rmtree(data, ignore_errors=True)


def in_memory() -> Path | None:
    """A folder that is kept in memory and has room for copies of small databases, if this machine has one.

    Databases are made and dropped there several times faster: a disk's file system looks for what it freed last.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return memory if roomy else None


@contextmanager
def short_folder(within: Path | None = None) -> Iterator[Path]:
    """A temporary folder whose name is short enough for sockets, and which the server's account can pass through."""
    folder = Path(tempfile.mkdtemp(prefix="zg-", dir=within))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def copied_database(server: EmbeddedServer, template: str) -> Iterator[Database]:
    """A copy of the database `template`, dropped afterwards."""
    name = f"copy_{new_id().hex}"
    made, template_name = sql.Identifier(name), sql.Identifier(template)
    administer(server, sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(made, template_name))
    try:
        with open_database(server, name) as database:
            yield database
    finally:
        administer(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(made))


def open_database(server: EmbeddedServer, name: str) -> Database:
    """The database `name` of the server, as an external one with two roles."""
    return Database.open(
        DatabaseConfig(
            home=server.home, url=server.conninfo(APP_ROLE, name), admin_url=server.conninfo(SUPERUSER, name)
        )
    )


def administer(server: EmbeddedServer, statement: sql.Composed) -> None:
    """Runs a statement about whole databases."""
    with psycopg.connect(server.conninfo(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(statement)
