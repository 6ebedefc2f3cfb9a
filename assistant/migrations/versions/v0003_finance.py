"""Finance: the chart of accounts, entries, open items, payments, exchange rates, closed months."""

from __future__ import annotations

from importlib.resources import files

import sqlalchemy as sa
import yaml
from alembic import op

from core.database.rights import protect_append_only

revision: str = "v0003"
down_revision: str | None = "v0002"


def upgrade() -> None:
    op.execute("CREATE SEQUENCE payment_numbers")
    op.create_table(
        "books",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("closed_through", sa.Date(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_books_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_books")),
    )
    op.create_table(
        "exchange_rates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.CheckConstraint("rate > 0", name=op.f("ck_exchange_rates_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rates")),
        sa.UniqueConstraint("currency", "valid_from", name=op.f("uq_exchange_rates_currency_valid_from")),
    )
    op.create_table(
        "fiscal_periods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "closed", name="periodstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_fiscal_periods_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fiscal_periods")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_fiscal_periods_starts_on")),
    )
    op.create_table(
        "journal_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entries")),
        sa.UniqueConstraint(
            "source_id", "source_kind", "event", name=op.f("uq_journal_entries_source_id_source_kind_event")
        ),
    )
    op.create_index("ix_journal_entries_booked_on", "journal_entries", ["booked_on"], unique=False)
    op.create_table(
        "ledger_accounts",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asset",
                "liability",
                "equity",
                "income",
                "expense",
                name="accountkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "bank",
                "receivables",
                "unbilled",
                "prepayments",
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
                name="accountrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint("role", name=op.f("uq_ledger_accounts_role")),
    )
    op.create_table(
        "open_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("receivable", "payable", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum("claim", "credit", name="itemkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("document_kind", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("settled", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("book_amount", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("book_settled", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_open_items_positive")),
        sa.CheckConstraint("settled >= 0 AND settled <= amount", name=op.f("ck_open_items_settled_within_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_items")),
        sa.UniqueConstraint("document_id", "document_kind", name=op.f("uq_open_items_document_id_document_kind")),
    )
    op.create_index("ix_open_items_number", "open_items", ["number"], unique=False)
    op.create_index(
        "ix_open_items_open",
        "open_items",
        ["side", "party_id", "due_on"],
        unique=False,
        postgresql_where="settled < amount",
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("receivable", "payable", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("charges", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("refunded", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_positive")),
        sa.CheckConstraint("charges >= 0", name=op.f("ck_payments_charges_not_negative")),
        sa.CheckConstraint("refunded >= 0 AND refunded <= amount", name=op.f("ck_payments_refunded_within_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("number", name=op.f("uq_payments_number")),
    )
    op.create_index("ix_payments_party_id", "payments", ["party_id"], unique=False)
    op.create_table(
        "allocations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("credit_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_allocations_positive")),
        sa.ForeignKeyConstraint(["claim_id"], ["open_items.id"], name=op.f("fk_allocations_claim_id_open_items")),
        sa.ForeignKeyConstraint(["credit_id"], ["open_items.id"], name=op.f("fk_allocations_credit_id_open_items")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
    )
    op.create_index("ix_allocations_claim_id", "allocations", ["claim_id"], unique=False)
    op.create_index("ix_allocations_credit_id", "allocations", ["credit_id"], unique=False)
    op.create_table(
        "journal_lines",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("debit", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("credit", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)", name=op.f("ck_journal_lines_one_side")
        ),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_accounts.code"], name=op.f("fk_journal_lines_account_ledger_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entries.id"], name=op.f("fk_journal_lines_entry_id_journal_entries")
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_journal_lines")),
    )
    op.create_index("ix_journal_lines_account", "journal_lines", ["account"], unique=False)
    op.create_table(
        "vouchers",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_vouchers_positive")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entries.id"], name=op.f("fk_vouchers_entry_id_journal_entries")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_vouchers")),
        sa.UniqueConstraint("starts_on", "number", name=op.f("uq_vouchers_starts_on_number")),
    )
    connection = op.get_bind()
    connection.exec_driver_sql(_BALANCES)
    protect_append_only(connection, "journal_entries", "journal_lines", "vouchers", "allocations")
    _open_books(connection)


# Lines of an entry come in one statement; so each statement leaves every entry it touches in balance.
_BALANCES = """
CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added GROUP BY entry_id HAVING sum(debit) <> sum(credit)) THEN
        RAISE EXCEPTION 'an entry does not balance' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER refuse_unbalanced AFTER INSERT ON journal_lines REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced()
"""


def _open_books(connection: sa.Connection) -> None:
    """Gives a company that was founded before there were books its chart of accounts."""
    country = connection.execute(sa.text("SELECT country FROM company")).scalar_one_or_none()
    if country is None:
        return
    charts = yaml.safe_load(files("core.founding").joinpath("data", "accounts.yaml").read_text(encoding="utf-8"))
    statement = sa.text(
        "INSERT INTO ledger_accounts (code, name_zh, name_en, kind, role)"
        " VALUES (:code, :name_zh, :name_en, :kind, :role)"
    )
    connection.execute(statement, charts.get(country, charts["default"]))
    connection.execute(sa.text("INSERT INTO books (id) VALUES (1)"))
