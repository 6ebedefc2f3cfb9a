"""I1, I5, I6 and I8 of the books: balanced entries, control accounts, vouchers, closed months; and I4 of open items."""

from __future__ import annotations

from core.doctor.findings import Check
from core.doctor.fulfilment import OPEN_LINES

BALANCED = Check(
    invariant="I1",
    title="entries_balance",
    checked="SELECT count(*) FROM journal_entries",
    broken="""
        SELECT entry.source_kind, entry.source_id, entry.event, sum(line.debit) AS debit, sum(line.credit) AS credit
        FROM journal_entries AS entry LEFT JOIN journal_lines AS line ON line.entry_id = entry.id
        GROUP BY entry.id HAVING sum(line.debit) IS DISTINCT FROM sum(line.credit) OR count(line.entry_id) < 2
    """,
)

SETTLED = Check(
    invariant="I4",
    title="items_are_settled_by_allocations",
    checked="SELECT count(*) FROM open_items",
    broken="""
        SELECT item.number, item.kind, item.amount, item.settled, coalesce(used.amount, 0) AS allocated
        FROM open_items AS item
        LEFT JOIN (
            SELECT item_id, sum(amount) AS amount FROM (
                SELECT claim_id AS item_id, amount FROM allocations
                UNION ALL SELECT credit_id, amount FROM allocations
                UNION ALL
                SELECT own.id, payment.refunded FROM payments AS payment
                JOIN open_items AS own ON own.document_id = payment.id AND own.document_kind = 'payment'
            ) AS every GROUP BY item_id
        ) AS used ON used.item_id = item.id
        WHERE item.settled <> coalesce(used.amount, 0) OR item.settled > item.amount OR item.settled < 0
           OR item.book_settled > item.book_amount
    """,
)

# What each control account has to stand at, from the documents that are open; positive for debits.
_CONTROLS = f"""
    WITH line AS (
        SELECT coalesce(sum(unbilled), 0) AS unbilled, coalesce(sum(pending), 0) AS pending,
               coalesce(sum(ahead), 0) AS ahead
        FROM ({OPEN_LINES}) AS each
    )
    SELECT 'receivables' AS role,
           coalesce(sum(CASE kind WHEN 'claim' THEN book_amount - book_settled ELSE book_settled - book_amount END), 0)
           AS open
    FROM open_items WHERE side = 'receivable' AND document_kind <> 'payment'
    UNION ALL
    SELECT 'payables', coalesce(sum(CASE kind WHEN 'claim' THEN book_settled - book_amount
                                    ELSE book_amount - book_settled END), 0)
    FROM open_items WHERE side = 'payable' AND document_kind <> 'payment'
    UNION ALL
    SELECT 'prepayments', coalesce(sum(book_amount - book_settled), 0)
    FROM open_items WHERE side = 'payable' AND document_kind = 'payment'
    UNION ALL
    SELECT 'contract_liabilities', coalesce(sum(amount), 0) FROM (
        SELECT book_settled - book_amount AS amount
        FROM open_items WHERE side = 'receivable' AND document_kind = 'payment'
        UNION ALL
        SELECT -ahead FROM line
    ) AS every
    UNION ALL
    SELECT 'unbilled', unbilled FROM line
    UNION ALL
    SELECT 'output_vat_pending', -pending FROM line
"""

CONTROLLED = Check(
    invariant="I5",
    title="control_accounts_equal_their_open_items",
    checked="SELECT 6",
    broken=f"""
        SELECT control.role, control.open, coalesce(booked.balance, 0) AS booked
        FROM ({_CONTROLS}) AS control
        LEFT JOIN ledger_accounts AS account ON account.role = control.role
        LEFT JOIN (
            SELECT account, sum(debit - credit) AS balance FROM journal_lines GROUP BY account
        ) AS booked ON booked.account = account.code
        WHERE account.code IS NULL OR control.open <> coalesce(booked.balance, 0)
    """,
)

GAPLESS = Check(
    invariant="I6",
    title="vouchers_have_no_gaps",
    checked="SELECT count(*) FROM vouchers",
    broken="""
        SELECT starts_on, count(*) AS vouchers, max(number) AS last FROM vouchers
        GROUP BY starts_on HAVING count(*) <> max(number) OR min(number) <> 1
    """,
)

CLOSED = Check(
    invariant="I8",
    title="nothing_is_in_a_closed_month_unnumbered",
    checked="SELECT count(*) FROM journal_entries",
    broken="""
        SELECT entry.source_kind, entry.source_id, entry.booked_on
        FROM journal_entries AS entry JOIN books ON entry.booked_on <= books.closed_through
        WHERE NOT EXISTS (SELECT FROM vouchers WHERE vouchers.entry_id = entry.id)
    """,
)

THROUGH = Check(
    invariant="I8",
    title="books_are_closed_as_their_months_say",
    checked="SELECT count(*) FROM fiscal_periods",
    broken="""
        SELECT closed.last, books.closed_through
        FROM books, (SELECT max(ends_on) AS last FROM fiscal_periods WHERE state = 'closed') AS closed
        WHERE books.closed_through IS DISTINCT FROM closed.last
    """,
)

CHECKS = (BALANCED, SETTLED, CONTROLLED, GAPLESS, CLOSED, THROUGH)
