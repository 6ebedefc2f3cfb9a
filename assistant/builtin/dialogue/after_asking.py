"""Taking the answer to the open question: the call it completes, or what has to be asked next.

What was open beside the asked thing is kept with the question; nothing of it may be lost on the way to a card.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.builtin.dialogue.answering import LINE, answered, asks_for_a_name, place_asked_for
from assistant.builtin.dialogue.asking import Question, ask_for, ask_vague
from assistant.builtin.dialogue.checking import is_command, what_to_ask
from assistant.builtin.dialogue.clauses import without
from assistant.builtin.dialogue.decision import Call, Decision, Heard
from assistant.builtin.dialogue.filled import Filled, codes_in
from assistant.builtin.dialogue.fillers import asks, asks_outright, left_over, only_values
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.lines import is_quantity, is_vague, number_of
from assistant.builtin.dialogue.picking import chosen_in, is_no_name, is_ruled_out, says_hardly_more
from assistant.builtin.dialogue.request import SURE, Request, writes
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.talking import Talk
from assistant.builtin.dialogue.tried_again import taken_back
from assistant.builtin.lots import as_lots
from assistant.builtin.spans import Span, SpanType
from assistant.tools import CHANGE_CARD
from core import operations
from core.errors import Choice
from core.operations import Effect

_SIZES = {"s": "small", "m": "medium", "l": "large", "xl": "extra large"}
_LETTER = re.compile(r"(?:\bsizes? |^|\bthe )(s|m|l|xl)(?![a-z'])", re.IGNORECASE)
_WORD = re.compile("[a-z-]{3,}|[\u4e00-\u9fff]{1,3}号?(?=的|[\\s,，]|$)", re.IGNORECASE)
_WORDS_MOST = 8
_SURELY_TALK = 0.8
"""The score from which small talk is small talk, and no answer to what was asked."""

_LOTS = frozenset({SpanType.LOT, SpanType.CODE})

_OFFERED_MAX = 4
"""How many names that were spoken of before are offered."""


def takes_answer(heard: Heard, situation: Situation, requests: Sequence[Request], decision: Decision) -> bool:
    """Whether the message answers the open question; then it is decided what comes of the answer."""
    asked = situation.turn.question
    if not asked:
        return False
    if asks_for_a_name(asked) and is_no_name(heard.text) and not chosen_in(asked, heard.text, heard.spans):
        return _asks_again(heard, situation, decision)
    if _tells_the_lot(asked, heard):
        codes = [span for span in heard.spans if span.type is SpanType.CODE]
        heard = replace(heard, spans=as_lots(heard.spans, codes, {span.text.upper() for span in codes}))
        requests = [one for one in requests if writes(one.intent)]  # words around a lot look like a question about it
    named = _says_what_was_asked(asked, heard)
    is_new = not _only_narrows(asked, heard) and any(
        _is_new(request, asked)
        and not _merely_names(request, asked, heard)
        and (_may_ask(request, situation) if request.is_operation else not named)
        for request in requests
    )
    operation, arguments = str(asked.get("operation")), asked.get("arguments") or {}
    found = taken_back(operation, arguments, heard.text, heard.spans, heard.units) or answered(
        asked, heard.text, heard.spans, heard.units, is_new_request=is_new, known=heard.traits.of
    )
    if found is None:
        return False
    _name_goods(found, heard)
    filled = Filled(str(asked["operation"]), found, still=list(asked.get("still") or ()))
    filled.still += _not_taken(filled, heard, asked)
    filled.missing = [slot for slot in slots_of(filled.operation) if slot.required and slot.name not in found]
    _answer(filled, heard, situation, decision)
    return True


def _name_goods(arguments: Mapping[str, Any], heard: Heard) -> None:
    """Puts goods that were not plain in the sort that the answer names beside the figure: "medium, twelve"."""
    for line in arguments.get("lines") or ():
        named = _narrowed(line, heard)
        if len(named) == 1:
            line["product"] = named.pop()


def _narrowed(line: object, heard: Heard) -> set[str]:
    """What the words for a line's goods name together with a word of the message, each for sure."""
    words = str(line.get("product", "")) if isinstance(line, dict) else ""
    if not words or words in heard.units:
        return set()
    return {
        span.names[0].code
        for word in _sorts_named(without(heard.text, heard.spans))
        for span in heard.read(f"{word} {words}" if word.isascii() else f"{word}{words}")
        if span.start == 0 and len(span.names) == 1 and span.names[0].kind == "product" and span.names[0].sure
    }


def _only_narrows(asked: Mapping[str, Any], heard: Heard) -> bool:
    """Whether a figure was asked for and hardly more is said than that, with the sort of the goods: "中号十二条"."""
    line = LINE.fullmatch(place_asked_for(asked))
    lines = (asked.get("arguments") or {}).get("lines") or ()
    if line is None or int(line[1]) >= len(lines) or not heard.spans or not all(map(is_quantity, heard.spans)):
        return False
    one_word = len(left_over(without(heard.text, heard.spans)).split()) == 1
    return one_word and len(_narrowed(lines[int(line[1])], heard)) == 1


def _sorts_named(text: str) -> list[str]:
    """The words that may say which sort is meant; a size may be told by its letter: "size M"."""
    letters = [_SIZES[one[1].lower()] for one in _LETTER.finditer(text)]
    return [*letters, *_WORD.findall(text)[:_WORDS_MOST]]


def _may_ask(request: Request, situation: Situation) -> bool:
    """Whether the operation is one the person may use: what sounds like another is no request of theirs."""
    operation = operations.find(request.intent)
    return operation is not None and operation.may_be_used_by(situation.turn.actor)


def _says_what_was_asked(asked: Mapping[str, Any], heard: Heard) -> bool:
    """Whether something of the sort that was asked for is said: a name, or the only day there is in the message."""
    parameter = place_asked_for(asked)
    slot = next((one for one in slots_of(str(asked.get("operation"))) if one.name == parameter), None)
    if slot is None:
        return False
    if slot.name == "contact":
        return any(span.type in (SpanType.PHONE, SpanType.EMAIL) for span in heard.spans)
    if slot.kind is SlotKind.DAY:
        rest = left_over(without(heard.text, heard.spans), "head", "again").split()
        return [span.type for span in heard.spans] == [SpanType.DATE] and len(rest) <= 1
    text = heard.text.casefold()
    spans = [span for span in heard.spans if not is_ruled_out(text, span.start, span.end)]
    named = any(one.kind == slot.of for span in spans for one in span.names)
    asks = asks_outright(heard.text) and not only_values(heard.text, heard.spans)
    return named and not asks and says_hardly_more(heard.text, heard.spans)


def _merely_names(request: Request, asked: Mapping[str, Any], heard: Heard) -> bool:
    """Whether what sounds like a look-up only says the name that was asked for: "my mistake. Dali Cangxue I mean"."""
    operation = operations.find(request.intent)
    slot = next((one for one in slots_of(str(asked.get("operation"))) if one.name == place_asked_for(asked)), None)
    if slot is None or operation is None or operation.effect is not Effect.QUERY:
        return False
    if slot.kind is SlotKind.DAY:
        return _says_what_was_asked(asked, heard) and not asks(heard.text)
    if slot.kind is not SlotKind.NAME:
        return False
    kinds = {one.kind for span in heard.spans for one in span.names}
    same = any(one.of == slot.of and one.required for one in slots_of(request.intent))
    asking = asks(heard.text) or asks_outright(heard.text) or says("look_up", heard.text)
    return same and kinds == {slot.of} and not asking and all(span.names for span in heard.spans)


def _tells_the_lot(asked: Mapping[str, Any], heard: Heard) -> bool:
    """Whether the lot that was asked for is told, and nothing is asked about it: "sorry, lot KN2611, good until …"."""
    if place_asked_for(asked) != "lot" or asks_outright(heard.text) or asks(heard.text):
        return False
    return len([span for span in heard.spans if span.type in _LOTS]) == 1


def _asks_again(heard: Heard, situation: Situation, decision: Decision) -> bool:
    """Asks once more, where a yes or a greeting came instead of a name: with the names that were spoken of before.

    Whoever still says none is told what is needed, and how to drop it.
    """
    asked: Mapping[str, Any] = situation.turn.question or {}
    operation, arguments = str(asked["operation"]), dict(asked.get("arguments") or {})
    slot = next((slot for slot in slots_of(operation) if slot.name == asked.get("parameter")), None)
    if slot is None:  # some words of the arguments were not plain: the books ask about them, with what fits
        decision.calls.append(Call(operation, arguments))
        return True
    known = heard.traits.of(situation.spoken_of(slot.of)) if slot.of == "customer" else {}
    choices = tuple(Choice(code, one.name_zh, one.name_en) for code, one in known.items())
    question = ask_for(operation, arguments, slot, choices[:_OFFERED_MAX])
    still = tuple(asked.get("still") or ())
    key = "name_needed" if situation.was_asked_before else question.key
    decision.question = replace(question, key=key, still=still, changes=asked.get("changes"))
    return True


def _answer(filled: Filled, heard: Heard, situation: Situation, decision: Decision) -> None:
    """Calls with the answered arguments, unless something else is still open."""
    asked: Mapping[str, Any] = situation.turn.question or {}
    question = _exact_figure(filled, heard.spans, asked) or what_to_ask(filled)
    changes = asked.get("changes")
    if question is not None:
        decision.question = replace(question, changes=changes)
    elif changes and situation.card is not None and str(situation.card.id) == changes["proposal"]:
        steps = [*changes["before"], {"operation": filled.operation, "arguments": filled.arguments}]
        decision.calls.append(Call(CHANGE_CARD, {"proposal": changes["proposal"], "steps": steps}))
    else:
        decision.calls.append(Call(filled.operation, filled.arguments))
        if not is_command(filled.operation):
            decision.talk.extend(Talk("left_out", words) for words in filled.still)


def _not_taken(filled: Filled, heard: Heard, asked: Mapping[str, Any]) -> list[str]:
    """What was said along with the answer to a command and is in none of its arguments, nor calls what was picked."""
    taken = codes_in(filled.arguments)
    called = [one for one in asked.get("choices") or () if one["value"] in taken]
    names = " ".join(f"{one.get('zh', '')} {one.get('en', '')}" for one in called).casefold()
    if not is_command(filled.operation) or heard.text.strip() in taken:
        return []
    unread = fill(filled.operation, heard.text, heard.spans, heard.units).unread
    takes = {slot.of for slot in slots_of(filled.operation)} | {"product"}
    told = [span for span in unread if not span.names or takes & {one.kind for one in span.names}]
    told = [span for span in told if not (span.names and span.text.casefold().removesuffix("s") in names)]
    return [span.text for span in told if not is_vague(span) and not _stands_for(span) & taken]


def _stands_for(span: Span) -> set[str]:
    """What a span may have become as an argument."""
    figure = {str(number_of(span))} if is_quantity(span) else set()
    return {span.text, *(one.code for one in span.names)} | figure


def _exact_figure(filled: Filled, spans: Sequence[Span], asked: Mapping[str, Any]) -> Question | None:
    """A range is no answer to how many: asked again, where a figure was asked for; else where it stands."""
    vague = next((span for span in spans if is_quantity(span) and is_vague(span)), None)
    if vague is None:
        return None
    parameter = str(asked.get("parameter") or "")
    line = LINE.fullmatch(parameter)
    slot = next((slot for slot in slots_of(filled.operation) if slot.name == parameter), None)
    if (line is not None and line[2] == "quantity") or (slot is not None and slot.kind is SlotKind.QUANTITY):
        return replace(ask_vague(filled, vague, parameter), still=tuple(filled.still))
    if all("quantity" in line for line in filled.arguments.get("lines") or ()):
        filled.still.append(vague.text)
    return None


def _is_of_another(request: Request, question: Mapping[str, Any]) -> bool:
    """Whether the same is told of another colleague, with all that it takes: then it answers nothing for the first."""
    given, said = question.get("arguments") or {}, fill(request.intent, request.text, request.spans, {})
    users = [slot.name for slot in slots_of(request.intent) if slot.of == "user" and slot.name in given]
    other = any(said.arguments.get(name, given[name]) != given[name] for name in users)
    return other and not said.missing and question.get("parameter") not in users


def _is_new(request: Request, question: Mapping[str, Any]) -> bool:
    """Whether a part is a request of its own and not more words for the operation that was asked about."""
    if request.intent == question.get("operation"):
        customers = {one.code for span in request.spans for one in span.names if one.kind == "customer"}
        given = str((question.get("arguments") or {}).get("customer", ""))
        unclear = question.get("parameter") == "customer" or question.get("replace") == given
        return (bool(customers) and bool(given) and given not in customers and not unclear) or _is_of_another(
            request, question
        )
    return request.score >= (SURE if request.is_operation else _SURELY_TALK)
