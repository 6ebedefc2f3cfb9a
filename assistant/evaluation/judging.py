"""Whether a turn did what its talk expects: the calls, the card, the question, and the few words that must be there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from assistant.evaluation.books import agrees, plain
from assistant.evaluation.complaints import Complaint
from assistant.evaluation.talks import Expected, ExpectedCall
from core import operations
from core.actor import Actor
from core.calendar import Period
from core.catalog.facts import facts_of, unit_of
from core.errors import Refusal
from core.operations import Effect, Reference

_WRITTEN = ("ok", "proposed")
_LINES = "lines"


@dataclass(frozen=True, slots=True)
class Made:
    """A call of a turn with its arguments as values: codes, ISO days, and lines in stock units by product."""

    operation: str
    outcome: str
    refusal: str | None
    arguments: Mapping[str, Any]

    @property
    def is_write(self) -> bool:
        """Whether it wrote, or showed a card that would."""
        operation = operations.find(self.operation)
        return operation is not None and operation.effect is Effect.COMMAND and self.outcome in _WRITTEN

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.arguments.items())
        return f"{self.operation}({told}) {self.outcome}{f' {self.refusal}' if self.refusal else ''}"


def judge_turn(
    reply: Mapping[str, Any],
    made: Sequence[Made],
    expected: Expected,
    *,
    before: Mapping[str, Any] | None,
    asks: bool,
    language: str,
) -> Iterator[Complaint]:
    """Each thing that is not as expected; what would have been written unasked comes first.

    `before` is what the same person was answered last.
    """
    taken, missing = matched(made, expected.operations)
    if expected.proposal != "executed":
        for one in made:
            if one.is_write and one not in taken:
                yield Complaint("unasked_write", call=one)
    for wanted in missing:
        yield Complaint("missing_call", call=_told(wanted), made="; ".join(map(str, made)) or "–")
    status = (reply["proposal"] or {}).get("status", "none")
    if expected.proposal is not None and status != expected.proposal:
        yield Complaint("proposal", status=status, wanted=expected.proposal)
    if expected.question is not None and expected.question != asks:
        yield Complaint("nothing_asked" if expected.question else "something_asked")
    if reply["language"] != language:
        yield Complaint("language", answered=reply["language"], wanted=language)
    yield from _judge_words(reply, expected)
    if expected.same_as_before and (before is None or _unnumbered(before) != _unnumbered(reply)):
        yield Complaint("differs_from_before")


def understood(
    session: Session, calls: Sequence[Mapping[str, Any]], *, actor: Actor, now: datetime
) -> tuple[Made, ...]:
    """The calls of a reply with their arguments resolved; where that is refused, as they were written."""
    return tuple(
        Made(call["operation"], call["outcome"], call["refusal"], _values(session, call, actor, now)) for call in calls
    )


def shown_in(reply: Mapping[str, Any]) -> str:
    """Everything a person reads of a reply."""
    return "\n".join([reply["text"], *(text for block in reply["blocks"] for text in _texts(block))])


def asks_in_words(reply: Mapping[str, Any]) -> bool:
    """Whether a model's words ask instead of telling what was found."""
    sound = any(call["outcome"] in ("ok", "proposed") for call in reply["calls"])
    return not sound and ("?" in reply["text"] or "？" in reply["text"])


def matched(made: Sequence[Made], wanted: Sequence[ExpectedCall]) -> tuple[list[Made], list[ExpectedCall]]:
    """The calls that were wanted, taken in order, and what was wanted and not made."""
    taken: list[Made] = []
    missing: list[ExpectedCall] = []
    start = 0
    for one in wanted:
        place = next((at for at in range(start, len(made)) if _fits(made[at], one)), None)
        if place is None:
            missing.extend(() if one.optional else (one,))
        else:
            taken.append(made[place])
            start = place + 1
    return taken, missing


def _judge_words(reply: Mapping[str, Any], expected: Expected) -> Iterator[Complaint]:
    shown = shown_in(reply)
    folded = shown.casefold()
    if not shown.strip():
        yield Complaint("nothing_said")
    for wanted in expected.text_has:
        if not any(one.casefold() in folded for one in wanted.split("|")):
            yield Complaint("not_shown", wanted=repr(wanted))
    for unwanted in expected.text_lacks:
        if unwanted.casefold() in folded:
            yield Complaint("shown", unwanted=repr(unwanted))
    if expected.cited is not None and expected.cited != bool(reply["citations"]):
        yield Complaint("cites_nothing" if expected.cited else "cites_documents")
    types = {block["type"] for block in reply["blocks"]}
    for kind in expected.blocks:
        if not types & set(kind.split("|")):
            yield Complaint("no_block", block=kind)


def _fits(made: Made, wanted: ExpectedCall) -> bool:
    return (
        made.operation in wanted.names
        and made.outcome == wanted.outcome
        and (wanted.refusal is None or made.refusal in wanted.refusal.split("|"))
        and all(agrees(_value_of(made, name), value) for name, value in wanted.given.items())
        and not any(name in made.arguments for name in wanted.without)
    )


def _value_of(made: Made, name: str) -> object:
    """The argument of a call; what is left out is what the operation takes without it."""
    if name in made.arguments:
        return made.arguments[name]
    operation = operations.find(made.operation)
    parameter = operation.parameters.get(name) if operation is not None else None
    return None if parameter is None or parameter.default is parameter.empty else parameter.default


def _told(wanted: ExpectedCall) -> str:
    given = ", ".join(f"{name}={value}" for name, value in wanted.given.items())
    without = "".join(f", no {name}" for name in wanted.without)
    return f"{wanted.call}({given}{without}) {wanted.outcome}{f' {wanted.refusal}' if wanted.refusal else ''}"


def _values(session: Session, call: Mapping[str, Any], actor: Actor, now: datetime) -> dict[str, Any]:
    arguments: dict[str, Any] = dict(call["arguments"])
    if call["outcome"] not in _WRITTEN:
        return arguments
    try:
        values = operations.understand(session, call["operation"], arguments, actor=actor, now=now)
    except Refusal:
        return arguments
    on = actor.today(now)
    operation = operations.find(call["operation"])
    if operation is not None and operation.effect is Effect.COMMAND:
        values = values.model_copy(update=_in_stock_units(session, values, on))
    return {
        name: _by_product(session, value, on) if name == _LINES else _plain(value)
        for name, value in values
        if name in values.model_fields_set and value is not None
    }


def _in_stock_units(session: Session, values: Any, on: date) -> dict[str, Any]:  # noqa: ANN401 - an operation's own
    """What is said of one product in packs, as the stock units a talk expects."""
    unit, product = getattr(values, "unit", None), getattr(values, "product", None)
    if unit is None or product is None:
        return {}
    facts = facts_of(session, {product.id}, on)[product.id]
    factor = facts.factor_of(unit_of(session, facts, unit))
    figures = {name: getattr(values, name, None) for name in ("quantity", "counted")}
    return {name: figure * factor for name, figure in figures.items() if figure is not None} | {"unit": None}


def _by_product(session: Session, lines: Sequence[Any], on: date) -> dict[str, str | None]:
    """Stock units by product: 2 cartons of 12 are the 24 that a talk expects."""
    facts = facts_of(session, {line.product.id for line in lines}, on)
    sums: dict[str, Decimal] = {}
    for line in lines:
        product = facts[line.product.id]
        amount = line.quantity * product.factor_of(unit_of(session, product, line.unit))
        sums[product.code] = sums.get(product.code, Decimal(0)) + amount
    return {code: plain(amount) for code, amount in sums.items()}


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, Reference):
        return value.code
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Period | date):
        return str(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


def _unnumbered(reply: Mapping[str, Any]) -> str:
    return re.sub(r"[A-Z]+-\d{4}-\d+", "#", shown_in(reply))


def _texts(block: object) -> Iterator[str]:
    """The texts of a block, without what nobody reads: types, ids, addresses and the actions of buttons."""
    if isinstance(block, str):
        yield block
    elif isinstance(block, Mapping):
        for name, value in block.items():
            if name not in ("type", "action", "proposal", "document", "url", "style", "align", "level", "tone"):
                yield from _texts(value)
    elif isinstance(block, Sequence):
        for value in block:
            yield from _texts(value)
