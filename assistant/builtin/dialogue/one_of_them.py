"""The noun that "one" and 的 stand for: "the upper arm ones" after wrist monitors, 普通的 after 语音血糖仪.

It is put back where the words then name exactly one thing that is for sale: an upper arm monitor, 普通的血糖仪.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.builtin.dialogue.decision import Heard
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.spans import Span, SpanType
from assistant.builtin.words import word_list

_ONES = re.compile(r"(?<![a-z])(?P<own>(?:[a-z][a-z'-]+ ){1,3}?)(?P<one>ones?)(?![a-z'])", re.IGNORECASE)
_DE = re.compile(
    r"(?P<own>[\u4e00-\u9fff]{1,5}?)(?<!家)的(?P<one>那[种个款]|这[种个款])?(?=$|[\s,，。.?？!！呢吧有多要])"
)
_PLAIN = re.compile(
    r"(?:ordinary|normal|standard|regular|plain|basic|usual)\s*$|(?:普通|一般|常规|标准)$", re.IGNORECASE
)
"""Without what sets the other apart: the ordinary one beside the talking meter."""

_THERE = re.compile(
    r"(?<![a-z])(?:from|out of|at|to|into) (?P<en>there)(?![a-z])|[从由到](?P<zh>那边|那里|那儿|那个仓)(?!的)",
    re.IGNORECASE,
)
_FOR_WHOM = re.compile(
    r"(?<![a-z])(?P<own>(?:[a-z][a-z'-]+ ){1,3})for (?:the |our |small )?"
    r"(?P<whom>children|kids?|child|adults?|grown-ups?)(?![a-z])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z][a-z-]{2,}", re.IGNORECASE)
_TURNS = 3
_LONG = 300
"""Characters of a message that may stand for goods by "one", and of what was said before it."""

_ASKED_FOR_MOST = 2
_NOUNS_MOST = 8
_HEAD_LENGTHS = (3, 2, 4)
"""Characters at the end of a Chinese name that say what sort of thing it is, the usual number first."""


def with_what_one_is(heard: Heard, situation: Situation) -> Heard:
    """The message with the noun in place of "one"; as it is where no single product is meant, or one is named."""
    named = [span for span in heard.spans if any(one.kind == "product" for one in span.names)]
    if (not named and not situation.turn.transcript) or len(heard.text) > _LONG:
        return heard
    for match in itertools.islice((*_ONES.finditer(heard.text), *_DE.finditer(heard.text)), _ASKED_FOR_MOST):
        if any(span.start < match.end() and match.start() < span.end for span in named):
            continue
        for said in _said_before(heard, match, situation):
            found = _put_back(heard, match, said)
            if found is not None:
                return found
    return heard


def with_whom_it_is_for(heard: Heard) -> Heard:
    """The message with a sort of goods in front of its noun: "nebuliser masks for children" are child masks."""
    match = _FOR_WHOM.search(heard.text)
    if match is None or len(heard.text) > _LONG:
        return heard
    sort = "child" if match["whom"].lower() in ("children", "kids", "child", "kid") else "adult"
    words = match["own"].split()
    for place in range(len(words)):
        start = match.end("own") - len(" ".join(words[place:])) - 1
        named = f"{sort} {' '.join(words[place:])}"
        text = f"{heard.text[:start]}{named}{heard.text[match.end() :]}"
        spans = tuple(heard.read(text))
        found = _the_one_named(spans, start, start + len(named))
        if found is not None:
            return replace(heard, text=text, spans=spans)
    return heard


def with_where_there_is(heard: Heard, situation: Situation) -> Heard:
    """The message with the warehouse just spoken of in place of "there": "take them from there instead", 从那边发."""
    match = _THERE.search(heard.text)
    place = situation.named("warehouse") if match is not None else None
    if match is None or place is None or any(one.kind == "warehouse" for span in heard.spans for one in span.names):
        return heard
    start, end = match.span("en" if match["en"] else "zh")
    text = f"{heard.text[:start]}{place}{heard.text[end:]}"
    spans = tuple(heard.read(text))
    named = any(one.code == place for span in spans if span.start == start for one in span.names)
    return replace(heard, text=text, spans=spans) if named else heard


def _said_before(heard: Heard, match: re.Match[str], situation: Situation) -> Iterator[str]:
    """Where the noun may have been said: before it in the message where that names goods, then in the last turns."""
    if _names_goods(tuple(span for span in heard.spans if span.end <= match.start())):
        yield heard.text[: match.start()]
    yield from (record.said[:_LONG] for record in reversed(situation.turn.transcript[-_TURNS:]))


def _put_back(heard: Heard, match: re.Match[str], said: str) -> Heard | None:
    chinese = "的" in match[0]
    start, end = (match.end("own"), match.end()) if chinese else match.span("one")
    meant: dict[str, Heard] = {}
    for before, noun in _nouns(heard, match, said, chinese=chinese):
        text = f"{heard.text[:before]}{noun}{heard.text[end:]}"
        spans = tuple(heard.read(text))
        named = _the_one_named(spans, before, before + len(noun))
        if named is not None and (before < start or named.start < start):
            meant.setdefault(named.names[0].code, replace(heard, text=text, spans=spans))
    return next(iter(meant.values())) if len(meant) == 1 else None


def _nouns(heard: Heard, match: re.Match[str], said: str, *, chinese: bool) -> Iterator[tuple[int, str]]:
    """The nouns "one" may stand for, and from where each takes the place of the words."""
    before = match.end("own") if chinese else match.start("one")
    names = [one.text for span in heard.read(said) for one in span.names if one.kind == "product"]
    plain = _PLAIN.search(heard.text[:before])
    if plain is not None:
        yield from ((plain.start(), shorter) for shorter in map(_without_first, names) if shorter)
    elif chinese:
        yield from ((before, name[-size:]) for size in _HEAD_LENGTHS for name in names if len(name) >= size)
    else:
        words = [word for word in dict.fromkeys(_WORD.findall(said)) if word.lower() not in word_list("ordinary_en")]
        yield from ((before, word) for word in words[:_NOUNS_MOST])


def _names_goods(spans: tuple[Span, ...]) -> bool:
    return any(one.kind == "product" for span in spans for one in span.names)


def _without_first(name: str) -> str:
    """A name without the word in front that sets it apart: "talking glucose meter", 手持式血氧仪."""
    if name.isascii():
        return name.partition(" ")[2]
    return re.sub("^..式?", "", name) if len(name) > _HEAD_LENGTHS[0] else ""


def _the_one_named(spans: tuple[Span, ...], start: int, end: int) -> Span | None:
    """The span over a place where it names one product for sure."""
    found = next((span for span in spans if span.start <= start and end <= span.end), None)
    sure = found is not None and found.type is SpanType.NAME and len(found.names) == 1
    return found if sure and found is not None and found.names[0].kind == "product" and found.names[0].sure else None
