"""Whoever follows the index by its marks never misses an entry, in whatever order writers commit."""

from __future__ import annotations

import threading
from random import Random

from core import names
from core.database import Database, new_id


def test_a_follower_learns_everything_once_and_then_only_what_is_new(database: Database) -> None:
    with database.transaction() as session:
        names.put(session, "product", new_id(), "BP-200", [("血压计", "zh")])
    with database.transaction() as session:
        found, mark = names.changes_since(session, 0)
        assert {name.text for name in found} == {"BP-200", "血压计"}
    with database.transaction() as session:
        names.put(session, "product", new_id(), "TH-30", [("耳温枪", "zh")])
    with database.transaction() as session:
        found, mark = names.changes_since(session, mark)
        assert {name.text for name in found} == {"TH-30", "耳温枪"}
        assert names.changes_since(session, mark)[0] == []


def test_a_writer_that_began_first_and_commits_last_is_not_overlooked(database: Database) -> None:
    with database.transaction() as slow:
        names.put(slow, "product", new_id(), "SLOW", [])
        with database.transaction() as quick:
            names.put(quick, "product", new_id(), "QUICK", [])
        with database.transaction() as session:
            found, mark = names.changes_since(session, 0)
        assert [name.text for name in found] == ["QUICK"]
    with database.transaction() as session:
        found, _ = names.changes_since(session, mark)
    assert "SLOW" in {name.text for name in found}


def test_a_renamed_thing_comes_whole(database: Database) -> None:
    gauge = new_id()
    with database.transaction() as session:
        names.put(session, "product", gauge, "BP-200", [("血压计", "zh"), ("monitor", "en")])
        _, mark = names.changes_since(session, 0)
    with database.transaction() as session:
        names.put(session, "product", gauge, "BP-200", [("血压仪", "zh")])
    with database.transaction() as session:
        found, _ = names.changes_since(session, mark)
    assert {name.text for name in found if name.ref_id == gauge} >= {"BP-200", "血压仪"}
    assert "monitor" not in {name.text for name in found}


def test_nothing_is_missed_among_many_writers(database: Database) -> None:
    writers, each = 4, 15

    def write(number: int) -> None:
        rng = Random(number)
        for turn in range(each):
            with database.transaction() as session:
                names.put(session, "product", new_id(), f"P-{number}-{turn}", [])
                threading.Event().wait(rng.random() / 100)  # commits overtake each other

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    followed: set[str] = set()
    mark = 0
    while any(thread.is_alive() for thread in threads):
        with database.transaction() as session:
            found, mark = names.changes_since(session, mark)
        followed |= {name.code for name in found}
    for thread in threads:
        thread.join()
    with database.transaction() as session:
        followed |= {name.code for name in names.changes_since(session, mark)[0]}
    assert followed == {f"P-{number}-{turn}" for number in range(writers) for turn in range(each)}
