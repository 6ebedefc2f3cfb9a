"""Harm done to purchases: the finding it must show up in, and the statements that do it."""

from __future__ import annotations

RECEIVED = "(SELECT id FROM purchase_order_lines WHERE quantity_received > quantity_billed LIMIT 1)"

PURCHASE_HARM: dict[str, tuple[str, str]] = {
    "a purchase line that counts goods nobody received": (
        "purchase_lines_count_their_receipts_and_bills",
        f"UPDATE purchase_order_lines SET quantity_received = quantity_received + 1 WHERE id = {RECEIVED}",
    ),
    "a purchase line that counts bills nobody sent": (
        "purchase_lines_count_their_receipts_and_bills",
        f"UPDATE purchase_order_lines SET quantity_billed = quantity_billed + 1 WHERE id = {RECEIVED}",
    ),
    "more received than the tolerance takes": (
        "purchase_lines_count_their_receipts_and_bills",
        "ALTER TABLE purchase_order_lines DROP CONSTRAINT ck_purchase_order_lines_received_within_tolerance;"
        f" UPDATE purchase_order_lines SET quantity_received = 1000 WHERE id = {RECEIVED};"
        " UPDATE receipt_lines SET quantity = 1000",
    ),
    "goods received on a draft": (
        "purchase_lines_count_their_receipts_and_bills",
        "UPDATE purchase_orders SET state = 'draft'",
    ),
    "goods on order that nobody expects": (
        "what_was_ordered_and_has_not_come_is_expected",
        "DELETE FROM expected_moves WHERE document_kind = 'purchase_order'",
    ),
    "goods of a cancelled order expected": (
        "what_was_ordered_and_has_not_come_is_expected",
        "UPDATE purchase_orders SET state = 'cancelled' WHERE state = 'sent'",
    ),
    "a requisition that was ordered nowhere": (
        "ordered_requisitions_are_on_an_order",
        "UPDATE purchase_order_lines SET requisition_id = NULL",
    ),
    "an open requisition that was ordered": (
        "ordered_requisitions_are_on_an_order",
        "UPDATE requisitions SET state = 'open' WHERE state = 'ordered'",
    ),
    "a bill matched with another amount": (
        "bills_lower_what_their_goods_were_booked_at",
        "ALTER TABLE vendor_bill_lines DISABLE TRIGGER refuse_change;"
        " UPDATE vendor_bill_lines SET matched = matched + 1",
    ),
    "goods received that the books know nothing of": (
        "goods_received_not_invoiced_are_received_and_not_billed",
        f"UPDATE purchase_order_lines SET quantity_received = quantity_received + 1 WHERE id = {RECEIVED}",
    ),
    "a bill that claims less than it says": (
        "bills_claim_what_they_come_to",
        "UPDATE open_items SET amount = amount - 1 WHERE document_kind = 'vendor_bill'",
    ),
    "a credit note over more than its bill": (
        "credits_take_back_no_more_than_was_billed",
        "ALTER TABLE vendor_credit_lines DISABLE TRIGGER refuse_change; UPDATE vendor_credit_lines SET quantity = 41",
    ),
    "a cancelled bill of which something is left": (
        "credits_take_back_no_more_than_was_billed",
        "ALTER TABLE vendor_credits DISABLE TRIGGER refuse_change; UPDATE vendor_credits SET kind = 'cancellation'",
    ),
    "a credit note that is worth more than it says": (
        "supplier_credits_are_open_at_what_they_come_to",
        "UPDATE open_items SET amount = amount + 1 WHERE document_kind = 'vendor_credit'",
    ),
    "goods that went back and are still on their receipt": (
        "goods_returned_to_suppliers_are_off_their_receipts",
        "ALTER TABLE purchase_return_lines DISABLE TRIGGER refuse_change;"
        " UPDATE purchase_return_lines SET quantity = quantity + 1 WHERE NOT held",
    ),
    "goods off a purchase line that never went back": (
        "purchase_lines_count_their_receipts_and_bills",
        "UPDATE purchase_order_lines SET quantity_returned = 3 WHERE quantity_returned > 0",
    ),
    "a bill that claims nothing": (
        "bills_claim_what_they_come_to",
        "ALTER TABLE allocations DISABLE TRIGGER refuse_change; DELETE FROM allocations"
        " WHERE claim_id IN (SELECT id FROM open_items WHERE document_kind = 'vendor_bill');"
        " DELETE FROM open_items WHERE document_kind = 'vendor_bill'",
    ),
    "a purchase order sent by nobody": (
        "lives_of_purchase_order",
        "UPDATE purchase_orders SET state = 'closed' WHERE state = 'sent'",
    ),
    "a requisition cancelled by nobody": (
        "lives_of_requisition",
        "UPDATE requisitions SET state = 'cancelled' WHERE state = 'open'",
    ),
    "a purchase number given twice": (
        "series_are_ahead_of_their_numbers",
        "SELECT setval('purchase_order_numbers', 1)",
    ),
}
