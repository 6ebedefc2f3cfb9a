"""What sales does upon an event: promises move with the goods they rest on."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from core import company, events
from core.actor import Actor, system_actor
from core.events import Event
from core.sales.repromising import promise_again, promise_what_came


@events.on("stock.rescheduled")
@events.on("stock.withdrawn")
def move_promises(session: Session, event: Event) -> None:
    """Goods come on another day, or not at all: what waits for them is promised anew."""
    waiting = [UUID(one["expected_move"]) for one in event.facts["demands"] if one["document_kind"] == "sales_order"]
    if waiting:
        promise_again(session, waiting, actor=_actor(session, event), now=event.now)


@events.on("stock.received")
def promise_for_now(session: Session, event: Event) -> None:
    """Goods came: lines that waited for them and have them now can ship."""
    served = [UUID(one["line_id"]) for one in event.facts["lines"] if one["line_id"]]
    if served:
        promise_what_came(session, served, event.facts["warehouse"], actor=_actor(session, event), now=event.now)


def _actor(session: Session, event: Event) -> Actor:
    return event.actor or system_actor(company.current(session).zone)
