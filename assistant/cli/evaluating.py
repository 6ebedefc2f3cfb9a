"""`zhanggui eval`: how well the assistant does in whole conversations. Everything is done on throw-away books."""

from __future__ import annotations

import importlib.metadata
import logging
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import get_args

import orjson

from assistant.app.planning import make_planners
from assistant.channels.terminal.styles import PLAIN
from assistant.channels.terminal.tables import draw_table
from assistant.cli.help import terminal_language
from assistant.cli.reporting import DONE, FAULT, INTERRUPTED
from assistant.evaluation.databases import throw_away_server
from assistant.evaluation.figure_tables import figure_tables, share_words
from assistant.evaluation.performances import Performance
from assistant.evaluation.performing import Theatre
from assistant.evaluation.report import Evaluation, markdown, told
from assistant.evaluation.sets import chosen, read_set
from assistant.evaluation.talks import Talk
from assistant.evaluation.template import demo_template
from assistant.models import FastPath
from assistant.models.endpoint import DEFAULT_MODEL
from assistant.replies.words import say
from assistant.settings import Settings, read_settings
from assistant.turn import PlannerName
from core.database.placement import prepare_home
from core.errors import Invalid, Refusal

_log = logging.getLogger(__name__)

_COLUMNS = 110
_STANDARD_OUTPUT = "-"
_FOLDER = "evaluations"
_LIMITS = (
    "model_tokens_turn", "model_tokens_conversation", "model_tokens_user_day", "model_tokens_day", "model_cost_day",
)  # fmt: skip


class PlannerUnknown(Invalid):
    """There is no such planner. Facts: planner, allowed."""


class FastPathUnknown(Invalid):
    """There is no such fast path. Facts: fast_path, allowed."""


class NoModelSet(Invalid):
    """A model is to be evaluated and none is set up."""


class ReportNotWritten(Invalid):
    """The system does not let us write there. Facts: path, said (the system's words)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be evaluated, and where the figures go. `json_to` is a path, or - for the standard output."""

    set_name: str
    planner: str = "builtin"
    runs: int = 1
    only: Sequence[str] = ()
    sample: int | None = None
    failures: bool = False
    report: Path | None = None
    json_to: str | None = None
    deadline_s: float = 120.0
    at_least: float | None = None
    fast_path: str = "off"

    @property
    def only_json(self) -> bool:
        """Whether the standard output is for a program."""
        return self.json_to == _STANDARD_OUTPUT


OpenTheatre = Callable[[Settings, bool], AbstractContextManager[Theatre]]


@contextmanager
def throw_away_theatre(settings: Settings, by_model: bool) -> Iterator[Theatre]:
    """A theatre on a PostgreSQL of its own, of which nothing is left."""
    with throw_away_server() as server, demo_template(server, server.home / "index") as template:
        theatre = Theatre(server, template, partial(make_planners, settings), by_model=by_model)
        try:
            yield theatre
        finally:
            theatre.close()


def evaluate(wanted: Wanted, open_theatre: OpenTheatre = throw_away_theatre) -> int:
    """Performs the talks, prints and writes what came of them. Exit code 1 where fewer are right than were to be.

    Whoever interrupts it gets the figures of what was performed until then, and exit code 130.
    """
    planner = _planner(wanted.planner)
    settings = _settings(planner, wanted)
    only = [name for text in wanted.only for name in re.split(r"[,\s]+", text.strip()) if name]
    talks = chosen(read_set(wanted.set_name), only=only, sample=wanted.sample)
    began_at = datetime.now(UTC).astimezone()
    report = wanted.report or _usual_report(settings, wanted, began_at)
    _check_writable(report, wanted)
    performances: list[Performance] = []
    with open_theatre(settings, planner == "model") as theatre, suppress(KeyboardInterrupt):
        for performance in _performed(theatre, talks, wanted.runs):
            performances.append(performance)
    if not performances:
        raise KeyboardInterrupt
    evaluation = Evaluation(
        set_name=Path(wanted.set_name).name or wanted.set_name,
        planner=planner,
        model=(settings.model_name or DEFAULT_MODEL) if planner == "model" else None,
        version=importlib.metadata.version("zhanggui"),
        began_at=began_at,
        performances=performances,
        wanted=len(talks) * wanted.runs,
    )
    return _tell(evaluation, wanted, report)


def _planner(text: str) -> PlannerName:
    for name in get_args(PlannerName):
        if text == name:
            known: PlannerName = name
            return known
    raise PlannerUnknown(planner=text[:40], allowed=list(get_args(PlannerName)))


def _settings(planner: PlannerName, wanted: Wanted) -> Settings:
    """The settings of the environment, with the deadline of evaluations and no limits: those are for people."""
    if wanted.fast_path not in set(FastPath):
        raise FastPathUnknown(fast_path=wanted.fast_path[:40], allowed=list(FastPath))
    settings = read_settings()
    if planner == "builtin":
        return settings.model_copy(update={"model_url": None, "model_key": None})
    if settings.model_url is None and settings.model_key is None:
        raise NoModelSet()
    chosen = {"model_deadline_s": wanted.deadline_s, "model_fast_path": wanted.fast_path}
    return settings.model_copy(update={**dict.fromkeys(_LIMITS), **chosen})


def _performed(theatre: Theatre, talks: Sequence[Talk], runs: int) -> Iterator[Performance]:
    """All talks once, then all again: what changes with time changes all of them."""
    total = len(talks) * runs
    for number, (run, talk) in enumerate(((run, talk) for run in range(1, runs + 1) for talk in talks), start=1):
        if sys.stderr.isatty():
            print(f"\r{number}/{total} {talk.id[:60]:60}", end="\n" if number == total else "", file=sys.stderr)
        try:
            yield theatre.perform(talk, run=run, is_last=number == total)
        except Refusal:  # of the database or the disk: nothing that follows would go better
            raise
        except Exception as error:
            _log.exception("the talk %s could not be performed to its end", talk.id)
            yield theatre.give_up(talk, error, run=run)


def _tell(evaluation: Evaluation, wanted: Wanted, report: Path) -> int:
    language = terminal_language()
    figures = evaluation.figures
    out = sys.stderr if wanted.only_json else sys.stdout
    if wanted.failures:
        for failure in evaluation.failures:
            print("\n".join([*told(failure, language), ""]), file=out)
    if not wanted.only_json:
        print(f"{evaluation.title(language)}\n{evaluation.about(language)}\n")
        for table in figure_tables(figures, language):
            print("\n".join([*draw_table(table, columns=_COLUMNS, styles=PLAIN), ""]))
    _write(report, markdown(evaluation, language))
    if wanted.json_to is not None:
        content = orjson.dumps(evaluation.as_json() | {"report": str(report)}).decode()
        print(content) if wanted.only_json else _write(Path(wanted.json_to), f"{content}\n")
    print(say("evaluation.written", language, path=str(report)), file=out)
    if not evaluation.is_complete:
        return INTERRUPTED
    ratio = figures.all.right.ratio
    if wanted.at_least is None or (ratio is not None and ratio * 100 >= wanted.at_least):
        return DONE
    share, least = share_words(figures.all.right), f"{wanted.at_least:g}%"
    print(say("evaluation.below", language, share=share, wanted=least), file=sys.stderr)
    return FAULT


def _usual_report(settings: Settings, wanted: Wanted, began_at: datetime) -> Path:
    name = f"{Path(wanted.set_name).stem or 'talks'}-{wanted.planner}-{began_at:%Y%m%d-%H%M%S}.md"
    return prepare_home(settings.home) / _FOLDER / name


def _check_writable(report: Path, wanted: Wanted) -> None:
    """Refuses a place that cannot be written before anything is performed: that may take hours."""
    paths = [report, *([Path(wanted.json_to)] if wanted.json_to is not None and not wanted.only_json else [])]
    for path in paths:
        was_there = path.exists()
        with _refusing(path), path.open("ab"):
            pass
        if not was_there:
            path.unlink()


def _write(path: Path, content: str) -> None:
    with _refusing(path):
        path.write_text(content, encoding="utf-8")


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Makes the path's folder, and refuses where the system does."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise ReportNotWritten(path=str(path), said=error.strerror or str(error)) from error
