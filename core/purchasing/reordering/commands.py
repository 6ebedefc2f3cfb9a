"""Operations that write reorder rules and drop requisitions. Requisitions are raised by events, in `reactions`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.catalog.models import Product
from core.catalog.references import ProductRef, Quantity
from core.database import locked, new_id
from core.errors import Invalid
from core.inventory.models import Warehouse
from core.inventory.references import WarehouseRef
from core.operations import Document, command
from core.purchasing.access import MAY_BUY
from core.purchasing.reordering.models import MACHINE, ReorderRule, Requisition, RequisitionState
from core.purchasing.reordering.references import RequisitionRef
from core.purchasing.reordering.shortages import raise_requisitions
from core.purchasing.reordering.views import ReorderRuleSet, RequisitionCancelled


class MinimumAboveMaximum(Invalid):
    """What is bought up to is no less than the point of buying again. Facts: minimum, maximum."""


@command(roles=MAY_BUY)
def set_reorder_rule(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef,
    warehouse: WarehouseRef,
    minimum: Quantity,
    maximum: Quantity,
) -> ReorderRuleSet:
    """Sets when a product is bought again for a warehouse: below the minimum, up to the maximum, in its own unit.

    Where it is below the minimum already, a requisition is raised at once.
    """
    if minimum > maximum:
        raise MinimumAboveMaximum(minimum=minimum, maximum=maximum)
    item, house = session.get_one(Product, product.id), session.get_one(Warehouse, warehouse.id)
    known = session.execute(
        select(ReorderRule.minimum, ReorderRule.maximum)
        .where(ReorderRule.product_id == item.id, ReorderRule.warehouse_id == house.id)
        .with_for_update()
    ).one_or_none()
    row_id = session.scalars(
        insert(ReorderRule)
        .values(id=new_id(), product_id=item.id, warehouse_id=house.id, minimum=minimum, maximum=maximum)
        .on_conflict_do_update(
            index_elements=["product_id", "warehouse_id"], set_={"minimum": minimum, "maximum": maximum}
        )
        .returning(ReorderRule.id)
    ).one()
    raise_requisitions(session, [item.code], actor=actor, now=now)
    return ReorderRuleSet(
        document=Document("reorder_rule", row_id, f"{item.code}@{house.code}"),
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        minimum=minimum,
        maximum=maximum,
        before=(known[0], known[1]) if known else None,
        raised=_requested(session, item, house),
    )


@command(roles=MAY_BUY)
def cancel_requisition(
    session: Session, *, actor: Actor, now: datetime, requisition: RequisitionRef, reason: str = ""
) -> RequisitionCancelled:
    """Drops an open requisition; the next change of stock raises another where the product is still short."""
    row = locked(session, Requisition, requisition.id)
    MACHINE.advance(session, row, RequisitionState.CANCELLED, actor=actor, now=now)
    row.ended_at = now
    row.reason = reason.strip()[:500] or None
    session.flush()
    facts = {"number": row.number, "reason": row.reason}
    events.emit(session, "requisition.cancelled", subject_id=row.id, actor=actor, now=now, facts=facts)
    item, house = session.get_one(Product, row.product_id), session.get_one(Warehouse, row.warehouse_id)
    return RequisitionCancelled(
        document=Document("requisition", row.id, row.number),
        number=row.number,
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        warehouse=house.code,
        warehouse_zh=house.name_zh,
        warehouse_en=house.name_en,
        quantity=row.quantity,
        reason=row.reason or "",
    )


def _requested(session: Session, product: Product, house: Warehouse) -> Decimal | None:
    return session.scalars(
        select(Requisition.quantity).where(
            Requisition.product_id == product.id,
            Requisition.warehouse_id == house.id,
            Requisition.state == RequisitionState.OPEN,
        )
    ).one_or_none()
