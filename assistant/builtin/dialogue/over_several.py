"""A report about several regions or salespeople side by side: "Lin Yue against Zhou Qihang", 华东和华南.

A report is limited to one of each; of several it is broken down, and limited to none. Other look-ups are made for each
of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.spans import Span

_KINDS = {"user": "salesperson", "region": "region"}
"""What names are of, and the parameter that limits to one of them, which is also what is broken down by."""


def over_several(filled: Filled, spans: Sequence[Span]) -> None:
    """Breaks down by what several are named of, in place of a limit to the first of them."""
    slots = slots_of(filled.operation)
    if not any(slot.kind is SlotKind.CHOICES and slot.of == "Dimension" for slot in slots):
        return
    for kind, parameter in _KINDS.items():
        named = [span for span in spans if any(one.kind == kind and one.sure for one in span.names)]
        codes = {one.code for span in named for one in span.names if one.kind == kind}
        if len(named) < 2 or len(codes) < 2 or parameter not in filled.arguments:
            continue
        if any(len(span.names) > 1 for span in named):
            continue  # which one is meant has to be asked first
        del filled.arguments[parameter]
        filled.used |= set(named)
        by = filled.arguments.setdefault("by", [])
        if parameter not in by:
            by.insert(0, parameter)


def for_each_named(filled: Filled, spans: Sequence[Span]) -> list[Filled]:
    """A look-up of one thing, several times where several products, warehouses or customers are named."""
    repeated = [filled]
    for kind in ("product", "warehouse", "customer"):
        if kind in filled.arguments:
            more = [span for span in spans if span not in filled.used and any(n.kind == kind for n in span.names)]
            repeated += [_again(one, kind, span) for span in more for one in list(repeated)]
    distinct = {repr(sorted(one.arguments.items())): one for one in repeated}
    return list(distinct.values())


def _again(filled: Filled, kind: str, span: Span) -> Filled:
    """The same look-up for something else that was named."""
    fitting = [one for one in span.names if one.kind == kind]
    code = fitting[0].code if len(fitting) == 1 and fitting[0].sure else span.text
    return Filled(filled.operation, {**filled.arguments, kind: code}, used=filled.used | {span})
