"""How well talks go, by kind, language and role, those held out apart: `python -m tests.conversations.report`.

Names of talks as arguments, or `--failures`, print these talks turn by turn with their traces. `--unseen` performs the
talks that only measure: read their figures, and leave their traces alone, or they measure nothing any more.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from core.database.embedded import EmbeddedServer
from core.database.postmaster import SETTINGS
from tests.conftest import short_folder
from tests.conversations.runner import Performance, Theatre, demo_template
from tests.conversations.talks import read_talks, read_unseen_talks

_TRACE_MAX = 2_000

# These books need not survive a power cut.
_CARELESS = {**SETTINGS, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def main(arguments: Sequence[str]) -> None:
    """Performs the talks and prints the figures, or the talks themselves."""
    wanted = [argument for argument in arguments if not argument.startswith("-")]
    written = read_unseen_talks() if "--unseen" in arguments else read_talks()
    talks = [talk for talk in written if not wanted or talk.id in wanted]
    with short_folder() as folder:
        server = EmbeddedServer.open(folder / "home", _CARELESS)
        with demo_template(server, folder / "index") as template:
            theatre = Theatre(server, template, folder / "cache")
            performances = [theatre.perform(talk) for talk in talks]
            theatre.close()
        server.close()
    if wanted or "--failures" in arguments:
        for performance in performances:
            if wanted or performance.complaints:
                _print_talk(performance)
    _print_figures(performances)


def _print_figures(performances: Sequence[Performance]) -> None:
    seen = [one for one in performances if not one.talk.held_out]
    held_out = [one for one in performances if one.talk.held_out]
    _print_row("all", seen, held_out)
    views: dict[str, Callable[[Performance], str]] = {
        "kind": lambda one: one.talk.kind.value,
        "language": lambda one: one.talk.language,
        "role": lambda one: one.talk.speaker,
    }
    for name, view in views.items():
        print(f"-- by {name}")
        groups: dict[str, list[Performance]] = defaultdict(list)
        for one in performances:
            groups[view(one)].append(one)
        for label, group in sorted(groups.items()):
            _print_row(
                label, [one for one in group if not one.talk.held_out], [one for one in group if one.talk.held_out]
            )
    turns = [turn for one in performances for turn in one.turns]
    right = sum(not turn.complaints for turn in turns)
    unasked = sum("unasked write" in complaint for turn in turns for complaint in turn.complaints)
    print(f"turns {right}/{len(turns)}; unasked or wrong writes shown or made: {unasked}")


def _print_row(label: str, seen: Iterable[Performance], held_out: Iterable[Performance]) -> None:
    print(f"{label:14} {_share(seen):>16}   held out {_share(held_out):>16}")


def _share(performances: Iterable[Performance]) -> str:
    rows = list(performances)
    if not rows:
        return "-"
    right = sum(not row.complaints for row in rows)
    return f"{right}/{len(rows)} ({right / len(rows):.0%})"


def _print_talk(performance: Performance) -> None:
    talk = performance.talk
    print(f"\n=== {talk.id} ({talk.speaker}, {talk.kind.value}{', held out' if talk.held_out else ''})")
    for turn in performance.turns:
        print(f"{turn.speaker} ▸ {turn.said[:200]}")
        print("   " + str(turn.reply.get("text", ""))[:600].replace("\n", "\n   "))
        for call in turn.reply.get("calls", ()):
            print("   call", json.dumps(call, ensure_ascii=False)[:600])
        if turn.complaints:
            print("   trace", json.dumps(turn.trace, ensure_ascii=False, default=str)[:_TRACE_MAX])
        for complaint in turn.complaints:
            print("   !!", complaint)
    for complaint in performance.about_books:
        print("   !!", complaint)


if __name__ == "__main__":
    main(sys.argv[1:])
