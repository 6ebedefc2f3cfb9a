"""Intents weighed again by what was recognised: whether it fits the slots, and whether the person may use it at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from math import prod
from typing import Any

from assistant.builtin.dialogue.asked_for import request_data
from assistant.builtin.dialogue.choices import any_of, chosen
from assistant.builtin.dialogue.fillers import asks, asks_outright
from assistant.builtin.dialogue.filling_words import WHOLE
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.document_kinds import NUMBERED
from assistant.builtin.spans import Span, SpanType
from assistant.data_files import data_of
from core import operations
from core.actor import Actor, Role
from core.operations import Effect

_FITS, _MISFITS = 3.0, 0.1
_OTHER_NAMES = 0.8
_NO_GOODS = 0.6
_TAKES_NONE = 0.4
_NOT_FOR_THEM, _NOT_FOR_THEM_AND_UNSUPPORTED = 0.5, 0.1
_BROKEN_DOWN = 2.0
_ILL, _NOT_ILL = 3.0, 0.5
_NO_COMPLAINT = 0.05
"""Weights, found by trial on the talks: how much a fitting document counts, and so on."""

_NOT_FROM_SUPPLIERS = 0.02
_NO_PRICE_LIST = 0.2
_NOT_THEIR_WORK, _NOT_THEIR_WORK_AND_UNSUPPORTED = 0.2, 0.03
_NO_FIGURE = 0.15
_NO_CUSTOMER = 0.05
_BETWEEN, _NOT_BETWEEN = 5.0, 0.1
_RAISED = 12.0
_PLAUSIBLE = 0.02
"""The least that all intents together count: what hardly anything speaks for does not become sure by what rules out
the rest."""

_HARDLY = 0.0005
_UNKNOWN_GOODS = 0.02
_PAYS = frozenset({"record_payment", "refund_payment", "set_credit_limit", "pay_supplier"})
"""What is about money: a figure in it counts no goods."""

_GOODS_FOR = re.compile(
    r" (?!(?:days|weeks|months|euros|dollars|payments|transfers|cheques|invoices|deposits|orders|quotes|offers)\b)"
    r"[a-z-]{4,}s (?:for|to) (?:the )?",
    re.IGNORECASE,
)

_FROM_SUPPLIERS = frozenset({"supplier", "purchase_order", "requisition", "vendor_bill", "vendor_credit"})
"""What operations are about that a supplier may be named for."""

_OF_AN_ORDER = frozenset({"delivery", "goods_return"})
"""Documents that are spoken of by their order's number too."""

_BACK_OFFICE = frozenset({Role.BUYER, Role.ACCOUNTANT, Role.WAREHOUSE})
"""Roles that no customer complains to: what is broken there is our own stock."""


def supported(
    scores: Sequence[tuple[str, float]], text: str, spans: Sequence[Span], actor: Actor
) -> list[tuple[str, float]]:
    """Scores again, best first: what fits an operation's slots raises it, what does not lowers it.

    What hardly anything speaks for is left out: no evidence would make it likely.
    """
    scores = [one for one in scores if one[1] >= _HARDLY] or list(scores[:1])
    kinds = {one.kind for span in spans for one in span.names}
    documents = {getattr(span.value, "kind", "") for span in spans if span.type is SpanType.DOCUMENT}
    dimensions = bool(chosen("Dimension", text))
    weighed = [
        (intent, score * _weight(intent, kinds, documents, actor, dimensions=dimensions)) for intent, score in scores
    ]
    ill = _ILL if _illness().search(text) else _NOT_ILL
    weighed = [(intent, score * ill if intent == "health_advice" else score) for intent, score in weighed]
    if actor.roles <= _BACK_OFFICE and not _complaint().search(text):
        weighed = [(intent, score * _NO_COMPLAINT if intent == "open_ticket" else score) for intent, score in weighed]
    words = _words_for()
    weighed = [(intent, score * words[intent](text) if intent in words else score) for intent, score in weighed]
    if any(span.type is SpanType.QUANTITY for span in spans) and "product" in kinds and not asks_outright(text):
        weighed = [(intent, score * _counting(intent)) for intent, score in weighed]
    if _counts_goods_nobody_knows(text, spans):
        weighed = [(intent, score * _UNKNOWN_GOODS if intent in _PAYS else score) for intent, score in weighed]
    if _goes_between_warehouses(text, spans):
        weighed = [(intent, score * _between(intent)) for intent, score in weighed]
    weighed = _without_kinds_that_others_handle(weighed, documents, actor)
    whole = max(sum(score for _, score in weighed), _PLAUSIBLE)
    said = dict(scores)
    raised = ((intent, min(score / whole, _most(intent, said[intent]))) for intent, score in weighed)
    return sorted(raised, key=lambda pair: -pair[1])


def _without_kinds_that_others_handle(
    weighed: Sequence[tuple[str, float]], documents: set[str], actor: Actor
) -> list[tuple[str, float]]:
    """A command that is the same for several kinds of documents, of the likeliest kind: a seller's "cancel that one" is
    about an order, whatever else the words could cancel for a buyer.
    """
    scores = dict(weighed)
    for kinds in request_data()["same_for_documents"]:
        likeliest = max(kinds.values(), key=lambda name: scores.get(name, 0.0))
        operation = operations.find(likeliest)
        if likeliest not in scores or operation is None or not operation.may_be_used_by(actor):
            continue
        for kind, name in kinds.items() if operation.effect is Effect.COMMAND else ():
            other = operations.find(name)
            if name in scores and other is not None and not other.may_be_used_by(actor) and kind not in documents:
                scores[likeliest] += scores.pop(name)
    return list(scores.items())


def _most(intent: str, said: float) -> float:
    """How likely an intent may become: a command has to be in the words themselves."""
    operation = operations.find(intent)
    return 1.0 if operation is None or operation.effect is Effect.QUERY else _RAISED * said


def _weight(intent: str, kinds: set[str], documents: set[str], actor: Actor, *, dimensions: bool) -> float:
    slots = slots_of(intent)
    names = {slot.of for slot in slots if slot.kind is SlotKind.NAME}
    has_lines = any(slot.kind is SlotKind.LINES for slot in slots)
    if has_lines:
        names |= {"product"}
    weight = 1.0
    for kind in documents & NUMBERED:
        weight *= 1.0 if kind == "order" and names & _OF_AN_ORDER else _FITS if kind in names else _MISFITS
    if slots and kinds and not kinds & names and "product" in kinds and "text" not in {slot.name for slot in slots}:
        weight *= _OTHER_NAMES
    operation = operations.find(intent)
    if operation is None:
        return weight
    of_them = kinds & {"warehouse", "customer"}
    if of_them and not kinds & names and operation.effect is Effect.QUERY and not any(s.name in WHOLE for s in slots):
        weight *= _TAKES_NONE
    if "customer" in kinds and operation.effect is Effect.COMMAND and not _concerns_customers(slots):
        weight *= _TAKES_NONE
    if "price_list" in kinds and not any(slot.of == "price_list" for slot in slots):
        weight *= _NO_PRICE_LIST
    if "supplier" in kinds and not names & _FROM_SUPPLIERS:
        weight *= _NOT_FROM_SUPPLIERS
    if "customer" in kinds and "supplier" in names and not kinds & _FROM_SUPPLIERS and "customer" not in names:
        weight *= _NOT_FROM_SUPPLIERS
    if has_lines and operation.effect is Effect.QUERY and "product" not in kinds:
        weight *= _NO_GOODS
    forbidden = not operation.may_be_used_by(actor)
    sells = "customer" in names and operation.effect is Effect.COMMAND
    if forbidden and sells and actor.roles <= _BACK_OFFICE and "customer" not in kinds:
        weight *= _NO_CUSTOMER
    if forbidden and actor.roles <= _BACK_OFFICE:
        weight *= _NOT_THEIR_WORK if (kinds | documents) & names else _NOT_THEIR_WORK_AND_UNSUPPORTED
    elif forbidden:
        weight *= _NOT_FOR_THEM if (kinds | documents) & names else _NOT_FOR_THEM_AND_UNSUPPORTED
    if dimensions and any(slot.kind is SlotKind.CHOICES for slot in slots):
        weight *= _BROKEN_DOWN
    return weight


def _concerns_customers(slots: Sequence[Slot]) -> bool:
    """Whether a command may have to do with a customer: it names one, a document of theirs, or somebody new."""
    kinds = {slot.of for slot in slots}
    return bool(kinds & ({"customer", "price_list", "promotion"} | NUMBERED)) or any(
        slot.name in WHOLE | {"name", "customers"} for slot in slots
    )


def _goes_between_warehouses(text: str, spans: Sequence[Span]) -> bool:
    """Whether so many of some goods and two warehouses are named, and nothing is asked."""
    houses = {one.code for span in spans for one in span.names if one.kind == "warehouse"}
    goods = any(one.kind == "product" for span in spans for one in span.names)
    return len(houses) == 2 and goods and any(span.type is SpanType.QUANTITY for span in spans) and not asks(text)


def _counts_goods_nobody_knows(text: str, spans: Sequence[Span]) -> bool:
    """Whether so many of something that is no name are for a customer: "two defibrillators for Songyin"."""
    customers = [span for span in spans if any(one.kind == "customer" for one in span.names)]
    figures = [span for span in spans if span.type in (SpanType.NUMBER, SpanType.QUANTITY)]
    return any(
        _GOODS_FOR.fullmatch(text, figure.end, customer.start)
        for figure in figures
        for customer in customers
        if figure.end < customer.start
    )


def _counting(intent: str) -> float:
    """How well an intent fits so many of some goods: a look-up that takes no figure would leave it unread."""
    operation = operations.find(intent)
    if operation is None or operation.effect is Effect.COMMAND:
        return 1.0
    counts = {SlotKind.QUANTITY, SlotKind.LINES}
    free = any(slot.name in WHOLE for slot in slots_of(intent))
    return 1.0 if free or any(slot.kind in counts for slot in slots_of(intent)) else _NO_FIGURE


def _between(intent: str) -> float:
    """How much better an intent fits goods that go from one warehouse to another."""
    slots = {slot.name for slot in slots_of(intent)}
    if {"from_warehouse", "to_warehouse"} <= slots:
        return _BETWEEN
    operation = operations.find(intent)
    return _NOT_BETWEEN if operation is not None and operation.effect is Effect.QUERY else 1.0


@cache
def _words_for() -> dict[str, Callable[[str], float]]:
    """What words say of single intents: more likely with some of them, less with others."""
    data: dict[str, dict[str, Any]] = data_of("assistant.builtin.dialogue", "evidence.yaml")

    def weigher(several: list[dict[str, Any]]) -> Callable[[str], float]:
        read = [(any_of(one), float(one["with"]), float(one.get("without", 1))) for one in several]
        return lambda text: prod(more if pattern.search(text) else less for pattern, more, less in read)

    said = {intent: one if isinstance(one, list) else [one] for intent, one in data["words_for"].items()}
    return {intent: weigher(several) for intent, several in said.items()}


@cache
def _complaint() -> re.Pattern[str]:
    data: dict[str, dict[str, list[str]]] = data_of("assistant.builtin.dialogue", "evidence.yaml")
    return any_of(data["complaint"])


@cache
def _illness() -> re.Pattern[str]:
    data: dict[str, dict[str, list[str]]] = data_of("assistant.builtin.dialogue", "evidence.yaml")
    return any_of(data["illness"])
