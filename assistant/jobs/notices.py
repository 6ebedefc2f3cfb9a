"""Telling people in their chats what happened without them: read from events, told once, kept as turns.

An event is found by its age and by not being marked as told, not by how far was read: one that became visible late is
not missed.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, cast, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from assistant.history import Conversation, ToldEvent
from assistant.jobs.news import NEWS, tell_news
from assistant.jobs.telling import tell, threads_of
from assistant.jobs.work import Work
from assistant.replies.present import present_proposal
from assistant.replies.words import say
from assistant.turn import TurnOutcome
from core import company, identity, proposals
from core.actor import Actor
from core.errors import Refusal
from core.events import EventRecord
from core.identity import User
from core.proposals import Proposal

REQUESTED = "approval.requested"
HANDED_OVER = "approval.handed_over"
ESCALATED = "approval.escalated"
TOLD_TO_APPROVERS = (REQUESTED, HANDED_OVER, ESCALATED)
TOLD_TO_REQUESTER = (
    "approval.given",
    "approval.refused",
    "approval.explained",
    "approval.failed",
    "approval.expired",
    "proposal.changed",
    HANDED_OVER,
    ESCALATED,
)
TOLD_WITHIN = timedelta(days=1)
_AT_ONCE = 20

logger = logging.getLogger(__name__)


def post_due(work: Work) -> int:
    """Tells of the events nobody was told of yet; how many there were."""
    now = work.clock.now()
    with work.database.transaction() as session:
        events = _take_untold(session, now)
        for event in events:
            _tell_of(session, event, now)
    return len(events)


def _tell_of(session: Session, event: EventRecord, now: datetime) -> None:
    """Tells of one event. One that cannot be told is logged and left: it must not hold the others' news back."""
    try:
        with session.begin_nested():
            if event.kind in TOLD_TO_APPROVERS:
                _tell_approvers(session, event, now)
            if event.kind in TOLD_TO_REQUESTER:
                _tell_requester(session, event, now)
            if event.kind in NEWS:
                tell_news(session, event, now)
    except OperationalError:
        raise  # the database is away or two of us were in each other's way: all of them are told the next time
    except Exception:
        logger.exception("nobody could be told of event %s (%s)", event.id, event.kind)


def _take_untold(session: Session, now: datetime) -> Sequence[EventRecord]:
    told = exists().where(ToldEvent.event_id == EventRecord.id)
    kinds = {*TOLD_TO_APPROVERS, *TOLD_TO_REQUESTER, *NEWS}
    found = session.scalars(
        select(EventRecord)
        .where(EventRecord.kind.in_(kinds), EventRecord.at > now - TOLD_WITHIN, ~told)
        .order_by(EventRecord.id)
        .limit(_AT_ONCE)
    ).all()
    if not found:
        return ()
    # Of two processes that found the same event, the one whose mark is new tells of it.
    marks = insert(ToldEvent).values([{"event_id": event.id, "at": now} for event in found])
    mine = set(session.scalars(marks.on_conflict_do_nothing().returning(ToldEvent.event_id)))
    return [event for event in found if event.id in mine]


def _tell_approvers(session: Session, event: EventRecord, now: datetime) -> None:
    for user in session.scalars(select(User).where(User.active, _may_be_asked(session, event, now)).order_by(User.id)):
        for conversation in threads_of(session, user, now):
            actor = identity.actor_for_user(session, user.id, channel=conversation.channel)
            actor = actor.speaking(conversation.language)  # what is pressed there must be readable there
            proposal = _visible(session, event.subject_id, actor, now)
            if proposal is not None and proposal.may_be_approved_by(actor, now):
                _tell(session, event, conversation, proposal, actor, now)


def _may_be_asked(session: Session, event: EventRecord, now: datetime) -> ColumnElement[bool]:
    """Who is asked: the colleague it was handed to, else those of the roles and whoever stands in for somebody."""
    if event.kind == HANDED_OVER:
        return User.id == UUID(str(event.facts["to_id"]))
    roles = [str(role) for role in event.facts["roles"]]
    standing_in = identity.delegates_on(session, now.astimezone(company.current(session).zone).date())
    return or_(User.roles.bool_op("&&")(cast(roles, ARRAY(Text))), User.id.in_(standing_in))


def _tell_requester(session: Session, event: EventRecord, now: datetime) -> None:
    owner, thread = event.facts.get("owner_id"), event.facts.get("conversation_id")
    user = session.get(User, UUID(str(owner))) if owner else None
    conversation = session.get(Conversation, UUID(str(thread))) if thread else None
    if user is None or conversation is None:
        return
    if conversation.user_id == user.id:
        _tell_owner(session, event, user, conversation, now)
        return
    for own in threads_of(session, user, now):  # the chat it was asked in has become somebody else's
        _tell_owner(session, event, user, own, now)


def _tell_owner(session: Session, event: EventRecord, owner: User, conversation: Conversation, now: datetime) -> None:
    try:
        actor = identity.actor_for_user(session, owner.id, channel=conversation.channel)
    except Refusal:
        return  # somebody who has left the company is told nothing, and the others' news goes on
    proposal = _visible(session, event.subject_id, actor, now)
    if proposal is not None and proposal.replaced_by_id is not None:
        proposal = _visible(session, proposal.replaced_by_id, actor, now) or proposal
    if proposal is not None:
        _tell(session, event, conversation, proposal, actor.speaking(conversation.language), now)


def _tell(
    session: Session,
    event: EventRecord,
    conversation: Conversation,
    proposal: Proposal,
    actor: Actor,
    now: datetime,
) -> None:
    to_owner = event.kind in TOLD_TO_APPROVERS and proposal.owner_id == actor.user_id
    words = {"by": str(event.facts.get("by", "")), "to": str(event.facts.get("to", ""))}
    outcome = TurnOutcome(
        text=say(f"notice.{event.kind}{'_owner' if to_owner else ''}", actor.language, **words),
        blocks=(present_proposal(proposal, actor=actor, now=now),),
        language=actor.language,
        proposal=proposal,
        trace={"event": event.id},
    )
    tell(session, event, conversation, outcome, actor, now)


def _visible(session: Session, proposal_id: UUID | None, actor: Actor, now: datetime) -> Proposal | None:
    try:
        return None if proposal_id is None else proposals.get(session, proposal_id, actor=actor, now=now)
    except Refusal:
        return None
