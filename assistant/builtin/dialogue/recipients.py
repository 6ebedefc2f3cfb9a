"""An order for several customers is several orders: whose goods are whose is read off where the names stand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from assistant.builtin.dialogue.clauses import Stretch, stretch
from assistant.builtin.spans import Span, SpanType

_ORDERS = frozenset({"place_order", "draft_order"})
_SIDE_BY_SIDE = re.compile(r"(?:\s|[,，、/&]|和|与|及|跟|还有|以及|\band\b|\bboth\b|\bfor\b)*", re.IGNORECASE)
_EACH = re.compile(r"各|每家|每个客户|分别|都|(?<![a-z])(?:each|both|respectively|apiece)(?![a-z])", re.IGNORECASE)


def by_customer(intent: str, text: str, spans: Sequence[Span]) -> list[Stretch]:
    """The order's words for each customer; the whole where there is one customer, or where it is not plain whose is
    what: then the one that was not used is asked about.
    """
    whole = [(text, tuple(spans))]
    if intent not in _ORDERS:
        return whole
    customers = _customers(spans)
    goods = [span for span in spans if span.type is SpanType.CODE or any(one.kind == "product" for one in span.names)]
    if len(customers) < 2 or not goods:
        return whole
    if _stand_side_by_side(text, customers):
        return _shared(text, spans, customers) if _EACH.search(text) else whole
    leading = customers[0].start < goods[0].start
    cuts = [span.start for span in customers[1:]] if leading else [span.end for span in customers[:-1]]
    edges = [0, *cuts, len(text)]
    parts = [stretch(text, spans, start, end) for start, end in itertools.pairwise(edges)]
    return parts if all(_has_goods(own) for _, own in parts) else whole


def _customers(spans: Sequence[Span]) -> list[Span]:
    """The first mention of each customer."""
    seen: set[frozenset[str]] = set()
    found = []
    for span in spans:
        codes = frozenset(one.code for one in span.names if one.kind == "customer")
        if codes and codes not in seen:
            seen.add(codes)
            found.append(span)
    return found


def _stand_side_by_side(text: str, customers: Sequence[Span]) -> bool:
    pairs = itertools.pairwise(customers)
    return all(_SIDE_BY_SIDE.fullmatch(text, first.end, second.start) for first, second in pairs)


def _shared(text: str, spans: Sequence[Span], customers: Sequence[Span]) -> list[Stretch]:
    """The same goods for each of them."""
    others = [frozenset(other for other in customers if other is not one) for one in customers]
    return [(text, tuple(span for span in spans if span not in away)) for away in others]


def _has_goods(spans: Sequence[Span]) -> bool:
    return any(span.type is SpanType.CODE or any(one.kind == "product" for one in span.names) for span in spans)
