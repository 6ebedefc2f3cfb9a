"""Whether the parts of a message are requests of their own, or lines and remarks of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.builtin.dialogue.asked_for import deed_of, request_data
from assistant.builtin.dialogue.choices import any_of
from assistant.builtin.dialogue.clauses import without
from assistant.builtin.dialogue.fillers import asks, left_over, only_head, only_values
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.filling_words import WHOLE
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.dialogue.request import PLAIN, Request, writes
from assistant.builtin.dialogue.situation import KNOWLEDGE
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.vetoes import speaks_of_tickets
from assistant.builtin.document_kinds import NUMBERED
from assistant.builtin.spans import Document, Span, SpanType
from core import operations
from core.actor import Actor
from core.operations import Effect

_REASON = re.compile(r"\s*(?:原因|理由|因为|由于|(?:reason|because|since)(?![a-z]))", re.IGNORECASE)

_AND = re.compile(r"\s*(?:、|,|，|和|与|及|以及|还有|(?:,\s*)?\band\b)\s*(?:the\s+)?", re.IGNORECASE)
"""Between kinds of documents that are listed together."""

_WHOLE = 0.95
"""The score from which a message is one request although a part of it could be another, not quite plain one."""

_TWO = 2
_ABOUT_GOODS = frozenset({"get_price", "check_availability", "get_stock"})
"""What is asked about goods that somebody wants."""

_OF_LOTS = frozenset({"trace_lot", "find_expiring_lots"})
"""Look-ups that words around a lot sound like."""

_GIVEN_AWAY = frozenset({"create_gift_promotion", "create_bundle_promotion"})
"""Offers that say what must be bought for them."""

_BOUGHT = frozenset({"place_order", "create_purchase_order"})
"""What such an offer's condition sounds like by itself."""

_WORDS_LEAST = 3
"""English words a part without any name or figure has at least, to be a request of its own."""


def are_different(read: Sequence[Request], *, strong: bool) -> bool:
    """Whether the parts are requests of their own and not lines or remarks of one."""
    asked = [one for one in read if one.is_operation]
    if (
        len(asked) < len(read)
        or len(read) < _TWO
        or not all(_is_whole(one, asked[:at]) for at, one in enumerate(asked))
    ):
        return False
    if len({one.intent for one in asked}) == 1 and all(
        slot.name == "subject" for slot in slots_of(asked[0].intent)[:1]
    ):
        return False  # what is wrong and what is wanted about it are one ticket
    if any(_only_tells_of_the_lot(one, asked[:at]) for at, one in enumerate(asked)):
        return False
    distinct = {deed_of(one.intent) for one in asked}
    if distinct == {"fault"} and len({one.intent for one in asked}) > 1:
        return False  # what is wrong with the goods is why they come back
    if distinct == {"receipt"} and not _are_of_others(asked):
        return False  # that the goods that came are held is a part of receiving them
    if distinct == {"payment"} and _name_others(asked):
        return True
    return strong or len(distinct) == len(asked) or all(_reads_a_name(one) for one in asked)


def asked_about_a_wish(read: Sequence[Request], text: str, spans: Sequence[Span]) -> list[Request]:
    """The question alone, where what somebody wants is told only to ask about it: "仁和想要40包电极片，什么价？"."""
    if len(read) != _TWO or deed_of(read[0].intent) != "order" or says("orders_outright", read[0].text):
        return list(read)
    question = read[1]
    named = any(one.kind == "product" for span in question.spans for one in span.names)
    if question.intent not in _ABOUT_GOODS or named or not (asks(question.text) or _asked(text, question.text)):
        return list(read)
    return [replace(question, text=text, spans=tuple(spans), vetoed=None)]


def _only_tells_of_the_lot(request: Request, before: Sequence[Request]) -> bool:
    """Whether a part says of what lot the goods are that a part before takes in: "receive 820. Lot KN2611, exp …"."""
    if request.intent not in _OF_LOTS or asks(request.text):
        return False
    told = any(span.type in (SpanType.LOT, SpanType.DATE) for span in request.spans)
    return told and any({"lot", "expires_on"} <= {slot.name for slot in slots_of(one.intent)} for one in before)


def asked_of_documents(read: Sequence[Request], text: str, spans: Sequence[Span]) -> list[Request]:
    """The question to the documents alone, where the rest tells what it is about: "… What is our policy on that?".

    Or where the question only points at what was told, and that asks for nothing by itself.
    """
    *told, last = read
    if not told or last.intent != KNOWLEDGE:
        return list(read)
    points = not last.spans and says("pointing", last.text) and all(missing_in(one) for one in told)
    if not points and not (len(told) == 1 and says("what_is_written", last.text)):
        return list(read)
    return [replace(last, text=text, spans=tuple(spans), vetoed=None)]


def of_each_kind(request: Request, actor: Actor) -> list[Request]:
    """A look-up of several kinds of documents, named one behind the other, as one for each: 送货单、发票、退货单."""
    lists: dict[str, dict[str, list[str]]] = request_data()["lists_of_documents"]
    if request.intent not in lists:
        return [request]
    found = sorted(
        (match.start(), match.end(), name) for name in lists for match in [_listed(name, request.text)] if match
    )
    named = [name for _, _, name in found]
    together = all(_AND.fullmatch(request.text, end, start) for (_, end, _), (start, _, _) in pairwise(found))
    allowed = [one for one in map(operations.find, named) if one is not None and one.may_be_used_by(actor)]
    if len(named) < _TWO or not together or len(allowed) < len(named):
        return [request]
    return [replace(request, intent=name) for name in named]


def _listed(operation: str, text: str) -> re.Match[str] | None:
    return any_of(request_data()["lists_of_documents"][operation]).search(text)


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


def offered_in_parts(text: str, spans: Sequence[Span], parts: Sequence[Request]) -> Request | None:
    """The whole as the offer that one part makes, where the others only say what is bought for it.

    "Whoever buys ten meters. He gets a box of strips free": by itself the first part would be an order of nobody.
    """
    offers = [part for part in parts if part.intent in _GIVEN_AWAY and part.score >= PLAIN]
    bought = [part for part in parts if part.intent in _BOUGHT and missing_in(part)]
    if len(offers) != 1 or not bought or len(offers) + len(bought) < len(parts):
        return None
    return replace(offers[0], text=text, spans=tuple(spans))


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
    if any(one.kind == "customer" for span in request.spans for one in span.names):
        missing = [slot for slot in missing if slot.of not in NUMBERED]  # whose it is tells which one
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

    A report, which needs no argument at all, is asked for with more than one word beside them. Values that are all a
    command of several needs are the command: "上海调16台雾化器到成都".
    """
    needed = [slot for slot in slots_of(request.intent) if slot.required]
    if len(needed) > _TWO and request.score >= _WHOLE and not missing_in(request):
        return False
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


def without_reasons_told(read: list[Request], actor: Actor) -> list[Request]:
    """The requests without a fault that is only told as the reason for what is surely wanted: "KN95s aren't moving. …".

    A customer who tells one wants it looked after all the same.
    """
    told = [one for one in read if one.intent == "open_ticket" and not speaks_of_tickets(one.text)]
    wanted = [one for one in read if one not in told]
    decided = any(writes(one.intent) and one.is_sure and one.vetoed is None for one in wanted)
    if not told or not decided or not actor.is_staff:
        return read
    return [_with_what_was_told(one, told) if missing_in(one) else one for one in wanted]


def _with_what_was_told(request: Request, told: Sequence[Request]) -> Request:
    """The request with what was said before it: of which goods it is may have been told there."""
    text, spans = request.text, request.spans
    for one in reversed(told):
        ahead = len(one.text) + 2
        spans = (*one.spans, *(replace(span, start=span.start + ahead, end=span.end + ahead) for span in spans))
        text = f"{one.text}. {text}"
    return replace(request, text=text, spans=spans)
