"""Finding what has fallen below its reorder point, in one statement, and raising requisitions for it.

What can be counted on is available and incoming stock less demand that waits; orders not sent yet count as incoming.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Text, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import events
from core.actor import Actor
from core.database import new_id
from core.purchasing.reordering.models import (
    MACHINE,
    REQUISITION_NUMBERS,
    ReorderRule,
    Requisition,
    RequisitionState,
)
from core.purchasing.reordering.rounding import to_buy


@dataclass(frozen=True, slots=True)
class Shortage:
    """A product that is short in a warehouse: what it can count on, and what to buy, in stock units.

    Without a preferred supplier `supplier_id` is None.
    """

    product_id: UUID
    product: str
    name_zh: str
    name_en: str
    unit: str
    warehouse_id: UUID
    warehouse: str
    warehouse_zh: str
    warehouse_en: str
    minimum: Decimal
    maximum: Decimal
    projected: Decimal
    quantity: Decimal
    supplier_id: UUID | None
    supplier: str | None
    supplier_zh: str
    supplier_en: str
    price: Decimal | None
    currency: str
    requisition: str | None
    requested: Decimal


def find_short(session: Session, products: Collection[str] | None, on: date) -> list[Shortage]:
    """What is below its reorder point, of the products of these codes or of all that have a rule, by code."""
    wanted = None if products is None else sorted(products)
    rows = session.connection().execute(_SHORT, {"products": wanted, "on": on})
    return [_shortage(row._mapping) for row in rows]


def raise_requisitions(session: Session, products: Collection[str], *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Requests what has fallen short of the products of these codes; the numbers of requisitions that are new or grew.

    A product has one open requisition in a warehouse at most: a deeper shortage raises its quantity, the database
    sees to it that two at once make one. Emits `requisition.raised`.
    """
    raised = []
    today = actor.today(now)
    short = find_short(session, products, today) if products else []
    if short:
        # Whoever orders requisitions holds the rules: what is on its order by now is counted.
        lock_rules(session, [one.product_id for one in short])
        short = find_short(session, products, today)
    for one in short:
        number = _raise(session, one, actor=actor, now=now)
        if number is not None:
            raised.append(number)
    return tuple(raised)


def lock_rules(session: Session, product_ids: Collection[UUID]) -> None:
    """Keeps others from requesting or ordering the products until the transaction ends."""
    session.execute(
        select(ReorderRule.id).where(ReorderRule.product_id.in_(product_ids)).order_by(ReorderRule.id).with_for_update()
    )


def _raise(session: Session, short: Shortage, *, actor: Actor, now: datetime) -> str | None:
    """The number of the requisition that was made or raised; None where an open one asks for as much."""
    if short.requisition is not None and short.requested >= short.quantity:
        return None
    row_id = new_id()
    statement = insert(Requisition).values(
        id=row_id,
        number=REQUISITION_NUMBERS.take(session, actor.today(now)),
        product_id=short.product_id,
        warehouse_id=short.warehouse_id,
        quantity=short.quantity,
        projected=short.projected,
        state=RequisitionState.OPEN,
        created_at=now,
    )
    # Somebody else's requisition of the same moment is raised too, and only if this shortage is the deeper one.
    kept = session.execute(
        statement.on_conflict_do_update(
            index_elements=["product_id", "warehouse_id"],
            index_where=text("state = 'open'"),
            set_={"quantity": statement.excluded.quantity, "projected": statement.excluded.projected},
            where=Requisition.quantity < statement.excluded.quantity,
        ).returning(Requisition.id, Requisition.number)
    ).one_or_none()
    if kept is None:
        return None
    if kept.id == row_id:
        MACHINE.record(session, row_id, (None, RequisitionState.OPEN), actor=actor, now=now)
    facts = {
        "number": kept.number,
        "product": short.product,
        "product_zh": short.name_zh,
        "product_en": short.name_en,
        "unit": short.unit,
        "warehouse": short.warehouse,
        "warehouse_zh": short.warehouse_zh,
        "warehouse_en": short.warehouse_en,
        "quantity": str(short.quantity),
        "projected": str(short.projected),
        "new": kept.id == row_id,
    }
    events.emit(session, "requisition.raised", subject_id=kept.id, actor=actor, now=now, facts=facts)
    return str(kept.number)


def _shortage(row: Any) -> Shortage:  # noqa: ANN401 - a row's mapping
    quantity = to_buy(
        projected=row["projected"],
        minimum=row["minimum"],
        maximum=row["maximum"],
        least=row["least"],
        multiple=row["multiple"],
    )
    given = {name: row[name] for name in Shortage.__slots__ if name != "quantity"}
    return Shortage(quantity=quantity, **given)


# Runs with every confirmed order: rules are found by their products first, so without one it costs next to nothing.
_SHORT = text(
    """
    SELECT product.id AS product_id, product.code AS product, product.name_zh, product.name_en,
           product.unit_code AS unit, house.id AS warehouse_id, house.code AS warehouse,
           house.name_zh AS warehouse_zh, house.name_en AS warehouse_en, rule.minimum, rule.maximum, counted.projected,
           supplier.id AS supplier_id, supplier.code AS supplier, coalesce(supplier.name_zh, '') AS supplier_zh,
           coalesce(supplier.name_en, '') AS supplier_en, offer.price, coalesce(offer.currency, '') AS currency,
           coalesce(offer.minimum, 0) AS least, coalesce(offer.multiple, 1) AS multiple,
           asked.number AS requisition, coalesce(asked.quantity, 0) AS requested
    FROM reorder_rules AS rule
    CROSS JOIN LATERAL (
        SELECT coalesce((
                   SELECT sum(level.on_hand - level.reserved)
                   FROM stock_levels AS level
                   JOIN places AS place ON place.id = level.place_id AND place.kind = 'stock'
                   LEFT JOIN lots AS lot ON lot.id = level.lot_id
                   WHERE level.product_id = rule.product_id AND level.warehouse_id = rule.warehouse_id
                     AND (lot.expires_on IS NULL OR lot.expires_on > :on)
               ), 0) + coalesce((
                   SELECT sum(CASE WHEN move.kind = 'receipt' THEN move.quantity ELSE -move.quantity END)
                   FROM expected_moves AS move
                   WHERE move.product_id = rule.product_id AND move.warehouse_id = rule.warehouse_id
               ), 0) + coalesce((
                   SELECT sum(line.stock_quantity)
                   FROM purchase_order_lines AS line
                   JOIN purchase_orders AS placed ON placed.id = line.order_id
                   WHERE line.product_id = rule.product_id AND line.warehouse_id = rule.warehouse_id
                     AND placed.state IN ('draft', 'approved')
               ), 0) AS projected
    ) AS counted
    JOIN products AS product ON product.id = rule.product_id
    JOIN warehouses AS house ON house.id = rule.warehouse_id
    LEFT JOIN supplier_products AS offer ON offer.product_id = rule.product_id AND offer.preferred
    LEFT JOIN suppliers AS supplier ON supplier.id = offer.supplier_id
    LEFT JOIN requisitions AS asked
           ON asked.product_id = rule.product_id AND asked.warehouse_id = rule.warehouse_id AND asked.state = 'open'
    WHERE (CAST(:products AS text[]) IS NULL OR product.code = ANY(:products))
      AND counted.projected < rule.minimum
    ORDER BY product.code, house.code
    """
).bindparams(bindparam("products", type_=ARRAY(Text())), bindparam("on", type_=Date()))
