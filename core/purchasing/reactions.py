"""What purchasing does upon an event: requests what has fallen short by it (the policy "requisition")."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core import company, events
from core.actor import system_actor
from core.events import Event
from core.purchasing.reordering.shortages import raise_requisitions

LOWERS_STOCK = (
    "sales_order.confirmed",
    "stock.counted",
    "stock.scrapped",
    "stock.transferred",
    "stock.shipped",
    "stock.withdrawn",
    "purchase.returned",
)
"""Events after which a product may be short; their facts name it as `product`, or several as `products`."""


def request_what_is_short(session: Session, event: Event) -> None:
    """Raises requisitions for the event's products that are below their reorder point now."""
    actor = event.actor or system_actor(company.current(session).zone)
    raise_requisitions(session, _products(event.facts), actor=actor, now=event.now)


def _products(facts: dict[str, Any]) -> set[str]:
    products = facts.get("products") or [facts.get("product")]
    return {str(one) for one in products if one}


for _kind in LOWERS_STOCK:
    events.on(_kind)(request_what_is_short)
