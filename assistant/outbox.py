"""Messages going out: written in the transaction that causes them, sent by jobs, each at least once.

Which channels are sent to, and how, is each channel's own; the sending jobs are in `jobs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from assistant.history import DeliveryState, OutboxRow
from assistant.queue import DELIVER, defer, deliveries_of
from core.database import new_id

ATTEMPTS_MAX = 12
NOTICE_WITHIN = timedelta(days=1)
"""A notice nobody could send for so long is not news any more: a bot set up again does not tell of last month."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for a channel to send. `kind` is `reply` or `notice`; `reply` is the JSON of a `Reply`.

    `attempt` is 1 for the first try: after a crash in mid-sending nobody can know whether the first arrived.
    """

    id: UUID
    channel: str
    address: str
    kind: str
    reply: dict[str, Any]
    conversation_id: UUID | None
    attempt: int


def post(
    session: Session,
    *,
    channel: str,
    address: str,
    kind: str,
    reply: dict[str, Any],
    dedupe_key: str,
    now: datetime,
    conversation_id: UUID | None = None,
) -> bool:
    """Writes a message to be sent and defers its sending; False when one with this `dedupe_key` was written before.

    Messages to one address are sent in the order they were posted.
    """
    row = {
        "id": new_id(),
        "conversation_id": conversation_id,
        "channel": channel,
        "address": address,
        "kind": kind,
        "reply": reply,
        "due_at": now,
        "dedupe_key": dedupe_key,
    }
    written = insert(OutboxRow).values(row).on_conflict_do_nothing(index_elements=["dedupe_key"])
    outbox_id = session.execute(written.returning(OutboxRow.id)).scalar_one_or_none()
    if outbox_id is None:
        return False
    defer(session, DELIVER, {"outbox_id": str(outbox_id)}, queue=deliveries_of(channel), lock=f"{channel}:{address}")
    return True


def begin(session: Session, outbox_id: UUID, *, now: datetime) -> Delivery | None:
    """Marks the message as being sent and returns it; None when it was sent or given up before, or is no news now."""
    row = session.scalars(
        select(OutboxRow)
        .where(OutboxRow.id == outbox_id, OutboxRow.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)))
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    if row.kind == "notice" and row.due_at < now - NOTICE_WITHIN:
        given_up(session, outbox_id, error="nobody could send it in time")
        return None
    row.state = DeliveryState.SENDING
    row.attempts += 1
    return Delivery(
        id=row.id,
        channel=row.channel,
        address=row.address,
        kind=row.kind,
        reply=row.reply,
        conversation_id=row.conversation_id,
        attempt=row.attempts,
    )


def sent(session: Session, outbox_id: UUID) -> None:
    """Notes that the channel has accepted the message."""
    _note(session, outbox_id, state=DeliveryState.SENT, last_error=None)


def failed(session: Session, delivery: Delivery, *, error: str, wait: timedelta, now: datetime) -> bool:
    """Notes a failed attempt; False when it was the last one and the message is given up (`dead`)."""
    if delivery.attempt >= ATTEMPTS_MAX:
        given_up(session, delivery.id, error=error)
        return False
    changed = {"state": DeliveryState.PENDING, "last_error": error[:500], "due_at": now + wait}
    session.execute(update(OutboxRow).where(OutboxRow.id == delivery.id).values(changed))
    return True


def delayed(session: Session, delivery: Delivery, *, wait: timedelta, now: datetime) -> None:
    """Notes that the medium asked to wait: no failed attempt."""
    changed = {"state": DeliveryState.PENDING, "attempts": delivery.attempt - 1, "due_at": now + wait}
    session.execute(update(OutboxRow).where(OutboxRow.id == delivery.id).values(changed))


def given_up(session: Session, outbox_id: UUID, *, error: str) -> None:
    """Notes that the message can never be delivered, and why."""
    _note(session, outbox_id, state=DeliveryState.DEAD, last_error=error[:500])


def _note(session: Session, outbox_id: UUID, *, state: DeliveryState, last_error: str | None) -> None:
    changed = {"state": state, "last_error": last_error}
    session.execute(update(OutboxRow).where(OutboxRow.id == outbox_id).values(changed))
