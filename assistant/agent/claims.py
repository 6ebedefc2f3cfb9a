"""Words that say something was done, or will be done: only the books may say so, in the words of a result."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from assistant.builtin.normalise import normalise


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
    lists = yaml.safe_load(Path(__file__).with_name("claims.yaml").read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{one})" for spoken in lists[claim.value].values() for one in spoken), re.MULTILINE)
