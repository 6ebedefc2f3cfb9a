"""Where the embedded server puts its files, and that it opens nobody's folders to do so."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core.database import Database, DatabaseConfig
from core.database.embedded import EmbeddedServer
from core.database.postmaster import find_running
from core.database.programs import ROOT_STATE
from core.database.refusals import EmbeddedServerFailed
from tests.conftest import short_folder

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root's server has an account of its own")


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder


def opens(home: Path) -> Path:
    """Open, use and close the database of `home`; returns where its data are."""
    with Database.open(DatabaseConfig(home=home)) as database:
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT current_user").scalar() == "zhanggui_app"
        assert database.embedded is not None
        data = database.embedded.data
    assert find_running(data) is None
    return data


def test_data_lie_under_the_home_and_are_private(folder: Path) -> None:
    data = opens(folder / "home")
    assert data == folder / "home" / "postgres"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name",
    [
        "a-home-whose-name-is-far-too-long-for-the-address-of-a-socket/" * 3,
        "掌柜 的 家",
        "comma, 'quotes\" and $(touch pwned) `dollars`",
    ],
)
def test_long_and_odd_homes_work(folder: Path, name: str) -> None:
    home = folder / name
    data = opens(home)
    assert data == home / "postgres"
    assert not list(folder.rglob("pwned*"))


def test_a_relative_home_is_the_same_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.parent)
    assert opens(Path("home")) == opens(home)


@as_root
def test_a_home_the_server_cannot_reach_is_left_as_it_is_and_linked(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    before = {path: path.stat().st_mode for path in (private, folder, *folder.parents)}
    data = opens(private / "home")
    try:
        assert data.parent == ROOT_STATE
        assert (private / "home" / "postgres").is_symlink()
        assert opens(private / "home") == data
        assert {path: path.stat().st_mode for path in before} == before
    finally:
        shutil.rmtree(data)


@as_root
def test_a_link_whose_data_are_gone_is_refused_rather_than_begun_anew(folder: Path) -> None:
    (folder / "home").mkdir(mode=0o711)
    (folder / "home" / "postgres").symlink_to(folder / "lost")
    with pytest.raises(EmbeddedServerFailed) as refused:
        Database.open(DatabaseConfig(home=folder / "home"))
    assert refused.value.facts["step"] == "place"
    assert not (folder / "lost").exists()


@as_root
def test_an_empty_data_folder_somebody_made_is_used(folder: Path) -> None:
    (folder / "home" / "postgres").mkdir(parents=True)
    (folder / "home").chmod(0o711)
    assert opens(folder / "home") == folder / "home" / "postgres"


def test_a_half_made_data_folder_is_made_again(folder: Path) -> None:
    half = folder / "home" / "postgres.new"
    half.mkdir(parents=True)
    (folder / "home").chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")
    opens(folder / "home")
    assert not half.exists()


def test_a_role_or_database_that_is_missing_is_made_at_the_next_start(home: Path) -> None:
    data = opens(home)
    (data / "zhanggui.prepared").unlink()
    server = EmbeddedServer.open(home)
    with psycopg.connect(server.conninfo("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE zhanggui")
    (data / "zhanggui.prepared").unlink()
    server.close()
    opens(home)


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    data = opens(home)
    with open(data / "postgresql.conf", "a", encoding="utf-8") as file:
        file.write("no_such_setting = on\n")
    with pytest.raises(EmbeddedServerFailed) as refused:
        Database.open(DatabaseConfig(home=home))
    assert refused.value.facts["step"] == "start"
    assert "no_such_setting" in str(refused.value.facts["log"])


def test_closing_twice_is_closing_once(home: Path) -> None:
    database = Database.open(DatabaseConfig(home=home))
    database.close()
    database.close()


def test_two_users_in_one_process_are_two_users(home: Path) -> None:
    first = EmbeddedServer.open(home)
    second = EmbeddedServer.open(home)
    first.close()
    with psycopg.connect(second.conninfo()) as connection:
        assert connection.execute("SELECT 7").fetchone() == (7,)
    second.close()
    assert find_running(second.data) is None
