"""A ticket for what the manuals did not solve: "tried all that, still dead, please open a ticket for it".

It is about the question that was asked of them, which names the product and says what is wrong.
"""

from __future__ import annotations

from assistant.builtin.dialogue.decision import Heard
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.speech import says

_TICKET = "open_ticket"


def take_up_the_question(filled: Filled, heard: Heard, situation: Situation) -> None:
    """Gives the ticket the question's words as its subject, and its product; what is said now is its description."""
    before = situation.asked_of_documents() if filled.operation == _TICKET else None
    if before is None or "product" in filled.arguments or not says("still_so", heard.text):
        return
    goods = {one.code for span in heard.read(before) for one in span.names if one.kind == "product" and one.sure}
    filled.arguments |= {"subject": before, "description": str(filled.arguments["subject"])}
    if len(goods) == 1:
        filled.arguments["product"] = goods.pop()
