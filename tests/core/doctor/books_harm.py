"""Harm to the books: the finding it leads to, and the statements that do it."""

from __future__ import annotations

BOOKS_HARM: dict[str, tuple[str, str]] = {
    "an entry that does not balance": (
        "entries_balance",
        "ALTER TABLE journal_lines DISABLE TRIGGER refuse_change;"
        " UPDATE journal_lines SET debit = debit + 1 WHERE debit > 0",
    ),
    "an entry without lines": (
        "entries_balance",
        "INSERT INTO journal_entries (id, booked_on, source_kind, source_id, event, at)"
        " SELECT gen_random_uuid(), current_date, 'x', gen_random_uuid(), 'x', now()",
    ),
    "an invoice settled by nobody": (
        "items_are_settled_by_allocations",
        "UPDATE open_items SET settled = settled + 1 WHERE number = 'INV-2026-00002'",
    ),
    "an allocation that settled nothing": (
        "items_are_settled_by_allocations",
        "INSERT INTO allocations (id, claim_id, credit_id, amount, at)"
        " SELECT gen_random_uuid(), claim_id, credit_id, 1, at FROM allocations LIMIT 1",
    ),
    "a debt the books know nothing of": (
        "control_accounts_equal_their_open_items",
        "UPDATE open_items SET amount = amount + 1, book_amount = book_amount + 1 WHERE number = 'INV-2026-00002'",
    ),
    "an advance the books know nothing of": (
        "control_accounts_equal_their_open_items",
        "UPDATE open_items SET book_amount = book_amount + 1 WHERE document_kind = 'payment'",
    ),
    "a voucher that is missing": (
        "vouchers_have_no_gaps",
        "ALTER TABLE vouchers DISABLE TRIGGER refuse_change; UPDATE vouchers SET number = number + 1",
    ),
    "an entry in a closed month": (
        "nothing_is_in_a_closed_month_unnumbered",
        "INSERT INTO journal_entries (id, booked_on, source_kind, source_id, event, at)"
        " SELECT gen_random_uuid(), '2026-10-31', 'x', gen_random_uuid(), 'x', now()",
    ),
    "books that are open where the month is closed": (
        "books_are_closed_as_their_months_say",
        "UPDATE books SET closed_through = NULL",
    ),
    "a month closed by nobody": (
        "lives_of_fiscal_period",
        "UPDATE fiscal_periods SET state = 'open'; UPDATE books SET closed_through = NULL",
    ),
}
