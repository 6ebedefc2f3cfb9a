"""Suppliers' credit notes and cancelled bills, goods returned to suppliers, limits of buyers, and two company rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.database.rights import protect_append_only

revision: str = "v0010"
down_revision: str | None = "v0009"

_KINDS = ("goods", "allowance", "cancellation")
_NUMBER = sa.Numeric(precision=20, scale=6)


def upgrade() -> None:
    op.execute("CREATE SEQUENCE vendor_credit_numbers")
    op.execute("CREATE SEQUENCE purchase_return_numbers")
    _changed()
    _credits()
    _returns()
    protect_append_only(
        op.get_bind(), "vendor_credits", "vendor_credit_lines", "purchase_returns", "purchase_return_lines"
    )


def _changed() -> None:
    """Columns and checks of tables that are there."""
    op.add_column("company", sa.Column("loss_limit", _NUMBER, server_default="5000", nullable=False))
    op.add_column("company", sa.Column("small_scale_taxpayer", sa.Boolean(), server_default="false", nullable=False))
    op.create_check_constraint(op.f("ck_company_loss_limit_not_negative"), "company", "loss_limit >= 0")
    op.add_column("users", sa.Column("purchase_limit", _NUMBER, nullable=True))
    op.drop_constraint(op.f("ck_allocations_positive"), "allocations")
    op.create_check_constraint(op.f("ck_allocations_changes"), "allocations", "amount <> 0")
    _added("vendor_bills", sa.Column("edition", sa.BigInteger(), server_default="1", nullable=False))
    _added("vendor_bills", sa.Column("tax_deductible", sa.Boolean(), server_default="true", nullable=False))
    op.drop_constraint(op.f("uq_vendor_bills_supplier_id_reference"), "vendor_bills")
    op.create_unique_constraint(
        op.f("uq_vendor_bills_supplier_id_reference_edition"), "vendor_bills", ["supplier_id", "reference", "edition"]
    )
    _added("purchase_order_lines", sa.Column("quantity_returned", _NUMBER, server_default="0", nullable=False))
    op.create_check_constraint(
        op.f("ck_purchase_order_lines_returned_not_negative"), "purchase_order_lines", "quantity_returned >= 0"
    )
    op.drop_constraint(op.f("ck_purchase_order_lines_billed_within_order"), "purchase_order_lines")
    op.create_check_constraint(
        op.f("ck_purchase_order_lines_billed_within_order"),
        "purchase_order_lines",
        "quantity_billed >= 0 AND quantity_billed <= stock_quantity * 1.05",
    )
    _added("receipt_lines", sa.Column("returned", _NUMBER, server_default="0", nullable=False))
    op.drop_constraint(op.f("ck_receipt_lines_held_and_rejected_within_quantity"), "receipt_lines")
    op.create_check_constraint(
        op.f("ck_receipt_lines_held_and_given_back_within_quantity"),
        "receipt_lines",
        "held >= 0 AND rejected >= 0 AND returned >= 0 AND held + rejected + returned <= quantity",
    )


def _added(table: str, column: sa.Column[object]) -> None:
    """A column with a value for the rows that are there; new rows say their own."""
    op.add_column(table, column)
    op.alter_column(table, column.name, server_default=None)


def _credits() -> None:
    op.create_table(
        "vendor_credits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="vendorcreditkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("credited_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("net", _NUMBER, nullable=False),
        sa.Column("tax", _NUMBER, nullable=False),
        sa.Column("gross", _NUMBER, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("gross = net + tax", name=op.f("ck_vendor_credits_amounts_add_up")),
        sa.ForeignKeyConstraint(["bill_id"], ["vendor_bills.id"], name=op.f("fk_vendor_credits_bill_id_vendor_bills")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_vendor_credits_supplier_id_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_credits")),
        sa.UniqueConstraint("number", name=op.f("uq_vendor_credits_number")),
    )
    op.create_index("ix_vendor_credits_bill_id", "vendor_credits", ["bill_id"])
    op.create_index(
        "uq_vendor_credits_reference",
        "vendor_credits",
        ["supplier_id", "reference"],
        unique=True,
        postgresql_where=sa.text("kind <> 'cancellation'"),
    )
    op.create_index(
        "uq_vendor_credits_cancellation",
        "vendor_credits",
        ["bill_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'cancellation'"),
    )
    op.create_table(
        "vendor_credit_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("credit_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("bill_line_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", _NUMBER, nullable=False),
        sa.Column("net", _NUMBER, nullable=False),
        sa.Column("tax", _NUMBER, nullable=False),
        sa.Column("matched", _NUMBER, nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_vendor_credit_lines_quantity_not_negative")),
        sa.CheckConstraint(
            "net >= 0 AND tax >= 0 AND matched >= 0", name=op.f("ck_vendor_credit_lines_amounts_not_negative")
        ),
        sa.CheckConstraint("quantity > 0 OR net + tax > 0", name=op.f("ck_vendor_credit_lines_takes_something_back")),
        sa.ForeignKeyConstraint(
            ["bill_line_id"],
            ["vendor_bill_lines.id"],
            name=op.f("fk_vendor_credit_lines_bill_line_id_vendor_bill_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["credit_id"], ["vendor_credits.id"], name=op.f("fk_vendor_credit_lines_credit_id_vendor_credits")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["purchase_order_lines.id"],
            name=op.f("fk_vendor_credit_lines_order_line_id_purchase_order_lines"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_credit_lines")),
        sa.UniqueConstraint("credit_id", "position", name=op.f("uq_vendor_credit_lines_credit_id_position")),
    )
    op.create_index("ix_vendor_credit_lines_bill_line_id", "vendor_credit_lines", ["bill_line_id"])
    op.create_index("ix_vendor_credit_lines_order_line_id", "vendor_credit_lines", ["order_line_id"])


def _returns() -> None:
    op.create_table(
        "purchase_returns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["purchase_orders.id"], name=op.f("fk_purchase_returns_order_id_purchase_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_returns")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_returns_number")),
    )
    op.create_index("ix_purchase_returns_order_id", "purchase_returns", ["order_id"])
    op.create_table(
        "purchase_return_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("receipt_line_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("quantity", _NUMBER, nullable=False),
        sa.Column("owed", _NUMBER, nullable=False),
        sa.Column("value", _NUMBER, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_return_lines_positive")),
        sa.ForeignKeyConstraint(
            ["receipt_line_id"],
            ["receipt_lines.id"],
            name=op.f("fk_purchase_return_lines_receipt_line_id_receipt_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["purchase_returns.id"], name=op.f("fk_purchase_return_lines_return_id_purchase_returns")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_purchase_return_lines_warehouse_id_warehouses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_return_lines")),
        sa.UniqueConstraint("return_id", "position", name=op.f("uq_purchase_return_lines_return_id_position")),
    )
    op.create_index("ix_purchase_return_lines_receipt_line_id", "purchase_return_lines", ["receipt_line_id"])
