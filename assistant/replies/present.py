"""Presenting: what a turn found, proposed or did, as a text and the blocks under it, in the reader's language.

The text is the reply's own `text`; the blocks come under it and do not repeat it. Figures are written by code from
results; no word here comes from a model. Each area's presenters are in its module; this one picks among them.
"""

from __future__ import annotations

from datetime import datetime

from assistant.replies.blocks import Block, Button, CardBlock
from assistant.replies.reader import Reader
from assistant.replies.refusals import (
    choice_buttons,
    present_refusal,
    present_stored_refusal,
    refusal_sentence,
)
from assistant.replies.words import say
from core.actor import Actor
from core.proposals import Confirmation, Proposal

__all__ = [
    "choice_buttons",
    "present_confirmation",
    "present_proposal",
    "present_refusal",
    "present_result",
    "present_stored_refusal",
    "refusal_sentence",
    "say",
]


def present_result(operation: str, result: object, *, actor: Actor, now: datetime) -> tuple[str, tuple[Block, ...]]:
    """A query's result."""
    return Reader.of(actor, now).say("result.generic", operation=operation), ()


def present_proposal(proposal: Proposal, *, actor: Actor, now: datetime) -> CardBlock:
    """A proposal's card."""
    reader = Reader.of(actor, now)
    buttons = (Button(label=reader.say("button.confirm"), action=f"confirm:{proposal.id}", style="primary"),)
    return CardBlock(
        title=reader.say(f"operation.{proposal.steps[0].operation}"),
        status=proposal.status.value,
        status_label=reader.say(f"state.proposal.{proposal.status.value}"),
        proposal=str(proposal.id),
        number=next((step.document.number for step in proposal.steps if step.document), None),
        buttons=buttons,
        expires_at=proposal.expires_at,
    )


def present_confirmation(confirmation: Confirmation, *, actor: Actor, now: datetime) -> tuple[str, tuple[Block, ...]]:
    """What came of a yes."""
    card = present_proposal(confirmation.replacement or confirmation.proposal, actor=actor, now=now)
    return f"{card.status_label} {card.number or ''}".strip(), (card,)
