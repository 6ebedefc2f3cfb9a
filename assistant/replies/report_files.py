"""The file a report is offered as: which reports have one, and its name. What is in it is made in `spreadsheet`.

Cheap, because it is part of every answer with a report: the file itself is made when somebody fetches it.
"""

from __future__ import annotations

import re

from assistant.replies.blocks import FileBlock
from assistant.replies.reader import Reader
from assistant.replies.report_words import label_words, measure_heading, period_name
from core.reports.views import SalesReport

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

NAME_MAX = 70
"""Characters of a name before its ending: file systems take 255 bytes, and a Chinese character is three."""

_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


def has_file(report: SalesReport) -> bool:
    """Whether the report is worth a file: one that has rows. A single total is said in a sentence."""
    return bool(report.rows)


def file_of(report: SalesReport, reader: Reader) -> FileBlock | None:
    """The report's file, named in the reader's language; its address is written when the turn is recorded."""
    if not has_file(report):
        return None
    dimensions = [reader.say(f"report.dimension.{dimension.value}") for dimension in report.by]
    name = reader.say(
        "report.file",
        measure=measure_heading(report, reader),
        period=period_name(report, reader),
        names=reader.listed([label_words(label, reader) for label in report.filters]),
        dimensions=reader.listed([dimension.lower() for dimension in dimensions]),
    )
    return FileBlock(name=f"{_fit(name)}.xlsx", media_type=MEDIA_TYPE, url="")


def _fit(name: str) -> str:
    """The name without what file systems refuse or what would make it look like another one."""
    return " ".join(_UNFIT.sub(" ", name).split())[:NAME_MAX].strip(" .")
