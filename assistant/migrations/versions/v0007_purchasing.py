"""Suppliers' terms, reorder rules, requisitions, purchase orders, receipts and suppliers' bills."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.database.rights import protect_append_only

revision: str = "v0007"
down_revision: str | None = "v0006"


def upgrade() -> None:
    op.execute("CREATE SEQUENCE purchase_order_numbers")
    op.execute("CREATE SEQUENCE receipt_numbers")
    op.execute("CREATE SEQUENCE requisition_numbers")
    op.execute("CREATE SEQUENCE supplier_numbers")
    op.execute("CREATE SEQUENCE vendor_bill_numbers")
    op.create_table(
        "purchase_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "approved",
                "sent",
                "closed",
                "cancelled",
                name="purchaseorderstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("net", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("tax", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("gross", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("payment_terms_days", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("gross = net + tax", name=op.f("ck_purchase_orders_amounts_add_up")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_purchase_orders_rate_positive")),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name=op.f("fk_purchase_orders_buyer_id_users")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_purchase_orders_supplier_id_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_orders_number")),
    )
    op.create_index("ix_purchase_orders_supplier_id_id", "purchase_orders", ["supplier_id", "id"], unique=False)
    op.create_index(
        "ix_purchase_orders_unsent",
        "purchase_orders",
        ["id"],
        unique=False,
        postgresql_where="state IN ('draft', 'approved')",
    )
    op.create_table(
        "receipts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["purchase_orders.id"], name=op.f("fk_receipts_order_id_purchase_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("number", name=op.f("uq_receipts_number")),
    )
    op.create_index("ix_receipts_order_id", "receipts", ["order_id"], unique=False)
    op.create_table(
        "reorder_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("maximum", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.CheckConstraint(
            "minimum >= 0 AND minimum <= maximum AND maximum > 0", name=op.f("ck_reorder_rules_minimum_within_maximum")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_reorder_rules_product_id_products")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_reorder_rules_warehouse_id_warehouses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorder_rules")),
        sa.UniqueConstraint("product_id", "warehouse_id", name=op.f("uq_reorder_rules_product_id_warehouse_id")),
    )
    op.create_table(
        "requisitions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("projected", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "ordered",
                "cancelled",
                name="requisitionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_requisitions_positive")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_requisitions_product_id_products")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_requisitions_warehouse_id_warehouses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requisitions")),
        sa.UniqueConstraint("number", name=op.f("uq_requisitions_number")),
    )
    op.create_index(
        "uq_requisitions_open",
        "requisitions",
        ["product_id", "warehouse_id"],
        unique=True,
        postgresql_where="state = 'open'",
    )
    op.create_table(
        "supplier_products",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("price", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("multiple", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("lead_time_days", sa.BigInteger(), nullable=True),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.CheckConstraint("lead_time_days >= 0", name=op.f("ck_supplier_products_lead_time_not_negative")),
        sa.CheckConstraint("minimum >= 0", name=op.f("ck_supplier_products_minimum_not_negative")),
        sa.CheckConstraint("multiple > 0", name=op.f("ck_supplier_products_multiple_positive")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_supplier_products_price_not_negative")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_supplier_products_product_id_products")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_supplier_products_supplier_id_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_products")),
        sa.UniqueConstraint("supplier_id", "product_id", name=op.f("uq_supplier_products_supplier_id_product_id")),
    )
    op.create_index("ix_supplier_products_product_id", "supplier_products", ["product_id"], unique=False)
    op.create_index(
        "uq_supplier_products_preferred", "supplier_products", ["product_id"], unique=True, postgresql_where="preferred"
    )
    op.create_table(
        "vendor_bills",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("billed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("net", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("tax", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("gross", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("gross = net + tax", name=op.f("ck_vendor_bills_amounts_add_up")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["purchase_orders.id"], name=op.f("fk_vendor_bills_order_id_purchase_orders")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_vendor_bills_supplier_id_suppliers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_bills")),
        sa.UniqueConstraint("number", name=op.f("uq_vendor_bills_number")),
        sa.UniqueConstraint("supplier_id", "reference", name=op.f("uq_vendor_bills_supplier_id_reference")),
    )
    op.create_index("ix_vendor_bills_order_id", "vendor_bills", ["order_id"], unique=False)
    op.create_table(
        "purchase_order_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("requisition_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("stock_quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("price", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("net", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("tax_code", sa.Text(), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("tax", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("quantity_received", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("quantity_billed", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND stock_quantity > 0", name=op.f("ck_purchase_order_lines_quantity_positive")
        ),
        sa.CheckConstraint(
            "quantity_billed >= 0 AND quantity_billed <= greatest(stock_quantity, quantity_received)",
            name=op.f("ck_purchase_order_lines_billed_within_order"),
        ),
        sa.CheckConstraint(
            "quantity_received >= 0 AND quantity_received <= stock_quantity * 1.05",
            name=op.f("ck_purchase_order_lines_received_within_tolerance"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["purchase_orders.id"], name=op.f("fk_purchase_order_lines_order_id_purchase_orders")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_purchase_order_lines_product_id_products")
        ),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisitions.id"], name=op.f("fk_purchase_order_lines_requisition_id_requisitions")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_purchase_order_lines_warehouse_id_warehouses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_lines")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_purchase_order_lines_order_id_position")),
    )
    op.create_index("ix_purchase_order_lines_product_id", "purchase_order_lines", ["product_id"], unique=False)
    op.create_table(
        "receipt_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("held", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("rejected", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.CheckConstraint(
            "held >= 0 AND rejected >= 0 AND held + rejected <= quantity",
            name=op.f("ck_receipt_lines_held_and_rejected_within_quantity"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_receipt_lines_positive")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_receipt_lines_lot_id_lots")),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["purchase_order_lines.id"],
            name=op.f("fk_receipt_lines_order_line_id_purchase_order_lines"),
        ),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipts.id"], name=op.f("fk_receipt_lines_receipt_id_receipts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_lines")),
        sa.UniqueConstraint("receipt_id", "position", name=op.f("uq_receipt_lines_receipt_id_position")),
    )
    op.create_index(
        "ix_receipt_lines_held", "receipt_lines", ["order_line_id"], unique=False, postgresql_where="held > 0"
    )
    op.create_index("ix_receipt_lines_order_line_id", "receipt_lines", ["order_line_id"], unique=False)
    op.create_table(
        "vendor_bill_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("net", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("tax", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("matched", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.CheckConstraint(
            "net >= 0 AND tax >= 0 AND matched >= 0", name=op.f("ck_vendor_bill_lines_amounts_not_negative")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_vendor_bill_lines_positive")),
        sa.ForeignKeyConstraint(
            ["bill_id"], ["vendor_bills.id"], name=op.f("fk_vendor_bill_lines_bill_id_vendor_bills")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["purchase_order_lines.id"],
            name=op.f("fk_vendor_bill_lines_order_line_id_purchase_order_lines"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_bill_lines")),
        sa.UniqueConstraint("bill_id", "position", name=op.f("uq_vendor_bill_lines_bill_id_position")),
    )
    op.create_index("ix_vendor_bill_lines_order_line_id", "vendor_bill_lines", ["order_line_id"], unique=False)
    op.add_column("suppliers", sa.Column("payment_terms_days", sa.BigInteger(), server_default="30", nullable=False))
    op.create_check_constraint(op.f("ck_suppliers_payment_terms_not_negative"), "suppliers", "payment_terms_days >= 0")
    # Suppliers that are there already came with codes of their own.
    op.execute(
        "SELECT setval('supplier_numbers', max(substring(code FROM '^S-(\\d+)$')::bigint))"
        " FROM suppliers HAVING max(substring(code FROM '^S-(\\d+)$')) IS NOT NULL"
    )
    protect_append_only(op.get_bind(), "vendor_bills", "vendor_bill_lines")
