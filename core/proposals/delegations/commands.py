"""Operations that lend the right to approve for some days, take it back, and set how long a request may wait."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from core import audit, company, events
from core.actor import Actor, Role
from core.calendar import Period
from core.database import locked
from core.errors import Conflict, Invalid, NotFound
from core.identity import ColleagueRef, Delegation, User, standing
from core.operations import Document, PeriodWords, command
from core.proposals.delegations.views import ApprovalsDelegated, ApprovalTimeSet, DelegationsEnded, DelegationShown
from core.proposals.handing_over import fit_delegate

MAY_APPROVE = frozenset({Role.MANAGER})
LONGEST = 92
"""Days a delegation may last: about a quarter."""

WorkingHours = Annotated[int, Field(ge=0, le=80)]
"""Hours of working days; none is meant by 0."""


class DelegationPast(Invalid):
    """The days are over. Facts: ends_on."""


class DelegationTooLong(Invalid):
    """It lasts longer than a delegation may. Facts: days, limit."""


class DelegatedAlready(Conflict):
    """The same colleague stands in on some of the days already. Facts: login, starts_on, ends_on."""


class NoDelegation(NotFound):
    """Nothing is delegated to that colleague. Facts: login."""


@command(roles=MAY_APPROVE)
def delegate_approvals(
    session: Session, *, actor: Actor, now: datetime, colleague: ColleagueRef, period: PeriodWords
) -> ApprovalsDelegated:
    """Lets a colleague approve in my place on the days of a period (休假期间代我审批), with what I may approve myself.

    It ends by itself, or before by end_delegation. I can still approve; nobody approves their own request.
    """
    delegate = fit_delegate(session, colleague.id, actor)
    days = _within(period, actor.today(now))
    if actor.user_id is None:
        raise NoDelegation(login=delegate.login)
    lender = locked(session, User, actor.user_id)
    for one, _, to in standing(session, since=days.start_on, user_id=lender.id):
        if one.lender_id == lender.id and to.id == colleague.id and one.starts_on <= days.end_on:
            raise DelegatedAlready(login=to.login, starts_on=one.starts_on, ends_on=one.ends_on)
    row = Delegation(
        lender_id=lender.id,
        delegate_id=colleague.id,
        starts_on=days.start_on,
        ends_on=days.end_on,
        created_at=now,
    )
    session.add(row)
    session.flush()
    stands_in = session.get_one(User, colleague.id)
    session.refresh(stands_in, ["may_stand_in"])
    shown = shown_delegation(row, lender, stands_in)
    _keep(session, "delegation.made", row, shown, actor=actor, now=now)
    return ApprovalsDelegated(document=Document("delegation", row.id, shown.delegate), delegation=shown)


@command(roles=MAY_APPROVE | {Role.ADMIN})
def end_delegation(session: Session, *, actor: Actor, now: datetime, colleague: ColleagueRef) -> DelegationsEnded:
    """Ends at once what I delegated to a colleague (收回审批委托). An admin ends what anybody delegated to them."""
    whose = None if Role.ADMIN in actor.roles else actor.user_id
    found = [
        (row, lender, delegate)
        for row, lender, delegate in standing(session, since=actor.today(now), user_id=colleague.id)
        if row.delegate_id == colleague.id and whose in (None, row.lender_id)
    ]
    if not found:
        raise NoDelegation(login=colleague.code)
    ended = []
    for row, lender, delegate in sorted(found, key=lambda one: one[0].id):
        locked(session, Delegation, row.id).ended_at = now
        ended.append(shown_delegation(row, lender, delegate))
        _keep(session, "delegation.ended", row, ended[-1], actor=actor, now=now)
    session.flush()
    return DelegationsEnded(document=Document("delegation", found[0][0].id, colleague.code), delegations=tuple(ended))


@command(roles=frozenset({Role.MANAGER, Role.ADMIN}))
def set_approval_time(session: Session, *, actor: Actor, now: datetime, working_hours: WorkingHours) -> ApprovalTimeSet:
    """Sets after how many working hours a request nobody decided on goes up a level (审批超时升级); 0 is never.

    Then those who may approve are asked again and admins may decide. Requests that wait already keep their time.
    """
    with company.changing(session) as row:
        before, row.approval_hours = row.approval_hours, working_hours
    details = {"hours": working_hours, "before": before}
    audit.record(session, action="company.approval_hours", actor=actor, now=now, details=details)
    return ApprovalTimeSet(hours=working_hours, before=before)


def shown_delegation(row: Delegation, lender: User, delegate: User) -> DelegationShown:
    """The delegation with the names of both."""
    return DelegationShown(
        lender=lender.login,
        lender_zh=lender.name_zh,
        lender_en=lender.name_en,
        delegate=delegate.login,
        delegate_zh=delegate.name_zh,
        delegate_en=delegate.name_en,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def _within(period: Period, today: date) -> Period:
    """The days of the period that are not over; refuses `DelegationPast` and `DelegationTooLong`."""
    if period.end_on < today:
        raise DelegationPast(ends_on=period.end_on)
    days = Period(max(period.start_on, today), period.end_on)
    length = (days.end_on - days.start_on).days + 1
    if length > LONGEST:
        raise DelegationTooLong(days=length, limit=LONGEST)
    return days


def _keep(session: Session, kind: str, row: Delegation, shown: DelegationShown, *, actor: Actor, now: datetime) -> None:
    """In the audit log, and as news for the delegate."""
    details = {
        "lender": shown.lender,
        "delegate": shown.delegate,
        "starts_on": shown.starts_on.isoformat(),
        "ends_on": shown.ends_on.isoformat(),
    }
    audit.record(session, action=kind, actor=actor, now=now, details=details)
    facts = {
        **details,
        "lender_zh": shown.lender_zh,
        "lender_en": shown.lender_en,
        "delegate_zh": shown.delegate_zh,
        "delegate_en": shown.delegate_en,
        "delegate_id": str(row.delegate_id),
        "lender_id": str(row.lender_id),
        "by_id": str(actor.user_id),
    }
    events.emit(session, kind, subject_id=row.id, actor=actor, now=now, facts=facts)
