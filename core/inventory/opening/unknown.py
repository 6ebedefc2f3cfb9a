"""How much of what is held came without a cost, and was not given one since."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

OPENING_COST = "opening_cost"
"""The kind of revaluations that say what goods cost that had none."""


def unknown_of(session: Session, product_ids: Collection[UUID] | None = None) -> dict[UUID, Decimal]:
    """The quantities held whose cost was never said, by product; of all products if none are named.

    Goods that came for nothing on a receipt cost nothing, and that is known.
    """
    if product_ids is None:
        rows = session.execute(text(_UNKNOWN.format(own="")))
    else:
        rows = session.execute(text(_UNKNOWN.format(own=_OWN)), {"product_ids": sorted(product_ids)})
    return {row.product_id: row.quantity for row in rows}


# What came in without a cost since one was last said, less what left without one, and never more than is held.
_OWN = "AND move.product_id = ANY(:product_ids)"
_UNKNOWN = """
    SELECT held.product_id, least(held.quantity, came.quantity) AS quantity
    FROM product_values AS held
    JOIN (
        SELECT move.product_id,
               sum(CASE WHEN source.warehouse_id IS NULL THEN move.quantity ELSE -move.quantity END) AS quantity
        FROM stock_moves AS move
        JOIN places AS source ON source.id = move.from_place_id
        JOIN places AS target ON target.id = move.to_place_id
        LEFT JOIN (
            SELECT product_id, max(at) AS at FROM stock_revaluations WHERE origin_kind = 'opening_cost'
            GROUP BY product_id
        ) AS said ON said.product_id = move.product_id
        WHERE move.value = 0 AND (source.warehouse_id IS NULL) <> (target.warehouse_id IS NULL)
          AND move.origin_kind <> 'receipt' AND (said.at IS NULL OR move.at > said.at)
          {own}
        GROUP BY move.product_id
    ) AS came ON came.product_id = held.product_id
    WHERE held.quantity > 0 AND came.quantity > 0
"""
