"""Harm to quotations, deliveries, returns and invoices: the finding it leads to, and the statements that do it."""

from __future__ import annotations

SALES_HARM: dict[str, tuple[str, str]] = {
    "a line that was delivered more often than it says": (
        "order_lines_are_counted_from_their_documents",
        "UPDATE sales_order_lines SET quantity_delivered = quantity_delivered - 1 WHERE quantity_delivered > 2",
    ),
    "more shipped than ordered": (
        "nothing_is_delivered_invoiced_or_returned_beyond",
        "ALTER TABLE sales_order_lines DROP CONSTRAINT ck_sales_order_lines_shipped_within_ordered;"
        " UPDATE sales_order_lines SET quantity_shipped = stock_quantity + 1 WHERE quantity_shipped > 0",
    ),
    "more credited than invoiced": (
        "no_invoice_is_credited_beyond_it",
        "ALTER TABLE credit_note_lines DISABLE TRIGGER refuse_change; UPDATE credit_note_lines SET quantity = 1000",
    ),
    "an invoice that is not the sum of its lines": (
        "invoices_and_notes_are_the_sum_of_their_lines",
        "ALTER TABLE invoices DISABLE TRIGGER refuse_change; UPDATE invoices SET net = net + 1, gross = gross + 1",
    ),
    "goods delivered at another price": (
        "what_was_delivered_is_its_share_of_the_line",
        "UPDATE sales_order_lines SET net_delivered = net_delivered + 1 WHERE quantity_delivered > 0",
    ),
    "an invoice that is gone": (
        "invoices_have_no_gaps",
        "UPDATE gapless_counters SET value = value + 1 WHERE key LIKE 'invoice/%'",
    ),
    "something let off on no credit note": (
        "allowances_are_on_credit_notes",
        "UPDATE sales_order_lines SET net_allowed = net_allowed + 1",
    ),
    "exchanged goods that nobody delivers": (
        "exchanged_goods_are_delivered_again",
        "UPDATE deliveries SET return_id = NULL",
    ),
    "goods sent to a supplier and not claimed": (
        "goods_sent_to_suppliers_are_claimed",
        "UPDATE returns SET outcome = 'to_supplier' WHERE outcome = 'restock'",
    ),
    "a quotation that became another order": (
        "quotations_make_their_one_order",
        "UPDATE quotations SET net = net + 1, gross = gross + 1 WHERE state = 'accepted'",
    ),
    "a quotation that nobody drew up": (
        "lives_of_quotation",
        "UPDATE quotations SET state = 'declined' WHERE state = 'draft'",
    ),
    "a delivery that nobody received": (
        "lives_of_delivery",
        "UPDATE deliveries SET state = 'received' WHERE state = 'shipped'",
    ),
    "a return that nobody refused": (
        "lives_of_return",
        "UPDATE returns SET state = 'refused'",
    ),
}
