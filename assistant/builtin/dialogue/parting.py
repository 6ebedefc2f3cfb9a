"""Whether the parts of a message are requests of their own, or lines and remarks of one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.builtin.dialogue.asked_for import deed_of
from assistant.builtin.dialogue.clauses import without
from assistant.builtin.dialogue.fillers import asks, left_over, only_head, only_values
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.filling_words import WHOLE
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.dialogue.request import PLAIN, Request, writes
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Document, SpanType
from core import operations
from core.actor import Actor
from core.operations import Effect

_REASON = re.compile(r"\s*(?:原因|理由|因为|由于|(?:reason|because|since)(?![a-z]))", re.IGNORECASE)

_WHOLE = 0.95
"""The score from which a message is one request although a part of it could be another, not quite plain one."""

_WORDS_LEAST = 3
"""English words a part without any name or figure has at least, to be a request of its own."""


def are_different(read: Sequence[Request], *, strong: bool) -> bool:
    """Whether the parts are requests of their own and not lines or remarks of one."""
    asked = [one for one in read if one.is_operation]
    if len(asked) < len(read) or not all(_is_whole(one, asked[:at]) for at, one in enumerate(asked)):
        return False
    if len({one.intent for one in asked}) == 1 and all(
        slot.name == "subject" for slot in slots_of(asked[0].intent)[:1]
    ):
        return False  # what is wrong and what is wanted about it are one ticket
    distinct = {deed_of(one.intent) for one in asked}
    if distinct == {"fault"} and len({one.intent for one in asked}) > 1:
        return False  # what is wrong with the goods is why they come back
    if distinct == {"receipt"} and not _are_of_others(asked):
        return False  # that the goods that came are held is a part of receiving them
    if distinct == {"payment"} and _name_others(asked):
        return True
    return strong or len(distinct) == len(asked) or all(_reads_a_name(one) for one in asked)


def is_one_after_all(whole: Request, parts: Sequence[Request]) -> bool:
    """Whether the message surely asks as a whole for what one part does, while the others are not plain requests."""
    others = [part for part in parts if part.intent != whole.intent]
    sure = whole.score >= _WHOLE and writes(whole.intent)
    return sure and len(others) < len(parts) and any(part.score < PLAIN for part in others)


def leads_up_to_it(whole: Request, parts: Sequence[Request]) -> bool:
    """Whether the sentences beside the command only tell why: "We keep running dry on gloves. Once there are fewer …".

    What they name sounds like a look-up, but nothing in them asks for one.
    """
    others = [part for part in parts if part.intent != whole.intent]
    sure = whole.score >= _WHOLE and writes(whole.intent) and len(others) < len(parts)
    return sure and not any(
        writes(part.intent) or asks(part.text) or _asked(whole.text, part.text) or says("look_up", part.text)
        for part in others
    )


def _asked(text: str, part: str) -> bool:
    """Whether a part of a text stands before a question mark."""
    return re.match(r"\s*[?？]", text[text.find(part) + len(part) :]) is not None


def only_whole_is_allowed(whole: Request, parts: Sequence[Request], actor: Actor) -> bool:
    """Whether the message asks for what the actor may do, and a part by itself for what they may not."""
    return whole.is_sure and _allowed(whole, actor) and not all(_allowed(part, actor) for part in parts)


def _allowed(request: Request, actor: Actor) -> bool:
    operation = operations.find(request.intent)
    return operation is None or operation.may_be_used_by(actor)


def _name_others(asked: Sequence[Request]) -> bool:
    """Whether each part names somebody else: two customers paid."""
    named = [
        frozenset(one.code for span in part.spans for one in span.names if one.kind in ("customer", "supplier"))
        for part in asked
    ]
    return all(named) and len(set(named)) == len(named)


def _are_of_others(asked: Sequence[Request]) -> bool:
    """Whether several documents are named: what came on one order, and what is released of another."""
    return len({span.value.number for part in asked for span in part.spans if isinstance(span.value, Document)}) > 1


def _reads_a_name(request: Request) -> bool:
    """Whether a part is a look-up that names by itself what it is about."""
    operation = operations.find(request.intent)
    named = any(span.type in (SpanType.NAME, SpanType.DOCUMENT) for span in request.spans)
    return named and operation is not None and operation.effect is Effect.QUERY and missing_in(request) == []


def _is_whole(request: Request, before: Sequence[Request]) -> bool:
    """Whether a part says for itself what its operation needs; names may be what the parts before are about."""
    known = {one.kind for part in before for span in part.spans for one in span.names}
    if _misses_an_end(request):
        return False
    missing = [slot for slot in missing_in(request) if slot.of not in known or slot.kind is not SlotKind.NAME]
    if "product" in known and any(is_quantity(span) for span in request.spans):
        missing = [slot for slot in missing if slot.kind is not SlotKind.LINES]
    commands = writes(request.intent)
    if _REASON.match(request.text) or says("through", request.text):
        return False
    if not request.spans and len(request.text.split()) < _WORDS_LEAST and request.text.isascii():
        return False  # "in money": no request, whatever it sounds like
    if any(slot.kind is not SlotKind.NAME for slot in missing) or _only_states(request):
        return False
    named = any(span.type in (SpanType.NAME, SpanType.DOCUMENT, SpanType.CODE) for span in request.spans)
    free = any(slot.name in WHOLE for slot in slots_of(request.intent))  # any words would do for it
    if free and not commands and not named and request.score < PLAIN:
        return False  # "what should I check?" goes with what was said before
    points = request.score >= PLAIN and (says("pointing", request.text) or not missing)
    return named or (points and not (commands and free)) or not (missing or commands)


def _only_states(request: Request) -> bool:
    """Whether a part says nothing but values: "from the Ningbo warehouse", "good from 1 January to 31 December".

    A report, which needs no argument at all, is asked for with more than one word beside them.
    """
    if only_values(request.text, request.spans) or only_head(request.text, request.spans):
        return True
    left = left_over(without(request.text, request.spans), "head").split()
    return bool(request.spans) and len(left) == 1 and left[0].isascii() and request.intent == "report_sales"


def _misses_an_end(request: Request) -> bool:
    """Whether one of two things of a kind is said and the other is not: "给成都补5台" leaves open where from."""
    filled = fill(request.intent, request.text, request.spans, {})
    said = {
        slot.of for slot in slots_of(request.intent) if slot.name in filled.arguments and slot.kind is SlotKind.NAME
    }
    return any(slot.kind is SlotKind.NAME and slot.of in said for slot in filled.missing)


def missing_in(request: Request) -> list[Slot]:
    """What the request's operation needs and its words do not say."""
    return fill(request.intent, request.text, request.spans, {}).missing
