"""A report about several regions or salespeople side by side: "Lin Yue against Zhou Qihang", 华东和华南.

A report is limited to one of each; of several it is broken down, and limited to none.
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
