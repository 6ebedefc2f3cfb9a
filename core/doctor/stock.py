"""I2 and I3: balances against the ledger, reservations against balances and orders."""

from __future__ import annotations

from core.doctor.findings import Check

LEDGER = Check(
    invariant="I2",
    title="on_hand_is_the_sum_of_moves",
    checked="SELECT count(*) FROM stock_levels",
    broken="""
        SELECT product.code AS product, place.code AS place, lot.code AS lot, on_hand, moved
        FROM (
            SELECT product_id, place_id, lot_id, sum(on_hand) AS on_hand, sum(moved) AS moved
            FROM (
                SELECT product_id, place_id, lot_id, on_hand, 0 AS moved FROM stock_levels
                UNION ALL
                SELECT product_id, to_place_id, lot_id, 0, quantity FROM stock_moves
                UNION ALL
                SELECT product_id, from_place_id, lot_id, 0, -quantity FROM stock_moves
            ) AS entry
            GROUP BY product_id, place_id, lot_id
        ) AS balance
        JOIN places AS place ON place.id = balance.place_id AND place.warehouse_id IS NOT NULL
        JOIN products AS product ON product.id = balance.product_id
        LEFT JOIN lots AS lot ON lot.id = balance.lot_id
        WHERE on_hand <> moved OR moved < 0
    """,
)

PLACED = Check(
    invariant="I2",
    title="balances_are_where_they_say",
    checked="SELECT count(*) FROM stock_levels",
    broken="""
        SELECT product.code AS product, place.code AS place, lot.code AS lot
        FROM stock_levels AS level
        JOIN products AS product ON product.id = level.product_id
        JOIN places AS place ON place.id = level.place_id
        LEFT JOIN lots AS lot ON lot.id = level.lot_id
        WHERE place.warehouse_id IS DISTINCT FROM level.warehouse_id
           OR (lot.id IS NOT NULL AND lot.product_id <> level.product_id)
    """,
)

RESERVED = Check(
    invariant="I3",
    title="reserved_is_the_sum_of_reservations",
    checked="SELECT count(*) FROM stock_levels",
    broken="""
        SELECT product.code AS product, place.code AS place, level.on_hand, level.reserved,
               coalesce(held.quantity, 0) AS held
        FROM stock_levels AS level
        JOIN products AS product ON product.id = level.product_id
        JOIN places AS place ON place.id = level.place_id
        LEFT JOIN (
            SELECT level_id, sum(quantity) AS quantity FROM reservations WHERE state = 'open' GROUP BY level_id
        ) AS held ON held.level_id = level.id
        WHERE level.reserved <> coalesce(held.quantity, 0) OR level.reserved < 0 OR level.reserved > level.on_hand
    """,
)

_LINES = """
    SELECT line.id, line.product_id, line.warehouse_id, orders.number, orders.state,
           line.stock_quantity - line.quantity_shipped - line.quantity_closed AS to_ship,
           coalesce(held.quantity, 0) AS held, coalesce(held.astray, 0) AS astray,
           coalesce(waiting.quantity, 0) AS waiting, coalesce(waiting.astray, 0) AS waiting_astray
    FROM sales_order_lines AS line
    JOIN sales_orders AS orders ON orders.id = line.order_id
    LEFT JOIN (
        SELECT held.line_id, sum(held.quantity) FILTER (WHERE held.state = 'open') AS quantity,
               count(*) FILTER (
                   WHERE line.product_id <> level.product_id OR line.order_id <> held.document_id
               ) AS astray
        FROM reservations AS held
        JOIN stock_levels AS level ON level.id = held.level_id
        JOIN sales_order_lines AS line ON line.id = held.line_id
        WHERE held.state IN ('open', 'used') AND held.document_kind = 'sales_order'
        GROUP BY held.line_id
    ) AS held ON held.line_id = line.id
    LEFT JOIN (
        SELECT demand.line_id, sum(demand.quantity) AS quantity,
               count(*) FILTER (
                   WHERE line.product_id <> demand.product_id OR line.order_id IS DISTINCT FROM demand.document_id
               ) AS astray
        FROM expected_moves AS demand JOIN sales_order_lines AS line ON line.id = demand.line_id
        WHERE demand.kind = 'demand' AND demand.document_kind = 'sales_order'
        GROUP BY demand.line_id
    ) AS waiting ON waiting.line_id = line.id
"""

PROMISED = Check(
    invariant="I3",
    title="confirmed_lines_are_held_or_waiting",
    checked="SELECT count(*) FROM sales_order_lines",
    broken=f"""
        SELECT number AS "order", product.code AS product, line.state, to_ship, held, waiting
        FROM ({_LINES}) AS line
        JOIN products AS product ON product.id = line.product_id
        WHERE astray + waiting_astray > 0
           OR held + waiting <> CASE WHEN line.state IN ('confirmed', 'closed') THEN to_ship ELSE 0 END
    """,
)

ORPHANED = Check(
    invariant="I3",
    title="everything_held_has_its_line",
    checked="SELECT (SELECT count(*) FROM reservations WHERE state = 'open')"
    " + (SELECT count(*) FROM expected_moves WHERE kind = 'demand')",
    broken="""
        SELECT document_kind, document_id, quantity
        FROM (
            SELECT document_kind, document_id, line_id, quantity FROM reservations WHERE state = 'open'
            UNION ALL
            SELECT document_kind, document_id, line_id, quantity FROM expected_moves WHERE kind = 'demand'
        ) AS held
        WHERE document_kind = 'sales_order' AND NOT EXISTS (
            SELECT FROM sales_order_lines AS line WHERE line.id = held.line_id AND line.order_id = held.document_id
        ) OR document_kind = 'quotation' AND NOT EXISTS (
            SELECT FROM quotation_lines AS line JOIN quotations AS quotation ON quotation.id = line.quotation_id
            WHERE line.id = held.line_id AND quotation.id = held.document_id AND quotation.state IN ('draft', 'sent')
        )
    """,
)

CHECKS = (LEDGER, PLACED, RESERVED, PROMISED, ORPHANED)
