"""`zhanggui ingest` and `knowledge rebuild`: the knowledge base, by whoever holds its index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.app import Application
from assistant.cli.opening import opened
from assistant.cli.reporting import DONE, REFUSED, tell
from assistant.queue import REBUILD_INDEX, SYNCHRONISE_INDEX, UPKEEP, defer
from assistant.replies.present import present_refusal
from core.errors import Invalid
from knowledge.documents import Audience
from knowledge.ingest import IngestReport


class AudienceUnknown(Invalid):
    """There is no such audience. Facts: audience, allowed."""


def ingest(paths: Sequence[Path], *, audience: str) -> int:
    """Takes the documents in; where another process holds the index, that one follows."""
    from knowledge import index
    from knowledge.ingest import ingest as take_in

    readers = _audience(audience)
    with opened() as application:
        mine = application.index.try_take()
        report = take_in(
            application.database,
            index.current() if mine else None,
            paths,
            now=application.clock.now(),
            audience=readers,
        )
        if not mine:
            _leave_to_holder(application, SYNCHRONISE_INDEX)
    _tell(report)
    return REFUSED if report.refused else DONE


def rebuild() -> int:
    """Makes the index anew, here or in the process that holds it."""
    with opened() as application:
        if application.index.try_take():
            tell("rebuilt", passages=application.index.rebuild())
        else:
            _leave_to_holder(application, REBUILD_INDEX)
            tell("rebuild_queued")
    return DONE


def _leave_to_holder(application: Application, task: str) -> None:
    with application.database.transaction() as session:
        defer(session, task, {}, queue=UPKEEP)


def _tell(report: IngestReport) -> None:
    tell(
        "ingested",
        added=len(report.added),
        changed=len(report.changed),
        unchanged=len(report.unchanged),
        removed=len(report.removed),
    )
    for one in report.refused:
        print("\n".join(f"{one.path}: {present_refusal(one.refusal, language)[0]}" for language in ("zh", "en")))
    if not report.indexed:
        tell("index_follows")


def _audience(text: str) -> Audience:
    try:
        return Audience(text)
    except ValueError as error:
        raise AudienceUnknown(audience=text[:40], allowed=[each.value for each in Audience]) from error
