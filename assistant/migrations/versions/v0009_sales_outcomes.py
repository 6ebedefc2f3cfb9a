"""Days the company allows, what becomes of returned goods, and allowances on invoices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "v0009"
down_revision: str | None = "v0008"

_RETURN_STATES = (
    "requested",
    "approved",
    "refused",
    "received",
    "inspected",
    "restocked",
    "scrapped",
    "repaired",
    "to_supplier",
    "credited",
    "exchanged",
)
_OUTCOMES = ("restock", "scrap", "repair", "to_supplier")
_PLACES = ("stock", "quarantine", "supplier", "transit", "customer", "adjustment", "scrap", "repair")
_ROLES = (
    "bank",
    "receivables",
    "unbilled",
    "prepayments",
    "supplier_claims",
    "inventory",
    "in_transit",
    "payables",
    "received_not_invoiced",
    "contract_liabilities",
    "input_vat",
    "output_vat",
    "output_vat_pending",
    "capital",
    "revenue",
    "cost_of_goods_sold",
    "inventory_differences",
    "scrapped",
    "bank_charges",
    "exchange_differences",
)


def upgrade() -> None:
    _terms()
    _returns()
    _allowances()
    op.create_index(
        "ix_reservations_expires_on_open",
        "reservations",
        ["expires_on"],
        postgresql_where=sa.text("state = 'open' AND expires_on IS NOT NULL"),
    )


def _terms() -> None:
    for name, days in (("credit_grace_days", "0"), ("transit_grace_days", "3"), ("return_days", "30")):
        op.add_column("company", sa.Column(name, sa.BigInteger(), server_default=days, nullable=False))
    op.create_check_constraint(
        op.f("ck_company_days_not_negative"),
        "company",
        "least(credit_grace_days, transit_grace_days, return_days) >= 0",
    )


def _returns() -> None:
    _replace_values("returns", "state", _RETURN_STATES)
    op.add_column("returns", sa.Column("outcome", sa.Text(), nullable=True))
    op.alter_column("returns", "outcome", type_=sa.String(40))
    listed = ", ".join(f"'{value}'" for value in _OUTCOMES)
    op.create_check_constraint(op.f("ck_returns_outcome"), "returns", f"outcome IN ({listed})")
    # What came back before was put into stock or scrapped; the step into that state says which.
    op.execute(
        "UPDATE returns SET outcome = CASE step.to_state WHEN 'scrapped' THEN 'scrap' ELSE 'restock' END"
        " FROM transitions AS step WHERE step.kind = 'return' AND step.document_id = returns.id"
        " AND step.to_state IN ('restocked', 'scrapped')"
    )
    op.add_column("deliveries", sa.Column("return_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_deliveries_return_id_returns"), "deliveries", "returns", ["return_id"], ["id"])
    op.create_index(
        "ix_deliveries_return_id", "deliveries", ["return_id"], postgresql_where=sa.text("return_id IS NOT NULL")
    )
    # Of a company that is there already; a new one gets them when it is founded.
    _replace_values("places", "kind", _PLACES)
    op.execute(
        "INSERT INTO places (id, code, kind) SELECT gen_random_uuid(), 'REPAIR', 'repair'"
        " WHERE EXISTS (SELECT FROM places)"
    )
    _replace_values("ledger_accounts", "role", _ROLES)
    op.execute(
        "INSERT INTO ledger_accounts (code, name_zh, name_en, kind, role)"
        " SELECT '1221', '其他应收款-供应商索赔', 'Claims on suppliers', 'asset', 'supplier_claims'"
        " WHERE EXISTS (SELECT FROM ledger_accounts)"
    )


def _allowances() -> None:
    for name in ("net_allowed", "tax_allowed"):
        op.add_column(
            "sales_order_lines", sa.Column(name, sa.Numeric(precision=20, scale=6), server_default="0", nullable=False)
        )
    op.create_check_constraint(
        op.f("ck_sales_order_lines_allowed_not_negative"),
        "sales_order_lines",
        "net_allowed >= 0 AND tax_allowed >= 0",
    )
    op.drop_constraint(op.f("ck_credit_note_lines_quantity_positive"), "credit_note_lines")
    op.create_check_constraint(op.f("ck_credit_note_lines_quantity_not_negative"), "credit_note_lines", "quantity >= 0")


def _replace_values(table: str, column: str, values: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({listed})")
