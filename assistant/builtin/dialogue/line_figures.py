"""Giving a line a figure: on an open card a new one, more or less, twice or half; or one said apart from its goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, number_of, put_figure, unit_of
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.spans import Span

Line = dict[str, Any]
"""One line as an operation takes it: product, quantity and perhaps a unit."""


def set_quantity(line: Line, figure: Span, verbs: frozenset[str], units: Mapping[str, ProductUnits]) -> bool:
    """Gives the line the figure; "more" and "less" are reckoned in the unit the line is counted in."""
    unit = unit_of(figure, str(line["product"]), units)
    has_unit = getattr(figure.value, "unit", None) is not None
    relative = verbs & {"more", "add", "less", "drop"} if "to" not in verbs else frozenset()
    if "quantity" not in line:
        put_figure(line, figure, units)
        return True
    if has_unit and unit != line.get("unit") and relative:
        return False  # 20台 and 2箱 more: how many that makes is not said
    if has_unit:
        line.pop("unit", None)
        if unit is not None:
            line["unit"] = unit
    before, number = Decimal(str(line["quantity"])), number_of(figure)
    if relative:
        number = before - number if relative & {"less", "drop"} else before + number
    if "drop" in relative and (number <= 0 or verbs & {"set", "swap", "add", "more"}):
        return False  # more than there is, or something else in the same breath
    line["quantity"] = str(number)
    return True


def count_as_said(arguments: dict[str, Any], said: Mapping[str, Any], spans: Sequence[Span]) -> None:
    """Counts a command without lines in the unit that is said with its figure: "30台" of what stood there in 箱."""
    if any(getattr(span.value, "unit", None) is not None for span in spans):
        arguments.pop("unit", None)
        arguments |= {"unit": said["unit"]} if "unit" in said else {}


def scale(line: Line, verbs: frozenset[str]) -> bool:
    if not verbs & {"twice", "half"} or "quantity" not in line:
        return False
    factor = Decimal(2) if "twice" in verbs else Decimal("0.5")
    line["quantity"] = f"{(Decimal(str(line['quantity'])) * factor).normalize():f}"
    return True


def is_counted_in(line: Line, figure: Span, units: Mapping[str, ProductUnits]) -> bool:
    """Whether a figure's unit word is the one this line is counted in."""
    words = getattr(figure.value, "units", ()) or ()
    known = units.get(str(line["product"]))
    if not words or known is None:
        return False
    return str(line.get("unit") or known.own) in words


def put_figure_of_line(filled: Filled, units: Mapping[str, ProductUnits]) -> None:
    """A figure that was said goes with the one product that was said before: "order 2 cartons of those"."""
    figures = [span for span in filled.unread if is_quantity(span)]
    lines = filled.arguments.get("lines") if not filled.lines else None
    if len(figures) != 1 or not isinstance(lines, list) or len(lines) != 1:
        return
    put_figure(lines[0], figures[0], units)
    filled.unread.remove(figures[0])


def put_line_spoken_of(filled: Filled, situation: Situation, units: Mapping[str, ProductUnits]) -> None:
    """A figure without a product, beside others that have theirs, counts what was just asked about:
    "下单20台，再加5盒试纸" after a question about monitors.
    """
    figures = [span for span in filled.unread if is_quantity(span)]
    product = situation.named("product")
    lines = filled.arguments.get("lines")
    if len(figures) != 1 or product is None or not filled.lines or not isinstance(lines, list):
        return
    known = units.get(product)
    unit = unit_of(figures[0], product, units)
    if any(line["product"] == product for line in lines) or known is None or unit not in (None, *known.packs):
        return
    line: dict[str, Any] = {"product": product}
    put_figure(line, figures[0], units)
    lines.insert(0, line)
    filled.unread.remove(figures[0])
