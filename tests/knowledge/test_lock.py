"""One process owns the embedded index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.embedding import builtin
from knowledge.index import Index
from knowledge.lock import IndexLock
from knowledge.refusals import IndexUnavailable

_HOLDING = """
import sys, time
from pathlib import Path
from knowledge.lock import IndexLock
print("held" if IndexLock.try_take(Path(sys.argv[1])) else "free", flush=True)
time.sleep(60)
"""


def test_a_second_taker_goes_away_with_nothing(tmp_path: Path) -> None:
    lock = IndexLock.try_take(tmp_path)
    assert lock is not None
    assert IndexLock.try_take(tmp_path) is None
    lock.release()
    lock.release()
    assert not lock.held
    again = IndexLock.try_take(tmp_path)
    assert again is not None
    again.release()


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", _HOLDING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert IndexLock.try_take(tmp_path) is None
        holder.kill()
        holder.wait()
    lock = IndexLock.try_take(tmp_path)
    assert lock is not None
    lock.release()


def test_a_program_we_start_does_not_keep_our_lock(tmp_path: Path) -> None:
    lock = IndexLock.try_take(tmp_path)
    assert lock is not None
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False) as child:
        lock.release()
        again = IndexLock.try_take(tmp_path)
        assert again is not None
        again.release()
        child.communicate(b"\n")


def test_an_index_is_not_opened_under_a_lock_that_was_given_back(tmp_path: Path) -> None:
    lock = IndexLock.try_take(tmp_path)
    assert lock is not None
    lock.release()
    with pytest.raises(IndexUnavailable):
        Index.embedded(lock, builtin())
