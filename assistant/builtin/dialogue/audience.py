"""For which customers something is, where no word announces a segment: "8% off for pharmacies", 只给药店.

Only the words are found here; which segment they name, or that there is none, the books say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.builtin.dialogue.choices import any_of
from assistant.builtin.spans import Span
from assistant.data_files import data_of


def audience_in(text: str, spans: Sequence[Span], name: tuple[int, int] | None) -> list[str]:
    """The kinds of customers that are spoken of outside of what is recognised, and of the `name` that is given."""
    taken = [(span.start, span.end) for span in spans]
    taken += [] if name is None else [name]
    found = [
        match for match in _kinds().finditer(text) if not any(s < match.end() and match.start() < e for s, e in taken)
    ]
    return list(dict.fromkeys(match[0] for match in found))


@cache
def _kinds() -> re.Pattern[str]:
    data: dict[str, dict[str, list[str]]] = data_of("assistant.builtin.dialogue", "own_words.yaml")
    return any_of(data["audience"])
