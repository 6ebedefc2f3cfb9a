"""What the planners of tests do when a word asks for it: what runs on their turns must not depend on understanding."""

from __future__ import annotations

from assistant.conversation import run_call
from assistant.replies.present import present_proposed
from assistant.turn import CallMade, TurnInput, TurnOutcome
from core import proposals
from core.database import Database
from core.proposals import Step


def propose(database: Database, turn: TurnInput, step: Step, *, beside: bool = False) -> TurnOutcome:
    """A card of one command, in place of the open one unless it is to stand `beside` it."""
    with database.transaction() as session:
        card = proposals.propose(
            session,
            [step],
            actor=turn.actor,
            now=turn.now,
            conversation_id=turn.conversation_id,
            replaces=turn.pending[-1].id if turn.pending and not beside else None,
            cause=f"{turn.cause}:1",
        )
        text, blocks = present_proposed(card, actor=turn.actor, now=turn.now)
    made = CallMade(step.operation, step.arguments, "proposed")
    return TurnOutcome(text=text, blocks=blocks, language=turn.actor.language, calls=(made,), proposal=card)


def sales_today(database: Database, turn: TurnInput) -> TurnOutcome:
    """Today's sales by product."""
    arguments = {"period": "今天", "by": ["product"]}
    with database.transaction() as session:
        return run_call(
            session,
            "report_sales",
            arguments,
            actor=turn.actor,
            now=turn.now,
            conversation_id=turn.conversation_id,
        )
