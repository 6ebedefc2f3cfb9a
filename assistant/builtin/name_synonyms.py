"""Names said with another everyday word for a part of them: a "child nebuliser mask" is the kids' one.

Which words stand for which is data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.builtin.words import word_map

_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


def in_other_words(name: str) -> Iterator[str]:
    """The name with each everyday word that stands for one of its own."""
    for match in _WORD.finditer(name):
        for other in _others().get(match[0].lower(), ()):
            yield f"{name[: match.start()]}{other}{name[match.end() :]}"


@cache
def _others() -> dict[str, tuple[str, ...]]:
    return word_map("everyday_en")
