"""The figures of an evaluation, from its performances: plain values, for a person's table and a program's JSON."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.mistakes import WrongWrite
from assistant.evaluation.performances import Performance

VIEWS: Mapping[str, Callable[[Performance], str]] = {
    "language": lambda one: one.talk.language,
    "role": lambda one: one.role,
    "shape": lambda one: one.talk.shape.value,
    "kind": lambda one: one.talk.kind.value,
}
"""By what performances are grouped."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many out of so many."""

    count: int
    of: int

    @property
    def ratio(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How performances went. `books`: those after which the database held what it should, the first thing judged.

    `right`: those without any complaint, and of these and all performances, those of talks that nothing is tuned to.
    """

    right: Share
    books: Share
    held_out: Share


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the model's answers cost, as far as its endpoint told."""

    answers: int
    prompt: int
    completion: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures. `passes` are pass^1 … pass^K; `operations` the calls that had to be made and were, by operation.

    `wrong_writes` are writes made or shown on a card which are not the ones expected, by what is wrong with them;
    `questions` and `needless_questions` are shares of all turns. `by_model`: a model was to answer; `fell_back` is the
    share of the planned turns that the built-in planner answered instead. Latencies are milliseconds a
    turn, without the first one in each fresh copy of the books: a server pays for that once. None where none is left.
    """

    talks: int
    runs: int
    all: Accuracy
    passes: tuple[float, ...]
    by: Mapping[str, Mapping[str, Accuracy]]
    operations: Mapping[str, Share]
    turns: Share
    questions: Share
    needless_questions: Share
    wrong_writes: Mapping[str, int]
    latency_ms_p50: float | None
    latency_ms_p95: float | None
    by_model: bool
    fell_back: Share
    tokens: Tokens


def figures_of(performances: Sequence[Performance], *, by_model: bool = False) -> Figures:
    """The figures of performances, every talk of which was performed equally often."""
    turns = [turn for one in performances for turn in one.turns]
    times = [turn.elapsed_ms for turn in turns if turn.reply and not turn.is_first]
    wrong = Counter(mistake for turn in turns for mistake in turn.wrong_writes)
    planned = [turn for turn in turns if turn.planned_by is not None]
    spent: Counter[str] = Counter()
    for turn in turns:
        spent.update(turn.usage)
    return Figures(
        talks=len({one.talk.id for one in performances}),
        runs=max((one.run for one in performances), default=0),
        all=_accuracy(performances),
        passes=pass_hat(_runs_right(performances)),
        by={name: _grouped(performances, view) for name, view in VIEWS.items()},
        operations=_by_operation(performances),
        turns=Share(sum(not turn.complaints for turn in turns), len(turns)),
        questions=Share(sum(turn.asks for turn in turns), len(turns)),
        needless_questions=Share(sum(turn.is_needless for turn in turns), len(turns)),
        wrong_writes={mistake.value: wrong[mistake] for mistake in WrongWrite},
        latency_ms_p50=percentile(times, 50),
        latency_ms_p95=percentile(times, 95),
        by_model=by_model,
        fell_back=Share(sum(turn.fell_back for turn in planned), len(planned)),
        tokens=Tokens(spent["answers"], spent["prompt_tokens"], spent["completion_tokens"]),
    )


def pass_hat(runs_right: Sequence[Sequence[bool]]) -> tuple[float, ...]:
    """pass^1 … pass^K: how likely all of k runs of a talk come out right, from K runs of each talk.

    The unbiased estimate of τ-bench: the mean over the talks of C(c, k) / C(n, k), where c of a talk's n runs came out
    right (S. Yao, N. Shinn, P. Razavi, K. Narasimhan: "τ-bench: A Benchmark for Tool-Agent-User Interaction in
    Real-World Domains", 2024, arXiv:2406.12045).
    """
    most = min((len(runs) for runs in runs_right), default=0)
    return tuple(
        sum(math.comb(sum(runs), k) / math.comb(len(runs), k) for runs in runs_right) / len(runs_right)
        for k in range(1, most + 1)
    )


def percentile(values: Iterable[float], percent: int) -> float | None:
    """The smallest value that at least `percent` of all do not exceed; None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else None


def _accuracy(performances: Iterable[Performance]) -> Accuracy:
    rows = list(performances)
    held_out = [one for one in rows if one.talk.held_out]
    return Accuracy(
        right=Share(sum(not one.complaints for one in rows), len(rows)),
        books=Share(sum(not one.about_books for one in rows), len(rows)),
        held_out=Share(sum(not one.complaints for one in held_out), len(held_out)),
    )


def _grouped(performances: Iterable[Performance], view: Callable[[Performance], str]) -> dict[str, Accuracy]:
    groups: dict[str, list[Performance]] = defaultdict(list)
    for one in performances:
        groups[view(one)].append(one)
    return {label: _accuracy(group) for label, group in sorted(groups.items())}


def _by_operation(performances: Iterable[Performance]) -> dict[str, Share]:
    made: dict[str, list[bool]] = defaultdict(list)
    for one in performances:
        for turn in one.turns:
            for operation, was_made in turn.calls:
                made[operation].append(was_made)
    return {operation: Share(sum(calls), len(calls)) for operation, calls in sorted(made.items())}


def _runs_right(performances: Iterable[Performance]) -> list[list[bool]]:
    runs: dict[str, list[bool]] = defaultdict(list)
    for one in performances:
        runs[one.talk.id].append(not one.complaints)
    return list(runs.values())
