"""An evaluation told: as Markdown with every failure, as JSON, and single talks turn by turn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from assistant.channels.terminal import draw_reply
from assistant.evaluation.figure_tables import figure_tables
from assistant.evaluation.figures import Figures, figures_of
from assistant.evaluation.performances import Performance, Performed
from assistant.replies.blocks import TableBlock
from assistant.replies.words import say
from assistant.turn import PlannerName

_COLUMNS = 100
_SAID_MAX = 300
_REPLY_MAX = 3_000
_CALL_MAX = 600
_TRACE_MAX = 2_000


@dataclass(frozen=True)
class Evaluation:
    """The performances of a set's talks. `model` is the model's name, None for the built-in planner.

    `wanted` is how many performances there would be if nobody had interrupted them.
    """

    set_name: str
    planner: PlannerName
    model: str | None
    version: str
    began_at: datetime
    performances: Sequence[Performance]
    wanted: int

    @cached_property
    def figures(self) -> Figures:
        """What came of them."""
        return figures_of(self.performances, by_model=self.planner == "model")

    @property
    def is_complete(self) -> bool:
        """Whether all were performed that were to be."""
        return len(self.performances) == self.wanted

    @property
    def failures(self) -> list[Performance]:
        """Those that did not come out right."""
        return [one for one in self.performances if one.complaints]

    def as_json(self) -> dict[str, Any]:
        """Everything but the replies: what was evaluated, the figures, and what is wrong with each failure."""
        return {
            "set": self.set_name,
            "planner": self.planner,
            "model": self.model,
            "version": self.version,
            "began_at": self.began_at.isoformat(),
            "complete": self.is_complete,
            "figures": asdict(self.figures),
            "failures": [
                {"talk": one.talk.id, "run": one.run, "complaints": list(one.complaints)} for one in self.failures
            ],
        }

    def title(self, language: str) -> str:
        """What was evaluated."""
        return say("evaluation.title", language, set=self.set_name)

    def about(self, language: str) -> str:
        """By whom, how often and when, and whether somebody interrupted it."""
        planner = say(f"evaluation.planner.{self.planner}", language, model=self.model)
        figures = self.figures
        about = say(
            "evaluation.about",
            language,
            planner=planner,
            talks=figures.talks,
            runs=figures.runs,
            day=self.began_at,
            version=self.version,
        )
        if self.is_complete:
            return about
        left = say("evaluation.interrupted", language, performed=len(self.performances), wanted=self.wanted)
        return f"{about}\n{left}"


def markdown(evaluation: Evaluation, language: str) -> str:
    """The report as a file that people read: the figures, then each failure with its turns, replies and complaints."""
    lines = [f"# {evaluation.title(language)}", "", evaluation.about(language), ""]
    lines += [f"## {say('evaluation.figures', language)}", ""]
    for table in figure_tables(evaluation.figures, language):
        lines += [*_table(table), ""]
    lines += [f"## {say('evaluation.failures', language)}", ""]
    failures = evaluation.failures
    told = "some_failures" if failures else "no_failures"
    lines += [say(f"evaluation.{told}", language, count=len(failures), of=len(evaluation.performances)), ""]
    for failure in failures:
        turns = "\n".join(_turns(failure, language, with_traces=False))
        fence = "~" * max(3, 1 + max((len(run) for run in _runs_of("~", turns)), default=0))
        lines += [f"### {heading(failure, language)}", "", fence, turns, fence, ""]
    return "\n".join(lines)


def told(performance: Performance, language: str) -> Iterator[str]:
    """A talk turn by turn, with how the turns that went wrong were understood."""
    yield f"=== {heading(performance, language)}"
    yield from _turns(performance, language, with_traces=True)


def heading(performance: Performance, language: str) -> str:
    """The talk's name, who speaks, what about, and which time."""
    talk = performance.talk
    facts = {"talk": talk.id, "login": talk.speaker, "spoken": talk.language, "kind": talk.kind.value}
    parts = [say("evaluation.failing", language, **facts)]
    if talk.held_out:
        parts.append(say("evaluation.column.held_out", language))
    if performance.run > 1:
        parts.append(say("evaluation.run", language, run=performance.run))
    return " · ".join(parts)


def _turns(performance: Performance, language: str, *, with_traces: bool) -> Iterator[str]:
    for turn in performance.turns:
        yield f"{turn.speaker} ▸ {turn.said[:_SAID_MAX]}"
        yield from (f"    {line}".rstrip() for line in _answered(turn))
        for call in turn.reply.get("calls", ()):
            yield f"    → {json.dumps(call, ensure_ascii=False)[:_CALL_MAX]}"
        if with_traces and turn.complaints:
            yield f"    ⋯ {json.dumps(turn.trace, ensure_ascii=False, default=str)[:_TRACE_MAX]}"
        for complaint in turn.complaints:
            yield f"    ✗ {complaint.said(language)}"
    for complaint in performance.about_books:
        yield f"✗ {complaint.said(language)}"


def _answered(turn: Performed) -> list[str]:
    """The reply as a terminal shows it."""
    return draw_reply(turn.reply, columns=_COLUMNS)[:_REPLY_MAX].split("\n") if turn.reply else []


def _table(table: TableBlock) -> Iterator[str]:
    if table.title:
        yield f"### {table.title}"
        yield ""
    yield _cells(column.label for column in table.columns)
    yield _cells("---" if column.align == "left" else "--:" for column in table.columns)
    yield from (_cells(row) for row in table.rows)


def _cells(cells: Iterator[str] | Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '·') for cell in cells)} |"


def _runs_of(character: str, text: str) -> Iterator[str]:
    return (run.group() for run in re.finditer(f"{re.escape(character)}+", text))
