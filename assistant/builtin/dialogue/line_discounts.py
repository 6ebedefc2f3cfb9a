"""A discount on some of the goods only: "20台血压计，试纸打95折来10盒", "4% off, but on the stethoscopes only"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.fillers import left_over
from assistant.builtin.dialogue.lines import PairedLine
from assistant.builtin.dialogue.slots import Slot
from assistant.builtin.spans import Span, SpanType

_PERCENT = "discount_percent"
_CLAUSE = re.compile(r"[,，;；:：。！!\n]")
_ONLY = re.compile(r"[只仅]|单独|光|(?<![a-z])(?:only|just|alone)(?![a-z])", re.IGNORECASE)
_EXCEPT = re.compile(r"除|(?<![a-z])(?:except|excluding|everything but|all but|apart from|not)(?![a-z])", re.IGNORECASE)
_OFF = re.compile(r"(?<![a-z])(?:on|off|for)(?: only| just)? (?:the |those |these )?$", re.IGNORECASE)
_NOT_OFF = re.compile(r"(?<![a-z])not (?:on|off|for) (?:the |those |these )?$", re.IGNORECASE)
_UNDISCOUNTED = re.compile(
    r"不打折|不优惠|没有?折扣|(?<![a-z])(?:no|without(?: a| any)?) discount (?:on|for|off)(?![a-z])", re.IGNORECASE
)
"""In a clause about goods that cost the full price."""


def is_for_some_lines(discount: Span, text: str, lines: Sequence[PairedLine]) -> bool:
    """Whether a discount stands with some of the products only."""
    return 0 < len(_beside(discount, text, lines)) < len(lines)


def discounted_again(lines: Sequence[PairedLine], text: str, spans: Sequence[Span]) -> list[PairedLine]:
    """The mentions of counted goods that only say what the message's one discount is for, or is not for."""
    discounts = [span for span in spans if _is_discount(span)]
    counted = {one.code for line in lines if line.quantity for one in line.product.names}
    if len(discounts) != 1:
        return []
    return [
        line
        for line in lines
        if line.quantity is None
        and len(_codes(line) & counted) == 1
        and (_says_for_what(text, line.product, discounts[0]) or _is_excepted(text, line.product, discounts[0]))
    ]


def is_for_goods_apart(text: str, spans: Sequence[Span]) -> bool:
    """Whether for which goods the one discount is, or is not, stands in another clause: "5% off, only on the cuffs"."""
    discounts = [span for span in spans if _is_discount(span)]
    goods = [span for span in spans if any(one.kind == "product" for one in span.names)]
    if len(discounts) != 1:
        return False
    [discount] = discounts
    return any(
        _clause(text, one) != _clause(text, discount)
        and (_says_for_what(text, one, discount) or _is_excepted(text, one, discount))
        for one in goods
    )


def fill_line_discounts(
    filled: Filled, slot: Slot, text: str, spans: Sequence[Span], again: Sequence[PairedLine]
) -> None:
    """Gives a discount to the lines it stands with, or that are named `again` for it, and to no other.

    Where it is only said for which goods it is not, it is for all the others.
    """
    if _PERCENT not in slot.of.split():
        return
    for discount in spans:
        if not _is_discount(discount) or discount in filled.used:
            continue
        named = [line for line in [*filled.lines, *again] if not _is_excepted(text, line.product, discount)]
        but = {code for line in [*filled.lines, *again] if line not in named for code in _codes(line)}
        meant = [line for line in again if line in named] or _stand_with(discount, text, spans, named)
        codes = {code for line in meant for code in _codes(line)}
        places = [
            place
            for place, line in enumerate(filled.lines)
            if len(_codes(line)) == 1 and (_codes(line) <= codes if meant else but and not _codes(line) & but)
        ]
        if 0 < len(places) < len(filled.lines):
            for place in places:
                filled.arguments[slot.name][place][_PERCENT] = str(discount.value)
            filled.used.add(discount)


def _stand_with(discount: Span, text: str, spans: Sequence[Span], lines: Sequence[PairedLine]) -> Sequence[PairedLine]:
    """The lines a discount stands with: behind them, or right before: "5% off for Renhe, who want 20" is for all."""
    beside = _beside(discount, text, lines)
    first = min((line.product.start for line in beside), default=0)
    between = [span for span in spans if discount.end <= span.start < first]
    if any(one.kind != "product" for span in between for one in span.names):
        return []
    words = text[discount.end : min((span.start for span in between), default=first)]
    return [] if left_over(words, "head") else beside


def _is_excepted(text: str, product: Span, discount: Span) -> bool:
    """Whether it is said of goods that a discount is not for them: "all but the cuffs", 除了袖带, 袖带不打折."""
    start, end = _clause(text, product)
    with_it = start <= discount.start < end
    before = text[start : product.start]
    leads_up = before.strip(" ,，").startswith("除") and _clause(text, discount)[0] == end
    alone = not left_over(_EXCEPT.sub(" ", f"{before} {text[product.end : end]}"))
    behind = alone and _clause(text, discount)[1] == start
    apart = leads_up or behind or _NOT_OFF.search(before) is not None
    said_so = _EXCEPT.search(before) is not None and (with_it or apart)
    return said_so or (not with_it and _UNDISCOUNTED.search(text[start:end]) is not None)


def _codes(line: PairedLine) -> frozenset[str]:
    return frozenset(one.code for one in line.product.names if one.kind == "product")


def _is_discount(span: Span) -> bool:
    return span.type in (SpanType.DISCOUNT, SpanType.PERCENT) and isinstance(span.value, Decimal)


def _says_for_what(text: str, product: Span, discount: Span) -> bool:
    """Whether a product is named to say what a discount is for: beside it, or as the only one behind it."""
    start, end = _clause(text, product)
    if _EXCEPT.search(text[start : product.start]):
        return False
    if start <= discount.start < end:
        return True
    named = _OFF.search(text[: product.start]) is not None
    return discount.end <= product.start and (named or _ONLY.search(text[start:end]) is not None)


def _beside(discount: Span, text: str, lines: Sequence[PairedLine]) -> list[PairedLine]:
    start, end = _clause(text, discount)
    return [line for line in lines if start <= line.product.start < end]


def _clause(text: str, span: Span) -> tuple[int, int]:
    edges = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    return max(edge for edge in edges if edge <= span.start), min(edge for edge in edges if edge >= span.end)
