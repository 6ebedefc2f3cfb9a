"""What a message makes of the last turn: its command with another value, its goods ordered, more asked about them."""

from __future__ import annotations

from assistant.builtin.dialogue.asked_on import asked_on
from assistant.builtin.dialogue.decision import Call, Heard
from assistant.builtin.dialogue.ordered_by_place import ordered_by_place
from assistant.builtin.dialogue.ordered_then import ordered_then
from assistant.builtin.dialogue.rehearsing import tried_otherwise
from assistant.builtin.dialogue.same_for_another import same_for_another
from assistant.builtin.dialogue.set_anew import set_anew
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.tried_again import tried_again


def of_the_last_turn(heard: Heard, situation: Situation) -> Call | None:
    """The one call that goes on from the last turn; None where the message speaks for itself."""
    return (
        tried_otherwise(heard.text, heard.spans, heard.units, situation)
        or tried_again(heard.text, heard.spans, heard.units, situation)
        or ordered_then(heard, situation)
        or ordered_by_place(heard, situation)
        or set_anew(heard, situation)
        or same_for_another(heard, situation)
        or asked_on(heard, situation)
    )
