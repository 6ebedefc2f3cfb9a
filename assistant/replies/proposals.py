"""Proposals as cards: what a yes would do, or did, and the buttons that are open to whoever is looking.

Sentences about what came of a decision are in `decisions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.replies.approvals import notes_of_approval
from assistant.replies.blocks import Button, CardBlock, CardLine, Note, Total
from assistant.replies.reader import Reader
from assistant.replies.refusals import present_stored_refusal
from assistant.replies.section_of import section_of
from assistant.replies.sections import Section
from core.proposals import Proposal, ProposalStatus
from core.proposals.models import EXPLAINED_WITHIN, OPEN, UNDO_WITHIN

_P = ProposalStatus


def present_proposal(
    proposal: Proposal, *, reader: Reader, now: datetime, sections: Sequence[Section] | None = None
) -> CardBlock:
    """The card of a proposal as it stands now. It shows the number of no document that is not made yet.

    Its title is what the document is called: status and number are fields of their own, which channels put beside it.
    """
    sections = sections_of(proposal, reader) if sections is None else sections
    whole = sections[0] if len(sections) == 1 else _together(sections, reader)
    status = status_now(proposal, now)
    label = _status_label(proposal, status, reader)
    numbers = [step.document.number for step in proposal.steps if step.document]
    return CardBlock(
        title=whole.kind or reader.say("card.title_steps", count=len(sections)),
        status=status.value,
        status_label=label,
        proposal=str(proposal.id),
        number=" · ".join(numbers) or None,
        facts=whole.facts,
        lines=whole.lines,
        totals=whole.totals,
        notes=whole.notes + notes_of_approval(proposal, status, reader) + _refusal_notes(proposal, reader),
        buttons=_buttons(proposal, status, whole, reader, now),
        expires_at=proposal.expires_at.astimezone(reader.zone) if status in OPEN else None,
        footer=_footer(proposal, status, label, reader),
    )


def sections_of(proposal: Proposal, reader: Reader) -> list[Section]:
    """The proposal's steps in words."""
    return [section_of(step, reader) for step in proposal.steps]


def status_now(proposal: Proposal, now: datetime) -> ProposalStatus:
    """Its status, with an open one past its time counted as expired."""
    return _P.EXPIRED if proposal.status in OPEN and proposal.expires_at <= now else proposal.status


def _status_label(proposal: Proposal, status: ProposalStatus, reader: Reader) -> str:
    refused = status is _P.REJECTED and proposal.approver_id is not None
    return reader.say(f"state.proposal.{'refused' if refused else status.value}")


def _together(sections: Sequence[Section], reader: Reader) -> Section:
    """Several steps as one: each begins with a line that names it; the same remark is made once."""
    lines: list[CardLine] = []
    totals: list[Total] = []
    notes = dict.fromkeys(note for section in sections for note in section.notes)
    for place, section in enumerate(sections, start=1):
        heading = reader.say("card.step", place=place, kind=section.kind, subject=section.subject)
        detail = " · ".join(f"{fact.label} {fact.value}" for fact in section.facts if fact.value != section.subject)
        lines += [CardLine(title=heading, detail=detail), *section.lines]
        for total in section.totals:
            label = reader.say("card.of_step", place=place, text=total.label)
            totals.append(Total(label=label, value=total.value, strong=total.strong))
    return Section(
        kind="",
        proposed="",
        done="",
        lines=tuple(lines),
        totals=tuple(totals),
        notes=tuple(notes),
        buttons=tuple(button for section in sections for button in section.buttons),
    )


def _refusal_notes(proposal: Proposal, reader: Reader) -> tuple[Note, ...]:
    if proposal.status is not _P.FAILED or proposal.refusal is None:
        return ()
    text = present_stored_refusal(proposal.refusal.code, proposal.refusal.facts, reader.language)
    return (Note(text=text, level="warning"),)


def _buttons(
    proposal: Proposal, status: ProposalStatus, section: Section, reader: Reader, now: datetime
) -> tuple[Button, ...]:
    mine = reader.actor.user_id is not None and proposal.owner_id == reader.actor.user_id
    if status is _P.PENDING and mine:
        return (
            _button("confirm", "confirm", proposal, reader, style="primary"),
            _button("change", "change", proposal, reader),
            _button(_no(proposal, reader), "reject", proposal, reader),
        )
    if status is _P.AWAITING_APPROVAL and mine:
        return (_button("withdraw", "reject", proposal, reader),)
    if status is _P.AWAITING_APPROVAL and proposal.may_be_approved_by(reader.actor, now):
        return _deciding_buttons(proposal, reader, now)
    if status is _P.REJECTED and _is_unexplained(proposal, reader, now):
        return (_button("explain", "explain", proposal, reader),)
    if status is not _P.EXECUTED:
        return ()
    in_time = proposal.decided_at is not None and now < proposal.decided_at + UNDO_WITHIN
    undo = (_button("undo", "undo", proposal, reader),) if mine and proposal.undoable and in_time else ()
    return undo + section.buttons


def _deciding_buttons(proposal: Proposal, reader: Reader, now: datetime) -> tuple[Button, ...]:
    """For who may approve; handing it over is for those who do so by their own right."""
    authority = proposal.authority_of(reader.actor, now)
    own = authority is not None and authority.holder is reader.actor
    return (
        _button("approve", "approve", proposal, reader, style="primary"),
        _button("reject", "reject", proposal, reader, style="danger"),
        *((_button("delegate", "delegate", proposal, reader),) if own else ()),
    )


def _is_unexplained(proposal: Proposal, reader: Reader, now: datetime) -> bool:
    """Whether the reader refused it and has not said why."""
    mine = reader.actor.user_id is not None and proposal.approver_id == reader.actor.user_id
    in_time = proposal.decided_at is not None and now < proposal.decided_at + EXPLAINED_WITHIN
    return mine and proposal.reason is None and in_time


def _no(proposal: Proposal, reader: Reader) -> str:
    """The button that drops the card; on a card that cancels something it says so in other words."""
    own = f"drop_{proposal.steps[0].operation}"
    return own if len(proposal.steps) == 1 and reader.say_if_known(f"button.{own}") else "cancel"


def _button(label: str, action: str, proposal: Proposal, reader: Reader, *, style: str = "normal") -> Button:
    return Button.model_validate(
        {"label": reader.say(f"button.{label}"), "action": f"{action}:{proposal.id}", "style": style}
    )


def _footer(proposal: Proposal, status: ProposalStatus, label: str, reader: Reader) -> str:
    until = reader.moment(proposal.expires_at)
    parts: list[str] = []
    if status is _P.PENDING:
        unusual = any(step.result.unusual for step in proposal.steps)
        parts = [
            reader.say("card.valid_until", until=until),
            reader.say("card.look_twice" if unusual else "card.say_yes"),
        ]
    elif status is _P.AWAITING_APPROVAL:
        parts = [reader.say("card.approvable_until", until=until)]
    elif status is _P.EXECUTED and proposal.decided_at is not None:
        parts = [reader.say("card.done_at", at=reader.moment(proposal.decided_at))]
    elif proposal.decided_at is not None:
        parts = [reader.say("card.closed_at", at=reader.moment(proposal.decided_at), status=label)]
    if proposal.owner_id != reader.actor.user_id and reader.inside:
        parts.append(reader.say("card.requested_by", owner=proposal.owner_login))
    return " · ".join(parts)
