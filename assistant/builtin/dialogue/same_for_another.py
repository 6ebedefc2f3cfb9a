"""A setting that was just made, made for another: "and Pinglan to 300,000", 平澜医院也是, "ECG-12 too".

Only settings, which give one thing one value; an order for somebody else is an order that is repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.builtin.dialogue.asked_for import request_data
from assistant.builtin.dialogue.clauses import without
from assistant.builtin.dialogue.decision import Call, Heard
from assistant.builtin.dialogue.fillers import asks, asks_outright, left_over
from assistant.builtin.dialogue.lines import is_quantity, is_vague, number_of
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.spans import Amount, NameMatch, Span
from core import operations

_OWN = "CNY"
"""The money limits and prices are in."""


def same_for_another(heard: Heard, situation: Situation) -> Call | None:
    """The last turn's setting for what the message names, with the value it says or, where it says "too", the same.

    None where anything more is said.
    """
    made = _made_last(situation)
    if made is None or situation.turn.question or situation.card is not None or asks(heard.text):
        return None
    operation, arguments = str(made["operation"]), dict(made.get("arguments") or {})
    setting = request_data()["set_for_another"][operation]
    names = [span for span in heard.spans if span.names]
    named = _of_kind(names, setting["kind"])
    if named is None or named.code == arguments.get(setting["parameter"]) or asks_outright(heard.text):
        return None
    known = operations.find(operation)
    if known is None or not known.may_be_used_by(situation.turn.actor) or not says_only_that(heard):
        return None
    values = [span for span in heard.spans if span not in names]
    if not values:
        return Call(operation, {**arguments, setting["parameter"]: named.code}) if says("too", heard.text) else None
    if _counts(values[0], names[0], heard.text):
        return None
    figure = _figure(values[0]) if len(values) == 1 and setting["figure"] else None
    if figure is None:
        return None
    return Call(operation, {**arguments, setting["parameter"]: named.code, setting["value"]: figure})


def says_only_that(heard: Heard) -> bool:
    """Whether hardly anything is said but names, values and that it is so for another too."""
    rest = turn_of_speech("too").sub(" ", turn_of_speech("becomes").sub(" ", without(heard.text, heard.spans)))
    return not left_over(rest, "head", "again")


def _counts(figure: Span, goods: Span, text: str) -> bool:
    """Whether the figure stands right before goods, and says how many: "and 20 TH-30"."""
    of_goods = all(one.kind == "product" for one in goods.names)
    return of_goods and figure.end <= goods.start and not text[figure.end : goods.start].strip()


def _figure(span: Span) -> str | None:
    """The amount of money, or the figure without a unit, that a span says."""
    if isinstance(span.value, Amount):
        return f"{span.value.amount:f}" if span.value.currency == _OWN else None
    bare = is_quantity(span) and not is_vague(span) and getattr(span.value, "unit", None) is None
    return f"{number_of(span):f}" if bare else None


def _made_last(situation: Situation) -> Mapping[str, Any] | None:
    """The one setting that the last turn confirmed."""
    calls = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    made = calls[0] if len(calls) == 1 else None
    sets = made is not None and str(made.get("operation")) in request_data()["set_for_another"]
    return made if sets and made is not None and made.get("outcome") == "ok" else None


def _of_kind(names: list[Span], kind: str) -> NameMatch | None:
    """The one thing of a kind that is named for sure, where nothing else is named."""
    fitting = [one for span in names for one in span.names if one.kind == kind]
    return fitting[0] if len(names) == 1 and len(fitting) == 1 and fitting[0].sure else None
