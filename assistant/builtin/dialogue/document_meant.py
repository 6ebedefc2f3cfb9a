"""Which document a command is about where no number is said: the order's own deliveries, the customer's one draft.

"SO-… 的货客户都收到了" is about what was shipped of that order, "云麓的报价发出去" about their one draft. What the
conversation is about counts first; where several fit, it is asked which, with those to pick.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.builtin.dialogue.asked_for import forbids, instead_of, of_a_ticket, request_data
from assistant.builtin.dialogue.decision import Heard
from assistant.builtin.dialogue.document_states import STATES_FOR
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.fillers import asks, asks_outright
from assistant.builtin.dialogue.made_here import made_here
from assistant.builtin.dialogue.request import Request
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.document_kinds import BY_KIND, NUMBERED
from assistant.builtin.papers import Paper
from assistant.builtin.spans import Document, Span, SpanType
from core import operations
from core.errors import Choice

_CHOICES_MAX = 6

_ALL_OF_AN_ORDER = frozenset({"pick_delivery", "ship_delivery", "confirm_delivery_received"})
"""Said of an order, these are about all of its deliveries that are so far."""

_UNSAID = frozenset({"send_quotation", "pick_delivery", "ship_delivery", "confirm_delivery_received"})
"""Said of nothing at all, these are about the one document of one's own that they can be about."""

_WHOLE_ORDERS = frozenset({"order", "quotation"})
"""Documents of which somebody may mean a part: goods named with them are not left unread."""

_FOLLOW_AN_ORDER = frozenset({"delivery"})

_SOLD = frozenset({"order", "quotation"})
"""Documents that have a salesperson: unsaid, only one's own is meant."""

_WITHOUT_ONE: Mapping[str, str] = {"ship_delivery": "deliver_order"}
"""What is done to an order of which there is no such delivery yet."""


_OF_GOODS_ON_IT = frozenset({"receive_purchase", "return_purchase"})
"""Commands about goods that a purchase order names."""

_SIDES: Mapping[str, str] = {"get_receivables": "side_of_customers", "get_payables": "side_of_suppliers"}
"""Look-ups that differ only in whose debts they are, and the turns of speech that say so."""

_ORDER = "order"


def fill_document(filled: Filled, text: str, spans: Sequence[Span], heard: Heard, situation: Situation) -> list[Filled]:
    """The command with the document that is meant, several times where it is done to all of an order's.

    Where it can be several, those are kept as choices; where nothing tells which, the command stays as it is.
    """
    slot = next((one for one in filled.missing if one.kind is SlotKind.NAME and one.of in NUMBERED), None)
    states = STATES_FOR.get(filled.operation)
    if slot is None or states is None:
        return [filled]
    order = _order_in(spans) if slot.of != _ORDER else None
    if order is not None:
        return _of_order(filled, slot, order, heard.papers.open(slot.of, states, order=order))
    customers, goods = _codes(spans, "customer"), _codes(spans, "product")
    fitting = heard.papers.open(slot.of, states, customers=customers, goods=goods)
    spoken_of = situation.document(slot.of, next(iter(customers)) if len(customers) == 1 else None)
    if (
        spoken_of is not None
        and not says("one_of_several", text)
        and (not fitting or says("pointing", text) or heard.papers.open(slot.of, states, number=spoken_of))
    ):
        return [filled]  # the conversation says which
    if not customers:
        fitting = tuple(one for one in fitting if one.is_own) if slot.of in _SOLD else fitting
        fitting = _of_the_order_spoken_of(slot, states, heard, situation) or fitting
    said = bool(customers) or (filled.operation in _UNSAID and not _is_bare(filled.operation, text))
    meant = fitting[0].number if said and len(fitting) == 1 else None
    if meant is None and not customers and fitting and filled.operation == "send_quotation":
        meant = heard.papers.approved_last([one.number for one in fitting])
    if meant is not None:
        return [_with(filled, slot, meant)]
    several = made_here(slot.of, situation) if says("one_of_several", text) else ()
    filled.choices = {slot.name: several or _choices(fitting)}
    return [filled]


def of_what_was_shown(request: Request, situation: Situation) -> Request:
    """The request about the ticket that was just made or shown, where it names nothing and would be about an order."""
    numbered = any(span.type is SpanType.DOCUMENT for span in request.spans)
    offered = numbered or situation.document("quotation") is not None
    if request.intent == "accept_quotation" and not offered and situation.checked_lines() is not None:
        return replace(request, intent="place_order")  # "then take it" after goods were asked about
    if (side := _on_the_same_side(request, situation)) is not None:
        return replace(request, intent=side)
    named = any(span.names or span.type is SpanType.DOCUMENT for span in request.spans)
    ended = ends_what_was_shown(request, situation)
    if ended is not None:
        said = turn_of_speech("ends_it").search(request.text)  # a remark beside it names nothing
        return replace(request, intent=ended, score=1.0, text=said[0] if said and not named else "", spans=())
    if named:
        return request
    newest = situation.newest_kind
    other = (
        of_a_ticket(request.intent, request.text)
        if newest == "ticket"
        else _for_newest(request.intent, newest, request.text)
    )
    return replace(request, intent=other) if other else request


def _on_the_same_side(request: Request, situation: Situation) -> str | None:
    """What is owed to us, or by us, as the last read was: "just what's more than 30 days over" says neither."""
    said = _SIDES.get(request.intent)
    last = situation.last_query()
    other = str(last["operation"]) if last is not None else ""
    if said is None or other not in _SIDES or other == request.intent or says(said, request.text):
        return None
    return other


def _for_newest(intent: str, newest: str | None, text: str) -> str | None:
    """The same command for the kind of document that was just made or shown: "send it" after a quotation.

    Not where the words say which kind it is; "the order" may be a purchase order too.
    """
    same: dict[str, str] = next((one for one in request_data()["same_for_documents"] if intent in one.values()), {})
    own = next((kind for kind, command in same.items() if command == intent), None)
    if own is None or newest in (None, "ticket", own):
        return None
    said = BY_KIND[own].said
    named = bool(said) and re.search(said, text, re.IGNORECASE) is not None
    return None if named and newest != "purchase_order" else same.get(newest)


def ends_what_was_shown(request: Request, situation: Situation) -> str | None:
    """The command that ends what the last turn made or showed, where the words end something: "take it back"."""
    text = request.text
    goods = _codes(request.spans, "product")
    if any((span.names and not goods) or span.type is SpanType.DOCUMENT for span in request.spans):
        return None
    ends = "ends_the_one" if goods else "ends_it"
    rest = turn_of_speech(ends).sub(" ", text)  # "stop it" forbids nothing but what is to end
    if rest == text or asks_outright(text) or forbids(rest) or not situation.turn.transcript:
        return None
    calls = situation.turn.transcript[-1].calls
    if goods and not _are_all_on(goods, calls):
        return None
    done = {str(call.get("operation")) for call in calls if call.get("outcome") == "ok"}
    return next((end for end, shown in request_data()["ends_what_was_shown"].items() if done & set(shown)), None)


def _are_all_on(goods: set[str], calls: Sequence[Mapping[str, Any]]) -> bool:
    """Whether what the last turn showed is one thing, and about these goods."""
    rows = [row for call in calls for row in (call.get("result") or {}).get("promotions") or ()]
    return len(rows) == 1 and all(f"'{code}'" in repr(rows[0]) for code in goods)


def with_its_operation(request: Request, heard: Heard, situation: Situation) -> Request:
    """Talk of goods that a customer gives back as the request to take them back, where orders with them are known."""
    instead = instead_of("about_an_order", request.intent)
    operation = operations.find(instead) if instead else None
    customers = _codes(request.spans, "customer")
    if operation is None or not customers or asks(request.text):
        return request
    goods = _codes(request.spans, "product")
    found = heard.papers.open(_ORDER, STATES_FOR[operation.name], customers=customers, goods=goods)
    allowed = operation.may_be_used_by(situation.turn.actor)
    return replace(request, intent=operation.name) if found and allowed else request


def limit_to_order(filled: Filled, spans: Sequence[Span], heard: Heard) -> None:
    """A look-up by customers that names an order is about the order's customer: "SO-… 开票了没，钱到了吗"."""
    slots = {slot.of: slot for slot in slots_of(filled.operation) if slot.kind is SlotKind.NAME}
    order = _order_in(spans)
    if order is None or _ORDER in slots or "customer" not in slots or "customer" in filled.arguments:
        return
    customer = heard.papers.customer_of(order)
    if customer is not None:
        filled.arguments["customer"] = customer


def fill_payer(filled: Filled, text: str, heard: Heard, situation: Situation) -> None:
    """Who paid is whose the invoice is that was paid: "they've wired 760 so far, it's for INV-…"; "… for that invoice".

    Only where no customer is named.
    """
    if filled.operation != "record_payment" or _codes(heard.spans, "customer"):
        return
    shown = situation.document("invoice") if says("that_invoice", text) else None
    invoices = filled.arguments.get("invoices") or ([shown] if shown else [])
    payers = {heard.papers.customer_of_invoice(str(one)) for one in invoices}
    if len(payers) != 1 or None in payers:
        return
    filled.arguments |= {"customer": payers.pop(), "invoices": invoices}
    filled.missing = [slot for slot in filled.missing if slot.of != "customer"]


def _is_bare(operation: str, text: str) -> bool:
    """Whether "got it" may be said of what was told, and not of goods."""
    return operation == "confirm_delivery_received" and not says("goods_came", text)


def _of_the_order_spoken_of(
    slot: Slot, states: frozenset[str], heard: Heard, situation: Situation
) -> tuple[Paper, ...]:
    """The documents of the order that the conversation is about: "they've got it all"."""
    order = situation.document(_ORDER) if slot.of in _FOLLOW_AN_ORDER else None
    return () if order is None else heard.papers.open(slot.of, states, order=order)


def leave_out_what_is_on_it(filled: Filled, heard: Heard) -> None:
    """All the goods on the document, named with it, need no argument: "the crutches of RT-… are back"."""
    goods = [span for span in filled.unread if any(one.kind == "product" for one in span.names)]
    named = {one.code for span in goods for one in span.names}
    if goods and heard.paperwork.are_all_of(named, filled.arguments):
        filled.unread = [span for span in filled.unread if span not in goods]


def leave_out_other_goods(filled: Filled, heard: Heard) -> None:
    """Of goods that came on an order, those that are not on it are only spoken of: "8 wheelchairs, 2 frames bent"."""
    _leave_out_another_product(filled, heard)
    lines = filled.arguments.get("lines") if filled.operation in _OF_GOODS_ON_IT else None
    if not lines:
        return
    on_it = {
        code
        for value in filled.arguments.values()
        if isinstance(value, str)
        for code in heard.paperwork.goods_of(value)
    }
    fitting = [line for line in lines if line["product"] in on_it]
    if fitting and len(fitting) < len(lines):
        filled.arguments["lines"] = fitting


def _leave_out_another_product(filled: Filled, heard: Heard) -> None:
    """The goods of the order named, where others were named first: "frames are ok. Release the wheelchairs on …"."""
    number = filled.arguments.get("purchase_order")
    on_it = set(heard.paperwork.goods_of(str(number))) if "product" in filled.arguments and number else set()
    if not on_it or filled.arguments["product"] in on_it:
        return
    named = on_it & _codes(heard.spans, "product")
    if len(named) == 1:
        filled.arguments["product"] = named.pop()


def _of_order(filled: Filled, slot: Slot, order: str, fitting: Sequence[Paper]) -> list[Filled]:
    """What is said of an order, for its deliveries; where it has none that fits, where the order stands."""
    if not fitting:
        return [Filled(_WITHOUT_ONE.get(filled.operation, "get_order"), {_ORDER: order}, used=set(filled.used))]
    if len(fitting) == 1 or filled.operation in _ALL_OF_AN_ORDER:
        return [_with(filled, slot, one.number) for one in reversed(fitting)]
    filled.choices = {slot.name: _choices(fitting)}
    return [filled]


def _choices(papers: Sequence[Paper]) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.number, f"{one.number} {one.customer_zh}", f"{one.number} {one.customer_en}")
        for one in papers[:_CHOICES_MAX]
    )


def _with(filled: Filled, slot: Slot, number: str) -> Filled:
    """The command with the document, which was told by whose it is or what is on it: names need no argument."""
    wanted = {"product" if one.kind is SlotKind.LINES else one.of for one in slots_of(filled.operation)}
    parts = {"product"} if slot.of in _WHOLE_ORDERS else set()
    return replace(
        filled,
        arguments={**filled.arguments, slot.name: number},
        missing=[one for one in filled.missing if one != slot],
        unread=[span for span in filled.unread if not _tells_which(span) or _kinds(span) & (wanted | parts)],
    )


def _order_in(spans: Sequence[Span]) -> str | None:
    numbers = {span.value.number for span in spans if isinstance(span.value, Document) and span.value.kind == _ORDER}
    return numbers.pop() if len(numbers) == 1 else None


def _codes(spans: Sequence[Span], kind: str) -> set[str]:
    return {one.code for span in spans for one in span.names if one.kind == kind}


def _tells_which(span: Span) -> bool:
    return bool(span.names) and _kinds(span) <= {"customer", "product"}


def _kinds(span: Span) -> set[str]:
    return {one.kind for one in span.names}
