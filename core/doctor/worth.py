"""I5 of stock: what goods are worth against the moves that say so, and against the accounts."""

from __future__ import annotations

from core.doctor.findings import Check

WORTH = Check(
    invariant="I5",
    title="worth_is_what_moves_brought",
    checked="SELECT count(*) FROM product_values",
    broken="""
        SELECT product.code AS product, kept.quantity, on_hand, kept.value, moved
        FROM (
            SELECT product_id, sum(quantity) AS quantity, sum(value) AS value, sum(on_hand) AS on_hand,
                   sum(moved) AS moved
            FROM (
                SELECT product_id, quantity, value, 0 AS on_hand, 0 AS moved FROM product_values
                UNION ALL
                SELECT product_id, 0, 0, on_hand, 0 FROM stock_levels
                UNION ALL
                SELECT move.product_id, 0, 0, 0,
                       CASE WHEN target.warehouse_id IS NULL THEN -move.value ELSE move.value END
                FROM stock_moves AS move
                JOIN places AS source ON source.id = move.from_place_id
                JOIN places AS target ON target.id = move.to_place_id
                WHERE (source.warehouse_id IS NULL) <> (target.warehouse_id IS NULL)
                UNION ALL
                SELECT product_id, 0, 0, 0, amount FROM stock_revaluations
            ) AS entry
            GROUP BY product_id
        ) AS kept
        JOIN products AS product ON product.id = kept.product_id
        WHERE kept.quantity <> on_hand OR kept.value <> moved
    """,
)

# What each account of goods has to stand at.
_GOODS = """
    SELECT 'inventory' AS role, coalesce(sum(value), 0) AS worth FROM product_values
    UNION ALL
    SELECT 'in_transit', coalesce(sum(CASE transit.id WHEN move.to_place_id THEN move.value ELSE -move.value END), 0)
    FROM stock_moves AS move
    JOIN places AS transit ON transit.kind = 'transit' AND transit.id IN (move.from_place_id, move.to_place_id)
"""

ACCOUNTED = Check(
    invariant="I5",
    title="accounts_of_goods_equal_their_worth",
    checked="SELECT 2",
    broken=f"""
        SELECT goods.role, goods.worth, coalesce(booked.balance, 0) AS booked
        FROM ({_GOODS}) AS goods
        LEFT JOIN ledger_accounts AS account ON account.role = goods.role
        LEFT JOIN (
            SELECT account, sum(debit - credit) AS balance FROM journal_lines GROUP BY account
        ) AS booked ON booked.account = account.code
        WHERE account.code IS NULL OR goods.worth <> coalesce(booked.balance, 0)
    """,
)

CHECKS = (WORTH, ACCOUNTED)
