"""Words that say something was done, or will be done: only the books may say so, in the words of a result."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from assistant.builtin.normalise import normalise
from assistant.data_files import data_of


class Claim(StrEnum):
    """What words pretend."""

    DONE = "done"
    PROMISED = "promised"


def claim_in(words: str) -> Claim | None:
    """What the words pretend first of all, if anything."""
    lower = normalise(words).lower
    return next((claim for claim in Claim if _pattern(claim).search(lower)), None)


@cache
def _pattern(claim: Claim) -> re.Pattern[str]:
    lists = data_of("assistant.agent", "claims.yaml")
    return re.compile("|".join(f"(?:{one})" for spoken in lists[claim.value].values() for one in spoken), re.MULTILINE)
