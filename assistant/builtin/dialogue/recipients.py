"""An order for several customers is several orders: whose goods are whose is read off where the names stand."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.builtin.dialogue.clauses import Stretch, stretch
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.spans import Span, SpanType

_ORDERS = frozenset({"place_order", "draft_order"})
_SIDE_BY_SIDE = re.compile(r"(?:\s|[,，、/&+]|和|与|及|跟|还有|以及|\b(?:and|n|plus|both|for)\b)*", re.IGNORECASE)
_CLAUSE = re.compile(r"[,，;；。]|\.\s")
_EACH = re.compile(r"各|每家|每个客户|分别|都|(?<![a-z])(?:each|both|all|respectively|apiece)(?![a-z])", re.IGNORECASE)


def by_customer(intent: str, text: str, spans: Sequence[Span]) -> list[Stretch]:
    """The order's words for each customer; the whole where there is one customer, or where it is not plain whose is
    what: then the one that was not used is asked about.
    """
    whole = [(text, tuple(spans))]
    if intent not in _ORDERS:
        return whole
    customers = _customers(spans)
    goods = [span for span in spans if _is_goods(span)]
    if len(customers) < 2 or not goods:
        return whole
    if _stand_side_by_side(text, customers):
        return _shared(text, spans, customers) if _EACH.search(text) else whole
    leading = customers[0].start < goods[0].start
    cuts = [span.start for span in customers[1:]] if leading else [span.end for span in customers[:-1]]
    edges = [0, *cuts, len(text)]
    parts = [stretch(text, spans, start, end) for start, end in itertools.pairwise(edges)]
    parts = _with_goods_before(_with_what_is_for_all(parts))
    return parts if all(_has_goods(own) for _, own in parts) else whole


def _with_what_is_for_all(parts: Sequence[Stretch]) -> list[Stretch]:
    """The parts, each with the clause at the end that is said of all of them: "…，都下周三前要"."""
    text, own = parts[-1]
    breaks = [match.end() for match in _CLAUSE.finditer(text)]
    start = breaks[-1] if breaks else len(text)
    shared, among = stretch(text, own, start, len(text))
    said_of_all = (
        _EACH.search(shared) is not None and among and not any(span.names or is_quantity(span) for span in among)
    )
    return [*(_joined(part, (shared, among)) for part in parts[:-1]), parts[-1]] if said_of_all else list(parts)


def _with_goods_before(parts: Sequence[Stretch]) -> list[Stretch]:
    """Where only a figure is said for a customer, the goods are those of the one before: "Hexi 5 masks, Pu'an 8"."""
    filled: list[Stretch] = []
    for text, own in parts:
        before = [span for span in filled[-1][1] if _is_goods(span)] if filled else []
        figures = [span for span in own if is_quantity(span)]
        if not _has_goods(own) and len(before) == 1 and len(figures) == 1:
            goods, end = before[0], len(text) + 1
            own = (*own, replace(goods, start=end, end=end + len(goods.text)))
            text = f"{text} {goods.text}"
        filled.append((text, own))
    return filled


def _customers(spans: Sequence[Span]) -> list[Span]:
    """The first mention of each customer."""
    seen: set[frozenset[str]] = set()
    found = []
    for span in spans:
        codes = _codes(span)
        if codes and codes not in seen:
            seen.add(codes)
            found.append(span)
    return found


def _stand_side_by_side(text: str, customers: Sequence[Span]) -> bool:
    pairs = itertools.pairwise(customers)
    return all(_SIDE_BY_SIDE.fullmatch(text, first.end, second.start) for first, second in pairs)


def _shared(text: str, spans: Sequence[Span], customers: Sequence[Span]) -> list[Stretch]:
    """The same goods for each of them; what is said of one of them behind that is for that one alone."""
    again = [span for span in spans if span.start >= customers[-1].end and _codes(span)]
    end = again[0].start if again else len(text)
    cuts = [*(span.start for span in again), len(text)]
    own = {
        one: [stretch(text, spans, at, to) for at, to in itertools.pairwise(cuts) if _is_of(one, spans, at)]
        for one in customers
    }
    shared, among = stretch(text, spans, 0, end)
    parts = []
    for one in customers:
        kept = (shared, tuple(span for span in among if not _codes(span) or _codes(span) == _codes(one)))
        parts.append(functools.reduce(_joined, own[one], kept))
    return parts


def _is_of(customer: Span, spans: Sequence[Span], start: int) -> bool:
    return any(span.start == start and _codes(span) == _codes(customer) for span in spans)


def _joined(first: Stretch, second: Stretch) -> Stretch:
    """Two stretches as one; the customer, named in both, is named once."""
    (text, own), (more, others) = first, second
    moved = (replace(span, start=span.start + len(text), end=span.end + len(text)) for span in others)
    return text + more, (*own, *(span for span in moved if not _codes(span)))


def _codes(span: Span) -> frozenset[str]:
    return frozenset(one.code for one in span.names if one.kind == "customer")


def _is_goods(span: Span) -> bool:
    return span.type is SpanType.CODE or any(one.kind == "product" for one in span.names)


def _has_goods(spans: Sequence[Span]) -> bool:
    return any(map(_is_goods, spans))
