"""What came of a decision on a proposal: a sentence, and the card as it stands after it."""

from __future__ import annotations

from datetime import datetime

from assistant.replies.approvals import approval_words
from assistant.replies.blocks import Block
from assistant.replies.order_cards import order_changes
from assistant.replies.proposals import present_proposal, sections_of, status_now
from assistant.replies.reader import Reader
from assistant.replies.refusals import present_refusal, present_stored_refusal
from assistant.replies.section_of import section_of
from core.proposals import Confirmation, Outcome, Proposal, ProposalStatus
from core.sales.views import OrderPlaced

_CHANGES_SAID = 4


def present_confirmation(confirmation: Confirmation, *, reader: Reader, now: datetime) -> tuple[str, tuple[Block, ...]]:
    """The answer to a yes: the receipt, the same receipt again, what changed with the new card, or why not."""
    proposal = confirmation.proposal
    match confirmation.outcome:
        case Outcome.EXECUTED | Outcome.ALREADY_EXECUTED:
            again = confirmation.outcome is Outcome.ALREADY_EXECUTED
            return present_receipt(proposal, reader=reader, now=now, again=again)
        case Outcome.CHANGED if confirmation.replacement is not None:
            return _changed(proposal, confirmation.replacement, reader, now)
        case Outcome.FAILED:
            return _failed(confirmation, reader)
        case Outcome.AWAITING_APPROVAL:
            return _awaiting(proposal, reader), (present_proposal(proposal, reader=reader, now=now),)
    return _closed(proposal, reader, now), ()


def present_proposed(proposal: Proposal, *, reader: Reader, now: datetime) -> tuple[str, tuple[Block, ...]]:
    """What a new card proposes, and the card."""
    sections = sections_of(proposal, reader)
    text = sections[0].proposed if len(sections) == 1 else reader.say("outcome.proposed_steps", count=len(sections))
    for approval in proposal.approvals:
        text += reader.say(
            "outcome.also", words=approval_words(approval, "pending", reader, owner=proposal.owner_login)
        )
    return text, (present_proposal(proposal, reader=reader, now=now, sections=sections),)


def present_receipt(
    proposal: Proposal, *, reader: Reader, now: datetime, again: bool = False
) -> tuple[str, tuple[Block, ...]]:
    """What was done, with its numbers, and the receipt; `again` for a second yes to the same card."""
    sections = sections_of(proposal, reader)
    done = reader.say("outcome.then").join(section.done for section in sections)
    if again:
        done = reader.say("outcome.already", done=done)
    elif proposal.approver_id is not None and proposal.approver_id == reader.actor.user_id:
        done = reader.say("outcome.approved", owner=proposal.owner_login, done=done)
    return done, (present_proposal(proposal, reader=reader, now=now, sections=sections),)


def present_closed(proposal: Proposal, *, reader: Reader, now: datetime) -> tuple[str, tuple[Block, ...]]:
    """After a no: that nothing was written, or that a request was withdrawn or not approved."""
    return _closed(proposal, reader, now), ()


def _changed(old: Proposal, new: Proposal, reader: Reader, now: datetime) -> tuple[str, tuple[Block, ...]]:
    changes = reader.say("outcome.change_comma").join(_changes(old, new, reader)[:_CHANGES_SAID])
    card = present_proposal(new, reader=reader, now=now)
    if new.owner_id != reader.actor.user_id:
        return reader.say("outcome.changed_for_owner", owner=new.owner_login, changes=changes), ()
    return reader.say("outcome.changed", changes=changes), (card,)


def _changes(old: Proposal, new: Proposal, reader: Reader) -> list[str]:
    """What of the agreed terms differs, in words."""
    changes: list[str] = []
    for before, after in zip(old.steps, new.steps, strict=False):
        if isinstance(before.result, OrderPlaced) and isinstance(after.result, OrderPlaced):
            changes += order_changes(before.result, after.result, reader)
        elif before.result.terms() != after.result.terms():
            changes.append(reader.say("outcome.step_changed", kind=section_of(after, reader).kind))
    if new.approvals and new.approvals != old.approvals:
        changes.append(approval_words(new.approvals[0], "pending", reader, owner=new.owner_login))
    return changes or [reader.say("outcome.something_changed")]


def _failed(confirmation: Confirmation, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    kept = confirmation.proposal.refusal
    blocks: tuple[Block, ...] = ()
    if confirmation.refusal is not None:
        sentence, blocks = present_refusal(confirmation.refusal, reader.language)
    elif kept is not None:
        sentence = present_stored_refusal(kept.code, kept.facts, reader.language)
    else:
        sentence = reader.say("refusal.Refusal")
    return reader.say("outcome.failed", why=sentence), blocks


def _awaiting(proposal: Proposal, reader: Reader) -> str:
    """Who was asked, for what."""
    asked = [approval_words(one, "awaiting", reader, owner=proposal.owner_login) for one in proposal.approvals]
    return reader.say("outcome.awaiting", why=reader.say("outcome.change_comma").join(asked))


def _closed(proposal: Proposal, reader: Reader, now: datetime) -> str:
    status = status_now(proposal, now)
    if status is ProposalStatus.REJECTED and proposal.approver_id is not None:
        mine = proposal.owner_id == reader.actor.user_id
        return reader.say("outcome.not_approved" if mine else "outcome.you_refused", owner=proposal.owner_login)
    return reader.say(f"outcome.is_{status.value}")
