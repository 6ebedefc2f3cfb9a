"""Interim: replaced by the replies' own author. Words and blocks for results, proposals and refusals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assistant.replies.blocks import Block, Button, CardBlock, TextBlock
from core.actor import Actor
from core.errors import Refusal
from core.operations import Operation
from core.proposals import Confirmation, Proposal


def say(key: str, language: str, **facts: object) -> str:
    """The sentence `key` in `language`."""
    return f"[{key}] " + " ".join(f"{name}={value}" for name, value in facts.items())


def present_refusal(refusal: Refusal, language: str) -> str:
    """A refusal in words."""
    return say(refusal.code, language, **refusal.facts)


def present_result(operation: Operation, result: Any, actor: Actor, now: datetime) -> tuple[str, tuple[Block, ...]]:
    """A query's result."""
    text = f"{operation.name}: {operation.result.dump_json(result).decode()}"
    return text, (TextBlock(text=text),)


def present_proposal(proposal: Proposal, actor: Actor, now: datetime) -> CardBlock:
    """A proposal's card."""
    number = next((step.document.number for step in proposal.steps if step.document), None)
    return CardBlock(
        title=proposal.steps[0].operation,
        status=proposal.status.value,
        status_label=proposal.status.value,
        proposal=str(proposal.id),
        number=number,
        buttons=(Button(label="confirm", action=f"confirm:{proposal.id}"),),
        expires_at=proposal.expires_at,
    )


def present_confirmation(confirmation: Confirmation, actor: Actor, now: datetime) -> tuple[str, tuple[Block, ...]]:
    """What came of a yes."""
    card = present_proposal(confirmation.replacement or confirmation.proposal, actor, now)
    return f"{confirmation.outcome.value} {card.number or ''}", (card,)
