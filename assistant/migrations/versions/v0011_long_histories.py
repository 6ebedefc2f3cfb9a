"""Indexes for questions that a long history made slow: the newest documents, a customer's past, goods held by lot."""

from __future__ import annotations

from alembic import op

revision: str = "v0011"
down_revision: str | None = "v0010"


def upgrade() -> None:
    op.create_index(
        "ix_stock_levels_product_id_held",
        "stock_levels",
        ["product_id"],
        postgresql_where="on_hand > 0 OR lot_id IS NULL",
    )
    op.create_index("ix_sales_orders_created_at_id", "sales_orders", ["created_at", "id"])
    op.create_index("ix_deliveries_created_at_id", "deliveries", ["created_at", "id"])
    op.create_index("ix_invoices_issued_on_id", "invoices", ["issued_on", "id"])
    op.create_index("ix_payments_paid_on_id", "payments", ["paid_on", "id"])
    op.drop_index("ix_payments_party_id", "payments")
    op.create_index("ix_payments_party_id_paid_on_id", "payments", ["party_id", "paid_on", "id"])
    op.create_index("ix_sales_facts_customer_id_ordered_on", "sales_facts", ["customer_id", "ordered_on"])
