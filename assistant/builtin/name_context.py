"""Names read in the light of the words beside them: 腕式的血压计, 口罩——医用外科那种, 宁波雾润, 大号手套."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.builtin.names import Allowed, NameIndex
from assistant.builtin.normalise import Normalised, normalise
from assistant.builtin.spans import NameMatch, Span
from assistant.builtin.words import word_map

_SIZES = {"xl号": "加大号", "l号": "大号", "m号": "中号", "s号": "小号"}
"""Sizes written with a letter, as names of goods have them."""

_QUALIFIER = 6
"""Characters before a name that may narrow it."""

_WORD_BEFORE = re.compile(r"(?<![a-z])([a-z']{3,}) $")

_ASKED = re.compile("[多几哪]$")
"""Before an attribute that is asked for: 多大的袖带 is no large cuff yet."""

_DIRECTION = re.compile(r"(?:[从由自发走用]|(?<![a-z])(?:from|out of|ex))\s*$")
"""Before a place from which something goes: it is no part of the name behind it."""

_COMPANIES = ("customer", "supplier")
_AT = re.compile(r"\s*(?:\bin|\bat|\bof)\s+|\s*[(（]\s*")
_AT_OR_FROM = re.compile(r"\s*(?:\bin|\bat|\bof|\bfrom)\s+|\s*[(（]\s*")
_ITS = re.compile(r"\s*(?:的|那家)\s*")
"""Between a company and the place it is at; "from" a warehouse says where goods leave."""

_APPOSED = re.compile(r"[\s,，、:：(（–—-]*(?:就是|也就是|是|要|the|i mean|namely)?\s*")


_COUNTED = re.compile(r"[\d一二两三四五六七八九十]\s*[^\s\d,，。.;；]{0,3}\s*$")
_COUNTS = re.compile(r"\s*[x×*]?\s*[\d一二两三四五六七八九十]")
"""A figure before goods, and one behind them: two of them count two things."""


def attributed(span: Span, text: Normalised, names: NameIndex, allowed: Allowed | None) -> Span:
    """A product with the attribute before it, where both are one name without the 的 between them: 腕式的血压计."""
    at = span.start - 1
    if not any(one.kind == "product" for one in span.names) or at < 1 or text.text[at] != "的":
        return span
    ahead = text.text[max(0, at - _QUALIFIER) : at]
    for one in names.exact(normalise(ahead + text.text[span.start : span.end]), allowed):
        more = len(ahead) - one.start
        if one.end == len(ahead) + span.end - span.start and more > 0 and not _ASKED.search(ahead[: one.start]):
            start = at - more
            return replace(one, start=start, end=span.end, text=text.text[start : span.end])
    return span


def of_places(spans: Sequence[Span], text: Normalised) -> list[Span]:
    """The spans with a place right before a company as a part of its name: 宁波雾润, "Ningbo Wurun"."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found else None
        if (
            before is not None
            and any(one.kind in ("supplier", "customer") for one in span.names)
            and {one.kind for one in before.names} & {"warehouse", "region"}
            and not text.lower[before.end : span.start].strip()
            and _DIRECTION.search(text.lower, 0, before.start) is None
        ):
            found[-1] = replace(span, start=before.start, text=text.text[before.start : span.end])
        else:
            found.append(span)
    return found


def at_places(spans: Sequence[Span], text: Normalised) -> list[Span]:
    """The spans with a place beside a company that tells which one it is: "Hongda in Hangzhou", 杭州的宏达."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found else None
        named = None if before is None else _of_place(before, span, text) or _from_place(before, span, text)
        if before is None or named is None:
            found.append(span)
        else:
            found[-1] = replace(
                before, end=span.end, text=text.text[before.start : span.end], value=named, alternatives=()
            )
    return found


def _of_place(company: Span, place: Span, text: Normalised) -> NameMatch | None:
    """The one company that is at the place, by its name or because the place's name is one of its own."""
    houses = any(one.kind == "warehouse" for one in place.names)
    if not (_AT if houses else _AT_OR_FROM).fullmatch(text.lower, company.end, place.start):
        return None
    return _only_one_at(company, place, text)


def _from_place(place: Span, company: Span, text: Normalised) -> NameMatch | None:
    """The one company that is at the place said before it."""
    return _only_one_at(company, place, text) if _ITS.fullmatch(text.lower, place.end, company.start) else None


def _only_one_at(company: Span, place: Span, text: Normalised) -> NameMatch | None:
    if not place.names:
        return None
    word = text.lower[place.start : place.end]
    own = {one.code for one in place.names if one.kind in _COMPANIES}
    fitting = {
        one.code: one
        for one in company.names
        if one.kind in _COMPANIES and (one.code in own or word in one.text.lower())
    }
    return replace(next(iter(fitting.values())), sure=True) if len(fitting) == 1 else None


def apposed(spans: Sequence[Span], text: Normalised) -> list[Span]:
    """The spans with what is named twice in a row as one: 口罩——医用外科那种, "medium cuffs (BP-CUFF-M)"."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found else None
        named = None if before is None else _said_twice(before, span)
        if before is not None and _is_its_code(before, span, text):
            named = span.name
        if before is not None and named is not None and _APPOSED.fullmatch(text.lower, before.end, span.start):
            found[-1] = replace(
                before, end=span.end, text=text.text[before.start : span.end], value=named, alternatives=()
            )
        else:
            found.append(span)
    return found


def _is_its_code(goods: Span, code: Span, text: Normalised) -> bool:
    """Whether a code right behind a word for goods says which are meant: "6 thermometers TH-60"."""
    name, other = code.name, goods.name
    if name is None or other is None or name.kind != "product" or other.kind != "product":
        return False
    beside = not text.text[goods.end : code.start].strip(" (（")
    alike = any(_family(one.code) == _family(name.code) for one in goods.names)
    two = _COUNTED.search(text.text[: goods.start]) and _COUNTS.match(text.text, code.end)
    return beside and alike and not two and _is_code(code) and not _is_code(goods)


def _family(code: str) -> str:
    """The letters with which a code begins: they say of what sort it is."""
    return code.rstrip("0123456789").partition("-")[0]


def _is_code(span: Span) -> bool:
    return span.name is not None and span.text.casefold() == span.name.code.casefold()


def _said_twice(before: Span, after: Span) -> NameMatch | None:
    """What two names are together, where one of them is one thing and the other may be: "the CGM-14 sensors"."""
    for one, other in ((after, before), (before, after)):
        goods = one.name is not None and one.name.kind == "product"
        if one.name is None or one.ambiguous or not (other.ambiguous or goods):
            continue
        if one.name.code in {name.code for name in other.names if name.kind == one.name.kind}:
            return one.name
    return None


def _having_word(word: str, span: Span) -> NameMatch | None:
    """The only one of a span's names that has the word, or the one it stands for: of masks the kids' one."""
    meant = {word, *(own for own, others in word_map("everyday_en").items() if word in others)}
    fitting = [one for one in span.names if meant & set(one.text.lower().split())]
    return replace(fitting[0], sure=True) if len(fitting) == 1 else None


def narrowed(span: Span, text: Normalised, found: Sequence[Span]) -> Span:
    """A word for several things with the words before it that only one of them has in its name: 大号手套."""
    if len(span.names) < 2:
        return span
    free = max([other.end for other in found if other.end <= span.start], default=0)
    word = _WORD_BEFORE.search(text.lower, 0, span.start)
    if word is not None and word.start() >= free and (named := _having_word(word[1], span)):
        return replace(span, start=word.start(), text=text.text[word.start() : span.end], value=named, alternatives=())
    for size in range(min(_QUALIFIER, span.start - free), 1, -1):
        said = text.lower[span.start - size : span.start]
        meant = _SIZES.get(said, said)
        fitting = [name for name in span.names if meant in name.text.lower()]
        if len(fitting) == 1 and said.strip() == said:
            start = span.start - size
            named = replace(fitting[0], sure=True)
            return replace(span, start=start, text=text.text[start : span.end], value=named, alternatives=())
    return span
