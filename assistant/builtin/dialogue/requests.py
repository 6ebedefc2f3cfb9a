"""What a message asks for: one request or several, each an operation or a turn of talk, with how sure that is.

A command needs a clear lead and a mood that does not veto it. In doubt the question behind it is answered instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.builtin.dialogue.asked_for import deed_of, forbids, is_handed_over, is_rule, is_told_otherwise
from assistant.builtin.dialogue.choices import chosen, without_choices
from assistant.builtin.dialogue.clauses import STRONG_BREAK, Stretch, stretch, stretches
from assistant.builtin.dialogue.document_states import weighed_by_states
from assistant.builtin.dialogue.evidence import supported
from assistant.builtin.dialogue.fillers import asks_outright, left_over
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.filling_words import WHOLE
from assistant.builtin.dialogue.own_words import without_note
from assistant.builtin.dialogue.parting import (
    are_different,
    asked_about_a_wish,
    asked_of_documents,
    is_one_after_all,
    leads_up_to_it,
    missing_in,
    of_each_kind,
    offered_in_parts,
    only_whole_is_allowed,
    without_reasons_told,
)
from assistant.builtin.dialogue.recipients import by_customer
from assistant.builtin.dialogue.request import LEADING_UP, PLAIN, SURE, SURE_TO_WRITE, Request, sure_enough, writes
from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.dialogue.told_apart import without_what_is_told_apart
from assistant.builtin.dialogue.vetoes import Mood, negates, veto_of
from assistant.builtin.spans import Span, SpanType
from core import operations
from core.actor import Actor

_LIKELY_ASKED = 0.2
"""The score from which a query is likely beside a command that is not sure."""

_SPLIT_SURE = 0.7
_PARTS_MAX = 12
"""Parts of a message that may be requests of their own; what has more is one."""

_AHEAD = 3
"""Parts that are read ahead: what follows is often not looked at."""

_ON_PAPER_ONLY = frozenset({"approve_purchase_order", "accept_quotation", "confirm_order", "record_vendor_bill"})
"""Commands after which nothing goes out yet: that it is not to is no word against them."""

_COURTESIES = frozenset({"greet", "thanks", "acknowledge"})
_COURTESIES_MAX = 3
"""Sentences of talk that are passed over at the beginning of a message."""

_WEAK_BREAK = re.compile(
    r"[,，、](?!\s*(?:(?:so|hence)\b|所以|因此|因而))|(?:另外|顺便|还有(?!多少|几|货|没有?|库存|吗|剩)|然后|并且|同时)"
    r"|\b(?:and also|and then|also|then|(?<!\bin )(?<!\bins )(?<!\bmin )(?<!\bminimum )(?<!\bdebits )and)\b",
    re.IGNORECASE,
)

_AND_BREAK = re.compile(r"[,，]\s*(?:(?:and|then|plus|also)\b|另外|还有|同时|然后|并且)\s*", re.IGNORECASE)
"""Between two things that are wanted, each of which may have commas of its own."""

_BREAKS = (STRONG_BREAK, _AND_BREAK, _WEAK_BREAK)

_CODE = re.compile(r"\s*[\[{<].*[\"']\s*:.*[\]}>]\s*$", re.DOTALL)


Scorer = Callable[[str, Sequence[Span]], list[tuple[str, float]]]
"""Scores of intents for a stretch of text with its spans, best first."""

MoodReader = Callable[[str, Sequence[Span]], dict[str, float]]
"""Probabilities of moods for a stretch of text with its spans."""


@dataclass(frozen=True, slots=True)
class Judge:
    """What scoring a stretch of text takes: the learned models, and who speaks."""

    score: Scorer
    mood: MoodReader
    actor: Actor
    states: Mapping[str, str] = field(default_factory=dict)
    """The states of the documents that are named, by number."""

    read_ahead: Callable[[Sequence[Stretch]], None] = lambda stretches: None

    def scores(self, text: str, spans: Sequence[Span]) -> list[tuple[str, float]]:
        """The intents weighed by what was recognised, best first."""
        return weighed_by_states(supported(self.score(text, spans), text, spans, self.actor), spans, self.states)


def requests_in(text: str, spans: Sequence[Span], judge: Judge) -> list[Request]:
    """The message's requests in order: split where both sides are requests of their own, else one.

    An order that names several customers is one request for each of them.
    """
    body, own = without_note(text, spans)  # what is noted down for others asks for nothing
    note = text[len(body) :]
    body, own = _without_greeting(body, own, judge)
    read = [
        replace(request, text=part, spans=spans_)
        for request in _split(body, own, judge)
        for part, spans_ in by_customer(request.intent, request.text, request.spans)
    ]
    read = [one for request in read for one in of_each_kind(request, judge.actor)]
    read = asked_of_documents(asked_about_a_wish(read, body, own), text, spans)
    read = [without_what_is_told_apart(one, judge.scores) for one in without_reasons_told(read, judge.actor)]
    last = read[-1].intent
    return [replace(one, text=one.text + note) if one.intent == last else one for one in read]


def _without_greeting(text: str, spans: tuple[Span, ...], judge: Judge) -> Stretch:
    """The message behind sentences that only greet or agree: "Good morning, Zhao Wen here. Do we owe …".

    How many things there are to be told is no figure of any of them: "two things: …".
    """
    if (announced := turn_of_speech("announces").match(text)) is not None and text[announced.end() :].strip():
        text, spans = stretch(text, spans, announced.end(), len(text))
    for _ in range(_COURTESIES_MAX):
        end = STRONG_BREAK.search(text)
        if end is None or not text[end.end() :].strip():
            break
        first, own = stretch(text, spans, 0, end.end())
        if own or not _only_greets(first, judge):
            break
        text, spans = stretch(text, spans, end.end(), len(text))
    return text, tuple(spans)


def _only_greets(text: str, judge: Judge) -> bool:
    intent, score = next(iter(judge.scores(text, ())), ("", 0.0))
    return intent in _COURTESIES and score >= PLAIN


def _split(text: str, spans: Sequence[Span], judge: Judge) -> list[Request]:
    """The requests between breaks where every part is one of its own, else the whole."""
    split = [(stretches(text, spans, pattern), pattern) for pattern in _BREAKS]
    split = [(parts, pattern) for parts, pattern in split if 2 <= len(parts) <= _PARTS_MAX]
    judge.read_ahead([(text, tuple(spans)), *(part for parts, _ in split for part in parts[:_AHEAD])])
    for parts, pattern in split:
        needed = SURE if pattern is STRONG_BREAK else _SPLIT_SURE
        found: list[Request] = []
        for part, own in parts:
            if pattern is not STRONG_BREAK and not (found or own) and _only_greets(part, judge):
                continue  # "你好，问一下…"
            found.append(_request(part, own, judge))
            if found[-1].score < needed or (len(found) > 1 and _only_breaks_down(part)):
                break
        else:
            if pattern is not STRONG_BREAK:
                whole = _request(text, spans, judge)
                if is_one_after_all(whole, found) or only_whole_is_allowed(whole, found, judge.actor):
                    return [whole]
            elif leads_up_to_it(whole := _request(text, spans, judge), found):
                return [whole]
            if (offer := offered_in_parts(text, spans, found)) is not None:
                return [offer]
            if are_different(found, strong=pattern is STRONG_BREAK):
                return found
    whole = _request(text, spans, judge)
    plain = whole.score >= SURE and whole.intent not in LEADING_UP
    return [whole if plain else _asked_in_one_part(whole, judge) or whole]


def _only_breaks_down(text: str) -> bool:
    """Whether hardly more is said than by what something is to be told: "per customer please"."""
    return bool(chosen("Dimension", text)) and not left_over(without_choices("Dimension", text), "follow", "head")


def _asked_in_one_part(whole: Request, judge: Judge) -> Request | None:
    """The whole message as what one part of it surely asks for, where the others only tell something about it.

    "PO-2026-00010作废吧，套装我们自己组": by themselves the words of the second part ask for nothing.
    """
    parts = [part for pattern in (STRONG_BREAK, _WEAK_BREAK) for part in stretches(whole.text, whole.spans, pattern)]
    read = [_request(part, own, judge) for part, own in parts if part != whole.text] if len(parts) <= _PARTS_MAX else []
    sure = [one for one in read if (one.is_operation or is_handed_over(one.intent)) and one.score >= PLAIN]
    if len({one.intent for one in sure}) != 1 or any(slot.name in WHOLE for slot in slots_of(sure[0].intent)):
        return None
    asked = replace(sure[0], text=whole.text, spans=whole.spans)
    return asked if not missing_in(asked) or writes(asked.intent) else None


def _request(text: str, spans: Sequence[Span], judge: Judge) -> Request:
    scores = judge.scores(text, spans)
    intent, best = _asked_rather(scores, text) or (scores[0] if scores else ("", 0.0))
    vetoed = None
    if _CODE.match(text):
        vetoed = Mood.REMARK  # a call somebody wrote down, and nothing that is asked in words
    elif writes(intent) and sure_enough(intent, best, scores):
        vetoed = veto_of(intent, text, spans, judge.mood(text, spans), judge.actor)
        whole = Request(text, tuple(spans), intent, best)
        if vetoed in (Mood.REMARK, Mood.NEGATED) and _is_told_whole(whole, judge.actor):
            vetoed = None
        if vetoed is Mood.WHAT_IF and _is_told_whole(whole, judge.actor) and not _is_supposed(text):
            vetoed = None  # "…, 8% off. I know it's above what I may give"
        if vetoed in (Mood.REMARK, Mood.NEGATED) and _is_commanded_in_a_part(text, spans, intent, judge, vetoed):
            vetoed = None
        if (
            vetoed is Mood.WHAT_IF
            and is_rule(intent)
            and _is_commanded_in_a_part(text, spans, intent, judge, Mood.REMARK)
        ):
            vetoed = None  # "if nobody decides, push it up after 6 hours" is how a rule is given
    elif (best < SURE or writes(intent)) and _wants_to_write(scores):
        # "先别给仁和诊所下单": no request is sure, but a command is among the likely ones and is clearly not wanted.
        moods = judge.mood(text, spans)
        vetoed = Mood.NEGATED if moods.get(Mood.NEGATED, 0.0) > SURE and negates(text) else None
    return Request(text, tuple(spans), intent, best, tuple(scores[:3]), vetoed)


def _asked_rather(scores: Sequence[tuple[str, float]], text: str) -> tuple[str, float] | None:
    """The likely query where a command is not sure and the words ask: its share of what is no command."""
    if not scores or not writes(scores[0][0]) or scores[0][1] >= SURE_TO_WRITE or not asks_outright(text):
        return None
    left = [(name, score) for name, score in scores if not writes(name)]
    name, score = left[0] if left else ("", 0.0)
    return (name, score / sum(one for _, one in left)) if score >= _LIKELY_ASKED else None


def _is_told_whole(request: Request, actor: Actor) -> bool:
    """Whether a colleague tells of an order or offer all it takes: "Huadong is taking 40 ear thermometers"."""
    if (deed_of(request.intent) != "order" and request.intent != "create_quotation") or not actor.is_staff:
        return False
    if is_told_otherwise(request.text) or (forbids(request.text) and request.intent != "draft_order"):
        return False  # a draft is what is wanted by who says "don't book anything yet"
    said = fill(request.intent, request.text, request.spans, {})
    lines = said.arguments.get("lines") or ()
    missing = [slot for slot in said.missing if slot.name != "customer" or not says("wishes", request.text)]
    return not missing and bool(lines) and all("quantity" in line for line in lines)


def _is_supposed(text: str) -> bool:
    return says("supposed", text) or asks_outright(text) or text.rstrip().endswith(("吗", "呢", "?", "？"))


def _is_commanded_in_a_part(text: str, spans: Sequence[Span], intent: str, judge: Judge, vetoed: Mood) -> bool:
    """Whether a remark only leads up to the command: "they said yes, now turn the draft into an order".

    What is not wanted must be something else then: "批掉吧，先别发".
    """
    return any(
        _is_commanded_among(stretches(text, spans, pattern), intent, judge, vetoed)
        for pattern in (_WEAK_BREAK, STRONG_BREAK)
    )


def _is_commanded_among(parts: Sequence[Stretch], intent: str, judge: Judge, vetoed: Mood) -> bool:
    commanded, forbidden = False, vetoed is Mood.REMARK
    about = _only_document(parts)
    for part, own in parts if len(parts) > 1 else ():
        name, score = next(iter(judge.scores(part, own)), ("", 0.0))
        if about is not None and not own and name != intent and not negates(part):
            name, score = _said_of(about, part, judge, (name, score))
        if vetoed is Mood.NEGATED and _forbids_a_deed(part, own, name, judge):
            if name == intent or (score < SURE and not (intent in _ON_PAPER_ONLY and says("forbids_sending", part))):
                return False
            forbidden = True
        elif name == intent and score >= PLAIN:
            names_it = about is not None and (not own or any(span.type is SpanType.DOCUMENT for span in own))
            commanded = commanded or judge.mood(part, own).get(Mood.COMMAND, 0.0) >= (SURE if names_it else PLAIN)
    return commanded and forbidden


def _only_document(parts: Sequence[Stretch]) -> Span | None:
    """The one document that is named in all the parts."""
    documents = [span for _, own in parts for span in own if span.type is SpanType.DOCUMENT]
    return documents[0] if len(documents) == 1 else None


def _said_of(document: Span, part: str, judge: Judge, alone: tuple[str, float]) -> tuple[str, float]:
    """What a part asks for with the document in front that another part names: 批掉吧 after "PO-… 没问题了"."""
    ahead = replace(document, start=0, end=len(document.text))
    return next(iter(judge.scores(f"{document.text}{part}", (ahead,))), alone)


def _forbids_a_deed(part: str, spans: Sequence[Span], name: str, judge: Judge) -> bool:
    """Whether a part says what is not to be done: in so many words, or plainly of another operation."""
    if forbids(part):
        return True
    plain = operations.find(name) is not None and len(left_over(part).split()) > 1
    return plain and negates(part) and judge.mood(part, spans).get(Mood.NEGATED, 0.0) >= PLAIN


def _wants_to_write(scores: Sequence[tuple[str, float]]) -> bool:
    return any(writes(name) for name, _ in scores[:3])
