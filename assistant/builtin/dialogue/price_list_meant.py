"""Which price list is meant where none is named by its code: by its name, by whom it is for, or as the one spoken of.

"in the hospital agreement", 经销价目里, "on Pengyu's list", "put it on there at 99": a price that is meant for some
list is never put in the one that is for everybody. What is said of the default list stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from assistant.builtin.dialogue.decision import Heard
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.request import Request
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.dialogue.speech import any_pattern, says
from assistant.builtin.price_lists import KnownList
from assistant.builtin.spans import Span
from assistant.data_files import data_of
from core.errors import Choice

_SLOT = "price_list"
_CUSTOMER = "customer"
_SETS, _ASKS = "set_price", "get_price"
_CHOICES_MAX = 6
_WORD = re.compile(r"[a-z0-9][a-z0-9'-]*")
_YEAR = re.compile(r"20\d\d年?")


def fill_price_list(filled: Filled, text: str, spans: Sequence[Span], heard: Heard, situation: Situation) -> None:
    """Fills the price list that the words mean. Where they mean one that nobody knows, it is asked which."""
    if filled.operation == _ASKS:
        _fill_customer(filled, text, heard, situation)
    slot = next((one for one in slots_of(filled.operation) if one.name == _SLOT), None)
    if slot is None or _SLOT in filled.arguments:
        return
    known = heard.price_lists.known()
    meant = list(_by_name(known, text)) or _for_whom(known, text, spans)
    if not meant and _sets(filled) and not _says("of_all", text):
        spoken_of = _spoken_of(text, situation)
        meant = [one for one in known if one.code == spoken_of]
    if len(meant) == 1:
        filled.arguments[_SLOT] = meant[0].code
        filled.arguments.pop("segment", None)  # it only told which list
        _read(filled, meant[0], text, spans)
    elif _sets(filled) and (meant or _is_for_some(text)):
        filled.missing.append(slot)
        filled.choices[_SLOT] = tuple(Choice(one.code, one.name_zh, one.name_en) for one in meant or known)[
            :_CHOICES_MAX
        ]


def without_years_of_lists(operation: str, request: Request, heard: Heard) -> Request:
    """The request without the year in the name of a list that is said: "hospital agreement 2026" is no price."""
    if not any(slot.name == _SLOT for slot in slots_of(operation)):
        return request
    years = [span for span in request.spans if _YEAR.fullmatch(span.text)]
    if not years:
        return request
    names = [f"{one.name_zh} {one.name_en}" for one in _by_name(heard.price_lists.known(), request.text)]
    named = [span for span in years if any(span.text in one for one in names)]
    return replace(request, spans=tuple(span for span in request.spans if span not in named))


def _sets(filled: Filled) -> bool:
    return filled.operation == _SETS


def _fill_customer(filled: Filled, text: str, heard: Heard, situation: Situation) -> None:
    """ "What do they pay" after a price in a customer's own list is about that customer."""
    spoken_of = situation.named(_SLOT)
    if spoken_of is None or _CUSTOMER in filled.arguments or not says("theirs", text):
        return
    customer = next((one.customer for one in heard.price_lists.known() if one.code == spoken_of), "")
    filled.arguments |= {_CUSTOMER: customer} if customer else {}


def _by_name(known: Sequence[KnownList], text: str) -> Iterator[KnownList]:
    """The lists whose names are said, at least in what tells them from ordinary words."""
    said = text.casefold()
    words = set(_WORD.findall(said))
    for one in known:
        zh = _shorter(one.name_zh.casefold())
        en = set(_WORD.findall(one.name_en.casefold())) - _data()["of_lists"]
        plain = {word for word in en if not _YEAR.fullmatch(word)}
        needed = plain if len(plain) > 1 else en
        in_chinese = len(zh) > 1 and not _WORD.fullmatch(zh) and zh in said
        if in_chinese or (len(needed) > 1 and needed <= words):
            yield one


def _shorter(name: str) -> str:
    """A Chinese name without the words for a list and its year, which nobody says."""
    plain = _data()["endings"].sub("", name)
    return plain if re.search("[\u4e00-\u9fff]{2}", plain) and plain != name else name


def _for_whom(known: Sequence[KnownList], text: str, spans: Sequence[Span]) -> list[KnownList]:
    """The lists of the customer or the kind of customers that is named, where the words make it theirs."""
    customers = {one.code for span in spans for one in span.names if one.kind == "customer" and one.sure}
    own = [one for one in known if one.customer in customers]
    if own:
        return own
    if not _says("for_some", text):
        return []
    return [one for one in known if one.segment and _speaks_of(one.segment, text)]


def _speaks_of(segment: Sequence[str], text: str) -> bool:
    alike = [words for words in _data()["audiences"] if words.search(" ".join(segment))]
    return any(words.search(text) for words in alike)


def _is_for_some(text: str) -> bool:
    """Whether the words say that the price is for some customers only, or for a list that has a name."""
    audience = _says("for_some", text) and any(words.search(text) for words in _data()["audiences"])
    named = _says("some_list", text) or _says("in_there", text)
    return audience or (named and not _says("of_all", text))


def _spoken_of(text: str, situation: Situation) -> str | None:
    """The list that was just opened, or that is pointed at."""
    last = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    opened = any(call.get("operation") == "create_price_list" for call in last)
    return situation.named(_SLOT) if opened or _says("in_there", text) else None


def _read(filled: Filled, meant: KnownList, text: str, spans: Sequence[Span]) -> None:
    """What only told which list it is was read: its customer, and the figures in its name."""
    name = f"{meant.name_zh} {meant.name_en}".casefold()
    told = {span for span in filled.unread if _told(span, meant, name)}
    filled.used |= told
    filled.unread = [span for span in filled.unread if span not in told]


def _told(span: Span, meant: KnownList, name: str) -> bool:
    figure = span.text.isdigit() and span.text in name
    return figure or any(one.kind == "customer" and one.code == meant.customer for one in span.names)


def _says(what: str, text: str) -> bool:
    found: re.Pattern[str] = _data()[what]
    return found.search(text) is not None


@cache
def _data() -> dict[str, Any]:
    data: dict[str, list[str]] = data_of("assistant.builtin.dialogue", "price_lists.yaml")
    patterns = ("of_all", "for_some", "some_list", "in_there", "endings")
    return {
        **{name: any_pattern(tuple(data[name])) for name in patterns},
        "of_lists": set(data["of_lists"]),
        "audiences": [re.compile(words, re.IGNORECASE) for words in data["audiences"]],
    }
