"""Which goods of an order come back, where no product is named: "5 of the rolls on SO-…", SO-…他们要退5卷."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.builtin.dialogue.decision import Heard
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, is_vague, put_figure, unit_of
from assistant.builtin.spans import Quantity, Span

_GIVES_BACK = "request_return"


def fill_what_comes_back(filled: Filled, heard: Heard) -> None:
    """Gives the return its one line, where only how many is said, or a word that is no product's own name."""
    order = filled.arguments.get("order")
    if filled.operation != _GIVES_BACK or order is None or len(filled.lines) > 1:
        return
    line = filled.lines[0] if filled.lines else None
    unread = [span for span in filled.unread if is_quantity(span)]
    figure = line.quantity if line is not None else unread[0] if len(unread) == 1 else None
    if figure is None or is_vague(figure):
        return
    on_it = heard.papers.goods_on(str(order))
    if line is not None and _is_plain(line.product, on_it):
        return
    fitting = [code for code in sorted(on_it) if len(on_it) == 1 or _is_counted_so(code, figure, heard.units)]
    if len(fitting) != 1:
        return
    given: dict[str, Any] = {"product": fitting[0]}
    put_figure(given, figure, heard.units)
    filled.arguments["lines"] = [given]
    filled.unread = [span for span in filled.unread if span is not figure]
    filled.missing = [slot for slot in filled.missing if slot.name != "lines"]


def _is_plain(product: Span, on_it: frozenset[str]) -> bool:
    """Whether goods of the order are named, or others in so many words; "rolls" may be what these are counted in."""
    one_word = " " not in product.text and product.text.isascii()
    return bool({one.code for one in product.names} & on_it) or not one_word


def _is_counted_so(code: str, figure: Span, units: Mapping[str, ProductUnits]) -> bool:
    known, value = units.get(code), figure.value
    if known is None or not isinstance(value, Quantity) or value.unit is None:
        return False
    return unit_of(figure, code, units) in (None, *known.packs)
