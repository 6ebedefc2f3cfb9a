"""I7: what was agreed to happened once and is on record; and proposals nobody decided in time."""

from __future__ import annotations

from core.doctor.findings import Check, Level

RESULTS = Check(
    invariant="I7",
    title="executed_proposals_have_their_results",
    checked="SELECT count(*) FROM proposals WHERE status = 'executed'",
    broken="""
        SELECT id AS proposal, owner_login AS owner, jsonb_array_length(steps) AS steps,
               jsonb_array_length(results) AS results
        FROM proposals
        WHERE status = 'executed' AND (
            jsonb_array_length(results) <> jsonb_array_length(steps) OR jsonb_array_length(steps) = 0
            OR decided_at IS NULL
        )
    """,
)

RECORDS = Check(
    invariant="I7",
    title="executed_proposals_are_on_record_once",
    checked="SELECT count(*) FROM proposals",
    broken="""
        SELECT coalesce(proposal.id, record.proposal_id) AS proposal, proposal.status,
               coalesce(record.times, 0) AS times
        FROM proposals AS proposal
        FULL JOIN (
            SELECT proposal_id, count(*) AS times FROM audit_log
            WHERE proposal_id IS NOT NULL AND action = 'proposal.execute' GROUP BY proposal_id
        ) AS record ON record.proposal_id = proposal.id
        WHERE coalesce(record.times, 0) <> CASE WHEN proposal.status = 'executed' THEN 1 ELSE 0 END
    """,
)

# What a command said it made, in every place where such documents are kept for good.
_DOCUMENTS = """
    SELECT 'sales_order' AS kind, id FROM sales_orders
    UNION ALL SELECT 'quotation', id FROM quotations
    UNION ALL SELECT 'delivery', id FROM deliveries
    UNION ALL SELECT 'return', id FROM returns
    UNION ALL SELECT 'invoice', id FROM invoices
    UNION ALL SELECT 'credit_note', id FROM credit_notes
    UNION ALL SELECT 'ticket', id FROM tickets
    UNION ALL SELECT 'customer', id FROM customers
    UNION ALL SELECT 'contact', id FROM contacts
    UNION ALL SELECT 'product', id FROM products
    UNION ALL SELECT 'warehouse', id FROM warehouses
    UNION ALL SELECT 'payment', id FROM payments
    UNION ALL SELECT 'supplier', id FROM suppliers
    UNION ALL SELECT 'purchase_order', id FROM purchase_orders
    UNION ALL SELECT 'requisition', id FROM requisitions
    UNION ALL SELECT 'receipt', id FROM receipts
    UNION ALL SELECT 'vendor_bill', id FROM vendor_bills
    UNION ALL SELECT 'vendor_credit', id FROM vendor_credits
    UNION ALL SELECT 'purchase_return', id FROM purchase_returns
    UNION ALL SELECT 'fiscal_period', id FROM fiscal_periods
    UNION ALL SELECT 'exchange_rate', id FROM exchange_rates
"""

DOCUMENTS = Check(
    invariant="I7",
    title="documents_of_executed_proposals_exist",
    checked="SELECT count(*) FROM proposals WHERE status = 'executed'",
    broken=f"""
        SELECT made.proposal, made.kind, made.number
        FROM (
            SELECT proposal.id AS proposal, result -> 'document' ->> 'kind' AS kind,
                   result -> 'document' ->> 'number' AS number, (result -> 'document' ->> 'id')::uuid AS id
            FROM proposals AS proposal, jsonb_array_elements(proposal.results) AS result
            WHERE proposal.status = 'executed' AND jsonb_typeof(result -> 'document') = 'object'
        ) AS made
        LEFT JOIN ({_DOCUMENTS}) AS document ON document.kind = made.kind AND document.id = made.id
        WHERE document.id IS NULL
          AND made.kind IN ('sales_order', 'ticket', 'customer', 'contact', 'product', 'warehouse', 'payment',
                             'fiscal_period', 'exchange_rate', 'quotation', 'delivery', 'return', 'invoice',
                            'credit_note', 'supplier', 'purchase_order', 'requisition', 'receipt',
                            'vendor_bill', 'vendor_credit', 'purchase_return')
    """,
)

OVERDUE = Check(
    invariant="",
    title="proposals_overdue",
    level=Level.INFO,
    checked="SELECT count(*) FROM proposals WHERE status IN ('pending', 'awaiting_approval')",
    broken="""
        SELECT id AS proposal, owner_login AS owner, status, expires_at
        FROM proposals WHERE status IN ('pending', 'awaiting_approval') AND expires_at <= :now
    """,
)

CHECKS = (RESULTS, RECORDS, DOCUMENTS, OVERDUE)
