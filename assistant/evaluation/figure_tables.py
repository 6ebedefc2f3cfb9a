"""The figures of an evaluation as tables in the words of a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.evaluation.figures import Accuracy, Figures, Share
from assistant.evaluation.mistakes import WrongWrite
from assistant.replies.blocks import Column, TableBlock
from assistant.replies.words import say

_NOTHING = "–"
_COUNTED_APART = (WrongWrite.OTHER, WrongWrite.UNASKED)


def figure_tables(figures: Figures, language: str) -> Iterator[TableBlock]:
    """The figures of all performances, then those by language, role, shape, kind and operation."""
    yield TableBlock(
        columns=_columns("what", "value", language=language),
        rows=tuple((label, value) for label, value in _overall(figures, language)),
    )
    for view, groups in figures.by.items():
        yield TableBlock(
            title=say(f"evaluation.by.{view}", language),
            columns=_columns("group", "right", "books", "held_out", language=language),
            rows=tuple(_row(label, accuracy) for label, accuracy in groups.items()),
        )
    if figures.operations:
        yield TableBlock(
            title=say("evaluation.by.operation", language),
            columns=_columns("group", "made", language=language),
            rows=tuple((name, share_words(share)) for name, share in figures.operations.items()),
        )


def share_words(share: Share) -> str:
    """97/100 (97.0%); a dash for a share of nothing."""
    return _NOTHING if share.ratio is None else f"{share.count}/{share.of} ({share.ratio:.1%})"


def _overall(figures: Figures, language: str) -> Iterator[tuple[str, str]]:
    def label(key: str, **facts: object) -> str:
        return say(f"evaluation.{key}", language, **facts)

    yield label("books"), share_words(figures.all.books)
    yield label("right"), share_words(figures.all.right)
    if figures.all.held_out.of:
        yield label("held_out"), share_words(figures.all.held_out)
    if figures.runs > 1:
        for k, ratio in enumerate(figures.passes, start=1):
            yield label("passes", k=k), f"{ratio:.1%}"
    yield label("turns"), share_words(figures.turns)
    yield label("questions"), share_words(figures.questions)
    yield label("needless"), share_words(figures.needless_questions)
    yield label("wrong_writes"), _wrong_writes(figures.wrong_writes, language)
    for mistake in _COUNTED_APART:
        yield label(f"wrong.{mistake}"), str(figures.wrong_writes[mistake])
    if figures.latency_ms_p50 is not None and figures.latency_ms_p95 is not None:
        yield label("latency"), f"{figures.latency_ms_p50:.0f}, {figures.latency_ms_p95:.0f}"
    if figures.by_model:
        yield label("fell_back"), share_words(figures.fell_back)
        tokens = figures.tokens
        yield label("tokens", answers=tokens.answers), f"{tokens.prompt:,}, {tokens.completion:,}"


def _wrong_writes(counts: Mapping[str, int], language: str) -> str:
    """The sum, and what it is made of."""
    grave = {name: count for name, count in counts.items() if name not in _COUNTED_APART}
    parts = [f"{say(f'evaluation.wrong.{name}', language)} {count}" for name, count in grave.items() if count]
    told = f" ({', '.join(parts)})" if parts else ""
    return f"{sum(grave.values())}{told}"


def _columns(*names: str, language: str) -> tuple[Column, ...]:
    first, *figures = (say(f"evaluation.column.{name}", language) for name in names)
    return (Column(label=first), *(Column(label=figure, align="right") for figure in figures))


def _row(label: str, accuracy: Accuracy) -> tuple[str, ...]:
    return (label, share_words(accuracy.right), share_words(accuracy.books), share_words(accuracy.held_out))
