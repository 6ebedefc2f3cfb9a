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
               line.quantity_billed AS billed, coalesce(bill.quantity, 0) AS on_bills,
               line.quantity_returned AS returned, coalesce(came.returned, 0) AS given_back
        FROM purchase_order_lines AS line
        JOIN purchase_orders AS placed ON placed.id = line.order_id
        JOIN products AS product ON product.id = line.product_id
        LEFT JOIN (
            SELECT order_line_id, sum(quantity - rejected - returned) AS quantity, sum(returned) AS returned
            FROM receipt_lines GROUP BY order_line_id
        ) AS came ON came.order_line_id = line.id
        LEFT JOIN (
            SELECT order_line_id, sum(quantity) AS quantity FROM (
                SELECT order_line_id, quantity FROM vendor_bill_lines
                UNION ALL SELECT order_line_id, -quantity FROM vendor_credit_lines
            ) AS every GROUP BY order_line_id
        ) AS bill ON bill.order_line_id = line.id
        WHERE line.quantity_received <> coalesce(came.quantity, 0)
           OR line.quantity_billed <> coalesce(bill.quantity, 0)
           OR line.quantity_returned <> coalesce(came.returned, 0)
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
                        THEN greatest(line.stock_quantity - line.quantity_received - line.quantity_returned
                                      + coalesce(held.quantity, 0), 0)
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
            SELECT order_line_id, sum(matched) AS matched FROM (
                SELECT order_line_id, matched FROM vendor_bill_lines
                UNION ALL SELECT order_line_id, -matched FROM vendor_credit_lines
            ) AS every GROUP BY order_line_id
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

CREDITED = Check(
    invariant="I4",
    title="credits_take_back_no_more_than_was_billed",
    checked="SELECT count(*) FROM vendor_credits",
    broken="""
        SELECT bill.number AS bill, line.position, line.quantity AS billed, taken.quantity, line.net, taken.net AS less
        FROM vendor_bill_lines AS line
        JOIN vendor_bills AS bill ON bill.id = line.bill_id
        JOIN (
            SELECT part.bill_line_id, sum(part.quantity) AS quantity, sum(part.net) AS net, sum(part.tax) AS tax,
                   bool_or(credit.kind = 'cancellation') AS cancelled, bool_or(credit.bill_id <> own.bill_id) AS other
            FROM vendor_credit_lines AS part
            JOIN vendor_credits AS credit ON credit.id = part.credit_id
            JOIN vendor_bill_lines AS own ON own.id = part.bill_line_id
            GROUP BY part.bill_line_id
        ) AS taken ON taken.bill_line_id = line.id
        WHERE taken.quantity > line.quantity OR taken.net > line.net OR taken.tax > line.tax OR taken.other
           OR taken.cancelled AND (taken.quantity, taken.net, taken.tax) <> (line.quantity, line.net, line.tax)
    """,
)

CREDIT_ITEMS = Check(
    invariant="I5",
    title="supplier_credits_are_open_at_what_they_come_to",
    checked="SELECT count(*) FROM vendor_credits",
    broken="""
        SELECT credit.number AS credit, credit.gross, item.amount AS open, lines.gross AS lines
        FROM vendor_credits AS credit
        LEFT JOIN open_items AS item ON item.document_id = credit.id AND item.document_kind = 'vendor_credit'
        LEFT JOIN (
            SELECT credit_id, sum(net + tax) AS gross FROM vendor_credit_lines GROUP BY credit_id
        ) AS lines ON lines.credit_id = credit.id
        WHERE credit.gross <> coalesce(item.amount, 0) OR credit.gross <> coalesce(lines.gross, 0)
           OR (item.side, item.kind, item.party_id) IS DISTINCT FROM ('payable', 'credit', credit.supplier_id)
              AND credit.gross <> 0
    """,
)

GIVEN_BACK = Check(
    invariant="I4",
    title="goods_returned_to_suppliers_are_off_their_receipts",
    checked="SELECT count(*) FROM purchase_return_lines",
    broken="""
        SELECT receipt.number AS receipt, came.position, came.returned, came.rejected,
               coalesce(gone.from_stock, 0) AS from_stock, coalesce(gone.from_hold, 0) AS from_hold
        FROM receipt_lines AS came
        JOIN receipts AS receipt ON receipt.id = came.receipt_id
        LEFT JOIN (
            SELECT receipt_line_id, sum(quantity) FILTER (WHERE NOT held) AS from_stock,
                   sum(quantity) FILTER (WHERE held) AS from_hold
            FROM purchase_return_lines GROUP BY receipt_line_id
        ) AS gone ON gone.receipt_line_id = came.id
        WHERE came.returned <> coalesce(gone.from_stock, 0) OR came.rejected < coalesce(gone.from_hold, 0)
    """,
)

CHECKS = (COUNTED, EXPECTED, REQUESTED, MATCHED, OWED, CLAIMED, CREDITED, CREDIT_ITEMS, GIVEN_BACK)
