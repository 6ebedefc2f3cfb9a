"""What the words before a figure or a place say of it: how much a price changes, by how much a count differs, which
end of the way a place is.
"""

from __future__ import annotations

import re

_BY_SO_MUCH = re.compile(r"(?:\bby|涨价?|上调|加价?|提高|降价?|下调|便宜|减价?)\s*$", re.IGNORECASE)
"""Behind these stands how much a price changes, not what it becomes."""

_GIVES_SO_MUCH = frozenset({"create_promotion"})

_THESE = re.compile(
    r"(?:[这那]|全部|一共|总共|[就按]收"
    r"|\b(?:these|those|all|all of the|all the|receive|take in|book in|enter|record))\s*$",
    re.IGNORECASE,
)
"""Before a figure that was said before."""

_DIFFERENCE = re.compile(
    r"(?:[少多漏](?:点|数|算|记|写)?了?|[点数算记](?:少|多|漏)了?|多出|短了|差了?|缺了?|short by|missing|over by)\s*$",
    re.IGNORECASE,
)
"""Behind these stands by how much a count differs, not what was counted."""

_COSTS = re.compile(r"(?:单价|价格?|每|@|\b(?:at|for|price|priced|costs?|of))\s*$", re.IGNORECASE)

_SIGNS = re.compile(
    r"\s*(?:digits?|figures?|numerals?|letters?|characters?)(?![a-z])|[位个]?数字|位数?(?![a-z])", re.IGNORECASE
)
_OWN = re.compile(
    r"(?:我们?家?的?|咱们?的?|[我你他她]?[这那][台个只支套把])\s*$|\b(?:our|my|this|your)\s+$", re.IGNORECASE
)
_LEFT_OVER = re.compile(
    r"(?:还差|还少|还欠|剩下?的?|多来了?|多送了?|少来了?|少送了?|another|remaining|other|last|missing|extra)\s*$",
    re.IGNORECASE,
)
_TOO_MANY = re.compile(
    r"\s*(?:不少|不差|不缺|还没|没到|未到|没来|后面"
    r"|extra|more than|too many|too few|over(?![a-z])|short(?![a-z])|missing|are missing"
    r"|still (?:missing|to come|outstanding|open)|to follow|to come|outstanding|left|later|next)",
    re.IGNORECASE,
)
"""Beside these stands how many are still to come, or too many, not how many came."""

_OTHER_END = {
    "from": re.compile(r"(?:到|至|往|去|给|调入|放进|进|→|->|\b(?:to|into))\s*(?:the )?$", re.IGNORECASE),
    "to": re.compile(r"(?:从|由|自|\bfrom|\bout of)\s*(?:the )?$", re.IGNORECASE),
}
"""Words before the place goods go to, and before the one they come from: neither is the other."""


def counts_signs(after: str) -> bool:
    """Whether a figure counts the signs of a number, and nothing that is bought or paid: "I swapped two digits"."""
    return _SIGNS.match(after) is not None


def is_somebodys_own(before: str) -> bool:
    """Whether what follows is called somebody's own, and not only named: "a strip from our ECG machine"."""
    return _OWN.search(before) is not None


def is_price_ahead(before: str) -> bool:
    """Whether a figure is what something costs, by the words before it: "60 gloves at 60"."""
    return _COSTS.search(before) is not None


def is_said_again(before: str) -> bool:
    """Whether a figure only takes up what was said: "多开了2台，把这2台冲掉"."""
    return _THESE.search(before) is not None


def is_by_so_much(before: str, operation: str) -> bool:
    """Whether a figure is how much something changes, not what it becomes; in a promotion that is what it gives."""
    return operation not in _GIVES_SO_MUCH and _BY_SO_MUCH.search(before) is not None


def is_a_difference(before: str) -> bool:
    """Whether a figure is by how much a count differs, not what was counted."""
    return _DIFFERENCE.search(before) is not None


def is_left_over(before: str, after: str) -> bool:
    """Whether a figure is how many are too many or have not come."""
    return _LEFT_OVER.search(before) is not None or _TOO_MANY.match(after) is not None


def leads_here(parameter: str, before: str) -> bool:
    """Whether the words before a place say that it is this end of the way: 从上海."""
    own = _OTHER_END.get({"from": "to", "to": "from"}.get(parameter.partition("_")[0], ""))
    return own is not None and own.search(before) is not None


def leads_elsewhere(parameter: str, before: str) -> bool:
    """Whether the words before a place say that it is the other end of the way: 到宁波仓 is not where goods leave."""
    other = _OTHER_END.get(parameter.partition("_")[0])
    return other is not None and other.search(before) is not None
