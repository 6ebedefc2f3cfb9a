"""What of a sales report is drawn: bars for categories, lines over time, the compared period beside it."""

from __future__ import annotations

from decimal import Decimal

from assistant.replies.blocks import ChartBlock, Series
from assistant.replies.reader import Reader
from assistant.replies.report_words import TIMES, compared_name, compares_rows, measure_heading, period_name, row_labels
from core.money import round_money
from core.reports.views import SalesReport, SalesRow

BARS_MAX = 12
_LINES_MAX = 6


def chart_of(report: SalesReport, reader: Reader) -> ChartBlock | None:
    """The report as a chart, or None where a chart says nothing: under two rows, or two breakdowns without time."""
    if len(report.rows) < 2 or not 1 <= len(report.by) <= 2:
        return None
    over_time = report.by[0] in TIMES
    if len(report.by) == 2:
        return _lines_by_category(report, reader) if over_time else None
    rows = report.rows if over_time else report.rows[:BARS_MAX]
    series = [_series(measure_heading(report, reader), [row.figures.ordered_amount for row in rows], report)]
    if compares_rows(report):
        before = [row.before.ordered_amount if row.before else Decimal(0) for row in rows]
        series.append(_series(compared_name(report, reader), before, report))
    return ChartBlock(
        title=_title(report, reader),
        kind="line" if over_time else "bar",
        labels=tuple(row_labels(report, row, reader)[0] for row in rows),
        series=tuple(series),
        unit=report.currency,
        footnote=reader.say("report.largest", count=len(rows))
        if len(rows) < report.row_count and not over_time
        else "",
    )


def _lines_by_category(report: SalesReport, reader: Reader) -> ChartBlock | None:
    """One line for each of the largest categories, zero where a time has nothing of it."""
    times = list(dict.fromkeys(row.labels[0].key for row in report.rows))
    sums: dict[str, Decimal] = {}
    for row in report.rows:
        sums[row.labels[1].key] = sums.get(row.labels[1].key, Decimal(0)) + row.figures.ordered_amount
    if len(times) < 2:
        return None
    shown = sorted(sums, key=lambda key: -sums[key])[:_LINES_MAX]
    by_place: dict[tuple[str, str], SalesRow] = {(row.labels[0].key, row.labels[1].key): row for row in report.rows}
    first = {row.labels[1].key: row for row in reversed(report.rows)}
    labels = {row.labels[0].key: row_labels(report, row, reader)[0] for row in report.rows}
    series = []
    for key in shown:
        cells = [by_place.get((time, key)) for time in times]
        values = [cell.figures.ordered_amount if cell else Decimal(0) for cell in cells]
        series.append(_series(row_labels(report, first[key], reader)[1], values, report))
    return ChartBlock(
        title=_title(report, reader),
        kind="line",
        labels=tuple(labels[time] for time in times),
        series=tuple(series),
        unit=report.currency,
        footnote=reader.say("report.largest", count=len(shown)) if len(shown) < len(sums) else "",
    )


def _series(name: str, values: list[Decimal], report: SalesReport) -> Series:
    return Series(name=name, values=tuple(f"{round_money(value, report.currency):f}" for value in values))


def _title(report: SalesReport, reader: Reader) -> str:
    measure, period = measure_heading(report, reader), period_name(report, reader)
    return reader.say("report.title", measure=measure, period=period)
