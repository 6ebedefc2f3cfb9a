"""Vectors in Chroma: kept, found again, and given up when the files are damaged."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest

from knowledge.embedding import Vectors
from knowledge.lock import IndexLock
from knowledge.refusals import IndexUnavailable
from knowledge.vectors import RECORDS_AT_ONCE, Mark, VectorStore
from tests.benchmarks.startup import free_port

SPACE = "knowledge-test-public"

_OPENING = """
import sys
from pathlib import Path
from knowledge.lock import IndexLock
from knowledge.vectors import VectorStore
lock = IndexLock.try_take(Path(sys.argv[1]))
VectorStore.embedded(lock)
"""


def directions(count: int, *, seed: int = 7) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


@contextmanager
def embedded(home: Path) -> Iterator[VectorStore]:
    lock = IndexLock.try_take(home)
    assert lock is not None
    store = VectorStore.embedded(lock)
    try:
        yield store
    finally:
        store.close()
        lock.release()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    with embedded(tmp_path) as store:
        yield store


def test_the_nearest_come_first(store: VectorStore) -> None:
    vectors = directions(40)
    store.write(SPACE, [str(number) for number in range(40)], vectors)
    best = sorted(range(40), key=lambda number: -float(vectors[number] @ vectors[3]))[:5]
    assert store.nearest(SPACE, vectors[3], 5) == [str(number) for number in best]


def test_writing_again_replaces(store: VectorStore) -> None:
    first, second = directions(2)
    store.write(SPACE, ["a"], first.reshape(1, -1))
    store.write(SPACE, ["a"], second.reshape(1, -1))
    assert store.count(SPACE) == 1
    assert np.allclose(store.fetch(SPACE, ["a", "unknown"])["a"], second, atol=1e-6)


def test_more_than_one_batch_is_written_and_deleted(store: VectorStore) -> None:
    ids = [str(number) for number in range(RECORDS_AT_ONCE + 20)]
    store.write(SPACE, ids, directions(len(ids)))
    assert store.ids(SPACE) == set(ids)
    assert set(store.fetch(SPACE, ids)) == set(ids)
    store.delete(SPACE, ids[5:])
    assert store.ids(SPACE) == set(ids[:5])


def test_spaces_know_nothing_of_each_other(store: VectorStore) -> None:
    one, other = directions(2)
    store.write(SPACE, ["mine"], one.reshape(1, -1))
    store.write("knowledge-test-internal", ["theirs"], other.reshape(1, -1))
    assert store.nearest(SPACE, other, 10) == ["mine"]


def test_a_mark_is_kept_over_a_restart_and_absent_before(tmp_path: Path) -> None:
    with embedded(tmp_path) as store:
        assert store.mark(SPACE) is None
        store.write(SPACE, ["a"], directions(1))
        assert store.mark(SPACE) is None
        store.set_mark(SPACE, Mark(3, "use 1"))
    with embedded(tmp_path) as store:
        assert store.mark(SPACE) == Mark(3, "use 1")
        assert store.ids(SPACE) == {"a"}


def test_a_space_that_lost_many_records_is_worn_until_it_is_made_anew(store: VectorStore) -> None:
    ids = [str(number) for number in range(400)]
    vectors = directions(400)
    store.write(SPACE, ids, vectors)
    store.set_mark(SPACE, Mark(1, "use 1"))
    store.delete(SPACE, ids[:90])
    assert not store.is_worn(SPACE)
    store.delete(SPACE, ids[90:150])
    store.set_mark(SPACE, Mark(2, "use 1"))
    assert store.is_worn(SPACE)
    store.renew(SPACE)
    assert not store.is_worn(SPACE)
    assert store.ids(SPACE) == set(ids[150:])
    assert store.nearest(SPACE, vectors[399], 1) == ["399"]
    assert store.mark(SPACE) is None, "it is finished when whoever renewed it says so"


def test_a_space_without_records_can_be_made_anew(store: VectorStore) -> None:
    store.renew(SPACE)
    assert store.count(SPACE) == 0
    assert not store.is_worn(SPACE)


def test_a_store_of_our_own_is_rid_of_foreign_spaces(store: VectorStore) -> None:
    store.write("knowledge-former-public", ["a"], directions(1))
    store.write(SPACE, ["a"], directions(1))
    store.keep_only([SPACE])
    store.drop("knowledge-never-there")
    assert store.ids(SPACE) == {"a"}
    assert store.mark("knowledge-former-public") is None


@pytest.mark.parametrize("damage", ["text in the database", "half a database", "no vectors", "no folder"])
def test_a_damaged_store_is_opened_empty(tmp_path: Path, damage: str) -> None:
    ids = [str(number) for number in range(1_200)]
    with embedded(tmp_path) as store:
        store.write(SPACE, ids, directions(len(ids)))
        store.set_mark(SPACE, Mark(1, "use 1"))
    _damage(tmp_path / "index", damage)
    with embedded(tmp_path) as store:
        assert store.mark(SPACE) is None
        assert store.count(SPACE) == 0
        store.write(SPACE, ["a"], directions(1))
        assert store.nearest(SPACE, directions(1)[0], 3) == ["a"]


def test_a_store_that_kills_who_opens_it_is_opened_empty_the_next_time(tmp_path: Path) -> None:
    ids = [str(number) for number in range(1_200)]
    with embedded(tmp_path) as store:
        store.write(SPACE, ids, directions(len(ids)))
    _damage(tmp_path / "index", "cut vectors")
    opened = subprocess.run([sys.executable, "-c", _OPENING, str(tmp_path)], capture_output=True, check=False)
    # Chroma reads behind the end of the file; were it to refuse instead, the store would be empty already.
    assert opened.returncode in (0, -signal.SIGSEGV, -signal.SIGBUS)
    with embedded(tmp_path) as store:
        assert store.count(SPACE) == 0


def test_a_store_whose_opening_killed_a_process_is_thrown_away(tmp_path: Path) -> None:
    with embedded(tmp_path) as store:
        store.write(SPACE, ["a"], directions(1))
    (tmp_path / "index" / "opening").touch()
    with embedded(tmp_path) as store:
        assert store.count(SPACE) == 0
    assert not (tmp_path / "index" / "opening").exists()


def test_a_store_on_a_server_is_used_by_several(tmp_path: Path) -> None:
    with chroma_server(tmp_path) as url:
        one, other = VectorStore.remote(url), VectorStore.remote(url)
        one.write(SPACE, ["a", "b"], directions(2))
        assert other.ids(SPACE) == {"a", "b"}
        one.drop(SPACE)
        one.write(SPACE, ["c"], directions(1))
        with pytest.raises(IndexUnavailable):
            other.ids(SPACE)
        assert other.ids(SPACE) == {"c"}, "a space that was made anew is found the next time"
        other.keep_only([])
        assert one.ids(SPACE) == {"c"}, "on a server nothing foreign is deleted"
        one.close()
        other.close()


def test_a_server_that_is_not_there_is_refused() -> None:
    with pytest.raises(IndexUnavailable):
        VectorStore.remote(f"http://127.0.0.1:{free_port()}")


def test_a_server_that_dies_is_refused_in_the_middle(tmp_path: Path) -> None:
    with chroma_server(tmp_path) as url:
        store = VectorStore.remote(url)
        store.write(SPACE, ["a"], directions(1))
    with pytest.raises(IndexUnavailable):
        store.nearest(SPACE, directions(1)[0], 1)
    store.close()


def test_a_server_that_answers_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(IndexUnavailable):
            VectorStore.remote(url, answering_seconds_max=0.3)
        assert time.monotonic() - began < 5


def _damage(folder: Path, damage: str) -> None:
    database = folder / "chroma.sqlite3"
    segments = [path for path in folder.iterdir() if path.is_dir()]
    assert segments, "enough vectors were written for files of their own"
    match damage:
        case "text in the database":
            database.write_bytes(b"nothing of the kind" * 500)
        case "half a database":
            os.truncate(database, database.stat().st_size // 2)
        case "no vectors":
            shutil.rmtree(segments[0])
        case "cut vectors":
            os.truncate(segments[0] / "data_level0.bin", 1_000)
        case _:
            shutil.rmtree(folder)


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """A Chroma server of its own on loopback."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder / "server")]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url)
            yield url
        finally:
            server.terminate()
            server.wait(20)


def _wait(url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            httpx.get(f"{url}/api/v2/heartbeat", timeout=1).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise TimeoutError(f"{url} did not start")
