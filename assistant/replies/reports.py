"""The sales report in words: what the figures are, a table with its total, a chart, a file, and what to ask next.

The file for a spreadsheet is named in `report_files` and made in `spreadsheet`, the picture of the chart in `charts`.
"""

from __future__ import annotations

from decimal import Decimal

from assistant.replies import figures
from assistant.replies.blocks import Block, Button, ButtonsBlock, Column, TableBlock, TextBlock
from assistant.replies.reader import Reader
from assistant.replies.report_chart import chart_of
from assistant.replies.report_files import file_of
from assistant.replies.report_words import (
    TIMES,
    compared_name,
    compares_rows,
    label_words,
    measure_heading,
    measure_name,
    period_name,
    row_labels,
    what_it_is,
)
from core.reports.views import Dimension, SalesFigures, SalesReport

_DRILL_DOWN = (Dimension.REGION, Dimension.PRODUCT, Dimension.CUSTOMER, Dimension.MONTH)
_BUTTONS_MAX = 3


def present_sales_report(report: SalesReport, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """The total in a sentence; with a breakdown a table and its file, and a chart from two rows on."""
    text = _sentence(report, reader)
    blocks: list[Block] = []
    if report.rows:
        blocks.append(report_table(report, reader))
        chart = chart_of(report, reader)
        if chart is not None:
            blocks.append(chart)
    else:
        blocks.append(TextBlock(text=what_it_is(report, reader), tone="muted"))
    file = file_of(report, reader)
    if file is not None:
        blocks.append(file)
    if report.total.orders:
        blocks.append(ButtonsBlock(buttons=_next_questions(report, reader)))
    return text, tuple(blocks)


def report_table(report: SalesReport, reader: Reader) -> TableBlock:
    """The rows with a total; the total is the whole report's, also where not all rows are shown."""
    compared, shares = compares_rows(report), TIMES.isdisjoint(report.by)
    labels = [reader.say(f"report.dimension.{dimension.value}") for dimension in report.by]
    if compared:
        measures = ["amount", "before", "change", "orders"]
    else:
        measures = ["amount", *(["share"] if shares else []), "orders", "units"]
    columns = [Column(label=label) for label in labels]
    columns += [Column(label=_heading(measure, report, reader), align="right") for measure in measures]
    blanks = [""] * (len(report.by) - 1)
    total = _cells(report.total, report.total_before, measures, report)
    return TableBlock(
        title=reader.say("report.title", measure=measure_heading(report, reader), period=period_name(report, reader)),
        columns=tuple(columns),
        rows=tuple(
            (*row_labels(report, row, reader), *_cells(row.figures, row.before, measures, report))
            for row in report.rows
        ),
        total=(reader.say("report.total"), *blanks, *total),
        footnote=what_it_is(report, reader),
    )


def _sentence(report: SalesReport, reader: Reader) -> str:
    total = report.total
    facts = {
        "period": period_name(report, reader),
        "measure": measure_name(report, reader),
        "names": reader.listed([label_words(label, reader) for label in report.filters]),
    }
    amount = figures.money(total.ordered_amount, report.currency)
    said = "report.is" if total.orders else "report.nothing"
    text = reader.say(said, amount=amount, orders=total.orders, **facts)
    if total.orders and report.total_before is not None:
        before = report.total_before.ordered_amount
        key = "report.compared" if before > 0 else "report.nothing_before"
        text += reader.say(
            key,
            with_=compared_name(report, reader, form="in_text"),
            change=figures.change(total.ordered_amount, before),
            before=figures.money(before, report.currency),
        )
    if report.period.end_on >= reader.today >= report.period.start_on:
        text += reader.say("report.unfinished")
    return text + reader.say("report.stop")


def _heading(measure: str, report: SalesReport, reader: Reader) -> str:
    if measure == "amount":
        return measure_heading(report, reader)
    if measure == "before":
        return compared_name(report, reader)
    return reader.say(f"report.column.{measure}")


def _cells(now: SalesFigures, before: SalesFigures | None, measures: list[str], report: SalesReport) -> list[str]:
    earlier = before.ordered_amount if before is not None else Decimal(0)
    cells = {
        "amount": figures.plain_amount(now.ordered_amount, report.currency),
        "before": figures.plain_amount(earlier, report.currency),
        "change": figures.change(now.ordered_amount, earlier) or "—",
        "share": _share(now.ordered_amount, report.total.ordered_amount),
        "orders": figures.number(now.orders),
        "units": figures.number(now.units),
    }
    return [cells[measure] for measure in measures]


def _share(part: Decimal, whole: Decimal) -> str:
    return f"{part / whole * 100:.1f}%" if whole > 0 else "—"


def _next_questions(report: SalesReport, reader: Reader) -> tuple[Button, ...]:
    """Breakdowns not asked for yet, and the comparison."""
    asked = set(report.by) | ({Dimension.MONTH} if report.period.days <= 31 else set())
    buttons = [reader.saying(f"press.report_by.{each.value}") for each in _DRILL_DOWN if each not in asked]
    buttons = buttons[: _BUTTONS_MAX - 1]
    if report.compared_with is None:
        buttons.append(reader.saying("press.report_year_before"))
    return tuple(buttons)
