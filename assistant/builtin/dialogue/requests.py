"""What a message asks for: one request or several, each an operation or a turn of talk, with how sure that is.

A command needs a clear lead and a mood that does not veto it. In doubt the question behind it is answered instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.spans import Span, SpanType
from core import operations
from core.operations import Effect

SURE = 0.5
"""The score from which an intent is taken; below it a question is asked or help offered."""

_SPLIT_SURE = 0.6
_VETO = 0.35
"""The probability of a command's mood below which a command is not proposed (measured: see the planner's design)."""

_STRONG_BREAK = re.compile(r"[。！？!?；;\n]+|(?<=[a-z])\.\s+", re.IGNORECASE)
_WEAK_BREAK = re.compile(r"[,，]|(?:另外|顺便|还有|然后)|\b(?:and also|and then|also|then|and)\b", re.IGNORECASE)


class Mood(StrEnum):
    """In which mood a sentence is said."""

    COMMAND = "command"
    QUESTION = "question"
    NEGATED = "negated"
    WHAT_IF = "what_if"
    REMARK = "remark"


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
    def is_operation(self) -> bool:
        """Whether it asks for an operation rather than talk."""
        return operations.find(self.intent) is not None


Scorer = Callable[[str, Sequence[Span]], list[tuple[str, float]]]
"""Scores of intents for a stretch of text with its spans, best first."""

MoodReader = Callable[[str, Sequence[Span]], dict[str, float]]
"""Probabilities of moods for a stretch of text with its spans."""


def requests_in(text: str, spans: Sequence[Span], score: Scorer, mood: MoodReader) -> list[Request]:
    """The message's requests in order: split where both sides are requests of their own, else one."""
    whole = _request(text, spans, score, mood)
    for pattern, needed in ((_STRONG_BREAK, SURE), (_WEAK_BREAK, _SPLIT_SURE)):
        parts = _parts(text, spans, pattern)
        if len(parts) < 2:
            continue
        read = [_request(part, own, score, mood) for part, own in parts]
        if all(one.score >= needed for one in read) and _are_different(read, strong=pattern is _STRONG_BREAK):
            return read
    return [whole]


def question_behind(intent: str) -> str | None:
    """The query that answers what a vetoed command would have done."""
    found = _data()["question_behind"].get(intent)
    return None if found is None else str(found)


def default_for(intent: str, slot: str) -> str | None:
    """What a slot is taken to be when nothing is said."""
    found = _data()["defaults"].get(intent, {}).get(slot)
    return None if found is None else str(found)


def instead_of(what: str, intent: str) -> Any:  # noqa: ANN401 - what the data file holds
    """What the data file says is done instead of `intent` in the case `what`, or None."""
    return _data()[what].get(intent)


def _request(text: str, spans: Sequence[Span], score: Scorer, mood: MoodReader) -> Request:
    scores = _supported(score(text, spans), spans)
    intent, best = scores[0] if scores else ("", 0.0)
    operation = operations.find(intent)
    vetoed = None
    if operation is not None and operation.effect is Effect.COMMAND:
        moods = mood(text, spans)
        if moods.get(Mood.COMMAND, 0.0) < _VETO:
            vetoed = Mood(max(moods, key=lambda name: moods[name] if name != Mood.COMMAND else -1.0))
    elif best < SURE and _wants_to_write(scores):
        # "先别给仁和诊所下单": no request is sure, but a command is among the likely ones and is clearly not wanted.
        moods = mood(text, spans)
        vetoed = Mood.NEGATED if moods.get(Mood.NEGATED, 0.0) > SURE else None
    return Request(text, tuple(spans), intent, best, tuple(scores[:3]), vetoed)


def _wants_to_write(scores: Sequence[tuple[str, float]]) -> bool:
    likely = [operations.find(name) for name, _ in scores[:3]]
    return any(operation is not None and operation.effect is Effect.COMMAND for operation in likely)


def _supported(scores: Sequence[tuple[str, float]], spans: Sequence[Span]) -> list[tuple[str, float]]:
    """Scores again, with the evidence of the spans: what fits an operation's slots raises it, what does not lowers."""
    kinds = {one.kind for span in spans for one in span.names}
    documents = {getattr(span.value, "kind", "") for span in spans if span.type is SpanType.DOCUMENT}
    weighed = []
    for intent, score in scores:
        slots = slots_of(intent)
        names = {slot.of for slot in slots if slot.kind is SlotKind.NAME}
        if any(slot.kind is SlotKind.LINES for slot in slots):
            names |= {"product"}
        for kind in documents & {"order", "ticket"}:
            score *= 1.2 if kind in names else 0.6
        if slots and kinds and not kinds & names and "product" in kinds and "text" not in {s.name for s in slots}:
            score *= 0.8
        weighed.append((intent, min(score, 1.0)))
    return sorted(weighed, key=lambda pair: -pair[1])


def _parts(text: str, spans: Sequence[Span], pattern: re.Pattern[str]) -> list[tuple[str, tuple[Span, ...]]]:
    """The stretches between breaks that do not fall inside a span, each with its own spans."""
    cuts = [match.span() for match in pattern.finditer(text)]
    cuts = [(start, end) for start, end in cuts if not any(s.start < end and start < s.end for s in spans)]
    edges = [0, *(point for cut in cuts for point in cut), len(text)]
    parts = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if text[start:end].strip():
            own = tuple(_moved(span, -start) for span in spans if start <= span.start and span.end <= end)
            parts.append((text[start:end], own))
    return parts


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by, span.text, span.type, span.value, span.alternatives)


def _are_different(read: Sequence[Request], *, strong: bool) -> bool:
    """Whether the parts are requests of their own and not lines or remarks of one."""
    asked = [one for one in read if one.is_operation]
    if len(asked) < len(read) or (not strong and len({one.intent for one in asked}) < len(asked)):
        return False
    return all(_is_whole(one) for one in asked)


def _is_whole(request: Request) -> bool:
    """Whether a part says for itself what its operation needs; a command has to say all of it."""
    operation = operations.find(request.intent)
    if operation is None or operation.effect is Effect.QUERY:
        return bool(request.spans) or not any(slot.required for slot in slots_of(request.intent))
    return not fill(request.intent, request.text, request.spans, {}).missing


@cache
def _data() -> dict[str, Any]:
    text = files("assistant.builtin.dialogue").joinpath("requests.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data
