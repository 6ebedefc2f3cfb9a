"""A bare figure said to a card with a discount: it may be a smaller discount as well as another quantity.

"only 5, or the boss will scold me" right after a discount of 8 percent is one; without such words it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.builtin.dialogue.amending import Amendment
from assistant.builtin.dialogue.amending_words import verbs_in
from assistant.builtin.dialogue.card_steps import with_value
from assistant.builtin.dialogue.fillers import asks_outright
from assistant.builtin.dialogue.lines import is_quantity, is_vague, number_of
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Number, Span, SpanType
from core.proposals import Proposal

_DISCOUNT = "discount_percent"
_COUNTS = re.compile(
    r"数量|只数|件数|(?<![a-z])(?:quantity|qty|pieces|pcs|units|of them|of those)(?![a-z])", re.IGNORECASE
)


def figure_of_discount(card: Proposal, text: str, spans: Sequence[Span]) -> Amendment | None:
    """The card with the smaller discount, or with a figure to be asked about; None where it can be no discount."""
    arguments = card.steps[0].arguments
    given = arguments.get(_DISCOUNT)
    people = [span for span in spans if span.names and all(one.kind == "user" for one in span.names)]
    figures = [span for span in spans if span not in people]
    if len(card.steps) != 1 or given is None or len(figures) != 1 or asks_outright(text):
        return None
    figure = figures[0]
    bare = figure.type is SpanType.NUMBER and isinstance(figure.value, Number) and is_quantity(figure)
    if not bare or is_vague(figure) or not 0 < number_of(figure) < Decimal(str(given)) or _COUNTS.search(text):
        return None
    if not (people or says("of_allowance", text)):
        return Amendment(unread=figure.text) if "only" in verbs_in(text) else None
    return Amendment(steps=with_value(card, _DISCOUNT, f"{number_of(figure):f}"))
