"""The figures of an evaluation, from performances that are written down here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from assistant.evaluation.complaints import Complaint
from assistant.evaluation.figure_tables import figure_tables, share_words
from assistant.evaluation.figures import Share, figures_of, pass_hat, percentile
from assistant.evaluation.mistakes import WrongWrite
from assistant.evaluation.performances import Performance, Performed
from assistant.evaluation.talks import Shape, Talk
from assistant.replies.entries import LANGUAGES

WRONG = Complaint("nothing_said")


def talk(name: str, *, turns: int = 1, login: str = "sales", kind: str = "order", held_out: bool = False) -> Talk:
    said = [{"say": "BP-200 20"}] * turns
    return Talk.model_validate(
        {"id": name, "as": login, "language": name[:2], "kind": kind, "held_out": held_out, "turns": said}
    )


def turn(*complaints: Complaint, ms: float = 10.0, **more: Any) -> Performed:  # noqa: ANN401 - fields of Performed
    reply = {"text": "…", "calls": []}
    return Performed("sales", "BP-200 20", reply, more.pop("trace", {}), complaints, elapsed_ms=ms, **more)


@pytest.mark.parametrize(
    ("runs_right", "passes"),
    [
        ([], ()),
        ([[True]], (1.0,)),
        ([[False, False]], (0.0, 0.0)),
        ([[True, True], [True, False]], (0.75, 0.5)),
        # One talk right in 3 of 4 runs: C(3,k)/C(4,k).
        ([[True, True, True, False]], (0.75, 0.5, 0.25, 0.0)),
        # Where in the order the failure comes makes no difference.
        ([[False, True, True, True]], (0.75, 0.5, 0.25, 0.0)),
        ([[True] * 4, [True, True, False, False]], (0.75, (1 + 1 / 6) / 2, 0.5, 0.5)),
    ],
)
def test_pass_hat_k_is_the_chance_that_k_runs_all_come_out_right(
    runs_right: list[list[bool]], passes: tuple[float, ...]
) -> None:
    assert pass_hat(runs_right) == pytest.approx(passes)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([], 50, None), ([7.0], 95, 7.0), ([3, 1, 2], 50, 2), ([4, 3, 2, 1], 50, 2), (range(1, 101), 95, 95)],
)
def test_a_percentile_is_a_value_that_was_measured(
    values: Iterable[float], percent: int, expected: float | None
) -> None:
    assert percentile(values, percent) == expected


@pytest.mark.parametrize(
    ("kind", "turns", "shape"),
    [
        ("lookup", 1, Shape.SINGLE),
        ("lookup", 2, Shape.MULTI_TURN),
        ("change", 3, Shape.CORRECTION),
        ("attack", 2, Shape.ATTACK),
    ],
)
def test_the_shape_of_a_talk_follows_from_its_kind_and_its_turns(kind: str, turns: int, shape: Shape) -> None:
    assert talk("zh-a", kind=kind, turns=turns).shape is shape


def test_a_talk_in_which_a_card_is_changed_is_a_correction_whatever_it_is_about() -> None:
    card = {"operations": [{"call": "place_order", "outcome": "proposed"}]}
    turns = [{"say": "BP-200 20", "expect": card}, {"say": "25", "expect": card}]
    changed = Talk.model_validate({"id": "a", "as": "sales", "language": "zh", "kind": "order", "turns": turns})
    assert changed.shape is Shape.CORRECTION
    turns.insert(1, {"press": "confirm", "expect": {"proposal": "executed"}})
    two_orders = Talk.model_validate({"id": "a", "as": "sales", "language": "zh", "kind": "order", "turns": turns})
    assert two_orders.shape is Shape.MULTI_TURN


def test_talks_are_counted_by_language_role_and_operation_and_the_books_apart() -> None:
    figures = figures_of(
        [
            Performance(talk("zh-a"), (turn(calls=(("place_order", True),)),), ()),
            Performance(talk("zh-b", held_out=True), (turn(WRONG, calls=(("place_order", False),)),), ()),
            Performance(talk("en-c", login="renhe", turns=2), (turn(), turn()), (WRONG,)),
        ]
    )
    assert figures.all.right == Share(1, 3)
    assert figures.all.books == Share(2, 3)
    assert figures.all.held_out == Share(0, 1)
    assert figures.turns == Share(3, 4)
    assert {name: group.right for name, group in figures.by["language"].items()} == {
        "en": Share(0, 1),
        "zh": Share(1, 2),
    }
    assert {name: group.books for name, group in figures.by["role"].items()} == {
        "customer": Share(0, 1),
        "salesperson": Share(2, 2),
    }
    assert figures.by["shape"].keys() == {"single", "multi_turn"}
    assert figures.operations == {"place_order": Share(1, 2)}


def test_questions_wrong_writes_and_latency_are_counted_over_turns() -> None:
    performance = Performance(
        talk("zh-a", turns=5),
        (
            turn(ms=900, is_first=True),
            turn(ms=5, asks=True, is_needless=True),
            turn(ms=30, asks=True),
            turn(WRONG, ms=20, wrong_writes=(WrongWrite.QUANTITY, WrongWrite.UNASKED)),
            Performed("sales", "[confirm]", {}, {}, (WRONG,)),  # took no time, as there was no turn
        ),
        (),
    )
    figures = figures_of([performance])
    assert (figures.questions, figures.needless_questions) == (Share(2, 5), Share(1, 5))
    assert {name: count for name, count in figures.wrong_writes.items() if count} == {"quantity": 1, "unasked": 1}
    assert (figures.latency_ms_p50, figures.latency_ms_p95) == (20, 30)


def test_what_the_model_left_to_the_fallback_is_a_share_of_the_planned_turns() -> None:
    usage = {"answers": 2, "prompt_tokens": 900, "completion_tokens": 40}
    performance = Performance(
        talk("en-a", turns=3),
        (
            turn(planned_by="model", trace={"model": {}, "usage": usage}),
            turn(WRONG, planned_by="builtin", fell_back=True, trace={"usage": usage}),
            turn(),  # a yes, which no planner sees
        ),
        (),
    )
    figures = figures_of([performance], by_model=True)
    assert figures.fell_back == Share(1, 2)
    assert (figures.tokens.answers, figures.tokens.prompt, figures.tokens.completion) == (4, 1800, 80)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_words_and_nothing_at_all_has_figures_too(language: str) -> None:
    some = [Performance(talk("zh-a"), (turn(WRONG, wrong_writes=(WrongWrite.PRICE,)),), (), run) for run in (1, 2)]
    for performances in ([], some):
        tables = list(figure_tables(figures_of(performances, by_model=True), language))
        assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
        assert all(cell for table in tables for row in table.rows for cell in row)


def test_a_share_is_written_with_its_counts() -> None:
    assert share_words(Share(1, 3)) == "1/3 (33.3%)"
    assert share_words(Share(0, 0)) == "–"
