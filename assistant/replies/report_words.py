"""The words a report is made of: what its figures are, names of its measure, periods, rows and filters."""

from __future__ import annotations

from decimal import Decimal

from assistant.replies import days
from assistant.replies.reader import Reader
from core.reports.views import Dimension, Label, SalesReport, SalesRow

TIMES = frozenset({Dimension.DAY, Dimension.WEEK, Dimension.MONTH})


def what_it_is(report: SalesReport, reader: Reader) -> str:
    """What the figures are: measure, currency, period, filters, rows, as of when."""
    parts = [
        reader.say(f"report.measure.{report.measure}.is"),
        reader.say("report.currency", currency=report.currency),
        reader.say("report.period", period=period_name(report, reader)),
    ]
    if report.own_customers_only:
        parts.append(reader.say("report.own_customers"))
    if report.filters:
        names = reader.listed([label_words(label, reader) for label in report.filters])
        parts.append(reader.say("report.only", names=names))
    if len(report.rows) < report.row_count:
        parts.append(reader.say("report.some_rows", shown=len(report.rows), count=report.row_count))
    elif report.by:
        parts.append(reader.say("report.rows", count=report.row_count))
    if report.first_fact_on is not None and report.period.start_on < report.first_fact_on:
        parts.append(reader.say("report.begins", day=days.day_only(report.first_fact_on, reader.language)))
    parts.append(reader.say("report.as_of", at=reader.moment(report.as_of)))
    return reader.say("report.separator").join(parts)


def measure_name(report: SalesReport, reader: Reader) -> str:
    """订单额 / ordered amount."""
    return reader.say(f"report.measure.{report.measure}.name")


def measure_heading(report: SalesReport, reader: Reader) -> str:
    """The measure's name as a heading."""
    return reader.say(f"report.measure.{report.measure}.heading")


def period_name(report: SalesReport, reader: Reader) -> str:
    """The period in words."""
    return days.period_words(report.period, reader.language)


def compared_name(report: SalesReport, reader: Reader, *, form: str = "heading") -> str:
    """What the period is held against: a year before, or the period before it; `form` is heading or in_text."""
    before = report.compared_with
    year_before = before is not None and before == report.period.year_before()
    return reader.say(f"report.{'year_before' if year_before else 'period_before'}.{form}")


def row_labels(report: SalesReport, row: SalesRow, reader: Reader) -> tuple[str, ...]:
    """A row's labels in the reader's language, days and months as they are written there."""
    return tuple(
        time_words(dimension, label, reader) if dimension in TIMES else label_words(label, reader)
        for dimension, label in zip(report.by, row.labels, strict=True)
    )


def label_words(label: Label, reader: Reader) -> str:
    """A name, its key where it has none, and words for no value at all."""
    return reader.name(label.name_zh, label.name_en, label.key) or reader.say("report.without")


def time_words(dimension: Dimension, label: Label, reader: Reader) -> str:
    """A day, week or month by its first day."""
    first = reader.today.fromisoformat(label.key)
    if dimension is Dimension.MONTH:
        return days.month_words(first, reader.language)
    if dimension is Dimension.WEEK:
        return days.week_words(first, reader.language)
    return reader.day(first)


def compares_rows(report: SalesReport) -> bool:
    """Whether rows can be held against those before: times differ from period to period, so theirs cannot."""
    if report.total_before is None or not report.rows:
        return False
    of_rows = sum((row.before.ordered_amount for row in report.rows if row.before), Decimal(0))
    return bool(of_rows) or not report.total_before.ordered_amount
