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

# Where the documents are kept for good that a command says it made, by their kind.
_KEPT = {
    "sales_order": "sales_orders",
    "quotation": "quotations",
    "delivery": "deliveries",
    "return": "returns",
    "invoice": "invoices",
    "credit_note": "credit_notes",
    "ticket": "tickets",
    "customer": "customers",
    "contact": "contacts",
    "product": "products",
    "warehouse": "warehouses",
    "payment": "payments",
    "supplier": "suppliers",
    "purchase_order": "purchase_orders",
    "requisition": "requisitions",
    "receipt": "receipts",
    "vendor_bill": "vendor_bills",
    "vendor_credit": "vendor_credits",
    "purchase_return": "purchase_returns",
    "fiscal_period": "fiscal_periods",
    "exchange_rate": "exchange_rates",
}
# Each is looked up in its own table: for a join with all of them at once millions of results would have to be sorted.
_IS_KEPT = "\n".join(
    f"WHEN '{kind}' THEN EXISTS (SELECT FROM {table} AS kept WHERE kept.id = made.id)" for kind, table in _KEPT.items()
)

DOCUMENTS = Check(
    invariant="I7",
    title="documents_of_executed_proposals_exist",
    checked="SELECT count(*) FROM proposals WHERE status = 'executed'",
    broken=f"""
        SELECT made.proposal, made.kind, made.number
        FROM (
            SELECT proposal, document ->> 'kind' AS kind, document ->> 'number' AS number,
                   (document ->> 'id')::uuid AS id
            FROM (
                SELECT id AS proposal, jsonb_array_elements(results) -> 'document' AS document
                FROM proposals WHERE status = 'executed'
            ) AS result
            WHERE jsonb_typeof(document) = 'object'
        ) AS made
        WHERE NOT CASE made.kind {_IS_KEPT} ELSE true END
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
