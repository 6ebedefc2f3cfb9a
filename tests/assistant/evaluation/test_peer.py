"""The benchmark beside a plain loop: the same judge, writes done at once, one report, and runs that go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.evaluation.performing import Theatre
from assistant.evaluation.sets import read_set
from assistant.evaluation.talks import Talk
from assistant.settings import Settings, read_settings
from core.database.embedded import EmbeddedServer
from tests.assistant.agent.endpoint import Answer, ScriptedEndpoint, calls, words
from tests.benchmarks.peer.__main__ import open_theatre, perform
from tests.benchmarks.peer.comparison import Run, report
from tests.benchmarks.peer.rows import Row, Side, read_rows
from tests.benchmarks.peer.sampling import stratified

TALKS = """
- id: asks
  as: sales
  language: en
  kind: lookup
  turns: [{say: how many BP-200 in Shanghai, expect: {operations: [{call: get_stock}]}}]
- id: orders-and-says-yes
  as: sales
  language: en
  kind: order
  turns:
    - say: order two BP-200 for C-0001
      expect:
        operations: [{call: place_order, outcome: proposed, with: {customer: C-0001, lines: {BP-200: 2}}}]
    - press: confirm
      expect: {proposal: executed}
  finally: {orders: [{customer: C-0001, state: confirmed, lines: {BP-200: 2}}]}
- id: orders-and-says-no
  as: sales
  language: en
  kind: decision
  turns:
    - say: order two BP-200 for C-0001
      expect:
        operations: [{call: place_order, outcome: proposed, with: {customer: C-0001, lines: {BP-200: 2}}}]
    - say: "no"
- id: orders-too-many
  as: sales
  language: zh
  kind: order
  turns:
    - say: 给C-0001下单3台BP-200
      expect:
        operations: [{call: place_order, outcome: proposed, with: {customer: C-0001, lines: {BP-200: 3}}}]
- id: meets-silence
  as: sales
  language: zh
  kind: small_talk
  turns: [{say: 别出声}]
"""
ORDER = ("place_order", {"customer": "C-0001", "lines": [{"product": "BP-200", "quantity": "2"}]})


@pytest.fixture
def talks(tmp_path: Path) -> dict[str, Talk]:
    path = tmp_path / "talks.yaml"
    path.write_text(TALKS, encoding="utf-8")
    return {talk.id: talk for talk in read_set(path)}


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    """An endpoint that answers by what was said last: the same model for both sides."""
    with ScriptedEndpoint() as endpoint:
        endpoint.answers = [_answer]
        yield endpoint


@pytest.fixture
def theatre(
    server: EmbeddedServer, demo: str, endpoint: ScriptedEndpoint, tmp_path: Path
) -> Iterator[Callable[[Side], Theatre]]:
    opened: list[Theatre] = []
    changed = {"model_url": endpoint.url, "home": tmp_path, "model_deadline_s": 3.0, "model_fast_path": "off"}
    settings: Settings = read_settings().model_copy(update=changed)

    def make(side: Side) -> Theatre:
        opened.append(open_theatre(side, server, demo, settings))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def test_the_peer_does_at_once_what_the_model_calls_and_is_judged_by_the_database(
    theatre: Callable[[Side], Theatre], talks: dict[str, Talk], tmp_path: Path
) -> None:
    rows = performed(theatre(Side.PEER), Side.PEER, talks, tmp_path)
    assert {name: row.books for name, row in rows.items()} == {
        "asks": True,
        "orders-and-says-yes": True,
        "orders-and-says-no": False,
        "orders-too-many": False,
        "meets-silence": True,
    }
    assert [turn.writes for turn in rows["orders-too-many"].turns] == [("quantity",)]
    assert not any(turn.writes for turn in rows["orders-and-says-yes"].turns)
    assert rows["meets-silence"].turns[0].failed == "TimeoutError"
    assert rows["asks"].turns[0].answers == 2


def test_the_product_writes_nothing_before_a_yes(
    theatre: Callable[[Side], Theatre], talks: dict[str, Talk], tmp_path: Path
) -> None:
    rows = performed(theatre(Side.PRODUCT), Side.PRODUCT, talks, tmp_path)
    assert all(row.books for row in rows.values())
    assert [turn.writes for turn in rows["orders-too-many"].turns] == [("quantity",)]
    assert rows["meets-silence"].turns[0].fell_back
    assert rows["orders-and-says-yes"].right


@pytest.mark.parametrize(("talk", "requests"), [("orders-and-says-no", 1), ("orders-and-says-yes", 1)])
def test_a_yes_or_a_no_to_a_card_never_reaches_the_endpoint(
    theatre: Callable[[Side], Theatre], talks: dict[str, Talk], endpoint: ScriptedEndpoint, talk: str, requests: int
) -> None:
    assert theatre(Side.PRODUCT).perform(talks[talk], is_last=True).turns[1].reply
    assert len(endpoint.asked) == requests


def test_both_stand_side_by_side_and_what_was_performed_is_not_performed_again(
    theatre: Callable[[Side], Theatre], talks: dict[str, Talk], tmp_path: Path, endpoint: ScriptedEndpoint
) -> None:
    some = {name: talks[name] for name in ("asks", "orders-and-says-no")}
    for side in Side:
        performed(theatre(side), side, some, tmp_path)
    asked = len(endpoint.asked)
    for side in Side:
        performed(theatre(side), side, some, tmp_path)
    assert len(endpoint.asked) == asked
    run = Run("talks.yaml", "scripted", 2, 7, 3.0, "off", "2026-11-23")
    told = report(read_rows(tmp_path / "rows.jsonl"), run)
    assert "| final database right | 2 of 2 (100%) | 1 of 2 (50%) |" in told
    assert "| orders-and-says-no | ✓ | ✗ database |" in told
    assert "2 conversations" in told


def test_a_row_cut_off_by_a_kill_is_performed_again(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"side": "peer", "talk": "x", "langu', encoding="utf-8")
    assert read_rows(path) == []


def test_a_sample_is_spread_as_the_set_is_and_the_same_for_its_seed() -> None:
    rows = [
        {
            "id": f"{language}-{kind}-{number}",
            "as": "sales",
            "language": language,
            "kind": kind,
            "turns": [{"say": "x"}],
        }
        for language in ("zh", "en")
        for kind, count in (("lookup", 20), ("order", 10), ("attack", 2))
        for number in range(count)
    ]
    talks = [Talk.model_validate(row) for row in yaml.safe_load(yaml.safe_dump(rows))]
    sample = stratified(talks, 32, seed=7)
    kinds = [talk.kind.value for talk in sample]
    assert (kinds.count("lookup"), kinds.count("order"), kinds.count("attack")) == (20, 10, 2)
    assert sample == stratified(list(reversed(talks)), 32, seed=7) != stratified(talks, 32, seed=8)
    assert len(stratified(talks, 500, seed=7)) == len(talks)


def performed(theatre: Theatre, side: Side, talks: dict[str, Talk], folder: Path) -> dict[str, Row]:
    perform(theatre, side, list(talks.values()), folder / "rows.jsonl")
    return {row.talk: row for row in read_rows(folder / "rows.jsonl") if row.side is side}


def _answer(asked: dict[str, Any]) -> Answer:
    last = asked["messages"][-1]
    said = next(str(one["content"]) for one in reversed(asked["messages"]) if one["role"] == "user")
    if "别出声" in said:
        return Answer("{}", after_s=30)
    if last["role"] == "tool":
        return words("Here you are." if said.isascii() else "如上。")
    if said == "no":
        return words("All right.")
    return calls(("get_stock", {"product": "BP-200", "warehouse": "SH"}) if "how many" in said else ORDER)
