"""Deciding what to do with a message: amend the card, take an answer, call operations, ask one thing, or talk.

In this order: amendment of the open card where its grammar fits, answer to the open question (before it, where the
question was asked after the card was shown), new request, small talk. A yes or no to a card never gets here; code
decides on those before any planner is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.builtin.dialogue.after_asking import takes_answer
from assistant.builtin.dialogue.asked_for import (
    cannot_be_done,
    instead_of,
    is_upset,
    not_measured,
)
from assistant.builtin.dialogue.asking import ask_unread
from assistant.builtin.dialogue.card_asked_about import asks_why
from assistant.builtin.dialogue.changing import changes_card
from assistant.builtin.dialogue.checking import left_out, what_to_ask
from assistant.builtin.dialogue.corrections import corrected
from assistant.builtin.dialogue.decision import Call, Decision, Heard
from assistant.builtin.dialogue.document_meant import (
    ends_what_was_shown,
    fill_document,
    fill_payer,
    leave_out_other_goods,
    leave_out_what_is_on_it,
    limit_to_order,
    of_what_was_shown,
    with_its_operation,
)
from assistant.builtin.dialogue.faults import take_up_the_question
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.following import customer_to_repeat_for, with_context
from assistant.builtin.dialogue.given_back import fill_what_comes_back
from assistant.builtin.dialogue.going_on import follow_up, only_reads_on
from assistant.builtin.dialogue.last_turn import of_the_last_turn
from assistant.builtin.dialogue.looking_up import (
    asks_for_what_awaits_approval,
    goes_on_about_documents,
    goes_on_from_documents,
    look_up,
    look_up_plainly,
    talk_or_look_up,
)
from assistant.builtin.dialogue.one_of_them import with_what_one_is, with_where_there_is, with_whom_it_is_for
from assistant.builtin.dialogue.over_several import for_each_named, over_several
from assistant.builtin.dialogue.past_days import leave_out_what_was, put_ahead, put_behind
from assistant.builtin.dialogue.price_list_meant import fill_price_list, without_years_of_lists
from assistant.builtin.dialogue.purchase_meant import fill_only_goods, fill_purchase, settle_goods
from assistant.builtin.dialogue.rehearsing import (
    day_of_payment,
    supposed_order,
    trial_of,
    tried,
    wanted_after_all,
)
from assistant.builtin.dialogue.request import SURE, Request
from assistant.builtin.dialogue.requests import requests_in
from assistant.builtin.dialogue.situation import KNOWLEDGE, Situation
from assistant.builtin.dialogue.sufficing import leads, likeliest_read, question_behind
from assistant.builtin.dialogue.talking import Talk
from assistant.builtin.dialogue.vetoes import Mood, is_told_when_done
from assistant.builtin.dialogue.waiting import asks_of_it, only_says_something, puts_off
from assistant.builtin.spans import Document
from core import operations
from core.operations import Effect

_CALLS_MAX = 12
"""How many look-ups one part of a message may ask for."""

_PLAIN = 0.85
"""The score from which a command is asked about of which nothing is named yet."""


def decide(heard: Heard, situation: Situation) -> Decision:
    """What to do about the message."""
    text, spans = corrected(heard.text, heard.spans)
    heard = with_what_one_is(replace(heard, text=text, spans=spans), situation)
    heard = with_where_there_is(with_whom_it_is_for(heard), situation)
    requests = requests_in(heard.text, heard.spans, heard.judge)
    decision = Decision(wanted_after_all(heard.text, heard.spans, situation), requests=requests)
    other = of_the_last_turn(heard, situation)
    decision.calls += [other] if other is not None and not decision.calls else []
    if decision.calls:
        decision.card_waits = situation.card_is_fresh and asks_why(heard.text)
        return decision
    ways = [changes_card, takes_answer]
    if situation.turn.question and not situation.card_is_fresh:
        ways.reverse()  # what was asked last is answered sooner than an older card is changed
    if any(way(heard, situation, requests, decision) for way in ways):
        return decision
    if puts_off(heard, requests):
        decision.talk.append(Talk("acknowledge"))
        return decision
    if all(one.intent != "get_price" for one in requests) and supposed_order(
        heard.text, heard.spans, situation.turn.actor
    ):
        whole = Request(heard.text, heard.spans, "place_order", 1.0)
        _try(whole.intent, whole, heard, situation, decision)
        return decision
    if _followed(heard, situation, requests, decision):
        return decision
    for place, request in enumerate(requests):
        said_before = tuple({"arguments": named} for part in requests[:place] for named in _named_in(part, heard))
        _request(request, heard, replace(situation, said_before=said_before), decision)
    decision.calls.sort(key=_writes_by)
    decision.card_waits = situation.card_is_fresh and (
        only_says_something(decision) or asks_of_it(heard.text, decision)
    )
    return decision


def _named_in(request: Request, heard: Heard) -> Iterator[dict[str, str]]:
    """What a part of the message names, by kind; with an order, whose it is."""
    for span in request.spans:
        if isinstance(span.value, Document):
            owner = heard.papers.customer_of(span.value.number) if span.value.kind == "order" else None
            yield {span.value.kind: span.value.number} | ({} if owner is None else {"customer": owner})
        if span.name is not None and not span.ambiguous:
            yield {span.name.kind: span.name.code}


def _writes_by(call: Call) -> bool:
    """What is read comes first: the card is what is seen last."""
    operation = operations.find(call.operation)
    return operation is None or operation.effect is Effect.COMMAND


def _followed(heard: Heard, situation: Situation, requests: Sequence[Request], decision: Decision) -> bool:
    """A message that only changes a part of the last read: "宁波仓呢？", "by product", "only East China"."""
    if (
        len(requests) != 1
        or goes_on_from_documents(requests[0], situation)
        or ends_what_was_shown(requests[0], situation)
    ):
        return False
    if _writes(requests[0]) and not only_reads_on(heard.text, heard.spans, situation):
        return False
    asked = requests[0].intent if requests[0].score >= SURE else None
    found = follow_up(heard.text, heard.spans, heard.units, situation, asked=asked)
    if found is None:
        return False
    decision.calls.append(Call(found[0], found[1]))
    return True


def _request(request: Request, heard: Heard, situation: Situation, decision: Decision) -> None:
    request = with_its_operation(of_what_was_shown(request, situation), heard, situation)
    operation = operations.find(instead_of("repeats", request.intent) or request.intent)
    goes_on = not request.is_sure and goes_on_from_documents(request, situation)
    if operation is None or goes_on or (not request.is_sure and not leads(request, heard, situation)):
        talk_or_look_up(request, situation, decision)
        return
    name = operation.name
    if _is_too_bare(request, heard):
        talk_or_look_up(request, situation, decision)
        return
    hindrance = cannot_be_done(name, heard.text)
    if hindrance is not None and request.vetoed is None:
        decision.talk.append(Talk(f"cannot_{hindrance}"))
        return
    trial = tried(request, heard.text, situation.turn.actor)
    if trial is not None:
        _try(trial, request, heard, situation, decision)
        return
    if not operation.may_be_used_by(situation.turn.actor):
        name = instead_of("for_outsiders", name) or name
    if request.vetoed is not None:
        behind = question_behind(name, request, heard, situation)
        stands = behind is not None and is_told_when_done(name)
        if (
            request.vetoed in (Mood.NEGATED, Mood.REMARK)
            and not goes_on_about_documents(situation, operation)
            and not stands  # "they haven't got it yet": where it stands is what helps
        ):
            decision.talk.append(Talk("nothing_done"))
            return
        asked = behind or likeliest_read(request, heard, situation)
        if asked is None:
            decision.calls.append(look_up(request, situation))
            return
        name = asked
    _call(name, request, heard, situation, decision)


def _is_too_bare(request: Request, heard: Heard) -> bool:
    """Whether words that name nothing a command takes, though it takes several things, only sound a little like it."""
    operation = operations.find(request.intent)
    if operation is None or operation.effect is Effect.QUERY or request.spans or request.score >= _PLAIN:
        return False
    return len(fill(request.intent, request.text, (), heard.units).missing) > 1


def _try(name: str, request: Request, heard: Heard, situation: Situation, decision: Decision) -> None:
    """Tries the command out with what was said; what is missing is asked as for the command itself."""
    paid = day_of_payment(request.text, request.spans)
    spans = tuple(span for span in request.spans if span is not paid)
    for filled in _filled(name, replace(request, spans=spans, vetoed=None), heard, situation):
        question = what_to_ask(filled, request.text)
        if question is None:
            decision.calls.append(trial_of(filled, None if paid is None else paid.text))
        elif decision.question is None:
            decision.question = question


def _call(name: str, request: Request, heard: Heard, situation: Situation, decision: Decision) -> None:
    """Calls the operation with what was said, once or several times; or asks for what is missing."""
    operation = operations.find(name)
    if name == KNOWLEDGE:
        decision.calls.append(look_up_plainly(request, heard, situation))
        return
    if name == "open_ticket" and not situation.turn.actor.is_staff and is_upset(request.text):
        decision.talk.append(Talk("sorry"))
    if name == "get_order" and asks_for_what_awaits_approval(request, situation):
        decision.calls.append(Call("list_requests", {}))
        return
    for filled in _filled(name, request, heard, situation):
        if filled.operation == "place_order" and request.intent != name and filled.repeats:
            repeated = customer_to_repeat_for(filled, situation)
            open_span = next(iter([*filled.vague, *filled.unread]), None)
            if open_span is not None:
                decision.question = ask_unread(name, filled.arguments, open_span.text)
                continue
            if repeated is None:
                decision.talk.append(Talk(request.intent))
            else:
                decision.calls.append(Call("get_last_order", {"customer": repeated}))
                decision.then = Call(filled.operation, filled.arguments)
            continue
        allowed = operation is not None and operation.may_be_used_by(situation.turn.actor)
        question = what_to_ask(filled, request.text) if allowed else None
        if question is None:
            decision.calls.append(Call(filled.operation, filled.arguments))
            decision.talk.extend(Talk("left_out", span.text) for span in left_out(filled))
            if (unknown := not_measured(filled.operation, request.text)) is not None:
                told = "cost_not_told" if filled.operation == "get_price" else "not_measured"
                decision.talk.append(Talk(told, unknown))
        elif decision.question is None:
            decision.question = question


def _filled(name: str, request: Request, heard: Heard, situation: Situation) -> list[Filled]:
    """The operation's arguments; several times where several products or warehouses are named for a look-up of one."""
    request = without_years_of_lists(name, request, heard)
    filled = fill(name, request.text, request.spans, heard.units)
    again = instead_of("repeats", request.intent) is not None
    today = situation.turn.actor.today(situation.turn.now)
    put_behind(filled, today)
    put_ahead(filled, today)
    leave_out_what_was(filled, request.text)
    over_several(filled, request.spans)
    several = fill_purchase(filled, request.text, request.spans, heard.paperwork, situation)
    limit_to_order(filled, request.spans, heard)
    fill_payer(filled, request.text, heard, situation)
    filled, *others = fill_document(filled, request.text, request.spans, heard, situation)
    if others:
        return [filled, *others]
    leave_out_what_is_on_it(filled, heard)
    leave_out_other_goods(filled, heard)
    fill_what_comes_back(filled, heard)
    several += [slot for slot in filled.missing if slot.name in filled.choices]
    filled.missing = [slot for slot in filled.missing if slot not in several]
    fill_only_goods(filled, heard.paperwork, heard.units)
    with_context(filled, request.text, situation, heard.units, again=again)
    take_up_the_question(filled, heard, situation)
    fill_price_list(filled, request.text, request.spans, heard, situation)
    filled.missing += several
    fill_only_goods(filled, heard.paperwork, heard.units)
    settle_goods(filled, request.text, request.spans, heard.paperwork)
    filled = _other_way(filled, request, heard)
    operation = operations.find(filled.operation)
    if operation is None or operation.effect is Effect.COMMAND:
        return [filled]
    return for_each_named(filled, request.spans)[:_CALLS_MAX]


def _other_way(filled: Filled, request: Request, heard: Heard) -> Filled:
    """Where it was not said which one, the list; where no quantity was said, how much there is."""
    listing = instead_of("list_instead", filled.operation)
    if listing and any(slot.name == listing["parameter"] for slot in filled.missing):
        return fill(listing["operation"], request.text, request.spans, heard.units)
    lines = filled.arguments.get("lines") or ()
    plain = instead_of("without_quantity", filled.operation)
    counted = filled.vague or any("quantity" in line for line in lines)
    if plain and lines and not counted and "customer" not in filled.arguments:
        return fill(plain, request.text, request.spans, heard.units)
    return filled


def _writes(request: Request) -> bool:
    operation = operations.find(request.intent)
    return operation is not None and operation.effect is Effect.COMMAND and request.score >= SURE
