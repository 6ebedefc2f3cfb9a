"""Filling parameters that take somebody's own words: subjects, notes, names, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.builtin.amounts import foreign_currency
from assistant.builtin.dialogue.audience import audience_in
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.lines import ProductUnits
from assistant.builtin.dialogue.own_words import (
    address_said,
    name_apart,
    name_of_verb,
    name_to_end,
    note_of,
    quoted,
    rest_apart,
    text_after,
    title_said,
    without_title,
)
from assistant.builtin.dialogue.reasons import reason_apart
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.spans import Span, SpanType

WHOLE = frozenset({"question", "subject"})
"""Parameters that take the whole message, in which nothing is unread."""

HOLDS = re.compile(
    r"留|占|锁|(?<![a-z])(?:hold|held|holding|reserved?|keep|keeping|kept"
    r"|(?:set|put|lay|leave)(?: [a-z']+){0,3} (?:aside|by))(?![a-z])",
    re.IGNORECASE,
)
"""Words without which no day is one until which goods are held."""

_TYPED_WORDS = {
    "lot": (SpanType.LOT,),
    "phone": (SpanType.PHONE,),
    "email": (SpanType.EMAIL,),
    "contact": (SpanType.PHONE, SpanType.EMAIL),
}
"""Parameters of words that are recognised by what they look like."""

_OF_LOTS = frozenset({"count_stock", "scrap_stock", "transfer_stock"})
"""Commands in which a code that is nobody's is the lot: "手套大号GL2609盘出来186"."""

_APART = {
    "name": name_apart,
    "resolution": rest_apart,
    "title": title_said,
    "reason": reason_apart,
    "address": address_said,
}
"""Parameters whose words may stand by themselves, with nothing to introduce them."""


_CODED = frozenset({"bill_number", "credit_number"})
"""Numbers that others give their documents."""

_INTRODUCED = frozenset({"price_list", "promotion"})
"""Things whose names are not looked for in every sentence."""

_ENDS = frozenset({"end_promotion"})
"""Operations in whose messages hardly anything but such a name is said."""

_NO_NAME = re.compile(r"(?:from|at|in|on|for|with|to|of|by|since|as)(?![a-z])", re.IGNORECASE)
"""Words with which no name begins: "a new supplier from this week, Lanting Packaging"."""

_CATEGORY = re.compile(
    r"(?:in|of|on|from|for|all|whole|entire) (?:the )?(?P<en>[a-z][a-z &-]{2,30}?)"
    r" (?:category|range|product group)(?![a-z])"
    r"|everything (?:in|under) (?:the |our )?(?!(?:stock|store|shop|house|general|there)\b)"
    r"(?P<all>[a-z][a-z &-]{2,40}?)"
    r"(?=\s*(?:[,.;:]|$|\d|(?:from|until|till|for|at|is|by|with|gets?|goes|category|range|product group)\b))"
    r"|(?P<zh>[\u4e00-\u9fff]{2,8}?)(?:这一?|那一?)?(?:大类|品类|类别|类(?:产品|商品|的产品|的商品))",
    re.IGNORECASE,
)
"""What a kind of goods is called where it is called a kind: its names are ordinary words elsewhere."""

_BEHIND_A_KIND = re.compile(r"[\"”“」』\s]*(?:里面|里头|这一?类|那一?类|里|去|吧|了|啦|呗|啊|哈|呀|嘛)*$")
"""What may stand behind a kind of customers and is no part of its name."""

_AND = re.compile(r"\s*(?:、|,|，|和|与|及|\band\b)\s*")


def fill_words(filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> None:
    """Fills a parameter that takes words, where the message has any for it."""
    types = _TYPED_WORDS.get(slot.name)
    if types is not None:
        found = next((span for span in spans if span.type in types), None)
        if found is None and slot.name == "lot" and filled.operation in _OF_LOTS:
            found = next((span for span in spans if span.type is SpanType.CODE and span not in filled.used), None)
        if found is not None:
            filled.arguments[slot.name] = str(found.value)
            filled.used.add(found)
            return
    if slot.name == "currency" and (currency := foreign_currency(text.lower())) is not None:
        filled.arguments[slot.name] = currency
    elif slot.name == "note":
        note = note_of(text)
        if note is not None:
            filled.arguments[slot.name] = note
    elif slot.name in WHOLE:
        filled.arguments[slot.name] = text.strip()
    elif slot.name == "text":
        kinds = {one.of for one in slots_of(filled.operation) if one.kind is SlotKind.NAME}
        names = [
            span
            for span in spans
            if span.type is SpanType.NAME and span not in filled.used and not kinds & {one.kind for one in span.names}
        ]
        if names:
            filled.arguments[slot.name] = names[0].text
            filled.used.add(names[0])
    elif slot.name != "lot" and not (slot.name == "unit" and _counts_something(filled.operation)):
        apart = _APART.get(slot.name)
        said = (quoted(text) or name_of_verb(text)) if slot.name == "name" else None
        said = said or text_after(slot.name, text)
        if said is None or (slot.name == "name" and _NO_NAME.match(text, said[0])):
            said = apart(text, spans) if apart else None
        if said is None and slot.name == "segment" and len(audience := audience_in(text, spans, None)) == 1:
            filled.arguments[slot.name] = audience[0]
            return
        if slot.name in _CODED:
            said = _code_said(said, filled, spans)
        if said is not None and _may_be(slot.name, text[said[0] : said[1]]):
            start, end = said
            titled = slot.name == "name" and any(one.name == "title" for one in slots_of(filled.operation))
            said_so = without_title(text[start:end]) if titled else text[start:end].strip()
            filled.arguments[slot.name] = _kind_itself(said_so) if slot.name == "segment" else said_so
            filled.used |= {span for span in spans if start <= span.start and span.end <= end}


def fill_many_words(
    filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]
) -> None:
    """Fills a parameter that takes several words, said one behind the other: 客群：医院、药店."""
    said = text_after(slot.name, text)
    if said is None and slot.name == "segments" and (kinds := audience_in(text, spans, text_after("name", text))):
        filled.arguments[slot.name] = kinds
    if said is not None:
        filled.arguments[slot.name] = [one for one in _AND.split(text[said[0] : said[1]]) if one]
        filled.used |= {span for span in spans if said[0] <= span.start and span.end <= said[1]}


def fill_introduced(filled: Filled, slot: Slot, text: str, spans: Sequence[Span]) -> None:
    """Fills a name that no sentence is searched for, where it stands in quotes: 价格表“医院协议价2026”."""
    found = quoted(text) if slot.name in _INTRODUCED else None
    if found is None and filled.operation in _ENDS:
        found = name_to_end(text)
    if found is not None:
        start, end = found
        filled.arguments[slot.name] = text[start:end]
        filled.used |= {span for span in spans if start <= span.start and span.end <= end}


def fill_category(filled: Filled, slot: Slot, text: str) -> None:
    """Fills a kind of goods, where the words call it one: "everything in the Temperature category", 体温测量类产品."""
    said = _CATEGORY.search(text) if slot.of == "category" else None
    if said is not None:
        filled.arguments[slot.name] = [(said["en"] or said["all"] or said["zh"]).strip()]


def _code_said(said: tuple[int, int] | None, filled: Filled, spans: Sequence[Span]) -> tuple[int, int] | None:
    """Where somebody else's number stands: a code among the words that were introduced, or one by itself."""
    codes = [span for span in spans if span.type is SpanType.CODE and span not in filled.used]
    far = said is None or not any(span.start < said[1] and said[0] < span.end for span in codes)
    inside = codes if far else [span for span in codes if said is not None and said[0] <= span.start < said[1]]
    return (inside[0].start, inside[0].end) if inside else said


def _kind_itself(said: str) -> str:
    """A kind of customers without the quotes and the words behind it: “重点客户”里去, 重点客户吧."""
    inside = quoted(said)
    return said[inside[0] : inside[1]] if inside is not None else _BEHIND_A_KIND.sub("", said) or said


def _counts_something(operation: str) -> bool:
    """Whether the unit goes with a quantity, which brings it along."""
    return any(slot.kind is SlotKind.QUANTITY for slot in slots_of(operation))


def _may_be(parameter: str, words: str) -> bool:
    """Whether the words can be what they are taken for: nobody is reached without a figure or an @."""
    return parameter != "contact" or any(character.isdigit() or character == "@" for character in words)
