"""The files replies carry: addressed when a turn is recorded, made when somebody fetches them.

Nothing is kept for a file but the turn. It is made of the result that was recorded with the turn, so its figures are
those that were shown, however the books have changed since.

A file's address is its turn and its place among the turn's files. Blocks and calls of a turn are in one order, so the
n-th file of a reply was offered for the n-th result that has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy.orm import Session

from assistant.history import TurnRow
from assistant.replies.blocks import Block, FileBlock
from assistant.replies.papers import PRINTED, Printed, paper_of
from assistant.replies.reader import Reader
from assistant.replies.report_files import has_file
from core import company, operations
from core.errors import NotFound
from core.operations import Operation
from core.reports.views import SalesReport

_ADDRESS = re.compile(r"/files/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([0-9]{1,3})")


class FileUnknown(NotFound):
    """No such file, or not one of this person's, or one of a result that no version since could read."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was offered, and what it is made of."""

    name: str
    media_type: str
    result: SalesReport | Printed
    language: str
    zone: ZoneInfo

    def content(self) -> bytes:
        """The file, made now; that takes some ten milliseconds, so better not in a transaction."""
        # Lazy: these load the libraries for spreadsheets and for PDF files.
        if isinstance(self.result, SalesReport):
            from assistant.replies.spreadsheet import report_workbook

            return report_workbook(self.result, self.language, zone=self.zone)
        from assistant.replies.pdf import draw

        return draw(paper_of(self.result, Reader.for_paper(self.language, self.zone)))


def addressed(blocks: Sequence[Block], turn_id: UUID) -> tuple[Block, ...]:
    """The blocks of a turn that is being recorded, with the addresses of the files offered among them.

    A file that has its address was offered by an earlier turn and keeps it.
    """
    places = count()
    return tuple(
        block.model_copy(update={"url": f"/files/{turn_id}/{next(places)}"})
        if isinstance(block, FileBlock) and not block.url
        else block
        for block in blocks
    )


def own_file(session: Session, address: str, *, user_id: UUID | None) -> File:
    """The file at this address, for the person it was offered to; refuses `FileUnknown`."""
    row, place = _found(session, address)
    if user_id is None or row.user_id != user_id:
        raise FileUnknown()
    return _file(session, row, address, place)


def file_to_send(session: Session, address: str) -> File:
    """The file at this address, whoever it was offered to: to be sent where its reply is; refuses `FileUnknown`."""
    row, place = _found(session, address)
    return _file(session, row, address, place)


def _found(session: Session, address: str) -> tuple[TurnRow, int]:
    match = _ADDRESS.fullmatch(address)
    row = None if match is None else session.get(TurnRow, UUID(match[1]))
    if match is None or row is None:
        raise FileUnknown()
    return row, int(match[2])


def _file(session: Session, row: TurnRow, address: str, place: int) -> File:
    offered = next((block for block in row.reply["blocks"] if block.get("url") == address), None)
    result = next(islice(_filed(row.calls), place, None), None)
    if offered is None or result is None:
        raise FileUnknown()
    zone = company.current(session).zone
    return File(offered["name"], offered["media_type"], result, row.language, zone)


def _filed(calls: Sequence[Mapping[str, Any]]) -> Iterator[SalesReport | Printed]:
    """The results of a turn that have a file, in order."""
    for call in calls:
        operation = operations.find(call["operation"])
        if operation is not None and operation.returns in (SalesReport, *PRINTED) and call["outcome"] == "ok":
            result = _read(operation, call["result"])
            if not isinstance(result, SalesReport) or has_file(result):
                yield result


def _read(operation: Operation, result: object) -> SalesReport | Printed:
    try:
        read: SalesReport | Printed = operation.result.validate_python(result)
    except ValidationError as error:
        raise FileUnknown() from error
    return read
