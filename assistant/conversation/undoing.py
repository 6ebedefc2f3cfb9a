"""Taking back what was just done at once, by a word: "撤销", "undo that". The button does the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from assistant.conversation.deciding import press
from assistant.conversation.loading import Waiting
from assistant.conversation.verdicts import asks_to_undo
from assistant.turn import TurnOutcome
from core import operations, proposals
from core.actor import Actor
from core.database import Database
from core.proposals import Proposal, ProposalStatus, ProposalUnknown

_LOOKED_BACK = 3
"""How many turns ago it may have been done."""


def undo_by_word(database: Database, waiting: Waiting, actor: Actor, *, now: datetime) -> TurnOutcome | None:
    """Takes back the newest deed of this conversation that was done without a card; refusals propagate.

    None when the message asks for something else, or when the newest card or receipt is of another kind: a word of
    undoing is then a no to that card, or a request of its own.
    """
    if not asks_to_undo(waiting.text):
        return None
    for shown in _newest(database, waiting, actor, now):
        if shown.status is not ProposalStatus.EXECUTED or not _is_harmless(shown):
            return None
        if not _is_undoing(shown):  # of an undoing, what is asked for again is what was undone
            return press(database, f"undo:{shown.id}", actor=actor, now=now)
    return None


def _newest(database: Database, waiting: Waiting, actor: Actor, now: datetime) -> Iterator[Proposal]:
    """The actor's own cards and receipts of the last turns, newest first."""
    for record in reversed(waiting.transcript[-_LOOKED_BACK:]):
        if record.proposal_id is None:
            continue
        with database.transaction() as session:
            try:
                shown = proposals.get(session, record.proposal_id, actor=actor, now=now)
            except ProposalUnknown:
                continue
        if shown.owner_id == actor.user_id:
            yield shown


def _is_harmless(shown: Proposal) -> bool:
    known = [operations.find(step.operation) for step in shown.steps]
    return all(operation is not None and operation.harmless for operation in known)


def _is_undoing(shown: Proposal) -> bool:
    inverses = {operation.undo for operation in operations.all_operations() if operation.undo}
    return any(step.operation in inverses for step in shown.steps)
