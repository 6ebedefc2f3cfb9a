"""A note that is said before the words that make it one."""

from __future__ import annotations

import pytest

from assistant.builtin.dialogue.own_words import note_of
from tests.assistant.builtin.hearing import filled


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("20 BP-200 for Renhe Clinic. Use the back door, not the lift. Put that in the note please.",
         "Use the back door, not the lift"),
        ("20 BP-200 for Renhe Clinic, leave them at bay 3, write that on the order so nobody forgets",
         "leave them at bay 3"),
        ("仁和诊所20台血压计，这次走后门卸货，这句写进备注", "这次走后门卸货"),
        ("仁和诊所20台血压计，送到3号楼，别放前台，备注里写清楚", "送到3号楼,别放前台"),
    ],
)  # fmt: skip
def test_how_it_is_handed_over_is_noted_and_the_goods_are_ordered(text: str, note: str) -> None:
    said = filled("place_order", text).arguments
    assert said["note"] == note
    assert said["customer"] == "C-0001"
    assert said["lines"] == [{"product": "BP-200", "quantity": "20"}]


@pytest.mark.parametrize(
    "text",
    [
        "send 3 wheelchairs to Renhe Clinic, put that in the note",
        "the price is on the note",
        "put that in the note",
        "备注里写一下",
        "give them two cartons and put that on the order",
    ],
)
def test_what_may_be_ordered_is_no_note(text: str) -> None:
    assert note_of(text) is None
