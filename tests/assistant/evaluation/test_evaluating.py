"""`zhanggui eval` from a set to its figures and its report."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage

from assistant.cli.evaluating import FastPathUnknown, NoModelSet, PlannerUnknown, ReportNotWritten, Wanted, evaluate
from assistant.cli.evaluating import OpenTheatre as Opener
from assistant.testing import calling
from tests.assistant.agent.endpoint import nobody_there
from tests.assistant.evaluation.conftest import Evaluated

Evaluate = Callable[..., Evaluated]

RIGHT = """
- id: zh-order-then-yes
  as: sales
  language: zh
  kind: order
  turns:
    - say: 给仁和诊所下单3台血压计
      expect:
        operations: [{call: place_order, outcome: proposed, with: {customer: C-0001, lines: {BP-200: 3}}}]
        proposal: pending
    - press: confirm
      expect: {proposal: executed}
  finally:
    orders: [{customer: C-0001, state: confirmed, lines: {BP-200: 3}}]
"""
# What is expected here is wrong: the assistant understands the sentence.
WRONG = """
- id: en-wrong-quantity
  as: sales
  language: en
  kind: order
  held_out: true
  turns:
    - say: Order 3 BP-200 for Renhe Clinic
      expect:
        operations: [{call: place_order, outcome: proposed, with: {customer: C-0001, lines: {BP-200: 4}}}]
        proposal: pending
  finally:
    tickets: [{product: BP-200}]
"""
LOOKUPS = """
- id: en-stock-twice
  as: sales
  language: en
  kind: lookup
  turns:
    - say: How many BP-200 are in Shanghai?
      expect: {operations: [{call: get_stock, with: {product: BP-200, warehouse: SH}}]}
    - say: and GS-50?
      expect: {operations: [{call: get_stock, with: {product: GS-50}}]}
"""


def test_talks_are_performed_each_on_untouched_books_as_often_as_wanted(evaluated: Evaluate, theatre: Opener) -> None:
    done = evaluated(RIGHT + WRONG, theatre, runs=2)
    assert done.code == 0
    assert done.json["figures"]["passes"] == [0.5, 0.5]
    assert done.count("all", "right") == (2, 4)
    assert done.count("all", "held_out") == (0, 2)
    assert done.count("by", "language", "zh", "right") == (2, 2)
    assert done.count("operations", "place_order") == (2, 4)
    assert done.json["figures"]["wrong_writes"]["quantity"] == 2
    assert [(one["talk"], one["run"]) for one in done.json["failures"]] == [
        ("en-wrong-quantity", 1),
        ("en-wrong-quantity", 2),
    ]


@pytest.mark.parametrize("guide", ["evaluation.md", "evaluation.zh.md"])
def test_the_talk_that_the_guide_shows_comes_out_right(evaluated: Evaluate, theatre: Opener, guide: str) -> None:
    text = (Path(__file__).parents[3] / "docs" / "guides" / guide).read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert evaluated(shown, theatre).json["failures"] == []


def test_a_wrong_talk_is_reported_with_its_turns_and_what_is_wrong_the_books_first(
    evaluated: Evaluate, theatre: Opener, capsys: pytest.CaptureFixture[str]
) -> None:
    done = evaluated(RIGHT + WRONG, theatre, only=["en-wrong-quantity"], failures=True, at_least=90)
    assert done.code == 1
    (failure,) = done.json["failures"]
    assert failure["complaints"][0].startswith("books: no tickets like")
    assert "unasked write: place_order" in failure["complaints"][1]
    shown = capsys.readouterr()
    for told in (done.report, shown.out):
        assert "sales ▸ Order 3 BP-200 for Renhe Clinic" in told
        assert "✗ books: no tickets like" in told
    assert "0/1 (0.0%)" in shown.out
    assert "fewer than the 90%" in shown.err


def test_a_talk_that_cannot_be_performed_is_a_failure_and_the_others_go_on(
    evaluated: Evaluate, theatre_that_fails_first: Opener
) -> None:
    done = evaluated(RIGHT + LOOKUPS, theatre_that_fails_first)
    assert done.count("all", "books") == (1, 2)
    assert done.json["failures"] == [
        {
            "talk": "zh-order-then-yes",
            "run": 1,
            "complaints": ["could not be performed to its end: MemoryError: too little of it"],
        }
    ]


def test_whoever_interrupts_gets_the_figures_until_then(evaluated: Evaluate, theatre_left_early: Opener) -> None:
    done = evaluated(LOOKUPS + WRONG, theatre_left_early, at_least=90)
    assert (done.code, done.json["complete"]) == (130, False)
    assert done.count("all", "right") == (1, 1)
    assert "Interrupted: 1 of 2" in done.report


def test_a_model_is_held_to_account_for_what_the_fallback_answered(
    evaluated: Evaluate, theatre_with_model: Callable[..., Opener], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHANGGUI_MODEL_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("ZHANGGUI_MODEL_NAME", "tiny")
    stock = calling(("get_stock", {"product": "BP-200", "warehouse": "SH"}))
    stock.usage_metadata = {"input_tokens": 700, "output_tokens": 20, "total_tokens": 720}
    said = AIMessage("There are some.", usage_metadata={"input_tokens": 90, "output_tokens": 5, "total_tokens": 95})
    done = evaluated(LOOKUPS, theatre_with_model(stock, said, said, RuntimeError("away")), planner="model")
    assert done.json["model"] == "tiny"
    assert done.count("fell_back") == (1, 2)
    assert done.count("operations", "get_stock") == (2, 2)
    assert done.json["failures"][0]["complaints"] == [
        "turn 2 'and GS-50?': answered by the fallback; the model: {'failed': 'no answer (RuntimeError)'}"
    ]
    assert done.json["figures"]["tokens"] == {
        "answers": 3,
        "prompt": 880,
        "completion": 30,
    }  # the words were asked for again
    assert "answered by the fallback" in done.report


def test_an_endpoint_that_is_away_answers_no_turn(
    evaluated: Evaluate, theatre: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHANGGUI_MODEL_URL", nobody_there())
    done = evaluated(LOOKUPS + RIGHT, theatre, planner="model")
    assert done.count("fell_back") == (3, 3)  # the yes needs no planner
    assert (done.count("all", "books"), done.count("all", "right")) == ((2, 2), (0, 2))


def test_what_the_fast_path_answers_is_not_held_against_the_model(
    evaluated: Evaluate, theatre: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHANGGUI_MODEL_URL", nobody_there())
    done = evaluated(LOOKUPS, theatre, planner="model", fast_path="reads")
    slow, turns = done.count("fell_back")
    assert slow < turns == 2


def test_nothing_is_performed_where_planner_or_place_are_wrong(
    evaluated: Evaluate, theatre: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ZHANGGUI_MODEL_URL", "ZHANGGUI_MODEL_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(PlannerUnknown):
        evaluated(RIGHT, theatre, planner="oracle")
    with pytest.raises(FastPathUnknown):
        evaluated(RIGHT, theatre, fast_path="sometimes")
    with pytest.raises(NoModelSet):
        evaluated(RIGHT, theatre, planner="model")
    with pytest.raises(ReportNotWritten):
        evaluate(Wanted("basics", report=Path("/proc/nowhere/report.md")), theatre)
    assert not (tmp_path / "home").exists()


def test_a_set_with_a_mistake_is_refused_by_file_and_talk_and_leaves_no_home(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(RIGHT.replace("kind: order", "kind: ordr"), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZHANGGUI", "DATABASE", "LC_"))}
    done = subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", "eval", str(path), "--json", "-"],
        env={**kept, "ZHANGGUI_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert '"code":"TalkUnfit"' in done.stdout
    for line in done.stderr.strip().splitlines():  # in both languages
        assert str(path) in line
        assert "zh-order-then-yes" in line
        assert "kind: Input should be" in line
    assert not (tmp_path / "home").exists()
