"""Whether what was said suffices for a look-up: one nobody is quite sure of, or the one behind a vetoed command."""

from __future__ import annotations

from assistant.builtin.dialogue.asked_for import instead_of, questions_behind
from assistant.builtin.dialogue.decision import Heard
from assistant.builtin.dialogue.fillers import asks_outright
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.following import with_context
from assistant.builtin.dialogue.request import Request, writes
from assistant.builtin.dialogue.situation import KNOWLEDGE, Situation
from core import operations
from core.operations import Effect

_LEADING = 0.3
"""The score from which a look-up that is well ahead is made though it is not sure."""

_AHEAD = 2.5
_READING = 0.7
"""The score of two look-ups together from which something is surely to be read, and the likelier one is."""

_NOTHING_ELSE = (("", 0.0), ("", 0.0))
_WORTH_READING = 0.05
"""The score from which a query may be what is asked where no command is given."""


def leads(request: Request, heard: Heard, situation: Situation) -> bool:
    """Whether a look-up is well ahead of all else, though not sure, and all it needs is there: "他们财务电话呢".

    Or it is the likelier of two between which the message stands: "仁和的货到哪了".
    """
    if len(request.scores) < 2 or not _may_be_read(request.intent, situation):
        return False
    asked = [one for one in request.scores if not (asks_outright(request.text) and writes(one[0]))]
    (_, first), (other, second) = [*asked, *_NOTHING_ELSE][:2]
    ahead = first >= _LEADING and first >= _AHEAD * second
    between = first + second >= _READING and _may_be_read(other, situation)
    return (ahead or between) and says_enough(request.intent, request, heard, situation)


def question_behind(name: str, request: Request, heard: Heard, situation: Situation) -> str | None:
    """The query that a vetoed command is answered with: the first for which enough is said.

    A list of such things comes after the one thing, where anything is said about them; else it is about how things are
    done here.
    """
    queries = [query for query in questions_behind(name) if _is_allowed(query, situation)]
    for place, query in enumerate(queries):
        filled = fill(query, request.text, request.spans, heard.units)
        said = place == 0 or filled.arguments
        with_context(filled, request.text, situation, heard.units)
        if said and not filled.missing:
            return query
    return next((query for query in queries[:1] if says_enough(query, request, heard, situation)), None)


def likeliest_read(request: Request, heard: Heard, situation: Situation) -> str | None:
    """The likeliest query, when what sounds like a command is only asked: "what has to leave Shanghai today?"."""
    reads = [name for name, score in request.scores if score >= _WORTH_READING and _may_be_read(name, situation)]
    return next((name for name in reads if says_enough(name, request, heard, situation)), None)


def says_enough(name: str, request: Request, heard: Heard, situation: Situation) -> bool:
    """Whether a query's message names what it is about."""
    filled = fill(name, request.text, request.spans, heard.units)
    with_context(filled, request.text, situation, heard.units)
    listing = instead_of("list_instead", name) if filled.missing else None
    if listing is None:
        return not filled.missing
    named = fill(listing["operation"], request.text, request.spans, heard.units).arguments
    return not named.keys().isdisjoint(("customer", "order", "supplier"))


def _is_allowed(intent: str, situation: Situation) -> bool:
    operation = operations.find(intent)
    return operation is not None and operation.may_be_used_by(situation.turn.actor)


def _may_be_read(intent: str, situation: Situation) -> bool:
    operation = operations.find(intent)
    reads = operation is not None and operation.effect is Effect.QUERY and intent != KNOWLEDGE
    return reads and _is_allowed(intent, situation)
