"""Writing purchase orders that were worked out, and the approval that sending one of them takes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.database import new_id
from core.finance.rates import rate_on
from core.operations import ApprovalNeeded
from core.purchasing.orders.drafting import Draft
from core.purchasing.orders.models import (
    MACHINE,
    PURCHASE_ORDER_NUMBERS,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderState,
)

ALONE_UP_TO = Decimal(50_000)
"""Gross amount, in the company's currency, up to which a buyer without a limit of its own may commit the company."""


def write(session: Session, drafted: Draft, *, note: str, actor: Actor, now: datetime) -> UUID:
    """Writes a new purchase order as a draft; its id."""
    order_id = new_id()
    session.add(
        PurchaseOrder(
            id=order_id,
            number=PURCHASE_ORDER_NUMBERS.take(session, actor.today(now)),
            supplier_id=drafted.supplier.id,
            buyer_id=actor.user_id,
            state=PurchaseOrderState.DRAFT,
            currency=drafted.currency,
            rate=rate_on(session, drafted.currency, actor.today(now)),
            net=drafted.net,
            tax=drafted.tax,
            gross=drafted.net + drafted.tax,
            payment_terms_days=drafted.supplier.payment_terms_days,
            note=note.strip()[:500],
            created_at=now,
        )
    )
    session.flush()
    rows = [
        {
            "id": new_id(),
            "order_id": order_id,
            "position": position,
            "product_id": line.product.id,
            "warehouse_id": line.wanted.warehouse_id,
            "requisition_id": line.wanted.requisition_id,
            "quantity": line.wanted.quantity,
            "unit": line.unit,
            "stock_quantity": line.stock_quantity,
            "price": line.price,
            "net": line.amounts.net,
            "tax_code": line.product.tax_code,
            "tax_rate": line.product.tax_rate,
            "tax": line.amounts.tax,
            "due_on": line.due_on,
        }
        for position, line in enumerate(drafted.lines, start=1)
    ]
    session.execute(insert(PurchaseOrderLine), rows)
    MACHINE.record(session, order_id, (None, PurchaseOrderState.DRAFT), actor=actor, now=now)
    return order_id


def approvals_for(order: PurchaseOrder, actor: Actor) -> tuple[ApprovalNeeded, ...]:
    """A manager's approval where the order is over what the actor may commit the company to alone."""
    worth, limit = order.gross * order.rate, limit_of(actor)
    if limit is None or worth <= limit:
        return ()
    return (ApprovalNeeded(Role.MANAGER, "purchase_over_limit", worth, limit),)


def limit_of(actor: Actor) -> Decimal | None:
    """The largest order, tax included and in the company's currency, the actor may send alone; None for a manager."""
    if Role.MANAGER in actor.roles:
        return None
    return ALONE_UP_TO if actor.purchase_limit is None else actor.purchase_limit
