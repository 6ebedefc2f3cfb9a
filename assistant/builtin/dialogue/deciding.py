"""Deciding what to do with a message: amend the card, take an answer, call operations, ask one thing, or talk.

The order is fixed: amendment of the open card where its grammar fits, answer to the open question, new request,
small talk. A yes or no to a card never gets here; code decides on those before any planner is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.builtin.dialogue.amending import amend
from assistant.builtin.dialogue.answering import answered
from assistant.builtin.dialogue.asking import Question, as_question, ask_for, ask_line, ask_unread, ask_vague
from assistant.builtin.dialogue.filling import Filled, fill
from assistant.builtin.dialogue.following import follow_up, goes_on, with_context
from assistant.builtin.dialogue.lines import ProductUnits, code_or_words
from assistant.builtin.dialogue.requests import (
    SURE,
    Mood,
    MoodReader,
    Request,
    Scorer,
    instead_of,
    question_behind,
    requests_in,
)
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.dialogue.talking import Talk, talk_about
from assistant.builtin.spans import Span
from core import operations
from core.operations import Effect

CHANGE_CARD = "change_card"


@dataclass(frozen=True, slots=True)
class Call:
    """An operation to call."""

    operation: str
    arguments: dict[str, Any]


@dataclass(slots=True)
class Decision:
    """What the planner answers: calls, or words, or a question; `offer` is something to say by a button."""

    calls: list[Call] = field(default_factory=list)
    question: Question | None = None
    talk: list[Talk] = field(default_factory=list)
    vetoed: list[Mood] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    amended: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A message after recognition, with what scoring it takes."""

    text: str
    spans: tuple[Span, ...]
    units: Mapping[str, ProductUnits]
    score: Scorer
    mood: MoodReader


def decide(heard: Heard, situation: Situation) -> Decision:
    """What to do about the message."""
    requests = requests_in(heard.text, heard.spans, heard.score, heard.mood)
    decision = Decision(requests=requests)
    if _amended(heard, situation, requests, decision) or _answered(heard, situation, requests, decision):
        return decision
    if _followed(heard, situation, requests, decision):
        return decision
    for request in requests:
        _request(request, heard, situation, decision)
    return decision


def _amended(heard: Heard, situation: Situation, requests: Sequence[Request], decision: Decision) -> bool:
    card = situation.card
    if card is None or _is_new_order(heard.spans, card.steps[-1].arguments, requests):
        return False
    amendment = amend(card, heard.text, heard.spans, heard.units)
    if amendment is None:
        return False
    decision.amended = True
    if amendment.unclear_between:
        decision.question = ask_line(card.steps[-1].operation, amendment.unclear_between, heard.text)
    elif amendment.empties_card:
        decision.talk.append(Talk("card_would_be_empty"))
    else:
        steps = [dict(step) for step in amendment.steps]
        decision.calls.append(Call(CHANGE_CARD, {"proposal": str(card.id), "steps": steps}))
    return True


def _answered(heard: Heard, situation: Situation, requests: Sequence[Request], decision: Decision) -> bool:
    open_question = situation.turn.question
    if not open_question:
        return False
    is_new = any(request.is_operation and request.score >= SURE for request in requests)
    found = answered(open_question, heard.text, heard.spans, heard.units, is_new_request=is_new)
    if found is None:
        return False
    _call_or_ask(str(open_question["operation"]), found, decision, situation)
    return True


def _followed(heard: Heard, situation: Situation, requests: Sequence[Request], decision: Decision) -> bool:
    """A message that only changes a part of the last read: "宁波仓呢？", "by product", "only East China"."""
    if len(requests) != 1 or _writes(requests[0]):
        return False
    if requests[0].score >= SURE and not _is_bare(heard) and not goes_on(heard.text):
        return False
    found = follow_up(heard.text, heard.spans, heard.units, situation)
    if found is None:
        return False
    decision.calls.append(Call(found[0], found[1]))
    return True


def _request(request: Request, heard: Heard, situation: Situation, decision: Decision) -> None:
    operation = operations.find(instead_of("repeats", request.intent) or request.intent)
    if operation is None or request.score < SURE:
        _talk(request, situation, decision)
        return
    name = operation.name
    if request.vetoed is not None:
        decision.vetoed.append(request.vetoed)
        behind = question_behind(name)
        if request.vetoed in (Mood.NEGATED, Mood.REMARK) or behind is None:
            decision.talk.append(Talk("nothing_done"))
            return
        name = behind
    for filled in _filled(name, request, heard, situation):
        if name == "place_order" and request.intent != name and "lines" not in filled.arguments:
            decision.talk.append(Talk(request.intent))
            continue
        question = None if not operation.may_be_used_by(situation.turn.actor) else _what_to_ask(filled)
        if question is None:
            decision.calls.append(Call(filled.operation, filled.arguments))
        elif decision.question is None:
            decision.question = question


def _filled(name: str, request: Request, heard: Heard, situation: Situation) -> list[Filled]:
    """The operation's arguments; several times where several products are named for one that takes one."""
    filled = fill(name, request.text, request.spans, heard.units)
    with_context(filled, request.text, situation)
    filled = _other_way(filled, request, heard)
    more = [span for span in request.spans if span not in filled.used and any(n.kind == "product" for n in span.names)]
    repeated = [filled]
    operation = operations.find(filled.operation)
    if "product" in filled.arguments and operation is not None and operation.effect is Effect.QUERY:
        for span in more:
            arguments = {**filled.arguments, "product": code_or_words(span)}
            repeated.append(Filled(filled.operation, arguments, used=filled.used | {span}))
    return repeated


def _other_way(filled: Filled, request: Request, heard: Heard) -> Filled:
    """Where it was not said which one, the list; where no quantity was said, how much there is."""
    listing = instead_of("list_instead", filled.operation)
    if listing and any(slot.name == listing["parameter"] for slot in filled.missing):
        return fill(listing["operation"], request.text, request.spans, heard.units)
    lines = filled.arguments.get("lines") or ()
    plain = instead_of("without_quantity", filled.operation)
    if plain and lines and all("quantity" not in line for line in lines) and "customer" not in filled.arguments:
        return fill(plain, request.text, request.spans, heard.units)
    return filled


def _talk(request: Request, situation: Situation, decision: Decision) -> None:
    """Small talk; what a customer says that a person has to see becomes a ticket as well."""
    if request.vetoed is not None:
        decision.talk.append(Talk("nothing_done"))
        return
    sure = request.score >= SURE
    decision.talk.append(talk_about(request, sure=sure))
    handed = instead_of("handed_over", request.intent)
    if handed and sure and not situation.turn.actor.is_staff:
        arguments = {**handed["arguments"], "subject": request.text.strip()}
        if situation.turn.actor.user_id is None:
            decision.talk.pop()
            decision.question = Question("which_contact", handed["operation"], arguments, "contact")
        else:
            decision.calls.append(Call(handed["operation"], arguments))


def _call_or_ask(operation: str, arguments: dict[str, Any], decision: Decision, situation: Situation) -> None:
    """Calls with the answered arguments, unless something else that is required is still open."""
    filled = Filled(operation, arguments)
    filled.missing = [slot for slot in slots_of(operation) if slot.required and slot.name not in arguments]
    question = _what_to_ask(filled)
    if question is not None:
        decision.question = question
    else:
        decision.calls.append(Call(operation, arguments))


def _what_to_ask(filled: Filled) -> Question | None:
    """The one thing to ask before the call makes sense, if any."""
    operation = operations.find(filled.operation)
    writes = operation is not None and operation.effect is Effect.COMMAND
    if filled.vague:
        return ask_vague(filled, filled.vague[0])
    if filled.missing:
        return ask_for(filled.operation, filled.arguments, filled.missing[0])
    for place, line in enumerate(filled.arguments.get("lines") or ()):
        if isinstance(line, dict) and "quantity" not in line:
            if writes:
                return as_question(filled.operation, filled.arguments, f"lines.{place}.quantity", str(line["product"]))
            line["quantity"] = "1"
    if writes and filled.unread:
        return ask_unread(filled, filled.unread[0])
    return None


def _is_new_order(spans: Sequence[Span], arguments: Mapping[str, Any], requests: Sequence[Request]) -> bool:
    """Whether the message is about another customer's goods: then it is no change of this card."""
    customers = {one.code for span in spans for one in span.names if one.kind == "customer"}
    products = {one.code for span in spans for one in span.names if one.kind == "product"}
    if any(request.is_operation and _is_read(request) for request in requests):
        return True
    return bool(customers and products and str(arguments.get("customer")) not in customers)


def _is_read(request: Request) -> bool:
    operation = operations.find(request.intent)
    return operation is not None and operation.effect is Effect.QUERY and request.score >= SURE and not _short(request)


def _short(request: Request) -> bool:
    return len(request.text.strip()) <= 8


def _writes(request: Request) -> bool:
    operation = operations.find(request.intent)
    return operation is not None and operation.effect is Effect.COMMAND and request.score >= SURE


def _is_bare(heard: Heard) -> bool:
    """Whether hardly anything but values was said."""
    rest = heard.text
    for span in sorted(heard.spans, key=lambda span: span.start, reverse=True):
        rest = rest[: span.start] + rest[span.end :]
    return bool(heard.spans) and len("".join(c for c in rest if c.isalnum())) <= 3
