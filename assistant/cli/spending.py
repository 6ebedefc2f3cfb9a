"""`zhanggui usage`: what the large model has cost. For whoever may read the company's data here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal

import orjson
from pydantic_core import to_jsonable_python

from assistant.channels.terminal.styles import PLAIN
from assistant.channels.terminal.tables import draw_table
from assistant.cli.help import terminal_language
from assistant.cli.opening import company_actor, opened
from assistant.cli.reporting import DONE
from assistant.models.statement import By, Line, statement
from assistant.replies.blocks import Column, TableBlock
from assistant.replies.words import say
from core.errors import Invalid

_COLUMNS = 110


class SummedUnknown(Invalid):
    """The account is not summed up by that. Facts: by, allowed."""


def usage(*, by: str, days: int, as_json: bool) -> int:
    """Prints the account of the last days, today included."""
    if by not in set(By):
        raise SummedUnknown(by=by[:40], allowed=list(By))
    with opened() as application, application.database.transaction() as session:
        today = company_actor(session).today(application.clock.now())
        lines = statement(session, since=today - timedelta(days=days - 1), by=By(by))
    if as_json:
        print(orjson.dumps({"by": by, "days": days, "lines": to_jsonable_python([*map(asdict, lines)])}).decode())
    elif not lines:
        print(say("usage.nothing", terminal_language(), days=days))
    else:
        print("\n".join(draw_table(_table(lines, By(by), terminal_language()), columns=_COLUMNS, styles=PLAIN)))
    return DONE


def _table(lines: Sequence[Line], by: By, language: str) -> TableBlock:
    names = ("turns", "answers", "prompt_tokens", "completion_tokens", "cost")
    columns = [Column(label=say(f"usage.by.{by.value}", language))]
    columns += [Column(label=say(f"usage.column.{name}", language), align="right") for name in names]
    rows = [
        (
            line.label or say("usage.visitors", language),
            f"{line.turns:,}",
            f"{line.answers:,}",
            f"{line.prompt_tokens:,}{'*' if line.estimated else ''}",
            f"{line.completion_tokens:,}{'*' if line.estimated else ''}",
            _cost(line.cost, line.currency),
        )
        for line in lines
    ]
    footnote = say("usage.estimated", language) if any(line.estimated for line in lines) else ""
    return TableBlock(columns=tuple(columns), rows=tuple(rows), footnote=footnote)


def _cost(cost: Decimal, currency: str) -> str:
    return f"{currency} {cost.quantize(Decimal('0.0001')):,}" if cost else "–"
