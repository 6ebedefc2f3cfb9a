"""Whether the products, customers and suppliers in a model's words were spoken of: in the results, or by the person.

A name nobody spoke of is made up, or was not to be heard by this person; both are not said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from assistant.builtin.lexicon import Lexicon
from assistant.builtin.normalise import normalise

NamesIn = Callable[[str], Mapping[str, frozenset[UUID]]]
"""The names written in a text, each with the things it may be the name of."""

_KINDS = frozenset({"product", "customer", "supplier"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_MIN = 3
_LETTERS_MIN = 6
"""Shorter names without a figure are also everybody's words (试纸, monitor)."""

_ZH_FIRM = re.compile(
    r"([\u4e00-\u9fff]{2,10}?)(诊所|医院|卫生院|卫生室|大药房|药房|药店|有限公司|公司|集团|门诊部|养老院|医疗|商贸)"
)
_ZH_NO_NAME = re.compile(r"[这那该贵我们本您各哪家两几每个你咱他她它些谁此某有是和与给从到在请的了为向对名]$")
_EN_FIRM = re.compile(
    r"(?:[A-Z][A-Za-z'’&-]+ ){1,4}(?:Clinic|Hospital|Pharmacy|Ltd|Inc|Company|Co|Medical|Trading|Group|Care|Healthcare"
    r"|Supplies|Devices|Center|Centre)\b"
)
_EN_START = re.compile(r"^(?:(?:The|This|Your|Our|For|At|From|To|And|With|By|Please|Customer|Supplier|Dear|A) )+")


def names_in(lexicon: Lexicon) -> NamesIn:
    """What finds the names of the company's products, customers and suppliers, all of them, in a text."""

    def found(text: str) -> dict[str, frozenset[UUID]]:
        lexicon.refresh()
        spans = lexicon.names.exact(normalise(text), None)
        named = {span.text: [one for one in span.names if one.kind in _KINDS] for span in spans}
        return {text: frozenset(one.ref for one in own) for text, own in named.items() if own}

    return found


def strange_name(words: str, spoken: str, names: NamesIn) -> str | None:
    """The first name of the words of which nothing `spoken` is a name too, as written, or None."""
    known = frozenset[UUID]().union(*names(spoken).values())
    for name, things in names(words).items():
        if _is_telling(name) and not things & known:
            return name
    folded = spoken.casefold()
    return next((firm for firm in _firms(words) if firm.casefold() not in folded), None)


def _is_telling(name: str) -> bool:
    if any(one.isdigit() for one in name):
        return True
    return len(_HAN.findall(name)) >= _HAN_MIN or (not _HAN.search(name) and len(name) >= _LETTERS_MIN)


def _firms(words: str) -> Iterator[str]:
    """What is built like the name of a firm: the two characters before the kind of firm, or capitalised words."""
    for match in _ZH_FIRM.finditer(words):
        if not _ZH_NO_NAME.search(match[1]):
            yield match[1][-2:] + match[2]
    for match in _EN_FIRM.finditer(words):
        firm = _EN_START.sub("", match[0])
        if " " in firm:
            yield firm
