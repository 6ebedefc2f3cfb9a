"""I4 and I5 of purchasing: what came and was billed stays within what was ordered, and the books owe the rest."""

from __future__ import annotations

from core.doctor.findings import Check

# What so much of a line is worth in the books, at the order's price and rate.
_WORTH = "round(line.net * placed.rate * {quantity} / line.stock_quantity, :places)"

COUNTED = Check(
    invariant="I4",
    title="purchase_lines_count_their_receipts_and_bills",
    checked="SELECT count(*) FROM purchase_order_lines",
    broken="""
        SELECT placed.number AS "order", product.code AS product, line.stock_quantity AS ordered,
               line.quantity_received AS received, coalesce(came.quantity, 0) AS came,
               line.quantity_billed AS billed, coalesce(bill.quantity, 0) AS on_bills
        FROM purchase_order_lines AS line
        JOIN purchase_orders AS placed ON placed.id = line.order_id
        JOIN products AS product ON product.id = line.product_id
        LEFT JOIN (
            SELECT order_line_id, sum(quantity - rejected) AS quantity FROM receipt_lines GROUP BY order_line_id
        ) AS came ON came.order_line_id = line.id
        LEFT JOIN (
            SELECT order_line_id, sum(quantity) AS quantity FROM vendor_bill_lines GROUP BY order_line_id
        ) AS bill ON bill.order_line_id = line.id
        WHERE line.quantity_received <> coalesce(came.quantity, 0)
           OR line.quantity_billed <> coalesce(bill.quantity, 0)
           OR line.quantity_received > line.stock_quantity * 1.05
           OR (line.quantity_received > 0 OR line.quantity_billed > 0) AND placed.state NOT IN ('sent', 'closed')
    """,
)

EXPECTED = Check(
    invariant="I4",
    title="what_was_ordered_and_has_not_come_is_expected",
    checked="SELECT count(*) FROM purchase_order_lines",
    broken="""
        SELECT number AS "order", product, state, missing, coming
        FROM (
            SELECT placed.number, placed.state, product.code AS product,
                   CASE WHEN placed.state = 'sent'
                        THEN greatest(line.stock_quantity - line.quantity_received + coalesce(held.quantity, 0), 0)
                        ELSE 0 END AS missing,
                   coalesce(move.quantity, 0) AS coming
            FROM purchase_order_lines AS line
            JOIN purchase_orders AS placed ON placed.id = line.order_id
            JOIN products AS product ON product.id = line.product_id
            LEFT JOIN (
                SELECT order_line_id, sum(held) AS quantity FROM receipt_lines WHERE held > 0 GROUP BY order_line_id
            ) AS held ON held.order_line_id = line.id
            LEFT JOIN (
                SELECT line_id, sum(quantity) AS quantity FROM expected_moves
                WHERE kind = 'receipt' AND document_kind = 'purchase_order' GROUP BY line_id
            ) AS move ON move.line_id = line.id
        ) AS line
        WHERE missing <> coming
    """,
)

REQUESTED = Check(
    invariant="I4",
    title="ordered_requisitions_are_on_an_order",
    checked="SELECT count(*) FROM requisitions",
    broken="""
        SELECT asked.number AS requisition, asked.state, count(line.id) AS lines
        FROM requisitions AS asked LEFT JOIN purchase_order_lines AS line ON line.requisition_id = asked.id
        GROUP BY asked.id
        HAVING count(line.id) <> CASE WHEN asked.state = 'ordered' THEN 1 ELSE 0 END
    """,
)

MATCHED = Check(
    invariant="I5",
    title="bills_lower_what_their_goods_were_booked_at",
    checked="SELECT count(*) FROM purchase_order_lines",
    broken=f"""
        SELECT placed.number AS "order", line.position, bill.matched, {_WORTH.format(quantity="line.quantity_billed")}
               AS worth
        FROM purchase_order_lines AS line
        JOIN purchase_orders AS placed ON placed.id = line.order_id
        JOIN (
            SELECT order_line_id, sum(matched) AS matched FROM vendor_bill_lines GROUP BY order_line_id
        ) AS bill ON bill.order_line_id = line.id
        WHERE bill.matched <> {_WORTH.format(quantity="line.quantity_billed")}
    """,
)

OWED = Check(
    invariant="I5",
    title="goods_received_not_invoiced_are_received_and_not_billed",
    checked="SELECT count(*) FROM purchase_order_lines",
    broken=f"""
        SELECT owed.amount AS owed, -coalesce(booked.balance, 0) AS booked
        FROM (
            SELECT coalesce(sum({_WORTH.format(quantity="line.quantity_received")}
                                - {_WORTH.format(quantity="line.quantity_billed")}), 0) AS amount
            FROM purchase_order_lines AS line JOIN purchase_orders AS placed ON placed.id = line.order_id
        ) AS owed
        CROSS JOIN (
            SELECT sum(line.debit - line.credit) AS balance
            FROM journal_lines AS line
            JOIN ledger_accounts AS account ON account.code = line.account AND account.role = 'received_not_invoiced'
        ) AS booked
        WHERE owed.amount <> -coalesce(booked.balance, 0)
    """,
)

CLAIMED = Check(
    invariant="I5",
    title="bills_claim_what_they_come_to",
    checked="SELECT count(*) FROM vendor_bills",
    broken="""
        SELECT bill.number AS bill, bill.gross, item.amount AS claimed, lines.gross AS lines
        FROM vendor_bills AS bill
        LEFT JOIN open_items AS item ON item.document_id = bill.id AND item.document_kind = 'vendor_bill'
        LEFT JOIN (
            SELECT bill_id, sum(net + tax) AS gross FROM vendor_bill_lines GROUP BY bill_id
        ) AS lines ON lines.bill_id = bill.id
        WHERE bill.gross <> coalesce(item.amount, 0) OR bill.gross <> coalesce(lines.gross, 0)
           OR item.side IS DISTINCT FROM 'payable' AND bill.gross <> 0
           OR item.party_id IS DISTINCT FROM bill.supplier_id AND bill.gross <> 0
    """,
)

CHECKS = (COUNTED, EXPECTED, REQUESTED, MATCHED, OWED, CLAIMED)
