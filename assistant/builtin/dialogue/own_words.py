"""Somebody's own words for a parameter: what stands behind a word that introduces it, or apart from everything else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.builtin.dialogue.choices import any_of
from assistant.builtin.dialogue.clauses import Stretch, stretch
from assistant.builtin.dialogue.fillers import asks_outright
from assistant.builtin.dialogue.noted_before import makes_a_note_of_it, noted_before, noted_last
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.spans import Span, SpanType
from assistant.data_files import data_of

_SHORT = frozenset(
    {"name", "bill_number", "credit_number", "reference", "code", "title", "name_en", "unit", "segment", "currency"}
)
"""Parameters that end at the next comma or dash; other words go on to the end of the message."""

_STOP = re.compile(
    r"[，,。;；\n]|[:：](?=[\s\u4e00-\u9fff])|(?<=[a-z]{3})\.\s| - | – |\s(?:in|at|from|with|region)\s"
    r"|\son (?=everything|all |our |the (?:whole|entire))"
    r"|\sfor (?=(?:all |our |the )?(?:pharmac|hospital|clinic|customers|every|dealer|distribut|key acc|resell|retail))"
)
_BLANK = re.compile(r"[\s，,。;；\n]|[:：](?=\s)")
_SIGNS = re.compile(r"[ \t：:，,。.\-–—]*(?:是|is |as |(?:please|pls|plz)\b)?[ \t：:，,。.\-–—]*", re.IGNORECASE)
_NOTE = re.compile(
    r"[,，。;；\n]?\s*(?:(?:请|麻烦)?在?(?:单子|订单|送货单|单)上(?:写上|写明|写|注明|备注|标注|标明)\s*[:：]"
    r"|再?(?:加个|加上|加一条|写个|写上)?备注(?:里|栏)?(?:写上|写明|说明|上|写|说)?\s*[:：]?"
    r"|(?:并|请)?(?:注明|附注)\s*[:：]?"
    r"|(?:and )?(?:please |pls )?(?:write|put|mark|print|note|add)(?: down)? (?:on|in|to|into)"
    r" (?:it|(?:the |its |their )(?:order(?:'s)?|delivery note|paperwork|notes?|remarks?)(?: notes?)?)"
    r"(?:\s*[:：]\s*| that )"
    r"|(?:and |with |add |plus )?(?:the |a )?(?<![a-z])(?:note|remark)(?: on (?:it|that|the order))?"
    r"(?: that |(?: for (?:the )?[a-z]+)?\s*[:：]\s*|\s+(?=[\"'“])))"
    r"(?!是|有|栏|吗|呢|里)",
    re.IGNORECASE,
)
_ENDS = " ,，。.!！;；"
_SIGN = re.compile(r"[,，;；。!！]")
_QUOTES = "\"'“”‘’「」 "
_QUOTED = re.compile(r"""["“「《]([^"”」》]+)["”」》]|(?<![\w'])'([^'\n]{2,40})'(?![\w'])""")
_CAPITALISED = re.compile(r"[A-Z][\w'&.-]*(?: (?:[A-Z][\w'&.-]*|of|and|&))*")
"""A name as English writes one; what else stands by itself may be a remark."""

_CHUNK = re.compile(r"[,，;；:：。!！?？\n]|(?<=[a-z])\.\s|\s[-–—]\s|-(?=[^\x00-\x7f])")


def text_after(parameter: str, text: str) -> tuple[int, int] | None:
    """Where somebody's own words for the parameter stand: behind a word that introduces them, or None.

    Of words that introduce it one behind the other ("new customer called …") the last counts.
    """
    pattern = _markers().get(parameter)
    match = pattern.search(text) if pattern is not None else None
    if pattern is None or match is None:
        return None
    start = _after_signs(text, match.end())
    while (again := pattern.match(text, start)) is not None:
        start = _after_signs(text, again.end())
    stop = (_BLANK if parameter == "code" else _STOP).search(text, start) if parameter in _SHORT else None
    end = stop.start() if stop else len(text)
    end = start + len(text[start:end].rstrip(" \t，,。."))
    return (start, end) if start < end else None


def _after_signs(text: str, start: int) -> int:
    signs = _SIGNS.match(text, start)
    return signs.end() if signs else start


def note_in(text: str) -> int | None:
    """Where a note in the message begins ("…, note: call before delivery"); it goes on to the end."""
    if makes_a_note_of_it(text):
        before = noted_before(text)
        return None if before is None else before[0]
    match = _NOTE.search(text)
    return match.start() if match and text[match.end() :].strip(_QUOTES) else None


def note_of(text: str) -> str | None:
    """What the note in the message says."""
    if makes_a_note_of_it(text):
        before = noted_before(text)
        return None if before is None else text[slice(*before)].strip(f"{_QUOTES}，,。.：:")
    match = _NOTE.search(text)
    return (text[match.end() :].strip(f"{_QUOTES}，,。.：:") or None) if match else None


def notes_something(text: str, spans: Sequence[Span]) -> bool:
    """Whether a message has something noted, and asks nothing."""
    return not asks_outright(text) and (note_in(text) is not None or noted_last(text, spans) is not None)


def without_note(text: str, spans: Sequence[Span]) -> Stretch:
    """The message up to the note in it, where that is not the whole of it."""
    start = note_in(text)
    return stretch(text, spans, 0, start) if start else (text, tuple(spans))


def name_apart(text: str, spans: Sequence[Span]) -> tuple[int, int] | None:
    """Where a name stands by itself between signs: "add a contact for Renhe Clinic - Wang Fang, phone 138…"."""
    found: list[tuple[int, int]] = []
    place = address_said(text, spans)
    for start, end in chunks(text):
        inner = _around_a_name().sub(lambda match: " " * len(match[0]), text[start:end])
        core = inner.strip()
        near = [span for span in spans if span.start < end and start < span.end]
        taken = any(not _is_a_namesake(span) and not _is_another(core, span) for span in near)
        taken = taken or (place is not None and place[0] < end and start < place[1])
        if not core or taken or says("no_name", core) or any(pattern.search(core) for pattern in _markers().values()):
            continue
        if _kinds().sub("", core).strip():
            start += len(inner) - len(inner.lstrip())
            found.append((start, start + len(core)))
    return max(found, key=lambda one: _like_a_name(text[slice(*one)]), default=None)


def name_of_verb(text: str) -> tuple[int, int] | None:
    """The name that a verb has, before what its bearer is to be: "add Wang Fang as a contact at Renhe"."""
    verb = turn_of_speech("adds_by_name").search(text)
    return None if verb is None else verb.span("en" if verb["en"] else "zh")


def _like_a_name(words: str) -> tuple[bool, bool]:
    """How much words that stand by themselves look like somebody's name: as English writes one, as companies end."""
    ends = [match.end() for match in _organisations().finditer(words)]
    return _CAPITALISED.fullmatch(words) is not None, bool(ends) and ends[-1] == len(words)


def quoted(text: str) -> tuple[int, int] | None:
    """What stands in quotes, which is sooner a name than anything else."""
    match = _QUOTED.search(text)
    return match.span(match.lastindex or 0) if match else None


def _is_a_namesake(span: Span) -> bool:
    """Whether the words are only like a colleague's name: a contact may share one of its parts."""
    return bool(span.names) and all(one.kind == "user" and one.score < 1.0 for one in span.names)


def _is_another(core: str, span: Span) -> bool:
    """Whether words hold a part of a known company's name, and are the whole name of another: Lotus Lane Clinic.

    Of goods it is enough that the name begins before the part, with a capital: Saline wipes.
    """
    partly = bool(span.names) and all(one.score < 1.0 for one in span.names) and len(span.text) < len(core)
    begins_before = core[:1].isupper() and core.casefold().endswith(f" {span.text.casefold()}")
    if begins_before and any(one.kind == "product" for one in span.names):
        return True
    return partly and all(_like_a_name(core))


def name_to_end(text: str) -> tuple[int, int] | None:
    """The name of what is to end, where nothing else is said: "冬季惠不搞了", "stop Winter Sale right away".

    Of several clauses it is the one that speaks of the end: "效果一般，冬季惠停了吧".
    """
    clauses = [(start, end) for start, end in chunks(text) if _around_an_end().search(text[start:end])]
    return next(filter(None, (_name_between(text, *edges) for edges in [(0, len(text)), *clauses])), None)


def _name_between(text: str, start: int, end: int) -> tuple[int, int] | None:
    left = _around_an_end().sub(lambda match: " " * len(match[0]), text[start:end])
    core = left.strip(_ENDS)
    at = len(left) - len(left.lstrip(_ENDS))
    if not core or re.search(r"  |[,，;；]", core) or _is_a_remark(text[start:end], at, core):
        return None
    return start + at, start + at + len(core)


def _is_a_remark(text: str, at: int, core: str) -> bool:
    """Whether words stand in a clause of their own behind the one that ends something: "停掉吧，送得肉疼"."""
    ended = _around_an_end().search(text)
    sign = _SIGN.search(text, ended.end() if ended is not None else len(text))
    return sign is not None and sign.start() < at and _CAPITALISED.fullmatch(core) is None


def rest_apart(text: str, spans: Sequence[Span]) -> tuple[int, int] | None:
    """What is said besides the part that names the document: "resolve T-2026-00001, replaced the unit"."""
    apart = [
        (start, end)
        for start, end in chunks(text)
        if text[start:end].strip()
        and not any(span.type is SpanType.DOCUMENT and start <= span.start < end for span in spans)
        and not _closing().search(text[start:end])
    ]
    return (apart[0][0], apart[-1][1]) if apart else None


def address_said(text: str, spans: Sequence[Span]) -> tuple[int, int] | None:
    """Where something is, by the form of it: "18 Zhongshan Road, Kunshan", 南京市建邺区银杏里5号."""
    match = turn_of_speech("address").search(text)
    return match.span() if match else None


def title_said(text: str, spans: Sequence[Span]) -> tuple[int, int] | None:
    """What somebody is, where it is told along with the name: "new head nurse at Renhe, Zhang Min"."""
    match = _titles().search(text)
    return match.span() if match else None


def without_title(name: str) -> str:
    """A name without what somebody is before or behind it: 主任白露 is called 白露."""
    match = _titles().search(name)
    rest = name if match is None else f"{name[: match.start()]}{name[match.end() :]}"
    at_an_end = match is not None and (match.start() == 0 or match.end() == len(name))
    return (rest.strip(_ENDS) or name) if at_an_end else name


def chunks(text: str) -> list[tuple[int, int]]:
    """Where the parts of a text between its signs stand."""
    edges = [0, *(point for match in _CHUNK.finditer(text) for point in match.span()), len(text)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _data() -> dict[str, dict[str, dict[str, list[str]]]]:
    data: dict[str, dict[str, dict[str, list[str]]]] = data_of("assistant.builtin.dialogue", "own_words.yaml")
    return data


@cache
def _markers() -> dict[str, re.Pattern[str]]:
    return {name: any_of(words) for name, words in _data()["markers"].items()}


@cache
def _around_a_name() -> re.Pattern[str]:
    return any_of(_data()["apart"]["around_a_name"])


@cache
def _kinds() -> re.Pattern[str]:
    return any_of(_data()["apart"]["kinds"])


@cache
def _around_an_end() -> re.Pattern[str]:
    return any_of(_data()["apart"]["around_an_end"])


@cache
def _closing() -> re.Pattern[str]:
    return any_of(_data()["apart"]["closing"])


@cache
def _organisations() -> re.Pattern[str]:
    return any_of(_data()["apart"]["organisations"])


@cache
def _titles() -> re.Pattern[str]:
    return any_of(_data()["apart"]["titles"])
