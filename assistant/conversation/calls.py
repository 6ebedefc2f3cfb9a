"""An operation called by its name (REST, command line), without a sentence and without a planner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from assistant.replies.present import present_confirmation, present_proposal, present_refusal, present_result
from assistant.replies.words import say
from assistant.turn import CallMade, TurnOutcome
from core import operations, proposals
from core.actor import Actor
from core.errors import Refusal
from core.operations import Effect
from core.proposals import Confirmation, Outcome, Step


def run_call(
    session: Session,
    name: str,
    arguments: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    conversation_id: UUID,
    cause: str | None = None,
) -> TurnOutcome:
    """A query's result; a harmless command done; any other command as a card that waits for a yes.

    Everything in the caller's transaction; refusals propagate.
    """
    operation = operations.permitted(name, actor)
    given = dict(arguments)
    if operation.effect is Effect.QUERY:
        result = operations.run_query(session, name, given, actor=actor, now=now)
        text, blocks = present_result(name, result, actor=actor, now=now)
        call = CallMade(name, given, "ok", result=operation.result.dump_python(result, mode="json"))
        return TurnOutcome(text=text, blocks=blocks, language=actor.language, calls=(call,))
    step = Step(name, given)
    if operation.harmless:
        done = proposals.run_harmless(session, step, actor=actor, now=now, conversation_id=conversation_id, cause=cause)
        text, blocks = present_confirmation(Confirmation(Outcome.EXECUTED, done), actor=actor, now=now)
        call = CallMade(name, given, "ok", result=operation.result.dump_python(done.steps[0].result, mode="json"))
        return TurnOutcome(text=text, blocks=blocks, language=actor.language, calls=(call,), proposal=done)
    card = proposals.propose(session, [step], actor=actor, now=now, conversation_id=conversation_id, cause=cause)
    return TurnOutcome(
        text=say("turn.please_confirm", actor.language),
        blocks=(present_proposal(card, actor=actor, now=now),),
        language=actor.language,
        calls=(CallMade(name, given, "proposed"),),
        proposal=card,
    )


def refused_call(name: str, arguments: Mapping[str, Any], refusal: Refusal, language: str) -> TurnOutcome:
    """The answer to a call that was refused."""
    text, blocks = present_refusal(refusal, language)
    return TurnOutcome(
        text=text,
        blocks=blocks,
        language=language,
        calls=(CallMade(name, dict(arguments), "refused", refusal.code),),
    )
