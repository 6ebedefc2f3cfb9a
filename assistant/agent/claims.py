"""Words that say something was done, or will be done: only the books may say so, in the words of a result."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from functools import cache

from assistant.builtin.normalise import normalise
from assistant.data_files import data_of


class Claim(StrEnum):
    """What words pretend."""

    DONE = "done"
    PROMISED = "promised"
    FROM_MEMORY = "from_memory"


def claim_in(words: str, *, states: Collection[str] = (), quoted: str = "", read: bool = True) -> Claim | None:
    """What the words pretend first of all, if anything.

    That a document is in one of the `states` is no claim, nor what stands in the `quoted` text in the same words.
    Where nothing was `read` in the turn, what only the books can know is a claim too.
    """
    lower = normalise(words).lower
    known = normalise(quoted).lower
    claims = [claim for claim in Claim if not read or claim is not Claim.FROM_MEMORY]
    return next(
        (
            claim
            for claim in claims
            if any(one not in known and not _tells(one, states) for one in _found(claim, lower))
        ),
        None,
    )


def _found(claim: Claim, lower: str) -> Iterator[str]:
    return (match[0] for match in _pattern(claim).finditer(lower))


def _tells(said: str, states: Collection[str]) -> bool:
    """Whether words tell a state that is so, and not that we have brought it about."""
    lists = data_of("assistant.agent", "claims.yaml")
    if re.search(lists["by_us"], said):
        return False
    return any(re.search(lists["states"][state], said) for state in states if state in lists["states"])


@cache
def _pattern(claim: Claim) -> re.Pattern[str]:
    lists = data_of("assistant.agent", "claims.yaml")
    return re.compile("|".join(f"(?:{one})" for spoken in lists[claim.value].values() for one in spoken), re.MULTILINE)
