"""Changing what stands above the lines of an open card: customer, warehouse, day, discount, and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.amending_words import head_patterns, patterns, turned_into
from assistant.builtin.dialogue.choices import chosen, flag_said
from assistant.builtin.dialogue.clauses import Stretch
from assistant.builtin.dialogue.fillers import asks
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.filling_terms import ends_then
from assistant.builtin.dialogue.held_until import as_the_day_it_is_held, says_until_when
from assistant.builtin.dialogue.introduced import is_introduced
from assistant.builtin.dialogue.line_figures import count_as_said
from assistant.builtin.dialogue.lines import ProductUnits
from assistant.builtin.dialogue.moved_days import put_moved_day
from assistant.builtin.dialogue.own_words import text_after
from assistant.builtin.dialogue.said_before import leads_here
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.spans import Span, SpanType

_PRICE_LEFT = 50
"""Percent from which a bare figure may be what is left of the price, as in 85折."""

_HEAD_SLOTS = (
    "customer",
    "address",
    "phone",
    "email",
    "warehouse",
    "requested_on",
    "discount_percent",
    "note",
    "due_on",
    "price",
    "counted",
    "quantity",
    "limit",
    "amount",
    "percent",
    "valid_until",
    "colleague",
    "period",
    "allowed_days",
    "working_hours",
    "purchase_limit",
    "loss_limit",
    "allowance_limit",
    "buyer",
    "buy_quantity",
    "gift_quantity",
    "valid_from",
    "paid_on",
    "ship_on",
    "charges",
    "minimum",
    "maximum",
    "valid_days",
    "hold_until",
    "quantity_min",
    "amount_min",
    "from_quantity",
    "lead_time_days",
    "payment_terms_days",
    "expires_on",
    "billed_on",
    "unit_cost",
    "multiple",
)
"""What may be said anew, in the order in which it is taken. The two ends of a way are read by themselves."""

_ENDS = ("from_warehouse", "to_warehouse")
_CHOSEN = ("quality", "stacking", "preference", "outcome", "invoice")
"""What is one of a few words of the books: on hold, first choice, special invoice."""

_OWN_WORDS = frozenset({"address", "title", "name_en", "reference", "code"})
"""What is taken as it is said."""

_OFFER, _ORDER = "create_quotation", "place_order"
_OF_AN_ORDER = frozenset({"invoice_ahead", "invoice_order", "deliver_order"})
"""Commands that do something to all of an order, or to the lines that are named."""
_CODE = re.compile(r"(?-i:[A-Z][A-Z0-9-]*[A-Z0-9])(?![a-z])|[a-z]+-?[0-9][\w-]*", re.IGNORECASE)
"""A code of one's own among the words that introduce it."""

_CODED = re.compile(r"[a-z0-9][\w/-]*[0-9][\w/-]*", re.IGNORECASE)
"""A bank's number among the words that introduce it."""


def amend_head(
    step: dict[str, Any], text: str, spans: Sequence[Span], verbs: frozenset[str], units: Mapping[str, ProductUnits]
) -> bool | None:
    """Changes what the words say of the head, or of a discount on some lines; None where that cannot be done."""
    meant = _some_lines(step["arguments"], spans)
    if meant is not None and _is_about_discount(step["operation"], (text, tuple(spans)), verbs, units):
        return _discount_lines(step, (text, tuple(spans)), meant, units) or None
    changed = _put_values(step, text, spans, verbs, units)
    changed = _put_ends(step, text, spans) or changed
    return _scale_quantity(step["arguments"], verbs) or changed


def amend_by_word(step: dict[str, Any], text: str) -> bool:
    """Changes what is said without any value: "on hold first", "as a draft"; whether it did."""
    arguments = step["arguments"]
    if is_refused(text):
        return False
    other = turned_into(step["operation"], text)
    if other is not None:
        step["operation"] = other
        return True
    slots = slots_of(step["operation"])
    said: list[tuple[str, Sequence[str | bool]]]
    said = [(slot.name, chosen(slot.of, text)) for slot in slots if slot.name in _CHOSEN]
    said += [(slot.name, flag_said(slot.name, text)) for slot in slots if slot.kind is SlotKind.FLAG]
    told = [(name, values[0]) for name, values in said if len(values) == 1 and arguments.get(name) != values[0]]
    if len(told) != 1:
        return False
    arguments[told[0][0]] = told[0][1]
    return True


def put_whole(step: dict[str, Any], text: str, *, fresh: bool) -> bool:
    """Makes an order of an offer that is not needed, or all of an order of a part of it; whether it did.

    "直接按10台下订单吧", "别拆了，整单一张票".
    """
    arguments = step["arguments"]
    if not fresh or asks(text):
        return False
    if step["operation"] == _OFFER and says("orders_instead", text):
        known = {slot.name for slot in slots_of(_ORDER)}
        step |= {"operation": _ORDER, "arguments": {name: arguments[name] for name in arguments if name in known}}
        return True
    return step["operation"] in _OF_AN_ORDER and says("the_whole", text) and arguments.pop("lines", None) is not None


def is_labelled(step: dict[str, Any], text: str, spans: Sequence[Span]) -> bool:
    """Whether the words say of every figure of a clause which of the card's values it is: "the bank kept 12 as fee"."""
    names = [slot.name for slot in slots_of(step["operation"]) if slot.name in _HEAD_SLOTS]
    if says_until_when(step["operation"], text, spans):
        return True
    return bool(spans) and all(any(is_introduced(name, text, span) for name in names) for span in spans)


def put_words(step: dict[str, Any], text: str, spans: Sequence[Span]) -> bool:
    """Changes what is said in words, or by the last figures of a number; whether it did."""
    by_word = not spans and not asks(text) and amend_by_word(step, text)
    said = by_word or put_number_end(step["arguments"], text) or put_own_words(step, text)
    return said or put_moved_day(step, text)


def put_own_words(step: dict[str, Any], text: str) -> bool:
    """Puts somebody's own words where a word says they belong: "the address is 18 Taihu Road"; whether it did."""
    arguments = step["arguments"]
    names = [slot.name for slot in slots_of(step["operation"]) if slot.name in _OWN_WORDS]
    said = {name: text[start:end] for name in names for start, end in [text_after(name, text) or (0, 0)] if end}
    if "reference" in said:
        code = _CODED.search(said["reference"])
        said = {name: value for name, value in said.items() if name != "reference"} | (
            {"reference": code[0]} if code else {}
        )
    if "code" in said:
        own = _CODE.search(said.pop("code")) if "code" in arguments else None
        said |= {"code": own[0]} if own else {}
    if len(said) != 1 or asks(text) or is_refused(text):
        return False
    arguments.update(said)
    return True


def put_number_end(arguments: dict[str, Any], text: str) -> bool:
    """Puts other last digits to the telephone number on the card: "尾号是0471"; whether it did."""
    match = turn_of_speech("number_ends").search(text)
    before = arguments.get("phone")
    if match is None or not isinstance(before, str) or asks(text) or is_refused(text[: match.start()]):
        return False
    digits = match["zh"] or match["en"]
    arguments["phone"] = before[: -len(digits)] + digits
    return arguments["phone"] != before and len(digits) < len(before)


def is_refused(text: str) -> bool:
    """Whether a clause says what is not to be done: "no need to hold them", 不用待检."""
    return bool(patterns()["not"].search(text) or patterns()["drop"].search(text))


def _put_ends(step: dict[str, Any], text: str, spans: Sequence[Span]) -> bool:
    """Gives a way another beginning or end, where the words say which of them: 改从宁波出, "send it to Chengdu"."""
    arguments = step["arguments"]
    before = dict(arguments)
    for name in _ENDS:
        for span in spans if name in arguments else ():
            fitting = [one.code for one in span.names if one.kind == "warehouse"]
            if len(fitting) == 1 and leads_here(name, text[: span.start]):
                arguments[name] = fitting[0]
    return bool(arguments != before)


def _scale_quantity(arguments: dict[str, Any], verbs: frozenset[str]) -> bool:
    """Twice or half of what a card without lines is about: "halve it" of a transfer."""
    if "lines" in arguments or "quantity" not in arguments or len(verbs & {"twice", "half"}) != 1:
        return False
    factor = Decimal(2) if "twice" in verbs else Decimal("0.5")
    arguments["quantity"] = f"{(Decimal(str(arguments['quantity'])) * factor).normalize():f}"
    return True


def is_off_the_head(text: str, verbs: frozenset[str]) -> bool:
    """Whether what is to be dropped stands above the lines, whatever product it is said of: "试纸不打折"."""
    return "drop" in verbs and any(pattern.search(text) for pattern in head_patterns().values())


def _is_about_discount(operation: str, said: Stretch, verbs: frozenset[str], units: Mapping[str, ProductUnits]) -> bool:
    text, spans = said
    off = "drop" in verbs and head_patterns()["discount_percent"].search(text) is not None
    return off or "discount_percent" in fill(operation, text, spans, units).arguments


def _some_lines(arguments: Mapping[str, Any], spans: Sequence[Span]) -> list[dict[str, Any]] | None:
    """The lines whose products a clause names, none of them perhaps; None where it names none or all that there are."""
    lines: list[dict[str, Any]] = arguments.get("lines") or []
    codes = {one.code for span in spans for one in span.names if one.kind == "product"}
    named = [line for line in lines if line["product"] in codes]
    return named if codes and len(lines) > 1 and len(named) < len(lines) else None


def _discount_lines(
    step: dict[str, Any], said: Stretch, meant: Sequence[dict[str, Any]], units: Mapping[str, ProductUnits]
) -> bool:
    """A discount on some products only, or taken off them; not where there is none of their own to take off."""
    text, spans = said
    percent = fill(step["operation"], text, spans, units).arguments.get("discount_percent")
    if percent is None:
        own = [line.pop("discount_percent", None) for line in meant]
        return bool(own) and None not in own
    for line in meant:
        line["discount_percent"] = percent
    return bool(meant)


def _is_bare(spans: Sequence[Span]) -> bool:
    """Whether no figure is said to be money."""
    return not any(span.type is SpanType.MONEY for span in spans)


def _counts_nothing(spans: Sequence[Span]) -> bool:
    """Whether no figure counts anything: "only 5 customers asked" says no percentage."""
    return all(getattr(span.value, "counter", None) is None for span in spans)


def _put_values(
    step: dict[str, Any], text: str, spans: Sequence[Span], verbs: frozenset[str], units: Mapping[str, ProductUnits]
) -> bool:
    """Puts the values that are said where they belong: customer, warehouse, day, discount."""
    said = fill(step["operation"], text, spans, units).arguments
    arguments = step["arguments"]
    changed = False
    if "discount_percent" in said.keys() & arguments.keys() and says("more_off", text):
        said["discount_percent"] = str(Decimal(said["discount_percent"]) + Decimal(str(arguments["discount_percent"])))
    if "amount" in said and "amount" not in arguments and "percent" in arguments and _is_bare(spans):
        figure = said.pop("amount")  # "make it 12" of what gives 10 percent
        if _counts_nothing(spans) and Decimal(figure) < _PRICE_LEFT:
            said["percent"] = figure
    if "charges" in said.keys() - arguments.keys():
        said.pop("amount", None)  # what the bank kept is not what was paid
    if "period" in said.keys() & arguments.keys():
        said["period"] = ends_then(str(arguments["period"]), said["period"], text) or said["period"]
    said = as_the_day_it_is_held(said, arguments, text)
    for name in _HEAD_SLOTS:
        if name in said and said[name] != arguments.get(name) and not (name == "quantity" and "lines" in arguments):
            arguments[name] = said[name]
            changed = True
    if changed and "quantity" in said and "lines" not in arguments:
        count_as_said(arguments, said, spans)
    for name, pattern in head_patterns().items():
        if verbs & {"drop", "any"} and name not in said and name in arguments and pattern.search(text):
            del arguments[name]
            changed = True
    return changed
