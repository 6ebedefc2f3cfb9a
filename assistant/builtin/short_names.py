"""What people call a company or a colleague for short: of 常州脉岸电子有限公司 they say 脉岸, of 周启航 启航.

Chinese company names are a place, a name of their own of two characters, a trade and a legal form. The short name is
what is left between place and trade; nothing where that is an ordinary word. So it is with given names.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.builtin.segmenting import segmented
from assistant.builtin.words import word_list

_LEGAL_FORM = re.compile(r"(?:股份|责任)?有限(?:责任)?公司$|集团$|公司$")
_CHINESE = re.compile("[\u4e00-\u9fff]{5,}")
_PERSON = re.compile("[\u4e00-\u9fff]{3}")
_ACCENTED = re.compile("[\u00c0-\u024f]")
_OWN = 2
"""Characters of a company's own name."""


def short_name(name: str) -> str | None:
    """The short name of a company with a legal form in its Chinese name, or None."""
    bare = _LEGAL_FORM.sub("", name)
    if bare == name or not _CHINESE.fullmatch(name):
        return None
    rest = bare[_place_of(bare) :]
    own = rest[:_OWN]
    return own if len(rest) > _OWN and own not in word_list("ordinary_zh") else None


def given_name(name: str) -> str | None:
    """The given name of somebody with a Chinese name of three characters, or None where that is an ordinary word."""
    given = name[-_OWN:]
    ordinary = word_list("ordinary_zh") | word_list("no_given_names")
    return given if _PERSON.fullmatch(name) and given not in ordinary else None


def without_accents(name: str) -> str:
    """The name as people type it who have no accents on their keys: Tulu for Tulü."""
    if name.isascii() or not _ACCENTED.search(name):
        return name
    apart = unicodedata.normalize("NFKD", name)
    return "".join(character for character in apart if not unicodedata.combining(character))


def _place_of(bare: str) -> int:
    """How many characters of the name say where the company is."""
    known = next((size for size in (4, 3, 2) if bare[:size] in word_list("places_zh")), 0)
    words = segmented(bare)
    place = known or next((end for (start, end), tag in words.tags.items() if start == 0 and tag.startswith("ns")), 0)
    return place if len(bare) - place > _OWN else 0
