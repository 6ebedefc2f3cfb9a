"""I4 of prices: an order comes to what its lines come to, and what is a gift comes to nothing."""

from __future__ import annotations

from core.doctor.findings import Check

ADDED_UP = Check(
    invariant="I4",
    title="orders_are_the_sum_of_their_lines",
    checked="SELECT count(*) FROM sales_orders",
    broken="""
        SELECT placed.number, placed.net, placed.tax, coalesce(sum(line.net), 0) AS of_lines,
               coalesce(sum(line.tax), 0) AS tax_of_lines
        FROM sales_orders AS placed LEFT JOIN sales_order_lines AS line ON line.order_id = placed.id
        GROUP BY placed.id HAVING placed.net <> coalesce(sum(line.net), 0) OR placed.tax <> coalesce(sum(line.tax), 0)
    """,
)

GIVEN = Check(
    invariant="I4",
    title="gifts_cost_nothing",
    checked="SELECT count(*) FROM sales_order_lines",
    broken="""
        SELECT placed.number, line.position, line.net
        FROM sales_order_lines AS line JOIN sales_orders AS placed ON placed.id = line.order_id
        WHERE (line.price_rule ->> 'gift')::boolean AND (line.net <> 0 OR line.tax <> 0)
    """,
)

CHECKS = (ADDED_UP, GIVEN)
