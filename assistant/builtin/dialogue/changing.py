"""Whether a message is about the open card, and what is decided where it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.builtin.dialogue.amended import take_amendment
from assistant.builtin.dialogue.amending import Amendment, amend, only_counts
from assistant.builtin.dialogue.amending_gift import gift_changed
from assistant.builtin.dialogue.amending_head import is_labelled, put_own_words
from assistant.builtin.dialogue.amending_words import leaves_the_card, left_verbs_out, verbs_in
from assistant.builtin.dialogue.card_asked_about import (
    ASKS_WHY,
    asks_what_it_says,
    is_why_it_is_so,
    says_that_it_stands,
)
from assistant.builtin.dialogue.day_after import day_after
from assistant.builtin.dialogue.decision import Decision, Heard
from assistant.builtin.dialogue.figure_of_discount import figure_of_discount
from assistant.builtin.dialogue.fillers import asks, asks_outright, only_head, only_values
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.held_until import says_until_when
from assistant.builtin.dialogue.line_terms import spoken_of_only
from assistant.builtin.dialogue.line_words import names_on, rules_out_goods
from assistant.builtin.dialogue.lines import is_quantity, pair
from assistant.builtin.dialogue.moved_days import (
    later_than_promised,
    moves_a_day,
    moves_beside_a_figure,
    so_much_later,
)
from assistant.builtin.dialogue.other_customer import other_customer
from assistant.builtin.dialogue.other_discount import other_discount
from assistant.builtin.dialogue.other_goods import other_goods, other_sort
from assistant.builtin.dialogue.own_words import notes_something
from assistant.builtin.dialogue.part_of_all import with_all_its_lines, without_all_lines
from assistant.builtin.dialogue.request import SURE, Request
from assistant.builtin.dialogue.retelling import retold
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.talking import Talk
from assistant.builtin.dialogue.variants import only_variant
from assistant.builtin.dialogue.vetoes import Mood
from assistant.builtin.dialogue.waiting import puts_off
from assistant.builtin.spans import SpanType
from core import operations
from core.operations import Effect
from core.proposals import Proposal

_PLAIN_CHANGES = frozenset({"to", "swap"})
"""Kinds of change whose words say hardly anything else."""

_CHANGES_NOTHING = re.compile(
    rf"^(?:(?:and|but|so|ok|hm+),? )?(?:{ASKS_WHY}|(?:should|shall) (?:we|i))\b"
    r"|^(?:only )?\d+ (?:left|available|in stock)\W*$|^[只就还]剩|为什么|为啥|为何|要不要",
    re.IGNORECASE,
)
"""Asks about the card, or whether to change it, or tells what is left."""


_DECISIONS = frozenset({"confirm_order", "cancel_order"})


def changes_card(heard: Heard, situation: Situation, requests: Sequence[Request], decision: Decision) -> bool:
    """Decides what the message changes on the open card, if anything; whether it was about the card."""
    card = situation.card
    if card is not None and _CHANGES_NOTHING.search(heard.text.strip()):
        # "why can't I give them 9 by myself?" asks about the card and changes nothing
        return situation.card_is_fresh and is_why_it_is_so(heard, card, decision)
    if card is None:
        return _asks_to_change_what_is_done(heard, situation, decision)
    if asks_what_it_says(heard, situation, requests, decision):
        return True
    if situation.card_is_fresh and puts_off(heard, requests):
        decision.card_waits = True
        decision.talk.append(Talk("card_waits"))
        return True
    if says_that_it_stands(heard, card, requests):
        decision.card_waits = True
        decision.talk.append(Talk("decide_by_button"))
        return True
    discount = _other_discount(heard, card) if situation.card_is_fresh else None
    amendment = (
        discount
        or _put_right(heard, situation, card)
        or _told_anew(heard, situation, card, requests, reckoned=True)
        or _only_other_figure(heard, situation, card, requests)
    )
    fresh = situation.card_is_fresh or _sends_it_from_elsewhere(heard, situation, card)
    if amendment is None and _is_new_order(heard, card, requests, fresh=fresh):
        return False
    if amendment is None:
        restated = _is_restated(heard, card, requests) or _wants_more(heard, situation, card, requests)
        whole = with_all_its_lines(card) if fresh else card
        amendment = amend(whole, heard.text, heard.spans, heard.units, fresh=fresh, restated=restated)
        amendment = amendment and replace(amendment, steps=without_all_lines(card, amendment.steps))
    if amendment is None or (amendment.unread and amendment is not discount):
        amendment = _told_anew(heard, situation, card, requests, reckoned=False) or amendment
    if amendment is None:
        return _is_about_it_all_the_same(heard, situation, requests, decision)
    decision.amended = True
    take_amendment(amendment, card, decision)
    return True


def _other_discount(heard: Heard, card: Proposal) -> Amendment | None:
    """The card with the discount that a bare figure says, or with what that figure is to be asked."""
    steps = other_discount(card, heard.text, heard.spans)
    return figure_of_discount(card, heard.text, heard.spans) if steps is None else Amendment(steps=steps)


def _put_right(heard: Heard, situation: Situation, card: Proposal) -> Amendment | None:
    """The card just shown with its only goods, gift, customer or day put right."""
    if not situation.card_is_fresh:
        return None
    steps = (
        gift_changed(card, heard.text, heard.spans)
        or other_goods(card, heard.text, heard.spans, heard.units)
        or (None if heard.spans else other_sort(card, heard.text, heard.read))
        or other_customer(card, heard.text, heard.spans)
        or later_than_promised(card, heard.text)
        or so_much_later(card, heard.text, heard.paperwork.due_on)
        or day_after(card, heard.text, heard.spans)
    )
    beside = moves_beside_a_figure(card, heard.text, heard.spans) if steps is None else None
    if beside is not None:
        return Amendment(unread=beside)
    return None if steps is None else Amendment(steps=steps)


def _told_anew(
    heard: Heard, situation: Situation, card: Proposal, requests: Sequence[Request], *, reckoned: bool
) -> Amendment | None:
    """A value of the card just shown that is said anew amid other words, where nothing else is asked for with it."""
    if not situation.card_is_fresh or asks_outright(heard.text) or leaves_the_card(heard.text):
        return None
    if says("unwanted", heard.text):
        return None  # "no gel this time, and six packs rather than four" says more than one value
    if any(_is_other_command(request, card, heard, situation) for request in requests):
        return None
    steps = retold(card, heard.text, heard.spans, heard.units, reckoned=reckoned)
    return None if steps is None else Amendment(steps=steps)


def _only_other_figure(
    heard: Heard, situation: Situation, card: Proposal, requests: Sequence[Request]
) -> Amendment | None:
    """Another figure for what is on the card just shown, said so plainly that it is no look-up: 3条就行."""
    if asks(heard.text) or verbs_in(heard.text) or any(request.vetoed for request in requests):
        return None
    if not any(is_quantity(span) for span in heard.spans):
        return None
    return _told_anew(heard, situation, card, requests, reckoned=False)


def _is_other_command(request: Request, card: Proposal, heard: Heard, situation: Situation) -> bool:
    """Whether a command that is not the card's, and that the person may give, is surely given with all it needs."""
    operation = operations.find(request.intent)
    if operation is None or operation.effect is Effect.QUERY or not request.is_sure:
        return False
    if not operation.may_be_used_by(situation.turn.actor):
        return False
    own = request.intent in {step.operation for step in card.steps}
    return not own and not fill(request.intent, request.text, request.spans, heard.units).missing


def _is_restated(heard: Heard, card: Proposal, requests: Sequence[Request]) -> bool:
    """Whether the card's own operation is asked for once more, with nothing but other values: "recount says 188"."""
    named = any(span.names or span.type in (SpanType.DOCUMENT, SpanType.CODE) for span in heard.spans)
    alone = len(card.steps) == 1 and len(requests) == 1 and requests[0].score >= SURE
    same = alone and requests[0].intent == card.steps[0].operation and requests[0].vetoed is None
    return same and bool(heard.spans) and not named and not asks(heard.text)


def _wants_more(heard: Heard, situation: Situation, card: Proposal, requests: Sequence[Request]) -> bool:
    """Whether goods with their figures are named right after a card with lines: "2 cartons of ECG paper on top"."""
    takes_lines = all("lines" in step.arguments for step in card.steps)
    own = {step.operation for step in card.steps} | {"place_order"}
    alone = len(requests) == 1 and requests[0].intent in own and requests[0].is_sure and requests[0].vetoed is None
    if not (situation.card_is_fresh and takes_lines and alone) or asks(heard.text) or says("separately", heard.text):
        return False
    kinds = {one.kind for span in heard.spans for one in span.names}
    lines = pair(heard.text, heard.spans)
    beside = spoken_of_only(lines, heard.text)  # "two power adapters for the monitors"
    lines = [line for line in lines if line not in beside]
    figures = [span for span in heard.spans if is_quantity(span)]
    counted = all(line.quantity is not None for line in lines) and len(figures) == len(lines)
    return kinds == {"product"} and bool(lines) and counted


def _asks_to_change_what_is_done(heard: Heard, situation: Situation, decision: Decision) -> bool:
    """ "改成10台" right after the order was confirmed: said so, and nothing else is made of it."""
    changes = verbs_in(heard.text) & _PLAIN_CHANGES and only_values(left_verbs_out(heard.text), heard.spans)
    figures = [span for span in heard.spans if is_quantity(span)]
    if not changes or not figures or len(figures) < len(heard.spans) or not situation.order_was_just_made:
        return False
    decision.talk.append(Talk("order_is_confirmed"))
    return True


def _is_about_it_all_the_same(
    heard: Heard, situation: Situation, requests: Sequence[Request], decision: Decision
) -> bool:
    """A decision or a change in words nobody reads, said to the card just shown: asked for in plainer ones.

    A confirmation of nothing else is of the card too, where something was looked up in between; it is shown again.
    """
    intents = {request.intent for request in requests if request.score >= SURE}
    named = any(span.names or span.type is SpanType.DOCUMENT for span in heard.spans)
    meant = situation.card_is_fresh or (intents == {"confirm_order"} and situation.newest_kind is None)
    if intents and intents <= _DECISIONS and not named and meant and not asks_outright(heard.text):
        decision.talk.append(Talk("decide_by_button"))
        decision.card_waits = True
        return True
    if not situation.card_is_fresh:
        return False
    reads = any(_is_read(request, asks(heard.text)) for request in requests)
    if verbs_in(heard.text) & _PLAIN_CHANGES and not named and not reads and not asks(heard.text):
        decision.talk.append(Talk("say_the_change"))
        return True
    return False


def _is_new_order(heard: Heard, card: Proposal, requests: Sequence[Request], *, fresh: bool) -> bool:
    """Whether the message is about something else than this card: another customer's goods, or a look-up."""
    kinds = {one.kind for span in heard.spans for one in span.names}
    customers = {one.code for span in heard.spans for one in span.names if one.kind == "customer"}
    on_card = {str(step.arguments.get("customer")) for step in card.steps}
    if customers and "product" in kinds and not customers & on_card and not says("unwanted", heard.text):
        return True
    if customers and not customers & on_card and says("so_for_them_too", heard.text):
        return True  # "那仁和诊所也要8台": an order of their own
    told = (
        _tells_a_day(heard, card)
        or notes_something(heard.text, heard.spans)
        or (not asks(heard.text) and _says_what_is_to_be(heard, card))
    )
    if fresh and told:
        return False
    asked = any(request.vetoed in (Mood.QUESTION, Mood.WHAT_IF) for request in requests)
    return asked or any(_is_read(request, asks(heard.text)) for request in requests)


def _sends_it_from_elsewhere(heard: Heard, situation: Situation, card: Proposal) -> bool:
    """Whether a warehouse just looked up is where the open card's goods are to go from: "ship from Chengdu then"."""
    names = [span for span in heard.spans if span.names]
    one_place = len(names) == 1 and {one.kind for one in names[0].names} == {"warehouse"}
    takes_one = any(slot.name == "warehouse" for slot in slots_of(card.steps[-1].operation))
    told = one_place and says("sends_from", heard.text) and not asks(heard.text)
    return takes_one and told and situation.card_is_near


def _tells_a_day(heard: Heard, card: Proposal) -> bool:
    """Whether hardly more is said than by how much a day moves, or until when goods are kept; also as a wish."""
    held = any(says_until_when(step.operation, heard.text, heard.spans) for step in card.steps)
    return held or moves_a_day(heard.text)


def _says_what_is_to_be(heard: Heard, card: Proposal) -> bool:
    """Whether the words themselves change something, or say no more than values of what stands on the card."""
    text, spans = heard.text, heard.spans
    plain = only_head(text, spans) or only_variant(text) or only_counts(text, spans, names_on(card))
    step = {"operation": card.steps[-1].operation, "arguments": dict(card.steps[-1].arguments)}
    labelled = is_labelled(step, text, spans) or put_own_words(step, text)
    plain = plain or rules_out_goods(text, spans)
    return plain or labelled or bool(verbs_in(text)) or says("unwanted", text)


def _is_read(request: Request, asked: bool) -> bool:
    operation = operations.find(request.intent)
    if operation is None or operation.effect is not Effect.QUERY or request.score < SURE:
        return False
    return asked or not _short(request)


def _short(request: Request) -> bool:
    return len(request.text.strip()) <= 8
