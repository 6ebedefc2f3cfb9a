"""Commands that are tried out (试算) rather than given, and what was tried wanted after all.

"如果给华东医院500套、打9折、月底付款呢？" runs the order in the books and takes it back; "就这么办" makes a card of it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from assistant.builtin.dialogue.clauses import without
from assistant.builtin.dialogue.decision import Call
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.fillers import asks_outright, left_over
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, put_figure
from assistant.builtin.dialogue.request import Request
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.vetoes import Mood
from assistant.builtin.spans import Span, SpanType
from assistant.data_files import data_of
from core import operations
from core.actor import Actor
from core.operations import Effect

REHEARSE = "rehearse"
_AVAILABILITY = "check_availability"
_AS_ORDER = Request("", (), "place_order", 1.0)
_CLAUSE = re.compile(r"[,，.。!！;；]")
_CHANGED = ("discount_percent", "requested_on", "customer", "warehouse")
"""What of a command that was tried is tried otherwise when nothing else is said, beside how many."""


def tried(request: Request, text: str, actor: Actor) -> str | None:
    """The command that the request tries out: where that is said, or an "if" asks for more than a day; else None."""
    name = "place_order" if request.intent == "check_availability" else request.intent
    operation, rehearsal = operations.find(name), operations.find(REHEARSE)
    if operation is None or operation.effect is not Effect.COMMAND or operation.harmless or rehearsal is None:
        return None
    if not (operation.may_be_used_by(actor) and rehearsal.may_be_used_by(actor)):
        return None
    said = any(re.search(words, text, re.IGNORECASE) for words in _words("tries"))
    if not said and re.search(_one("settled"), text, re.IGNORECASE):
        return None
    supposed = says("supposed", text) or (request.vetoed is Mood.WHAT_IF and asks_outright(text))
    wonders = any(re.search(words, text, re.IGNORECASE) for words in _words("effects"))
    named = any(one.kind == "customer" for span in request.spans for one in span.names)
    return name if said or (supposed and wonders and (named or request.intent == name)) else None


def supposed_order(text: str, spans: Sequence[Span], actor: Actor) -> bool:
    """Whether an order is only supposed: one customer and goods with their figures, an "if", and what would come of it.

    However the words score as a request: "不用下单，要是给他们8台、打9折，还有毛利吗".
    """
    if tried(_AS_ORDER, text, actor) is None or not says("supposed", text):
        return False
    customers = {frozenset(one.code for one in span.names if one.kind == "customer") for span in spans} - {frozenset()}
    goods = any(one.kind == "product" for span in spans for one in span.names)
    return len(customers) == 1 and goods and any(map(is_quantity, spans))


def day_of_payment(text: str, spans: Sequence[Span]) -> Span | None:
    """The day that is said to be the day of payment: 月底付款, paid on Friday."""
    for span in spans:
        if span.type not in (SpanType.DATE, SpanType.PERIOD):
            continue
        behind, before = text[span.end :], text[: span.start]
        if re.search(_one("paid_after"), behind, re.IGNORECASE) or re.search(
            _one("paid_before"), before, re.IGNORECASE
        ):
            return span
    return None


def trial_of(filled: Filled, paid_on: str | None) -> Call:
    """The call that tries a command out."""
    steps = [{"operation": filled.operation, "arguments": filled.arguments}]
    return Call(REHEARSE, {"steps": steps} | ({"paid_on": paid_on} if paid_on else {}))


def tried_otherwise(
    text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits], situation: Situation
) -> Call | None:
    """The last turn's trial with what the message says anew: "and at 15% off?", 400台呢; None where it says more."""
    before = situation.just_read(REHEARSE)
    steps = copy.deepcopy(before.get("steps") or [])
    if len(steps) != 1 or not spans or left_over(without(text, spans), "follow", "head"):
        return None
    arguments = steps[0]["arguments"]
    said = fill(str(steps[0]["operation"]), text, spans, units)
    changed = {name: said.arguments[name] for name in _CHANGED if name in said.arguments}
    figures = [span for span in spans if is_quantity(span) and span not in said.used]
    lines = arguments.get("lines") or []
    if len(figures) == 1 and len(lines) == 1:
        put_figure(lines[0], figures[0], units)
    elif not changed:
        return None
    arguments |= changed
    return Call(REHEARSE, {**before, "steps": steps})


def wanted_after_all(text: str, spans: Sequence[Span], situation: Situation) -> list[Call]:
    """The commands that the last turn tried out, where the message says that they are wanted; else none.

    Goods that were asked about with their quantity, for a customer, are ordered: "Fine, they can wait. Order it."
    """
    clauses = [part.strip() for part in _CLAUSE.split(text) if part.strip()]
    if (
        spans
        or asks_outright(text)
        or not situation.turn.transcript
        or not any(map(_accepts, (*clauses, text.strip())))
    ):
        return []
    for call in reversed(situation.turn.transcript[-1].calls):
        if call.get("outcome") == "ok" and call.get("operation") == REHEARSE:
            commands: list[dict[str, Any]] = (call.get("result") or {}).get("commands") or []
            return [Call(str(one["operation"]), dict(one["arguments"])) for one in commands]
        if call.get("outcome") == "ok" and call.get("operation") == _AVAILABILITY:
            arguments: dict[str, Any] = call.get("arguments") or {}
            lines: list[dict[str, Any]] = arguments.get("lines") or []
            whole = bool(lines) and all("quantity" in line for line in lines) and "customer" in arguments
            return [Call("place_order", dict(arguments))] if whole else []
    return []


def _accepts(clause: str) -> bool:
    return re.search(_one("accepts"), clause, re.IGNORECASE) is not None


@cache
def _words(key: str) -> tuple[str, ...]:
    return tuple(_data()[key])


def _one(key: str) -> str:
    return str(_data()[key])


def _data() -> dict[str, Any]:
    found: dict[str, Any] = data_of("assistant.builtin.dialogue", "rehearsing.yaml")
    return found
