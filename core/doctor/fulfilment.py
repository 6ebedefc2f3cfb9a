"""I4, I5 and I6 of deliveries, returns and invoices: counters, what is open of each line in the books, numbers."""

from __future__ import annotations

from core.doctor.findings import Check

_SUMS = """
    SELECT line.id,
           coalesce(sum(part.quantity) FILTER (WHERE what = 'planned'), 0) AS planned,
           coalesce(sum(part.quantity) FILTER (WHERE what IN ('shipped', 'received')), 0) AS shipped,
           coalesce(sum(part.quantity) FILTER (WHERE what = 'received'), 0) AS delivered,
           coalesce(sum(part.quantity) FILTER (WHERE what = 'returned'), 0) AS returned,
           coalesce(sum(part.quantity) FILTER (WHERE what = 'invoiced'), 0) AS invoiced,
           coalesce(sum(part.quantity) FILTER (WHERE what = 'credited'), 0) AS credited,
           coalesce(sum(part.net) FILTER (WHERE what = 'invoiced'), 0)
               - coalesce(sum(part.net) FILTER (WHERE what = 'credited'), 0) AS net_invoiced,
           coalesce(sum(part.tax) FILTER (WHERE what = 'invoiced'), 0)
               - coalesce(sum(part.tax) FILTER (WHERE what = 'credited'), 0) AS tax_invoiced
    FROM sales_order_lines AS line
    LEFT JOIN (
        SELECT part.order_line_id, CASE WHEN state IN ('planned', 'picked') THEN 'planned' ELSE state END AS what,
               part.quantity, 0 AS net, 0 AS tax
        FROM delivery_lines AS part JOIN deliveries ON deliveries.id = part.delivery_id
        UNION ALL
        SELECT part.order_line_id, 'returned', part.quantity, 0, 0
        FROM return_lines AS part JOIN returns ON returns.id = part.return_id
        WHERE state IN ('restocked', 'scrapped', 'to_supplier', 'credited')
        UNION ALL
        -- What was exchanged counts as if it had not been delivered the first time.
        SELECT part.order_line_id, 'received', -part.quantity, 0, 0
        FROM return_lines AS part JOIN returns ON returns.id = part.return_id WHERE state = 'exchanged'
        UNION ALL
        SELECT order_line_id, 'invoiced', quantity, net, tax FROM invoice_lines
        UNION ALL
        SELECT order_line_id, 'credited', quantity, net, tax FROM credit_note_lines
    ) AS part ON part.order_line_id = line.id
    GROUP BY line.id
"""

COUNTED = Check(
    invariant="I4",
    title="order_lines_are_counted_from_their_documents",
    checked="SELECT count(*) FROM sales_order_lines",
    broken=f"""
        SELECT orders.number AS "order", line.position, summed.*
        FROM sales_order_lines AS line
        JOIN sales_orders AS orders ON orders.id = line.order_id
        JOIN ({_SUMS}) AS summed ON summed.id = line.id
        WHERE (line.quantity_planned, line.quantity_shipped, line.quantity_delivered, line.quantity_returned,
               line.quantity_invoiced, line.quantity_credited, line.net_invoiced, line.tax_invoiced)
           <> (summed.planned, summed.shipped, summed.delivered, summed.returned,
               summed.invoiced, summed.credited, summed.net_invoiced, summed.tax_invoiced)
    """,
)

WITHIN = Check(
    invariant="I4",
    title="nothing_is_delivered_invoiced_or_returned_beyond",
    checked="SELECT count(*) FROM sales_order_lines",
    broken="""
        SELECT orders.number AS "order", line.position, line.stock_quantity AS ordered
        FROM sales_order_lines AS line JOIN sales_orders AS orders ON orders.id = line.order_id
        WHERE line.quantity_planned + line.quantity_shipped + line.quantity_closed > line.stock_quantity
           OR line.quantity_delivered > line.quantity_shipped OR line.quantity_returned > line.quantity_delivered
           OR line.quantity_invoiced - line.quantity_credited > line.stock_quantity - line.quantity_closed
           OR line.quantity_credited > line.quantity_invoiced
           OR (orders.state IN ('draft', 'cancelled') AND line.quantity_shipped + line.quantity_planned > 0)
    """,
)

CREDITED = Check(
    invariant="I4",
    title="no_invoice_is_credited_beyond_it",
    checked="SELECT count(*) FROM invoice_lines",
    broken="""
        SELECT invoice.number AS invoice, line.quantity, line.net, credited.quantity AS credited, credited.net AS of_net
        FROM invoice_lines AS line
        JOIN invoices AS invoice ON invoice.id = line.invoice_id
        JOIN (
            SELECT invoice_line_id, sum(quantity) AS quantity, sum(net) AS net, sum(tax) AS tax
            FROM credit_note_lines GROUP BY invoice_line_id
        ) AS credited ON credited.invoice_line_id = line.id
        WHERE credited.quantity > line.quantity OR credited.net > line.net OR credited.tax > line.tax
    """,
)

SUMMED = Check(
    invariant="I4",
    title="invoices_and_notes_are_the_sum_of_their_lines",
    checked="SELECT (SELECT count(*) FROM invoices) + (SELECT count(*) FROM credit_notes)",
    broken="""
        SELECT number, document.net, document.tax, sum(line.net) AS net_of_lines, sum(line.tax) AS tax_of_lines
        FROM (
            SELECT id, number, net, tax FROM invoices UNION ALL SELECT id, number, net, tax FROM credit_notes
        ) AS document
        LEFT JOIN (
            SELECT invoice_id AS document_id, net, tax FROM invoice_lines
            UNION ALL SELECT credit_note_id, net, tax FROM credit_note_lines
        ) AS line ON line.document_id = document.id
        GROUP BY document.id, number, document.net, document.tax
        HAVING (document.net, document.tax) IS DISTINCT FROM (sum(line.net), sum(line.tax))
    """,
)

# What the customer has of a line comes to its share of the line's amounts less its share of what was allowed, rounded
# once; or to what is invoiced of just that. Amounts without cents may be of a currency that has none.
VALUED = Check(
    invariant="I4",
    title="what_was_delivered_is_its_share_of_the_line",
    checked="SELECT count(*) FROM sales_order_lines",
    broken="""
        SELECT orders.number AS "order", line.position, line.net, line.net_delivered
        FROM (
            SELECT *, quantity_delivered - quantity_returned AS kept,
                   least(quantity_delivered - quantity_returned, quantity_invoiced - quantity_credited) AS let_off,
                   nullif(quantity_invoiced - quantity_credited, 0) AS claimed
            FROM sales_order_lines
        ) AS line
        JOIN sales_orders AS orders ON orders.id = line.order_id
        WHERE NOT (
            line.kept = line.quantity_invoiced - line.quantity_credited
            AND (line.net_delivered, line.tax_delivered) = (line.net_invoiced, line.tax_invoiced)
        ) AND greatest(
            abs(line.net_delivered - line.net * line.kept / line.stock_quantity
                + coalesce(line.net_allowed * line.let_off / line.claimed, 0)),
            abs(line.tax_delivered - line.tax * line.kept / line.stock_quantity
                + coalesce(line.tax_allowed * line.let_off / line.claimed, 0))
        ) > CASE WHEN line.net_delivered = trunc(line.net_delivered) THEN 0.5 ELSE 0.005 END
    """,
)

ALLOWED = Check(
    invariant="I4",
    title="allowances_are_on_credit_notes",
    checked="SELECT count(*) FROM credit_note_lines WHERE quantity = 0",
    broken="""
        SELECT orders.number AS "order", line.position, line.net_allowed, coalesce(note.net, 0) AS on_notes
        FROM sales_order_lines AS line
        JOIN sales_orders AS orders ON orders.id = line.order_id
        LEFT JOIN (
            SELECT order_line_id, sum(net) AS net, sum(tax) AS tax FROM credit_note_lines
            WHERE quantity = 0 GROUP BY order_line_id
        ) AS note ON note.order_line_id = line.id
        WHERE line.net_allowed > coalesce(note.net, 0) OR line.tax_allowed > coalesce(note.tax, 0)
    """,
)

EXCHANGED = Check(
    invariant="I4",
    title="exchanged_goods_are_delivered_again",
    checked="SELECT count(*) FROM returns WHERE state = 'exchanged'",
    broken="""
        SELECT goods_return.number AS "return", line.order_line_id, line.quantity, coalesce(again.quantity, 0) AS again
        FROM returns AS goods_return
        JOIN (
            SELECT return_id, order_line_id, sum(quantity) AS quantity FROM return_lines GROUP BY 1, 2
        ) AS line ON line.return_id = goods_return.id
        LEFT JOIN (
            SELECT delivery.return_id, part.order_line_id, sum(part.quantity) AS quantity
            FROM deliveries AS delivery JOIN delivery_lines AS part ON part.delivery_id = delivery.id
            WHERE delivery.return_id IS NOT NULL GROUP BY 1, 2
        ) AS again USING (return_id, order_line_id)
        WHERE goods_return.state = 'exchanged' AND line.quantity IS DISTINCT FROM again.quantity
    """,
)

# What is claimed of suppliers for goods that customers gave back, until their credits are booked.
CLAIMED = Check(
    invariant="I5",
    title="goods_sent_to_suppliers_are_claimed",
    checked="SELECT count(*) FROM returns WHERE outcome = 'to_supplier'",
    broken="""
        SELECT sent.cost, booked.claimed
        FROM (
            SELECT coalesce(sum(line.cost), 0) AS cost
            FROM returns AS goods_return JOIN return_lines AS line ON line.return_id = goods_return.id
            WHERE goods_return.outcome = 'to_supplier'
        ) AS sent, (
            SELECT coalesce(sum(line.debit - line.credit), 0) AS claimed
            FROM journal_lines AS line
            JOIN journal_entries AS entry ON entry.id = line.entry_id AND entry.source_kind = 'return'
            JOIN ledger_accounts AS account ON account.code = line.account AND account.role = 'supplier_claims'
        ) AS booked
        WHERE sent.cost <> booked.claimed
    """,
)

OPEN_LINES = """
    SELECT greatest(net_delivered + tax_delivered - net_invoiced - tax_invoiced, 0) AS unbilled,
           CASE WHEN net_delivered + tax_delivered > net_invoiced + tax_invoiced THEN tax_delivered - tax_invoiced
                ELSE 0 END AS pending,
           CASE WHEN net_delivered + tax_delivered > net_invoiced + tax_invoiced THEN 0
                ELSE net_invoiced - net_delivered END AS ahead,
           tax_invoiced
    FROM (
        SELECT round(net_delivered * exchange_rate, :places) AS net_delivered,
               round(tax_delivered * exchange_rate, :places) AS tax_delivered,
               round(net_invoiced * exchange_rate, :places) AS net_invoiced,
               round(tax_invoiced * exchange_rate, :places) AS tax_invoiced
        FROM sales_order_lines AS line JOIN sales_orders AS orders ON orders.id = line.order_id
    ) AS booked
"""
"""What each order line stands for in the books: unbilled (with its pending tax), or invoiced ahead of delivery."""

NUMBERED = Check(
    invariant="I6",
    title="invoices_have_no_gaps",
    checked="SELECT (SELECT count(*) FROM invoices) + (SELECT count(*) FROM credit_notes)",
    broken="""
        SELECT kind, year, count(*) AS documents, max(serial) AS last, counter.value AS counted
        FROM (
            SELECT 'invoice' AS kind, year, serial FROM invoices
            UNION ALL SELECT 'credit_note', year, serial FROM credit_notes
        ) AS numbered
        LEFT JOIN gapless_counters AS counter ON counter.key = kind || '/' || year
        GROUP BY kind, year, counter.value
        HAVING count(*) <> max(serial) OR min(serial) <> 1 OR max(serial) IS DISTINCT FROM counter.value
    """,
)

ACCEPTED = Check(
    invariant="I4",
    title="quotations_make_their_one_order",
    checked="SELECT count(*) FROM quotations WHERE state = 'accepted'",
    broken="""
        SELECT quotation.number, orders.number AS "order", quotation.gross, orders.gross AS ordered
        FROM quotations AS quotation LEFT JOIN sales_orders AS orders ON orders.id = quotation.order_id
        WHERE quotation.state = 'accepted'
          AND (orders.id IS NULL OR (orders.customer_id, orders.gross, orders.currency)
               <> (quotation.customer_id, quotation.gross, quotation.currency))
    """,
)

CHECKS = (COUNTED, WITHIN, CREDITED, SUMMED, VALUED, NUMBERED, ACCEPTED, ALLOWED, EXCHANGED, CLAIMED)
