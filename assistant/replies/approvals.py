"""Approvals in words: why one is needed, what was said and done about it, and who approves in whose place."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block, Fact, Note
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of, notes_of
from assistant.replies.tables import table_of
from core.operations import ApprovalNeeded
from core.proposals import Proposal, ProposalStatus, ProposedStep
from core.proposals.delegations.views import (
    ApprovalsDelegated,
    ApprovalTimeSet,
    DelegationPage,
    DelegationsEnded,
    DelegationShown,
)

_P = ProposalStatus


def approval_words(approval: ApprovalNeeded, form: str, reader: Reader, *, owner: str) -> str:
    """Why an approval is needed; `form` is pending, awaiting, asked or done."""
    known = reader.say_if_known(f"approval.{approval.reason}.{form}", **_facts(approval, reader, owner))
    return known or reader.say(f"approval.otherwise.{form}", **_facts(approval, reader, owner))


def _facts(approval: ApprovalNeeded, reader: Reader, owner: str) -> dict[str, str]:
    return {
        "asked": figures.number(approval.asked),
        "allowed": figures.number(approval.allowed),
        "role": reader.say(f"role.{approval.role.value}"),
        "owner": owner,
        "overdue": _overdue_words(approval, reader),
    }


def _overdue_words(approval: ApprovalNeeded, reader: Reader) -> str:
    """Which documents, how much and for how long; that there are others where these are not all."""
    told = [
        reader.say(
            "approval.overdue.one",
            number=one.number,
            amount=figures.number(one.amount),
            days=(reader.today - one.due_on).days,
        )
        for one in approval.overdue
    ]
    if sum(one.amount for one in approval.overdue) < approval.asked:
        return reader.say("approval.overdue.more", listed=reader.say("list.comma").join(told)) if told else ""
    return reader.listed(told)


def notes_of_approval(proposal: Proposal, status: ProposalStatus, reader: Reader) -> tuple[Note, ...]:
    """What a card says of its approval: why it is needed, who was handed it, that it went up a level, why not."""
    mine = proposal.owner_id == reader.actor.user_id
    if status is _P.PENDING:
        form = "pending"
    elif status is _P.AWAITING_APPROVAL:
        form = "awaiting" if mine else "asked"
    elif status is _P.EXECUTED:
        form = "done"
    else:
        return _reason_note(proposal, reader)
    words = (approval_words(one, form, reader, owner=proposal.owner_login) for one in proposal.approvals)
    notes = tuple(Note(text=text, level="info" if form == "done" else "warning") for text in words)
    return notes + _progress_notes(proposal, reader) if status is _P.AWAITING_APPROVAL else notes


def _reason_note(proposal: Proposal, reader: Reader) -> tuple[Note, ...]:
    """Why a request was refused, quoted: the words are the approver's."""
    if proposal.status is not _P.REJECTED or proposal.reason is None:
        return ()
    return (Note(text=reader.say("approvals.reason", reason=proposal.reason), level="warning"),)


def _progress_notes(proposal: Proposal, reader: Reader) -> tuple[Note, ...]:
    said = [reader.say("approvals.handed", by=one.by, to=one.to) for one in proposal.handed]
    if proposal.escalated_at is not None:
        said.append(reader.say("approvals.escalated", at=reader.moment(proposal.escalated_at)))
    return notes_of(said)


def approvals_section(step: ProposedStep, reader: Reader) -> Section | None:
    """The section of a command about approvals; None for another one."""
    match step.result:
        case ApprovalsDelegated() as made:
            return _delegated(step, made, reader)
        case DelegationsEnded() as ended:
            return _ended(step, ended, reader)
        case ApprovalTimeSet() as time:
            return _time(step, time, reader)
    return None


def present_delegations(page: DelegationPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Who approves for whom, and when."""
    if not page.delegations:
        return reader.say("approvals.no_delegations"), ()
    rows = (
        {"lender": names["lender"], "delegate": names["delegate"], "starts_on": names["start"], "ends_on": names["end"]}
        for names in (_names(one, reader) for one in page.delegations)
    )
    table = table_of(("lender", "delegate", "starts_on", "ends_on"), rows, reader)
    return reader.say("approvals.delegations", count=len(page.delegations)), (table,)


def _delegated(step: ProposedStep, made: ApprovalsDelegated, reader: Reader) -> Section:
    words = _names(made.delegation, reader)
    return Section(
        kind=reader.say("document.delegate_approvals"),
        subject=words["delegate"],
        proposed=reader.say("approvals.proposed_delegation", **words),
        done=reader.say("approvals.done_delegation", **words) if step.document else "",
        facts=_facts_of_delegation(made.delegation, reader),
        notes=notes_of([reader.say("approvals.what_is_lent")]),
    )


def _ended(step: ProposedStep, ended: DelegationsEnded, reader: Reader) -> Section:
    words = {**_names(ended.delegations[0], reader), "count": len(ended.delegations)}
    return Section(
        kind=reader.say("document.end_delegation"),
        subject=str(words["delegate"]),
        proposed=reader.say("approvals.proposed_end", **words),
        done=reader.say("approvals.done_end", **words) if step.document else "",
        facts=tuple(fact for one in ended.delegations for fact in _facts_of_delegation(one, reader)),
    )


def _time(step: ProposedStep, set_: ApprovalTimeSet, reader: Reader) -> Section:
    form = "time" if set_.hours else "never"
    words = {"hours": set_.hours, "before": set_.before}
    return Section(
        kind=reader.say("document.set_approval_time"),
        proposed=reader.say(f"approvals.proposed_{form}", **words),
        done=reader.say(f"approvals.done_{form}", **words),
        facts=facts_of(reader, ("before", reader.say("approvals.hours", hours=set_.before))),
    )


def _facts_of_delegation(one: DelegationShown, reader: Reader) -> tuple[Fact, ...]:
    words = _names(one, reader)
    return facts_of(
        reader,
        ("lender", words["lender"]),
        ("delegate", words["delegate"]),
        ("starts_on", words["start"]),
        ("ends_on", words["end"]),
    )


def _names(one: DelegationShown, reader: Reader) -> dict[str, str]:
    return {
        "lender": reader.name(one.lender_zh, one.lender_en, one.lender),
        "delegate": reader.name(one.delegate_zh, one.delegate_en, one.delegate),
        "start": reader.day(one.starts_on),
        "end": reader.day(one.ends_on),
    }
