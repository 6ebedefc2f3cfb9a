"""What is not said again: "it", "that order", the customer one is talking about. Reads that go on: `going_on`."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.amending_lines import LineChange, swap
from assistant.builtin.dialogue.amending_words import verbs_in
from assistant.builtin.dialogue.asked_for import default_for, request_data
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.fillers import left_over
from assistant.builtin.dialogue.line_figures import put_figure_of_line, put_line_spoken_of
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, is_vague, number_of
from assistant.builtin.dialogue.situation import Situation, is_query
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.document_kinds import NUMBERED
from assistant.builtin.spans import SpanType
from core import operations
from core.customers.scope import OWN
from core.operations import Effect

_POINTED_AT = {"product": "of_it", "customer": "theirs", "supplier": "theirs"}
"""The turns of speech that point at a thing or at a company."""


_OFFERS = "create_promotion"
_TAKES_OFF = frozenset({"percent", "amount"})
_NARROWS = frozenset({"products", "categories"})
_LOT = "lot"
_NUMBER = "number"
"""What takes a document of any kind."""
_TIMES = "times"
_COMPARED = "compare_with"
_ALL_LINES = "*"
_FACTORS = {"twice": "2", "half": "0.5"}


def with_context(
    filled: Filled, text: str, situation: Situation, units: Mapping[str, ProductUnits], *, again: bool = False
) -> None:
    """Fills what the conversation makes plain and the message leaves out; never more than it makes plain.

    `again` says that an order is to be repeated.
    """
    again = again or (says("again", text) and not _is_whole_by_itself(filled, text))
    _compared_with_the_last(filled, situation)
    _lines_said_before(filled, text, situation, units, again=again)
    _unknown_recipient(filled, text, situation)
    _unknown_goods(filled, text)
    still_missing: list[Slot] = []
    for slot in filled.missing:
        if slot.name in filled.arguments:
            continue
        if slot.kind is SlotKind.LINES and again:
            still_missing.append(slot)
            continue
        value = _spoken_of(slot, text, situation) or _from_situation(filled, slot, text, situation)
        if value is None:
            still_missing.append(slot)
        else:
            filled.arguments[slot.name] = value
    filled.missing = still_missing
    _pointed_at(filled, text, situation)
    _of_that_lot(filled, text, situation)
    _offered(filled, text, situation)
    put_figure_of_line(filled, units)
    put_line_spoken_of(filled, situation, units)


def _is_whole_by_itself(filled: Filled, text: str) -> bool:
    """Whether "再来一单" goes on to say whose it is and what: then it is one more order, and not the same again."""
    lines = filled.arguments.get("lines") or ()
    counted = bool(lines) and all("quantity" in line for line in lines)
    return counted and "customer" in filled.arguments and says("one_more", text) and not says("last_time", text)


def _lines_said_before(
    filled: Filled, text: str, situation: Situation, units: Mapping[str, ProductUnits], *, again: bool
) -> None:
    """ "Same again" repeats the last order, with what is said now instead; "order it" orders what was checked."""
    said = filled.arguments.get("lines")
    if filled.operation not in ("place_order", "draft_order") or (said and not again):
        return
    times = next((factor for verb, factor in _FACTORS.items() if verb in verbs_in(text)), None) if again else None
    if times is not None:
        said = _so_many_times(said or [{"product": _ALL_LINES}], times)
    before = _repeated(filled, text, situation) if again else situation.checked_lines()
    if before is None:
        filled.repeats = again
        filled.arguments |= {"lines": said} if said else {}
        return
    for name in ("lines", "customer", "warehouse") if not again else ("lines", "customer"):
        if name in before and (name not in filled.arguments or name == "lines"):
            filled.arguments[name] = copy.deepcopy(before[name])
    if isinstance(said, list) and not _swapped(filled, text, units):
        filled.arguments["lines"] = merged(filled.arguments["lines"], said)


def _compared_with_the_last(filled: Filled, situation: Situation) -> None:
    """ "how does that stack up against the quarter before": what was read last, where only a comparison is said."""
    calls = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    last = next((call for call in reversed(calls) if call.get("outcome") == "ok"), None)
    if filled.arguments.keys() != {_COMPARED} or last is None or not is_query(last):
        return
    known = {slot.name for slot in slots_of(filled.operation)}
    before = dict(last.get("arguments") or {})
    if "period" in before:
        filled.arguments |= {name: value for name, value in before.items() if name in known - {_COMPARED}}


def _swapped(filled: Filled, text: str, units: Mapping[str, ProductUnits]) -> bool:
    """Whether one product of the repeated order was put in another's place: "再来一份，耳温枪换成额温枪"."""
    verbs = verbs_in(text)
    if "swap" not in verbs or len(filled.lines) != 2:
        return False
    change = LineChange(text, (), verbs - {"add", "more", "less"}, units)
    lines, (one, other) = filled.arguments["lines"], filled.lines
    return swap(lines, one, other, change) or swap(lines, other, one, change)


def merged(lines: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines with those that were said in their place, or behind them; one said without a figure keeps its own.

    A line said `times` something is so many times what it was: "the same again, just twice the gauze"; one of no
    single product says it of all of them.
    """
    instead = {str(line["product"]): line for line in said}
    everything = instead.pop(_ALL_LINES, None)
    kept = [_in_place_of(line, instead.pop(str(line["product"]), everything or line)) for line in lines]
    more = [{name: value for name, value in line.items() if name != _TIMES} for line in instead.values()]
    return [*kept, *more]


def _in_place_of(line: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    if said is line or "quantity" in said or "quantity" not in line:
        return said
    return {**line, "quantity": str(Decimal(str(line["quantity"])) * Decimal(str(said.get(_TIMES, 1))))}


def _so_many_times(said: Sequence[dict[str, Any]], times: str) -> list[dict[str, Any]]:
    """The lines, those without a figure with how many times the order's own figure is wanted."""
    return [line if "quantity" in line else {**line, _TIMES: times} for line in said]


def _repeated(filled: Filled, text: str, situation: Situation) -> dict[str, Any] | None:
    """The order that is to be made again: the named customer's own, or, as it was made, for somebody else.

    What a customer had "last time" is in the books, unless it was ordered in this conversation.
    """
    customer = filled.arguments.get("customer")
    own = situation.ordered(str(customer)) if customer else None
    if own is not None or (customer and says("last_time", text)):
        return own
    return situation.ordered()


def _pointed_at(filled: Filled, text: str, situation: Situation) -> None:
    """A look-up is limited to what the words point at, though it could do without: "last month's sales of it"."""
    operation = operations.find(filled.operation)
    if operation is None or operation.effect is Effect.COMMAND:
        return
    for slot in slots_of(filled.operation):
        period = None if slot.name in filled.arguments else _period_spoken_of(slot, text, situation)
        if period is not None:
            filled.arguments[slot.name] = period
        wanted = slot.kind is SlotKind.NAME and not slot.required and slot.name not in filled.arguments
        points = slot.of in _POINTED_AT and says(_POINTED_AT[slot.of], text)
        if wanted and (points or _goes_on_about(filled, slot, text, situation)):
            found = situation.named(slot.of)
            if found is not None:
                filled.arguments[slot.name] = found


def _of_that_lot(filled: Filled, text: str, situation: Situation) -> None:
    """The lot one is speaking of, where the words point at it: "bin 20 of that lot", 这批报废20盒."""
    takes_one = any(slot.name == _LOT for slot in slots_of(filled.operation)) and _LOT not in filled.arguments
    lot = situation.named(_LOT) if takes_one and says("of_that_lot", text) else None
    if lot is not None:
        filled.arguments[_LOT] = lot


def _offered(filled: Filled, text: str, situation: Situation) -> None:
    """An offer on "those" is on the goods one is speaking of, and never on everything; how much is off is asked."""
    if filled.operation == _OFFERS and not _TAKES_OFF & filled.arguments.keys():
        filled.missing += [slot for slot in slots_of(filled.operation) if slot.name == "percent"]
    if filled.operation != _OFFERS or _NARROWS & filled.arguments.keys() or not says("on_those", text):
        return
    product = situation.named("product")
    if product is None:
        filled.missing += [slot for slot in slots_of(filled.operation) if slot.name == "products"]
    else:
        filled.arguments["products"] = [product]


def _goes_on_about(filled: Filled, slot: Slot, text: str, situation: Situation) -> bool:
    """Whether a later part of a message only asks more about the customer named before: "账期多少天，还欠着多少"."""
    about_customers = slot.of == "customer" and filled.operation in request_data()["about_customers"]
    return about_customers and not filled.used and bool(situation.said_before) and not says("everybody", text)


def customer_to_repeat_for(filled: Filled, situation: Situation) -> str | None:
    """The customer whose last order is to be repeated, where this conversation knows of none."""
    customer = filled.arguments.get("customer") or situation.named("customer")
    return str(customer) if customer else None


def _unknown_recipient(filled: Filled, text: str, situation: Situation) -> None:
    """Somebody it is for whom we do not know is passed on by name: then the books say so, and nobody else is taken.

    A customer's own ward or floor is no other customer.
    """
    wanted = [slot for slot in filled.missing if slot.kind is SlotKind.NAME and slot.of == "customer"]
    match = turn_of_speech("recipient").search(text) if wanted else None
    if match is None:
        return
    said = match["zh"] or match["en"]
    start = match.start("zh" if match["zh"] else "en")
    used = any(span.start < start + len(said) and start < span.end for span in filled.used)
    at_home = situation.turn.actor.customer_id is not None and says("in_the_house", said)
    if said.strip() and not used and not at_home and not says("pronoun", said):
        filled.arguments[wanted[0].name] = said.strip()


def _unknown_goods(filled: Filled, text: str) -> None:
    """Goods nobody knows ("10台核磁共振仪") are passed on in the person's words: then the books say so."""
    if not any(slot.kind is SlotKind.LINES for slot in filled.missing):
        return
    for figure in [span for span in filled.unread if span.type is SpanType.QUANTITY or is_quantity(span)]:
        match = turn_of_speech("goods").match(text, figure.end)
        said = match["goods"].strip() if match else ""
        if says("same_thing", said):
            return  # what was just spoken of, if anything
        if len(said) > 1 and left_over(said, "head"):
            line = {"product": said} if is_vague(figure) else {"product": said, "quantity": str(number_of(figure))}
            filled.arguments["lines"] = [line]
            filled.unread.remove(figure)
            return


def _priced_for(product: str, situation: Situation) -> dict[str, str]:
    """For how many the last turn told a product's price; nothing where it was for several numbers of them."""
    calls = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    asked = [
        call.get("arguments") or {}
        for call in calls
        if call.get("operation") == "get_price" and call.get("outcome") == "ok"
    ]
    mine = [one for one in asked if one.get("product") == product]
    own = [{name: one[name] for name in ("quantity", "unit") if name in one} for one in mine]
    return own[0] if own and all(one == own[0] for one in own) else {}


def _spoken_of(slot: Slot, text: str, situation: Situation) -> object:
    """The period, or the number of any document, that the words point at: "这张票的凭证"."""
    if slot.name != _NUMBER or not says("pointing", text):
        return _period_spoken_of(slot, text, situation)
    return situation.document("invoice") if says("that_invoice", text) else situation.newest_number


def _period_spoken_of(slot: Slot, text: str, situation: Situation) -> object:
    """ "the trial balance for that month": the period that was spoken of last."""
    if slot.kind is not SlotKind.PERIOD or not says("that_period", text):
        return None
    return next((found for call in situation.calls() if (found := call["arguments"].get(slot.name))), None)


def _from_situation(filled: Filled, slot: Slot, text: str, situation: Situation) -> object:
    if slot.kind is SlotKind.NAME and slot.of in NUMBERED:
        if says("one_of_several", text):
            return None  # which one has to be asked
        named = [span for span in filled.unread if any(one.kind == "customer" for one in span.names)]
        customer = named[0].names[0].code if named else None
        found = situation.document(slot.of, customer)
        if found and named:
            filled.unread.remove(named[0])
        return found
    if slot.of == "customer" and situation.turn.actor.customer_id is not None:
        return OWN
    if slot.kind is SlotKind.NAME:
        return situation.named(slot.of) or situation.named(slot.name)
    if slot.kind is SlotKind.LINES:
        product = situation.named("product")
        return None if product is None else [{"product": product} | _priced_for(product, situation)]
    if slot.name == _LOT:
        return situation.named(_LOT)
    before = situation.just_read(filled.operation) if slot.kind is SlotKind.PERIOD else {}
    return before.get(slot.name) or default_for(filled.operation, slot.name)
