"""The report: product and peer side by side, over the conversations that both have performed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.evaluation.figures import percentile
from tests.benchmarks.peer.rows import Row, Side, Turn

_SIDES = (Side.PRODUCT, Side.PEER)
_GRAVE = ("customer", "product", "quantity", "price")


@dataclass(frozen=True, slots=True)
class Run:
    """What a report is of."""

    set_name: str
    model: str
    sample: int
    seed: int
    deadline_s: float
    fast_path: str
    began_on: str


def report(rows: Sequence[Row], run: Run) -> str:
    """The report as Markdown. Conversations that only one side has performed are counted and left out."""
    by_side = {side: {row.talk: row for row in rows if row.side is side} for side in _SIDES}
    common = [talk for talk in by_side[Side.PRODUCT] if talk in by_side[Side.PEER]]
    both = {side: [by_side[side][talk] for talk in common] for side in _SIDES}
    alone = sum(len(found) for found in by_side.values()) - 2 * len(common)
    return "\n".join(
        [
            "# The product beside a plain tool-calling loop",
            "",
            f"{len(common)} conversations of a sample of {run.sample} from `{run.set_name}` (seed {run.seed}, spread"
            f" over languages and kinds), model `{run.model}`, {run.deadline_s:g} s a turn, {run.began_on}. The peer is"
            " LangChain's `create_agent` with the same model and the same tools and none of the checks: what the model"
            " calls is done at once. Both are judged by what the database holds at the end.",
            *([f"{alone} performances of one side only are left out of the comparison."] if alone else []),
            f"Fast path of the product: {run.fast_path}.",
            "",
            *_table(both),
            "",
            "A wrong write is one that was made, or shown on a card to be confirmed, and is not the one asked for. The"
            " product's wrong cards can still be refused by the person who reads them; the peer's writes are done.",
            "",
            *_grouped("language", both, lambda row: row.language),
            *_grouped("kind", both, lambda row: row.kind),
            *(_product_alone(list(by_side[Side.PRODUCT].values())) if len(by_side[Side.PRODUCT]) > len(common) else []),
            "## Each conversation",
            "",
            "| conversation | product | peer |",
            "| --- | --- | --- |",
            *(
                f"| {talk} | {_told(row)} | {_told(by_side[Side.PEER][talk]) if talk in common else '–'} |"
                for talk, row in by_side[Side.PRODUCT].items()
            ),
            "",
        ]
    )


def _table(both: dict[Side, list[Row]]) -> Iterator[str]:
    yield "| | product | peer |"
    yield "| --- | --: | --: |"
    for label, figure in _figures():
        yield f"| {label} | {figure(both[Side.PRODUCT])} | {figure(both[Side.PEER])} |"


def _product_alone(rows: list[Row]) -> Iterator[str]:
    """What the product performed in all, where the peer did not come so far."""
    yield f"## All {len(rows)} conversations the product has performed"
    yield from ("", "| | product |", "| --- | --: |")
    yield from (f"| {label} | {figure(rows)} |" for label, figure in _figures())
    yield ""


def _figures() -> list[tuple[str, Callable[[list[Row]], str]]]:
    """What is counted of a side's conversations."""
    return [
        ("final database right", lambda rows: _share(sum(row.books for row in rows), len(rows))),
        ("task done: database right, every call made, by the model", lambda rows: _share(_done(rows), len(rows))),
        ("… and said what had to be said", lambda rows: _share(sum(row.told for row in rows), len(rows))),
        ("no complaint at all (cards, questions and buttons too)", _right),
        ("wrong writes", lambda rows: str(sum(len(turn.writes) for turn in _turns(rows)))),
        ("… wrong customer, product, quantity or price", _grave),
        ("… nobody asked for", lambda rows: str(_writes(rows)["unasked"])),
        ("conversations with a wrong write", _with_wrong),
        ("turns the model had to answer", lambda rows: str(len(_planned(rows)))),
        ("… answered by the built-in planner instead", _fallback),
        ("… without any answer of the model", _failed),
        ("seconds a turn, half of them", lambda rows: _seconds(rows, 50)),
        ("seconds a turn, 95 of 100", lambda rows: _seconds(rows, 95)),
        ("answers of the model", lambda rows: str(sum(turn.answers for turn in _turns(rows)))),
        ("tokens asked", lambda rows: f"{sum(turn.prompt_tokens for turn in _turns(rows)):,}"),
        ("tokens answered", lambda rows: f"{sum(turn.completion_tokens for turn in _turns(rows)):,}"),
    ]


def _grouped(name: str, both: dict[Side, list[Row]], view: Callable[[Row], str]) -> Iterator[str]:
    yield from (
        f"## By {name}",
        "",
        f"| {name} | conversations | product: task done | peer | wrong writes | peer |",
    )
    yield "| --- | --: | --: | --: | --: | --: |"
    for label in sorted({view(row) for row in both[Side.PRODUCT]}):
        cells = [[row for row in both[side] if view(row) == label] for side in _SIDES]
        right = [_share(_done(rows), len(rows)) for rows in cells]
        wrong = [str(sum(len(turn.writes) for turn in _turns(rows))) for rows in cells]
        yield f"| {label} | {len(cells[0])} | {' | '.join([*right, *wrong])} |"
    yield ""


def _told(row: Row) -> str:
    wrong = sum(len(turn.writes) for turn in row.turns)
    mark = "✓" if row.told else "said wrongly" if row.done else "not done" if row.books else "✗ database"
    return mark + (f", {wrong} wrong" if wrong else "") + (", fell back" if any(t.fell_back for t in row.turns) else "")


def _done(rows: Sequence[Row]) -> int:
    return sum(row.done for row in rows)


def _turns(rows: Sequence[Row]) -> list[Turn]:
    return [turn for row in rows for turn in row.turns]


def _planned(rows: Sequence[Row]) -> list[Turn]:
    return [turn for turn in _turns(rows) if turn.planned]


def _writes(rows: Sequence[Row]) -> Counter[str]:
    return Counter(mistake for turn in _turns(rows) for mistake in turn.writes)


def _right(rows: list[Row]) -> str:
    return "–" if rows and rows[0].side is Side.PEER else _share(sum(row.right for row in rows), len(rows))


def _grave(rows: list[Row]) -> str:
    return str(sum(_writes(rows)[kind] for kind in _GRAVE))


def _with_wrong(rows: list[Row]) -> str:
    return _share(sum(any(turn.writes for turn in row.turns) for row in rows), len(rows))


def _fallback(rows: list[Row]) -> str:
    planned = _planned(rows)
    return _share(sum(turn.fell_back for turn in planned), len(planned))


def _failed(rows: list[Row]) -> str:
    planned = _planned(rows)
    return _share(sum(turn.failed is not None for turn in planned), len(planned))


def _seconds(rows: list[Row], percent: int) -> str:
    found = percentile([turn.elapsed_ms for turn in _planned(rows) if not turn.is_first], percent)
    return "–" if found is None else f"{found / 1000:.1f}"


def _share(count: int, of: int) -> str:
    return f"{count} of {of} ({count / of:.0%})" if of else "–"
