"""Changing an open card: a small grammar over its lines, not a guess.

"改成25台", "make it 30", "换成宁波仓发货", "加一个袖带", "去掉试纸": each is read against what the card holds. What
fits no rule is no amendment; what fits several lines is asked.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.lines import (
    PairedLine,
    ProductUnits,
    code_or_words,
    is_quantity,
    line_arguments,
    number_of,
    pair,
    unit_of,
)
from assistant.builtin.spans import Span
from core.proposals import Proposal

_HEAD_SLOTS = ("customer", "warehouse", "requested_on", "discount_percent", "due_on", "price", "counted", "quantity")


@dataclass(frozen=True, slots=True)
class Amendment:
    """The changed steps of the card; or, where it is unclear which line is meant, the products to choose from."""

    steps: tuple[dict[str, Any], ...] = ()
    unclear_between: tuple[str, ...] = ()
    empties_card: bool = False


def amend(card: Proposal, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> Amendment | None:
    """The card with the message's change, or None when the message changes nothing on it."""
    verbs = _verbs_in(text)
    if not verbs and not _bare_change(text, spans):
        return None
    steps: list[dict[str, Any]] = [
        {"operation": one.operation, "arguments": copy.deepcopy(one.arguments)} for one in card.steps
    ]
    arguments = steps[-1]["arguments"]
    spans = _after_negation(text, spans)
    if "lines" in arguments:
        changed = _amend_lines(arguments["lines"], verbs, text, spans, units)
        if isinstance(changed, Amendment):
            return changed
    else:
        changed = False
    head = _amend_head(steps[-1], text, spans, units)
    if not changed and not head:
        return None
    return Amendment(steps=tuple(steps))


def _amend_lines(
    lines: list[dict[str, Any]],
    verbs: set[str],
    text: str,
    spans: Sequence[Span],
    units: Mapping[str, ProductUnits],
) -> Amendment | bool:
    """Changes the lines in place; whether it did, or what is unclear."""
    paired = pair(text, spans)
    if "drop" in verbs and paired:
        gone = {code_or_words(line.product) for line in paired}
        kept = [line for line in lines if line["product"] not in gone]
        if len(kept) == len(lines):
            return False
        lines[:] = kept
        return Amendment(empties_card=True) if not kept else True
    if "only" in verbs and paired and all(line.quantity is None for line in paired):
        wanted = {code_or_words(line.product) for line in paired}
        kept = [line for line in lines if line["product"] in wanted]
        if kept and len(kept) < len(lines):
            lines[:] = kept
            return True
    if paired:
        changes = [_amend_line(lines, line, verbs, units) for line in paired]
        return True in changes
    quantities = [span for span in spans if is_quantity(span)]
    return _amend_quantity(lines, quantities[0], verbs, units) if len(quantities) == 1 else False


def _amend_line(
    lines: list[dict[str, Any]], said: PairedLine, verbs: set[str], units: Mapping[str, ProductUnits]
) -> bool:
    """A product that was named: its line gets the figure, or it becomes a new line."""
    product = code_or_words(said.product)
    known = [line for line in lines if line["product"] == product]
    if known and said.quantity is not None:
        return _set_quantity(known[0], said.quantity, verbs, units)
    if not known and (verbs & {"add", "set", "more"}):
        if "set" in verbs and not verbs & {"add", "more"} and said.quantity is None and len(lines) == 1:
            lines[0]["product"] = product
            lines[0].pop("unit", None)
            return True
        lines.append(line_arguments(said, units) | ({} if said.quantity is not None else {"quantity": "1"}))
        return True
    return False


def _amend_quantity(
    lines: list[dict[str, Any]], said: Span, verbs: set[str], units: Mapping[str, ProductUnits]
) -> Amendment | bool:
    """A bare figure: the only line's, or the only line's that is counted in its unit."""
    fitting = lines if len(lines) == 1 else [line for line in lines if _counted_in(line, said, units)]
    if len(fitting) == 1:
        return _set_quantity(fitting[0], said, verbs, units)
    return Amendment(unclear_between=tuple(str(line["product"]) for line in (fitting or lines)))


def _set_quantity(line: dict[str, Any], said: Span, verbs: set[str], units: Mapping[str, ProductUnits]) -> bool:
    figure = number_of(said)
    unit = unit_of(said, str(line["product"]), units)
    has_unit = getattr(said.value, "unit", None) is not None
    if has_unit and unit != line.get("unit"):
        line.pop("unit", None)
        if unit is not None:
            line["unit"] = unit
    elif "to" not in verbs and verbs & {"more", "add"}:
        figure = Decimal(str(line["quantity"])) + figure
    elif "to" not in verbs and "less" in verbs:
        figure = Decimal(str(line["quantity"])) - figure
    line["quantity"] = str(figure)
    return True


def _counted_in(line: Mapping[str, Any], said: Span, units: Mapping[str, ProductUnits]) -> bool:
    """Whether a figure's unit word is the one this line is counted in."""
    words = getattr(said.value, "units", ()) or ()
    known = units.get(str(line["product"]))
    if not words or known is None:
        return False
    return str(line.get("unit") or known.own) in words


def _amend_head(step: dict[str, Any], text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]) -> bool:
    """Changes what stands above the lines: customer, warehouse, day, discount."""
    filled = fill(step["operation"], text, spans, units)
    changed = False
    for name in _HEAD_SLOTS:
        if name in filled.arguments and filled.arguments[name] != step["arguments"].get(name):
            if name == "quantity" and "lines" in step["arguments"]:
                continue
            step["arguments"][name] = filled.arguments[name]
            changed = True
    return changed


def _verbs_in(text: str) -> set[str]:
    return {verb for verb, pattern in _patterns().items() if pattern.search(text)}


def _bare_change(text: str, spans: Sequence[Span]) -> bool:
    """Whether the message is nothing but values, such as "30台" or "宁波仓": said under a card, that is a change."""
    left = text
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        left = left[: span.start] + left[span.end :]
    return bool(spans) and not re.sub(r"[\s,，。.!！的吧呢]+|please|pls", "", left, flags=re.IGNORECASE)


def _after_negation(text: str, spans: Sequence[Span]) -> Sequence[Span]:
    """ "不是上海，是宁波": what directly follows a "not" is left out."""
    pattern = _patterns()["not"]
    ends = {match.end() for match in pattern.finditer(text)}
    kept = [span for span in spans if not any(0 <= span.start - end <= 2 for end in ends)]
    return kept if kept and len(kept) < len(spans) else spans


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    text = files("assistant.builtin.dialogue").joinpath("amending.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return {verb: _pattern(words["zh"], words["en"]) for verb, words in data.items()}


def _pattern(chinese: list[str], english: list[str]) -> re.Pattern[str]:
    spoken = sorted([*chinese, *english], key=len, reverse=True)
    parts = [rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word[0].isascii() else re.escape(word) for word in spoken]
    return re.compile("|".join(parts), re.IGNORECASE)
