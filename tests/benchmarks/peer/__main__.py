"""Performs product and peer, one after the other, and writes the report: `python -m tests.benchmarks.peer --help`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from assistant.app.planning import make_planners
from assistant.cli.evaluating import NoModelSet
from assistant.evaluation.databases import throw_away_server
from assistant.evaluation.performing import Theatre
from assistant.evaluation.sets import read_set
from assistant.evaluation.talks import Talk
from assistant.evaluation.template import demo_template
from assistant.models.endpoint import DEFAULT_MODEL
from assistant.settings import Settings, read_settings
from core.database.embedded import EmbeddedServer
from tests.benchmarks.peer.comparison import Run, report
from tests.benchmarks.peer.looping import PeerPlanners, PeerPlanning, PeerTaker
from tests.benchmarks.peer.rows import Row, Side, read_rows, row_of, write_row
from tests.benchmarks.peer.sampling import stratified


def main(arguments: Sequence[str] | None = None) -> int:
    """Performs what is left to perform, within the time there is, and writes the report of all that was."""
    wanted = _wanted(arguments)
    settings = _settings(wanted)
    talks = stratified(read_set(wanted.set), wanted.sample, seed=wanted.seed)[: wanted.first]
    if wanted.afresh:
        wanted.rows.unlink(missing_ok=True)
    with throw_away_server() as server, demo_template(server, server.home / "index") as template:
        for side in wanted.sides:
            theatre = open_theatre(side, server, template, settings)
            try:
                perform(theatre, side, talks, wanted.rows, minutes=wanted.minutes)
            finally:
                theatre.close()
    run = Run(
        set_name=wanted.set,
        model=settings.model_name or DEFAULT_MODEL,
        sample=wanted.sample,
        seed=wanted.seed,
        deadline_s=wanted.deadline,
        fast_path=wanted.fast_path,
        began_on=date.today().isoformat(),
    )
    names = {talk.id for talk in talks}
    written = report([row for row in read_rows(wanted.rows) if row.talk in names], run)
    wanted.report.parent.mkdir(parents=True, exist_ok=True)
    wanted.report.write_text(written, encoding="utf-8")
    print(written.partition("## By language")[0])
    print(wanted.report)
    return 0


def open_theatre(side: Side, server: EmbeddedServer, template: str, settings: Settings) -> Theatre:
    """Where that side performs."""
    if side is Side.PRODUCT:
        return Theatre(server, template, partial(make_planners, settings), by_model=True)
    make = partial(PeerPlanners, settings)
    return Theatre(server, template, make, by_model=True, plan=PeerPlanning, take=PeerTaker)


def perform(theatre: Theatre, side: Side, talks: Sequence[Talk], rows: Path, *, minutes: float | None = None) -> None:
    """Performs the talks that the side has not performed yet, each kept at once; none begins after the minutes."""
    done = {row.talk for row in read_rows(rows) if row.side is side}
    left = [talk for talk in talks if talk.id not in done]
    began = time.monotonic()
    for number, talk in enumerate(left, start=1):
        spent_s = time.monotonic() - began
        if minutes is not None and spent_s > minutes * 60:
            print(f"{side}: {len(left) - number + 1} left after {minutes:g} minutes; run again to go on", flush=True)
            return
        try:
            row = row_of(side, theatre.perform(talk, is_last=number == len(left)))
        except Exception as error:
            print(f"{side}: {talk.id} could not be performed to its end: {error!r}", file=sys.stderr)
            row = row_of(side, theatre.give_up(talk, error))
        write_row(rows, row)
        print(f"{side} {number}/{len(left)} {spent_s:5.0f} s {_mark(row)} {talk.id}", flush=True)


def _mark(row: Row) -> str:
    return "✓" if row.told else "✗"


def _settings(wanted: argparse.Namespace) -> Settings:
    settings = read_settings()
    if settings.model_url is None and settings.model_key is None:
        raise NoModelSet()
    changed = {"model_deadline_s": wanted.deadline, "model_fast_path": wanted.fast_path}
    return settings.model_copy(update=changed)


def _wanted(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.peer", description=__doc__)
    parser.add_argument("--set", default="tests/conversations", help="folder or file of talks")
    parser.add_argument("--sample", type=int, default=60, help="how many of them, spread over languages and kinds")
    parser.add_argument("--seed", type=int, default=7, help="which ones")
    parser.add_argument("--first", type=int, default=None, help="only the first so many of the sample")
    parser.add_argument("--deadline", type=float, default=120.0, help="seconds a turn")
    parser.add_argument("--minutes", type=float, default=None, help="begin no talk after so many minutes of a side")
    parser.add_argument("--fast-path", choices=["off", "reads", "on"], default="off", help="of the product")
    parser.add_argument("--sides", nargs="+", type=Side, choices=list(Side), default=list(Side))
    parser.add_argument(
        "--rows", type=Path, default=Path("peer.jsonl"), help="what was performed; a second run goes on"
    )
    parser.add_argument("--afresh", action="store_true", help="forget what was performed")
    parser.add_argument("--report", type=Path, default=Path("peer.md"), help="where the report goes")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
