"""What a person is told when the database cannot be reached: the cause, and never a password."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import text

from core.database import Database, DatabaseConfig
from core.database.address import parse_address
from core.database.embedded import EmbeddedServer
from core.database.refusals import DatabaseTooOld, DatabaseUnreachable, DatabaseUrlInvalid, HomeNotWritable, Unreachable
from core.errors import Unavailable

NOWHERE = Path("/nowhere")


def refusal_of(url: str) -> DatabaseUnreachable:
    with pytest.raises(DatabaseUnreachable) as refused:
        Database.open(DatabaseConfig(home=NOWHERE, url=url))
    return refused.value


@contextmanager
def listening(*answers: bytes) -> Iterator[int]:
    """A server that gives whoever talks PostgreSQL to it these answers and then hangs up; yields its port."""

    def serve() -> None:
        guest, _ = listener.accept()
        with guest:
            for answer in answers:
                guest.recv(4096)
                guest.sendall(answer)
            guest.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(timeout=5)


def message(kind: bytes, body: bytes) -> bytes:
    return kind + (len(body) + 4).to_bytes(4, "big") + body


def row(value: bytes) -> bytes:
    """The answer to a question in a transaction: one row of one text."""
    described = message(b"T", b"\0\1answer\0" + bytes(6) + bytes([0, 0, 0, 25]) + b"\xff" * 6 + bytes(2))
    data = message(b"D", b"\0\1" + len(value).to_bytes(4, "big") + value)
    return described + data + message(b"C", b"SELECT 1\0") + message(b"Z", b"T")


def test_a_port_where_nothing_listens_is_told_with_its_host() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    refused = refusal_of(f"postgresql://keeper:s3cret@127.0.0.1:{port}/shop")
    assert (refused.facts["host"], refused.facts["reason"]) == (f"127.0.0.1:{port}", Unreachable.NOT_LISTENING)
    assert "s3cret" not in str(refused)


def test_a_host_nobody_knows_is_told_from_one_that_does_not_answer() -> None:
    refused = refusal_of("postgresql://keeper:s3cret@books.invalid/shop")
    assert refused.facts["reason"] == Unreachable.UNKNOWN_HOST
    assert "s3cret" not in str(refused)


def test_a_server_that_never_answers_is_not_waited_for_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        refused = refusal_of(f"postgresql://keeper@127.0.0.1:{port}/shop?connect_timeout=2&sslmode=disable")
    assert refused.facts["reason"] == Unreachable.TIMED_OUT


def test_a_wrong_password_is_called_that() -> None:
    words = b'SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "keeper"\0\0'
    with listening(message(b"E", words)) as port:
        refused = refusal_of(f"postgresql://keeper:s3cret@127.0.0.1:{port}/shop?sslmode=disable")
    assert (refused.facts["user"], refused.facts["reason"]) == ("keeper", Unreachable.PASSWORD_REFUSED)
    assert "s3cret" not in str(refused)


def test_a_server_too_old_is_told_with_both_versions() -> None:
    answer = message(b"R", bytes(4)) + message(b"S", b"server_version\x0014.9\0") + message(b"Z", b"I")
    with listening(answer) as port, pytest.raises(DatabaseTooOld) as refused:
        Database.open(DatabaseConfig(home=NOWHERE, url=f"postgresql://keeper@127.0.0.1:{port}/shop?sslmode=disable"))
    assert refused.value.facts == {"found": "14.9", "needed": 15}


def test_a_server_that_breaks_off_while_a_connection_is_made_ready_is_away() -> None:
    welcome = message(b"R", bytes(4)) + message(b"S", b"server_version\x0018.4\0") + message(b"Z", b"I")
    begun = message(b"C", b"BEGIN\0") + message(b"Z", b"T")
    # SQLAlchemy asks for the version and the schema, and then past its own connection for the isolation level.
    with listening(welcome, begun, row(b"PostgreSQL 18.4"), row(b"public")) as port:
        address = parse_address(f"postgresql://keeper@127.0.0.1:{port}/shop?sslmode=disable", setting="DATABASE_URL")
        database = Database(address, address, None)
        with pytest.raises(DatabaseUnreachable) as refused, database.transaction() as session:
            session.execute(text("SELECT 1"))
        database.close()
    assert refused.value.facts["reason"] == Unreachable.BROKEN_OFF


@pytest.mark.parametrize(
    ("role", "name", "reason"),
    [
        ("zhanggui_app", "no_such_shop", Unreachable.NO_SUCH_DATABASE),
        ("nobody_of_ours", "zhanggui", Unreachable.NO_SUCH_ROLE),
    ],
)
def test_a_name_the_server_does_not_know_is_called_that(
    server: EmbeddedServer, role: str, name: str, reason: Unreachable
) -> None:
    assert refusal_of(server.conninfo(role, name)).facts["reason"] == reason


def test_an_admin_address_of_another_database_is_refused(server: EmbeddedServer) -> None:
    with pytest.raises(DatabaseUrlInvalid) as refused:
        Database.open(
            DatabaseConfig(home=NOWHERE, url=server.conninfo(), admin_url=server.conninfo("postgres", "postgres"))
        )
    assert refused.value.facts == {"setting": "DATABASE_ADMIN_URL"}


def test_a_home_below_a_file_is_refused_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "report.txt").touch()
    home = tmp_path / "report.txt" / "home"
    with pytest.raises(HomeNotWritable) as refused:
        Database.open(DatabaseConfig(home=home))
    assert refused.value.facts["path"] == str(home)
    assert isinstance(refused.value, Unavailable)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no file system at hand that refuses everybody")
def test_a_home_where_nobody_may_write_is_refused_with_its_path() -> None:
    with pytest.raises(HomeNotWritable) as refused:
        Database.open(DatabaseConfig(home=Path("/proc/self/home")))
    assert refused.value.facts["path"] == "/proc/self/home"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_somebody_else_locked_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(HomeNotWritable):
        Database.open(DatabaseConfig(home=tmp_path))


def test_no_refusal_carries_the_address_itself() -> None:
    url = make_conninfo(host="127.0.0.1", port=1, user="keeper", password="s3cret", dbname="shop")
    assert set(refusal_of(url).facts) == {"host", "database", "user", "reason", "said"}
