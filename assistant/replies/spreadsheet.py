"""Tables and reports as XLSX files, with figures as numbers. Imported only when a file is made: it loads openpyxl."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assistant.replies.blocks import TableBlock
from assistant.replies.figures import places_of
from assistant.replies.reader import Reader
from assistant.replies.report_words import compared_name, compares_rows, measure_heading, row_labels, what_it_is
from core.actor import Actor
from core.reports.views import SalesFigures, SalesReport

_Value = str | Decimal | int
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_WIDTH_MAX = 48


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells of one row and how their numbers are written."""

    values: Sequence[_Value]
    formats: Sequence[str] = ()
    bold: bool = False


def report_workbook(report: SalesReport, language: str, *, zone: ZoneInfo | None = None) -> bytes:
    """The sales report as a workbook: what it is, its rows, its total. Times are in `zone`, else in UTC."""
    reader = _reader(report, language, zone)
    money, compared = _money_format(report.currency), compares_rows(report)
    dimensions = [reader.say(f"report.dimension.{dimension.value}") for dimension in report.by] or [""]
    headings = [*dimensions, measure_heading(report, reader)]
    headings += [compared_name(report, reader)] if compared else []
    headings += [reader.say("report.column.orders"), reader.say("report.column.units")]
    amounts = [money, money] if compared else [money]
    formats = ["@"] * len(dimensions) + [*amounts, "#,##0", "#,##0.######"]
    rows = [_Row([what_it_is(report, reader)]), _Row([]), _Row(headings, bold=True)]
    for row in report.rows:
        rows.append(_Row([*row_labels(report, row, reader), *_figures(row.figures, row.before, compared)], formats))
    blanks = [""] * (len(dimensions) - 1)
    total = _figures(report.total, report.total_before, compared)
    rows.append(_Row([reader.say("report.total"), *blanks, *total], formats, bold=True))
    return _workbook(reader.say("report.sheet"), rows, heading=3)


def table_workbook(table: TableBlock) -> bytes:
    """A table as it is shown; cells of right-aligned columns that are figures become numbers."""
    rows = [_Row([column.label for column in table.columns], bold=True)]
    for cells in (*table.rows, *([table.total] if table.total is not None else [])):
        aligned = zip(cells, table.columns, strict=True)
        values = [_number(cell) if column.align == "right" else cell for cell, column in aligned]
        formats = [_format_like(cell) for cell in cells]
        rows.append(_Row(values, formats, bold=cells is table.total))
    rows += [_Row([]), _Row([table.footnote])] if table.footnote else []
    return _workbook(table.title, rows, heading=1)


def _reader(report: SalesReport, language: str, zone: ZoneInfo | None) -> Reader:
    nobody = Actor(user_id=None, login="", name="", roles=frozenset(), language=language, zone=zone or ZoneInfo("UTC"))
    return Reader.of(nobody, report.as_of.astimezone(UTC))


def _workbook(title: str, rows: Sequence[_Row], *, heading: int) -> bytes:
    """One sheet of rows; all above and including row `heading` stays in view."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip() or "1"
    for place, row in enumerate(rows, start=1):
        _write(sheet, place, row)
    sheet.freeze_panes = f"A{heading + 1}"
    for place, column in enumerate(sheet.iter_cols(min_row=heading), start=1):
        widest = max((_width(str(cell.value)) for cell in column if cell.value is not None), default=8)
        sheet.column_dimensions[get_column_letter(place)].width = min(widest + 3, _WIDTH_MAX)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _write(sheet: Worksheet, place: int, row: _Row) -> None:
    for column, value in enumerate(row.values, start=1):
        cell = sheet.cell(row=place, column=column)
        if not isinstance(cell, Cell):
            continue
        if isinstance(value, str):
            cell.value = _FORBIDDEN.sub(" ", value)
            # Text that begins like a formula stays text.
            cell.data_type = "s"
        else:
            cell.value = value
            cell.alignment = Alignment(horizontal="right")
            cell.number_format = row.formats[column - 1]
        if row.bold:
            cell.font = Font(bold=True)


def _figures(now: SalesFigures, before: SalesFigures | None, compared: bool) -> list[_Value]:
    earlier: list[_Value] = [before.ordered_amount if before else Decimal(0)] if compared else []
    return [now.ordered_amount, *earlier, now.orders, now.units]


def _money_format(currency: str) -> str:
    places = places_of(currency)
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _number(cell: str) -> _Value:
    """The number a cell shows, percentages as fractions; text that is no number stays as it is."""
    written = cell.replace(",", "").replace("−", "-").lstrip("+")
    factor = Decimal("0.01") if written.endswith("%") else Decimal(1)
    written = re.sub(r"[¥$€£%]|HK", "", written)
    return Decimal(written) * factor if _FIGURE.fullmatch(written) else cell


def _format_like(cell: str) -> str:
    if cell.endswith("%"):
        return "0.0%"
    places = len(cell.rpartition(".")[2]) if "." in cell else 0
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
