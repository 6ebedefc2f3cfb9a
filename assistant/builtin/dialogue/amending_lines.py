"""Changing the lines of an open card: figures, products put in or taken out, and all lines at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.builtin.dialogue.amending_words import left_verbs_out, verbs_in
from assistant.builtin.dialogue.fillers import left_over
from assistant.builtin.dialogue.line_figures import Line, is_counted_in, scale, set_quantity
from assistant.builtin.dialogue.line_words import (
    called_so,
    counts_what_is_not_there,
    in_place,
    lines_called,
    lines_meant,
    without_line_words,
)
from assistant.builtin.dialogue.lines import (
    PairedLine,
    ProductUnits,
    code_or_words,
    is_quantity,
    is_vague,
    line_arguments,
    number_of,
    pair,
    put_figure,
    unit_of,
)
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.tales import is_of_something_else
from assistant.builtin.dialogue.variants import names_variant, varied
from assistant.builtin.spans import Span, SpanType

_EXCHANGES = frozenset({"to", "set", "swap"})
"""Kinds of change that put one thing in another's place."""


_AT = re.compile(r"(?<![a-z])at (?:just |only )?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unclear:
    """A change that fits several lines: their products, and what was said."""

    products: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """One clause: its words, its spans, the kinds of change it names, and what the card's products are called."""

    text: str
    spans: tuple[Span, ...]
    verbs: frozenset[str]
    units: Mapping[str, ProductUnits]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def amend_lines(lines: list[Line], said: LineChange) -> Unclear | bool:
    """Changes the lines in place; whether it did, or what is unclear. No line may be left: the caller decides."""
    if any(is_quantity(span) and is_vague(span) for span in said.spans):
        return False  # nobody can be held to "about 20": the clause is asked about
    if any(is_quantity(span) and _AT.search(said.text[: span.start]) for span in said.spans):
        return False  # "just the monitors at 180" says a price
    paired = pair(said.text, said.spans)
    if said.verbs <= _EXCHANGES and _vary(lines, paired, said):
        return True
    place = next((span.value for span in said.spans if span.type is SpanType.ORDINAL), None)
    if isinstance(place, int) and not paired and -len(lines) <= place <= len(lines) and place:
        return _amend_at(lines, place - 1 if place > 0 else place, said)
    if "swap" in said.verbs and len(paired) == 2:
        swapped = swap(lines, paired[0], paired[1], said)
        if swapped:
            return True
    if said.verbs & {"except", "but"} and paired and said.verbs & {"twice", "half"}:
        meant = [line for each in paired for line in lines_meant(lines, each.product)]
        return all(scale(line, said.verbs) for line in lines if line not in meant)
    keeps = _is_ordered(said) if "only" in said.verbs else "except" in said.verbs
    if "but" in said.verbs and paired and not any(is_quantity(span) for span in said.spans):
        # "drop everything but the cuffs" keeps them; "everything but the cuffs" does without.
        return (_keep if keeps or "drop" in said.verbs else _drop)(lines, paired, said)
    if keeps and paired and not any(is_quantity(span) for span in said.spans):
        return _keep(lines, paired, said)
    if "drop" in said.verbs and paired:
        return _drop(lines, paired, said)
    if paired:
        return _amend_named(lines, paired, said)
    called = lines_called(lines, said.text, said.spans, said.names)
    if called:
        return _amend_called(lines, called, said)
    if "add" in said.verbs and names_variant(said.text):
        return _add_variant(lines, said)
    if counts_what_is_not_there(lines, said.text, said.spans, said.names):
        return False
    return _amend_unnamed(lines, said)


def _amend_called(lines: list[Line], called: Sequence[str], said: LineChange) -> Unclear | bool:
    """A line that is named by a word of its product: "six boxes of covers", 大号那个不要了."""
    figures = [span for span in said.spans if is_quantity(span)]
    meant = [line for line in lines if line["product"] in called]
    if not figures and not _is_ordered(said):
        return False  # "only the pumps are urgent"
    if not figures and "only" in said.verbs and not said.verbs & {"twice", "half", "drop"}:
        lines[:] = meant
        return True
    if not figures and not said.verbs & {"twice", "half", "drop"}:
        return False
    if len(meant) != 1:
        return _unclear(meant, said)
    if figures:
        return len(figures) == 1 and set_quantity(meant[0], figures[0], said.verbs, said.units)
    if "drop" not in said.verbs:
        return scale(meant[0], said.verbs)
    lines.remove(meant[0])
    return True


def _is_ordered(said: LineChange) -> bool:
    """Whether what happens to lines that are only called is said in the clause itself, or nothing beside them is."""
    if verbs_in(said.text) & {"drop", "twice", "half"} or says("unwanted", said.text):
        return True
    if says("on_condition", said.text):
        return False
    rest = left_verbs_out(without_line_words(said.text, said.spans, said.names))
    return not any(not span.names for span in said.spans) and not left_over(rest, "head", "told")


def _add_variant(lines: list[Line], said: LineChange) -> bool:
    """One more line of the same thing in another variant: "儿童的也加100个"; the books say whether there is one."""
    figures = [span for span in said.spans if is_quantity(span)]
    names = [name for line in lines if (name := varied(said.text, said.names.get(str(line["product"]), {})))]
    if len(names) != 1 or len(figures) != 1:
        return False
    line: Line = {"product": names[0]}
    put_figure(line, figures[0], said.units)
    lines.append(line)
    return True


def _vary(lines: list[Line], paired: Sequence[PairedLine], said: LineChange) -> bool:
    """The same thing in another variant: "袖带换大号的", "no, the large cuff"; the books say whether there is one."""
    if len(paired) > 1 or any(is_quantity(span) for span in said.spans):
        return False
    meant = [(line, varied(said.text, said.names.get(str(line["product"]), {}))) for line in lines]
    fitting = [
        (line, name) for line, name in meant if name is not None and (not paired or _fits(paired[0], line, name))
    ]
    if len(fitting) != 1:
        return False
    fitting[0][0]["product"] = fitting[0][1]
    return True


def _fits(each: PairedLine, line: Line, name: str) -> bool:
    codes = {one.code for one in each.product.names}
    return line["product"] in codes or each.product.text.casefold() in name.casefold()


def _amend_at(lines: list[Line], place: int, said: LineChange) -> bool:
    """A line that is named by its place: "第二个不要了", "make the first one 40"."""
    figure = next((span for span in said.spans if is_quantity(span)), None)
    if figure is not None:
        return set_quantity(lines[place], figure, said.verbs, said.units)
    if "drop" in said.verbs:
        del lines[place]
        return True
    return scale(lines[place], said.verbs)


def swap(lines: list[Line], away: PairedLine, instead: PairedLine, said: LineChange) -> bool:
    """Puts another product in a line's place ("耳温枪换成电子体温计"), if the lines have the one and not the other."""
    fitting = lines_meant(lines, away.product)
    if len(fitting) != 1 or lines_meant(lines, instead.product):
        return False
    line = fitting[0]
    line["product"] = code_or_words(instead.product)
    line.pop("unit", None)
    figure = instead.quantity or away.quantity
    return figure is None or set_quantity(line, figure, said.verbs, said.units)


def _keep(lines: list[Line], paired: Sequence[PairedLine], said: LineChange) -> Unclear | bool:
    kept: list[Line] = []
    for each in paired:
        fitting = lines_meant(lines, each.product)
        if len(fitting) != 1:
            return _unclear(fitting, said) if fitting else False
        kept += fitting
    if len(kept) == len(lines):
        return False
    lines[:] = [line for line in lines if line in kept]
    return True


def _drop(lines: list[Line], paired: Sequence[PairedLine], said: LineChange) -> Unclear | bool:
    gone: list[Line] = []
    for each in paired:
        fitting = lines_meant(lines, each.product) or called_so(lines, each.product, said.names)
        if each.quantity is not None and len(fitting) == 1 and not _is_all_of(fitting[0], each.quantity, said):
            alone = len(paired) == 1 and "to" not in said.verbs
            return alone and set_quantity(fitting[0], each.quantity, said.verbs, said.units)
        if len(fitting) > 1 and "all" not in said.verbs and not _plural(each.product, fitting):
            return _unclear(fitting, said)
        gone += fitting
    if not gone:
        return False
    lines[:] = [line for line in lines if line not in gone]
    return True


def _is_all_of(line: Line, figure: Span, said: LineChange) -> bool:
    """Whether a figure is the whole of a line: "drop the 20 monitors" where there are 20."""
    same_unit = unit_of(figure, str(line["product"]), said.units) == line.get("unit")
    return same_unit and number_of(figure) == Decimal(str(line["quantity"]))


def _plural(span: Span, fitting: Sequence[Line]) -> bool:
    """ "drop the gloves" where both sizes are on the card means both."""
    return span.text.isascii() and span.text.endswith("s") and len(fitting) == len(span.names)


def _amend_named(lines: list[Line], paired: Sequence[PairedLine], said: LineChange) -> Unclear | bool:
    changed = False
    for each in paired:
        fitting = lines_meant(lines, each.product) or called_so(lines, each.product, said.names)
        scaled = each.quantity is None and said.verbs & {"twice", "half"}
        if len(fitting) > 1 and scaled and ("all" in said.verbs or _plural(each.product, fitting)):
            changed = all(scale(line, said.verbs) for line in fitting) or changed
            continue
        if len(fitting) > 1 and (each.quantity is not None or scaled):
            return _unclear(fitting, said)
        outcome = _amend_line(fitting[0], each, said) if fitting else _put_in(lines, each, said)
        if isinstance(outcome, Unclear):
            return outcome
        changed = outcome or changed
    return changed


def _amend_line(line: Line, each: PairedLine, said: LineChange) -> bool:
    if each.quantity is not None:
        return set_quantity(line, each.quantity, said.verbs, said.units)
    return scale(line, said.verbs)


def _put_in(lines: list[Line], each: PairedLine, said: LineChange) -> Unclear | bool:
    """A product that is not on the card: a new line, or the only line's product changed.

    A new line of which nobody said how much has no quantity: that has to be asked.
    """
    if each.quantity is None and not said.verbs & {"add", "more", "swap"}:
        return False
    if not said.verbs & {"add", "set", "more", "swap"}:
        return False
    if each.quantity is None and not said.verbs & {"add", "more"}:
        if len(lines) > 1:
            return _unclear(lines, said)  # instead of which of them is not said
        lines[0]["product"] = code_or_words(each.product)
        lines[0].pop("unit", None)
        return True
    lines.append(line_arguments(each, said.units))
    return True


def _amend_unnamed(lines: list[Line], said: LineChange) -> Unclear | bool:
    """A bare figure: every line's where all are meant, else the only line's, or the only one counted in its unit."""
    lines, at = in_place(lines, said.text)
    quantities = [span for span in said.spans if is_quantity(span) and not (at[0] <= span.start < at[1])]
    if not quantities and said.verbs & {"twice", "half"}:
        return all(scale(line, said.verbs) for line in lines)
    if len(quantities) != 1 or is_vague(quantities[0]):
        return False
    figure = quantities[0]
    if is_of_something_else(said.text, figure):
        return False
    if "all" in said.verbs or getattr(figure.value, "each", False):
        return all(set_quantity(line, figure, said.verbs, said.units) for line in lines)
    fitting = lines if len(lines) == 1 else [line for line in lines if is_counted_in(line, figure, said.units)]
    fitting = [line for line in fitting if "quantity" not in line] or fitting
    if len(fitting) == 1:
        return set_quantity(fitting[0], figure, said.verbs, said.units)
    return _unclear(fitting or lines, said)


def _unclear(fitting: Sequence[Line], said: LineChange) -> Unclear:
    return Unclear(tuple(dict.fromkeys(str(line["product"]) for line in fitting)), said.text.strip())
