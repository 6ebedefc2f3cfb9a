"""What a message asks for: one request or several, each an operation or a turn of talk, with how sure that is.

A command needs a clear lead and a mood that does not veto it. In doubt the question behind it is answered instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.builtin.dialogue.asked_for import deed_of
from assistant.builtin.dialogue.clauses import Stretch, stretches
from assistant.builtin.dialogue.evidence import supported
from assistant.builtin.dialogue.fillers import asks_outright, only_values
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.filling_words import WHOLE
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.dialogue.own_words import without_note
from assistant.builtin.dialogue.recipients import by_customer
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.vetoes import Mood, veto_of
from assistant.builtin.spans import Span, SpanType
from core import operations
from core.actor import Actor
from core.operations import Effect

SURE = 0.5
"""The score from which an intent is taken; below it a question is asked or help offered."""

SURE_TO_WRITE = 0.6
"""As `SURE`, for commands that others come near to: a card that was not meant is worse than a question."""

_LEAD = 2.5
"""How many times the score of the second a command must have to be taken from `SURE` on."""

_LIKELY_ASKED = 0.2
"""The score from which a query is likely beside a command that is not sure."""

_SPLIT_SURE = 0.7
_PARTS_MAX = 12
"""Parts of a message that may be requests of their own; what has more is one."""

_AHEAD = 3
"""Parts that are read ahead: what follows is often not looked at."""

_PLAIN = 0.85
"""The score from which words without any name make a request of their own (取消它)."""

_WHOLE = 0.95
"""The score from which a message is one request although a part of it could be another, not quite plain one."""

_STRONG_BREAK = re.compile(r"[。！？!?；;\n]+|(?<=[a-z])\.\s+", re.IGNORECASE)
_WEAK_BREAK = re.compile(
    r"[,，、]|(?:另外|顺便|还有(?!多少|几|货|没有?|库存|吗|剩)|然后|并且|同时)"
    r"|\b(?:and also|and then|also|then|(?<!\bin )(?<!\bins )(?<!\bmin )(?<!\bminimum )(?<!\bdebits )and)\b",
    re.IGNORECASE,
)

_CODE = re.compile(r"\s*[\[{<].*[\"']\s*:.*[\]}>]\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `intent` is an operation's name or a kind of talk; `vetoed` the mood that forbids the command."""

    text: str
    spans: tuple[Span, ...]
    intent: str
    score: float
    scores: tuple[tuple[str, float], ...] = ()
    vetoed: Mood | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the intent is taken without asking."""
        return _is_sure(self.intent, self.score, self.scores)

    @property
    def is_operation(self) -> bool:
        """Whether it asks for an operation rather than talk."""
        return operations.find(self.intent) is not None


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
    read_ahead: Callable[[Sequence[Stretch]], None] = lambda stretches: None

    def scores(self, text: str, spans: Sequence[Span]) -> list[tuple[str, float]]:
        """The intents weighed by what was recognised, best first."""
        return supported(self.score(text, spans), text, spans, self.actor)


def requests_in(text: str, spans: Sequence[Span], judge: Judge) -> list[Request]:
    """The message's requests in order: split where both sides are requests of their own, else one.

    An order that names several customers is one request for each of them.
    """
    body, own = without_note(text, spans)  # what is noted down for others asks for nothing
    note = text[len(body) :]
    read = [
        replace(request, text=part, spans=spans_)
        for request in _split(body, own, judge)
        for part, spans_ in by_customer(request.intent, request.text, request.spans)
    ]
    last = read[-1].intent
    return [replace(one, text=one.text + note) if one.intent == last else one for one in read]


def _split(text: str, spans: Sequence[Span], judge: Judge) -> list[Request]:
    """The requests between breaks where every part is one of its own, else the whole."""
    split = [(stretches(text, spans, pattern), pattern) for pattern in (_STRONG_BREAK, _WEAK_BREAK)]
    split = [(parts, pattern) for parts, pattern in split if 2 <= len(parts) <= _PARTS_MAX]
    judge.read_ahead([(text, tuple(spans)), *(part for parts, _ in split for part in parts[:_AHEAD])])
    for parts, pattern in split:
        needed = _SPLIT_SURE if pattern is _WEAK_BREAK else SURE
        found: list[Request] = []
        for part, own in parts:
            found.append(_request(part, own, judge))
            if found[-1].score < needed:
                break
        else:
            if pattern is _WEAK_BREAK and _is_one_after_all(whole := _request(text, spans, judge), found):
                return [whole]
            if _are_different(found, strong=pattern is _STRONG_BREAK):
                return found
    whole = _request(text, spans, judge)
    return [whole if whole.score >= SURE else _asked_in_one_part(whole, judge) or whole]


def _is_one_after_all(whole: Request, parts: Sequence[Request]) -> bool:
    """Whether the message surely asks as a whole for what one part does, while the others are not plain requests."""
    others = [part for part in parts if part.intent != whole.intent]
    sure = whole.score >= _WHOLE and _writes(whole.intent)
    return sure and len(others) < len(parts) and any(part.score < _PLAIN for part in others)


def _asked_in_one_part(whole: Request, judge: Judge) -> Request | None:
    """The whole message as what one part of it surely asks for, where the others only tell something about it.

    "PO-2026-00010作废吧，套装我们自己组": by themselves the words of the second part ask for nothing.
    """
    parts = [part for pattern in (_STRONG_BREAK, _WEAK_BREAK) for part in stretches(whole.text, whole.spans, pattern)]
    read = [_request(part, own, judge) for part, own in parts if part != whole.text] if len(parts) <= _PARTS_MAX else []
    sure = [one for one in read if one.is_operation and one.score >= _PLAIN]
    if len({one.intent for one in sure}) != 1 or any(slot.name in WHOLE for slot in slots_of(sure[0].intent)):
        return None
    asked = replace(sure[0], text=whole.text, spans=whole.spans)
    return asked if not _missing(asked) or _writes(asked.intent) else None


def _writes(intent: str) -> bool:
    operation = operations.find(intent)
    return operation is not None and operation.effect is Effect.COMMAND


def _request(text: str, spans: Sequence[Span], judge: Judge) -> Request:
    scores = judge.scores(text, spans)
    intent, best = _asked_rather(scores, text) or (scores[0] if scores else ("", 0.0))
    vetoed = None
    if _CODE.match(text):
        vetoed = Mood.REMARK  # a call somebody wrote down, and nothing that is asked in words
    elif _writes(intent) and _is_sure(intent, best, scores):
        vetoed = veto_of(intent, text, spans, judge.mood(text, spans), judge.actor)
        if vetoed is Mood.REMARK and _is_commanded_in_a_part(text, spans, intent, judge):
            vetoed = None
    elif (best < SURE or _writes(intent)) and _wants_to_write(scores):
        # "先别给仁和诊所下单": no request is sure, but a command is among the likely ones and is clearly not wanted.
        moods = judge.mood(text, spans)
        vetoed = Mood.NEGATED if moods.get(Mood.NEGATED, 0.0) > SURE else None
    return Request(text, tuple(spans), intent, best, tuple(scores[:3]), vetoed)


def _is_sure(intent: str, best: float, scores: Sequence[tuple[str, float]]) -> bool:
    """Whether an intent with the best of the scores is taken; a command must be well ahead, or surer than a look-up."""
    if best < SURE or not _writes(intent):
        return best >= SURE
    second = max((score for name, score in scores if name != intent), default=0.0)
    return best >= SURE_TO_WRITE or best >= _LEAD * second


def _asked_rather(scores: Sequence[tuple[str, float]], text: str) -> tuple[str, float] | None:
    """The likely query where a command is not sure and the words ask: its share of what is no command."""
    if not scores or not _writes(scores[0][0]) or scores[0][1] >= SURE_TO_WRITE or not asks_outright(text):
        return None
    left = [(name, score) for name, score in scores if not _writes(name)]
    name, score = left[0] if left else ("", 0.0)
    return (name, score / sum(one for _, one in left)) if score >= _LIKELY_ASKED else None


def _is_commanded_in_a_part(text: str, spans: Sequence[Span], intent: str, judge: Judge) -> bool:
    """Whether a remark only leads up to the command: "they said yes, now turn the draft into an order"."""
    parts = stretches(text, spans, _WEAK_BREAK)
    for part, own in parts if len(parts) > 1 else ():
        scores = judge.scores(part, own)
        if scores and scores[0][0] == intent and scores[0][1] >= _PLAIN:
            return judge.mood(part, own).get(Mood.COMMAND, 0.0) >= _PLAIN
    return False


def _wants_to_write(scores: Sequence[tuple[str, float]]) -> bool:
    likely = [operations.find(name) for name, _ in scores[:3]]
    return any(operation is not None and operation.effect is Effect.COMMAND for operation in likely)


def _are_different(read: Sequence[Request], *, strong: bool) -> bool:
    """Whether the parts are requests of their own and not lines or remarks of one."""
    asked = [one for one in read if one.is_operation]
    if len(asked) < len(read) or not all(_is_whole(one, asked[:at]) for at, one in enumerate(asked)):
        return False
    if len({one.intent for one in asked}) == 1 and all(
        slot.name == "subject" for slot in slots_of(asked[0].intent)[:1]
    ):
        return False  # what is wrong and what is wanted about it are one ticket
    distinct = {deed_of(one.intent) for one in asked}
    if distinct == {"fault"} and len({one.intent for one in asked}) > 1:
        return False  # what is wrong with the goods is why they come back
    if distinct == {"payment"} and _name_others(asked):
        return True
    return strong or len(distinct) == len(asked) or all(_reads_a_name(one) for one in asked)


def _name_others(asked: Sequence[Request]) -> bool:
    """Whether each part names somebody else: two customers paid."""
    named = [
        frozenset(one.code for span in part.spans for one in span.names if one.kind in ("customer", "supplier"))
        for part in asked
    ]
    return all(named) and len(set(named)) == len(named)


def _reads_a_name(request: Request) -> bool:
    """Whether a part is a look-up that names by itself what it is about."""
    operation = operations.find(request.intent)
    named = any(span.type in (SpanType.NAME, SpanType.DOCUMENT) for span in request.spans)
    return named and operation is not None and operation.effect is Effect.QUERY and _missing(request) == []


def _is_whole(request: Request, before: Sequence[Request]) -> bool:
    """Whether a part says for itself what its operation needs; names may be what the parts before are about."""
    known = {one.kind for part in before for span in part.spans for one in span.names}
    if _misses_an_end(request):
        return False
    missing = [slot for slot in _missing(request) if slot.of not in known or slot.kind is not SlotKind.NAME]
    if "product" in known and any(is_quantity(span) for span in request.spans):
        missing = [slot for slot in missing if slot.kind is not SlotKind.LINES]
    operation = operations.find(request.intent)
    writes = operation is not None and operation.effect is Effect.COMMAND
    if any(slot.kind is not SlotKind.NAME for slot in missing) or only_values(request.text, request.spans):
        return False
    named = any(span.type in (SpanType.NAME, SpanType.DOCUMENT, SpanType.CODE) for span in request.spans)
    free = any(slot.name in WHOLE for slot in slots_of(request.intent))  # any words would do for it
    if free and not writes and not named and request.score < _PLAIN:
        return False  # "what should I check?" goes with what was said before
    points = request.score >= _PLAIN and (says("pointing", request.text) or not missing)
    return named or (points and not (writes and free)) or not (missing or writes)


def _misses_an_end(request: Request) -> bool:
    """Whether one of two things of a kind is said and the other is not: "给成都补5台" leaves open where from."""
    filled = fill(request.intent, request.text, request.spans, {})
    said = {
        slot.of for slot in slots_of(request.intent) if slot.name in filled.arguments and slot.kind is SlotKind.NAME
    }
    return any(slot.kind is SlotKind.NAME and slot.of in said for slot in filled.missing)


def _missing(request: Request) -> list[Slot]:
    return fill(request.intent, request.text, request.spans, {}).missing
