"""A person's yes or no to a card: by button, or by a word alone. No model is asked whether to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from assistant.conversation.language import Decision, decision_in, gives_up
from assistant.conversation.loading import Waiting
from assistant.history import TurnRecord
from assistant.replies.present import present_closed, present_confirmation, present_proposal
from assistant.replies.words import say
from assistant.turn import CallMade, TurnOutcome
from core import names, operations, proposals
from core.actor import Actor
from core.database import Database
from core.proposals import Confirmation, Outcome, Proposal, ProposalStatus, Unreadable

_MAY_SHOW_DRAFTS = frozenset({"draft_order", "get_order", "find_orders"})
_SOUND = (Outcome.EXECUTED, Outcome.ALREADY_EXECUTED)

Deed = Callable[[Session, UUID, Actor, datetime, str], TurnOutcome]


def press(database: Database, action: str, *, actor: Actor, now: datetime) -> TurnOutcome:
    """What a pressed button does, in one transaction; refusals propagate.

    An action is a verb and the proposal's id, and for some a text after it: reject:ID:why, delegate:ID:login.
    """
    verb, _, argument = action.partition(":")
    deed = _DEEDS.get(verb)
    written_id, _, said = argument.partition(":")
    proposal_id = _id(written_id)
    if deed is None or proposal_id is None:
        text = say("turn.button_unknown", actor.language)
        return TurnOutcome(text=text, blocks=(), language=actor.language, trace={"button": action[:80]})
    with database.transaction() as session:
        return deed(session, proposal_id, actor, now, said)


def decide(database: Database, waiting: Waiting, actor: Actor, *, now: datetime) -> TurnOutcome | None:
    """What a typed yes or no does, or None when the message is neither or there is nothing to decide on.

    It decides on the card that was shown last, as the whole message, from the owner, while no other card is pending;
    a card with a warning needs one of the strong words. Where it is not plain which card is meant, the open ones are
    shown again; where none is open, a no drops the open question, and a strong yes is told that nothing waits for it.
    """
    decision = decision_in(waiting.text)
    if decision is None:
        return None
    last = waiting.transcript[-1] if waiting.transcript else None
    if last is not None and last.proposal_id is not None:
        decided = _on_the_last(database, decision, last, waiting, actor, now)
        if decided is not None:
            return decided
    if len(waiting.pending) == 1 and gives_up(waiting.text) and not (last is not None and last.question):
        with database.transaction() as session:
            return _reject(session, waiting.pending[0].id, actor, now)
    if waiting.pending:
        return _shown_again(waiting.pending, actor, now)
    if decision is Decision.NO and last is not None and last.question:
        return _said("turn.nothing_changed", actor, decided="question dropped")
    if decision is Decision.STRONG_YES and not _has_draft(waiting):
        return _said("turn.nothing_to_confirm", actor, decided="nothing")
    return None


def _on_the_last(
    database: Database, decision: Decision, last: TurnRecord, waiting: Waiting, actor: Actor, now: datetime
) -> TurnOutcome | None:
    assert last.proposal_id is not None
    others = [proposal for proposal in waiting.pending if proposal.id != last.proposal_id]
    with database.transaction() as session:
        shown = _shown(session, last.proposal_id, actor, now)
        if shown is None or others or shown.owner_id != actor.user_id:
            return None
        if decision is Decision.NO:
            return _reject(session, shown.id, actor, now) if shown.status is ProposalStatus.PENDING else None
        if decision is Decision.PLAIN_YES and shown.status is not ProposalStatus.PENDING:
            return None
        if decision is Decision.PLAIN_YES and has_warning(last.reply, shown.id):
            card = present_proposal(shown, actor=actor, now=now)
            text = say("turn.strong_yes_needed", actor.language)
            return TurnOutcome(text=text, blocks=(card,), language=actor.language, proposal=shown)
        return _confirm(session, shown.id, actor, now)


def _shown_again(pending: Sequence[Proposal], actor: Actor, now: datetime) -> TurnOutcome:
    """The open cards, to be decided on now that they are what is seen."""
    text = say("turn.which_card" if len(pending) > 1 else "turn.this_card", actor.language, count=len(pending))
    return TurnOutcome(
        text=text,
        blocks=tuple(present_proposal(each, actor=actor, now=now) for each in pending),
        language=actor.language,
        proposal=pending[-1],
        trace={"decided": "shown again"},
    )


def _said(sentence: str, actor: Actor, *, decided: str) -> TurnOutcome:
    text = say(sentence, actor.language)
    return TurnOutcome(text=text, blocks=(), language=actor.language, trace={"decided": decided})


def _has_draft(waiting: Waiting) -> bool:
    """Whether the talk so far made or showed something else that can be confirmed."""
    calls = [call for record in waiting.transcript for call in record.calls]
    shown = [call.get("result") for call in calls if call.get("operation") in _MAY_SHOW_DRAFTS]
    return any(shows_draft(part) for part in shown)


def shows_draft(shown: object) -> bool:
    """Whether what was read is a draft, or has one among its rows."""
    if isinstance(shown, dict):
        return shown.get("state") == "draft" or any(shows_draft(part) for part in shown.values())
    return isinstance(shown, list) and any(shows_draft(part) for part in shown)


def has_warning(reply: dict[str, Any], proposal_id: UUID) -> bool:
    """Whether the card of the proposal, as the person saw it, carried a warning."""
    for block in reply.get("blocks", ()):
        if block["type"] == "card" and block["proposal"] == str(proposal_id):
            notes = [*block["notes"], *(note for line in block["lines"] for note in line["notes"])]
            return any(note["level"] == "warning" for note in notes)
    return False


def _shown(session: Session, proposal_id: UUID, actor: Actor, now: datetime) -> Proposal | None:
    try:
        return proposals.get(session, proposal_id, actor=actor, now=now)
    except proposals.ProposalUnknown:
        return None


def _confirm(session: Session, proposal_id: UUID, actor: Actor, now: datetime, said: str = "") -> TurnOutcome:
    confirmation = proposals.confirm(session, proposal_id, actor=actor, now=now)
    text, blocks = present_confirmation(confirmation, actor=actor, now=now)
    return TurnOutcome(
        text=text,
        blocks=blocks,
        language=actor.language,
        calls=_calls(confirmation),
        proposal=confirmation.replacement or confirmation.proposal,
        trace={"decided": "confirm", "outcome": confirmation.outcome.value},
    )


def _reject(session: Session, proposal_id: UUID, actor: Actor, now: datetime, said: str = "") -> TurnOutcome:
    dropped = proposals.reject(session, proposal_id, actor=actor, now=now, reason=said)
    words, _ = present_closed(dropped, actor=actor, now=now)
    return _told(dropped, words, actor, now, decided="reject")


def _explain(session: Session, proposal_id: UUID, actor: Actor, now: datetime, said: str) -> TurnOutcome:
    """Adds why a request was refused, or asks for it."""
    if not said.strip():
        refused = proposals.get(session, proposal_id, actor=actor, now=now)
        return _asking("turn.why_refused", refused, actor, asks="reason")
    explained = proposals.explain(session, proposal_id, actor=actor, now=now, reason=said)
    words = say("turn.reason_told", actor.language, owner=explained.owner_login)
    return _told(explained, words, actor, now, decided="explain")


def _delegate(session: Session, proposal_id: UUID, actor: Actor, now: datetime, said: str) -> TurnOutcome:
    """Hands a request to a colleague, or asks to whom."""
    if not said.strip():
        request = proposals.get(session, proposal_id, actor=actor, now=now)
        return _asking("turn.hand_over_to_whom", request, actor, asks="colleague")
    colleague = names.resolve(session, "user", said.strip())
    handed = proposals.hand_over(session, proposal_id, to=colleague.id, actor=actor, now=now)
    words = say("turn.handed_over", actor.language, to=colleague.code, owner=handed.owner_login)
    return _told(handed, words, actor, now, decided="delegate")


def _asking(sentence: str, proposal: Proposal, actor: Actor, *, asks: str) -> TurnOutcome:
    """Asks for what a button needs besides; the next message answers it, or is something else."""
    return TurnOutcome(
        text=say(sentence, actor.language, owner=proposal.owner_login),
        blocks=(),
        language=actor.language,
        question={"asks": asks, "proposal": str(proposal.id)},
        proposal=proposal,
        trace={"decided": f"ask {asks}"},
    )


def _undo(session: Session, proposal_id: UUID, actor: Actor, now: datetime, said: str) -> TurnOutcome:
    taken_back = proposals.undo(session, proposal_id, actor=actor, now=now)
    return _told(taken_back, say("turn.taken_back", actor.language), actor, now, decided="undo")


def _change(session: Session, proposal_id: UUID, actor: Actor, now: datetime, said: str) -> TurnOutcome:
    """Asks what to change. The card is no longer what was shown last: a bare yes now means nothing."""
    proposals.get(session, proposal_id, actor=actor, now=now)
    text = say("turn.what_to_change", actor.language)
    return TurnOutcome(text=text, blocks=(), language=actor.language, trace={"decided": "change"})


def _told(proposal: Proposal, words: str, actor: Actor, now: datetime, *, decided: str) -> TurnOutcome:
    return TurnOutcome(
        text=words,
        blocks=(present_proposal(proposal, actor=actor, now=now),),
        language=actor.language,
        proposal=proposal,
        trace={"decided": decided, "outcome": proposal.status.value},
    )


def _calls(confirmation: Confirmation) -> tuple[CallMade, ...]:
    """The steps as calls, so that later turns know the documents they made."""
    if confirmation.outcome is Outcome.FAILED:
        code = confirmation.refusal.code if confirmation.refusal else None
        return tuple(CallMade(step.operation, step.arguments, "refused", code) for step in confirmation.proposal.steps)
    if confirmation.outcome not in _SOUND:
        return ()
    made: list[CallMade] = []
    for step in confirmation.proposal.steps:
        operation = operations.find(step.operation)
        known = None if operation is None or isinstance(step.result, Unreadable) else operation.result
        result = None if known is None else known.dump_python(step.result, mode="json")
        made.append(CallMade(step.operation, step.arguments, "ok", result=result))
    return tuple(made)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_DEEDS: dict[str, Deed] = {
    "confirm": _confirm,
    "approve": _confirm,
    "reject": _reject,
    "explain": _explain,
    "delegate": _delegate,
    "undo": _undo,
    "change": _change,
}
