"""Balances made anew from the moves, reservations and documents that were written past them."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from core.database import Base

_LEVELS = """
    UPDATE stock_levels AS level SET on_hand = summed.on_hand, reserved = summed.reserved
    FROM (
        SELECT level.id, coalesce(moved.quantity, 0) AS on_hand, coalesce(held.quantity, 0) AS reserved
        FROM stock_levels AS level
        LEFT JOIN (
            SELECT product_id, place_id, lot_id, sum(quantity) AS quantity
            FROM (
                SELECT product_id, to_place_id AS place_id, lot_id, quantity FROM stock_moves
                UNION ALL SELECT product_id, from_place_id, lot_id, -quantity FROM stock_moves
            ) AS moved GROUP BY product_id, place_id, lot_id
        ) AS moved ON (moved.product_id, moved.place_id) = (level.product_id, level.place_id)
                  AND moved.lot_id IS NOT DISTINCT FROM level.lot_id
        LEFT JOIN (
            SELECT level_id, sum(quantity) AS quantity FROM reservations WHERE state = 'open' GROUP BY level_id
        ) AS held ON held.level_id = level.id
    ) AS summed
    WHERE summed.id = level.id AND (summed.on_hand, summed.reserved) <> (level.on_hand, level.reserved)
"""
_VALUES = """
    INSERT INTO product_values (product_id, quantity, value, held_since, last_issued_on)
    SELECT held.product_id, held.quantity, moved.value, moved.first_on, moved.issued_on
    FROM (SELECT product_id, sum(on_hand) AS quantity FROM stock_levels GROUP BY product_id) AS held
    JOIN (
        SELECT move.product_id, min(move.at)::date AS first_on,
               max(move.at) FILTER (WHERE target.kind = 'transit')::date AS issued_on,
               sum(CASE WHEN target.warehouse_id IS NULL THEN -move.value ELSE move.value END)
                   FILTER (WHERE (source.warehouse_id IS NULL) <> (target.warehouse_id IS NULL)) AS value
        FROM stock_moves AS move
        JOIN places AS source ON source.id = move.from_place_id
        JOIN places AS target ON target.id = move.to_place_id
        GROUP BY move.product_id
    ) AS moved ON moved.product_id = held.product_id
    ON CONFLICT (product_id) DO UPDATE
    SET quantity = excluded.quantity, value = excluded.value, last_issued_on = excluded.last_issued_on
"""


def sum_up(connection: psycopg.Connection[Any], *, numbers_beyond: int) -> None:
    """Sums up stock and its worth, and lets every series of numbers go on behind those that were written."""
    connection.execute(_LEVELS)
    connection.execute(_VALUES)
    for sequence in Base.metadata._sequences.values():
        name = sql.Identifier(sequence.name)
        connection.execute(
            sql.SQL("SELECT setval({}, greatest(%s, last_value)) FROM {}").format(sql.Literal(sequence.name), name),
            (numbers_beyond,),
        )
