"""Pricing: lists for a customer or a segment, tiers, validity; promotions; what orders keep of their prices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "v0005"
down_revision: str | None = "v0004"


def upgrade() -> None:
    op.execute("CREATE SEQUENCE price_list_numbers")
    op.execute("CREATE SEQUENCE promotion_numbers")
    op.create_table(
        "promotions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "percent",
                "amount",
                "buy_x_get_y",
                "bundle",
                name="promotionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stacking",
            sa.Enum("exclusive", "stackable", name="stacking", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("percent", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("quantity_min", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("amount_min", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("buy_quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("gift_quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("gift_product_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind <> 'buy_x_get_y' OR (buy_quantity > 0 AND gift_quantity > 0)", name=op.f("ck_promotions_gift_given")
        ),
        sa.CheckConstraint(
            "kind <> 'percent' OR (percent > 0 AND percent < 100)", name=op.f("ck_promotions_percent_given")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('amount', 'bundle') OR (amount > 0 AND currency IS NOT NULL)",
            name=op.f("ck_promotions_amount_given"),
        ),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_promotions_in_order")),
        sa.ForeignKeyConstraint(
            ["gift_product_id"], ["products.id"], name=op.f("fk_promotions_gift_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
        sa.UniqueConstraint("code", name=op.f("uq_promotions_code")),
    )
    op.create_index(
        "ix_promotions_valid_from", "promotions", ["valid_from"], unique=False, postgresql_where="ended_at IS NULL"
    )
    op.create_table(
        "promotion_scopes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("segment", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(product_id, category_id, customer_id, segment) = 1",
            name=op.f("ck_promotion_scopes_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_promotion_scopes_category_id_categories")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_promotion_scopes_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_promotion_scopes_product_id_products")),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotions.id"], name=op.f("fk_promotion_scopes_promotion_id_promotions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_scopes")),
    )
    op.create_index("ix_promotion_scopes_promotion_id", "promotion_scopes", ["promotion_id"], unique=False)
    _widen_price_lists()
    _widen_orders()


def _widen_price_lists() -> None:
    op.add_column("price_lists", sa.Column("customer_id", sa.Uuid(), nullable=True))
    op.add_column("price_lists", sa.Column("segment", sa.Text(), nullable=True))
    _add("price_lists", sa.Column("priority", sa.BigInteger(), nullable=False, server_default="0"))
    _add("price_lists", sa.Column("valid_from", sa.Date(), nullable=False, server_default="2000-01-01"))
    op.add_column("price_lists", sa.Column("valid_until", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_price_lists_for_somebody"),
        "price_lists",
        "num_nonnulls(customer_id, segment) = CASE WHEN is_default THEN 0 ELSE 1 END",
    )
    op.create_check_constraint(op.f("ck_price_lists_in_order"), "price_lists", "valid_until >= valid_from")
    op.create_index("ix_price_lists_customer_id", "price_lists", ["customer_id"], unique=False)
    op.create_index("ix_price_lists_segment", "price_lists", ["segment"], unique=False)
    op.create_foreign_key(
        op.f("fk_price_lists_customer_id_customers"), "price_lists", "customers", ["customer_id"], ["id"]
    )
    _add("prices", sa.Column("quantity_min", sa.Numeric(precision=20, scale=6), nullable=False, server_default="0"))
    op.add_column("prices", sa.Column("valid_until", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_prices_quantity_not_negative"), "prices", "quantity_min >= 0")
    op.create_check_constraint(op.f("ck_prices_in_order"), "prices", "valid_until >= valid_from")
    op.drop_constraint(op.f("uq_prices_price_list_id_product_id_valid_from"), "prices", type_="unique")
    op.create_unique_constraint(
        op.f("uq_prices_price_list_id_product_id_quantity_min_valid_from"),
        "prices",
        ["price_list_id", "product_id", "quantity_min", "valid_from"],
    )


def _widen_orders() -> None:
    """Orders so far were all priced by the default list, in the company's currency; what gave a price was not kept."""
    _add("sales_order_lines", sa.Column("tax_included", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sales_order_lines", sa.Column("price_rule", postgresql.JSONB(none_as_null=True), nullable=True))
    _add("sales_orders", sa.Column("price_list", sa.Text(), nullable=False, server_default="LIST"))
    _add("sales_orders", sa.Column("tax_included", sa.Boolean(), nullable=False, server_default=sa.false()))
    rate = sa.Numeric(precision=20, scale=10)
    _add("sales_orders", sa.Column("exchange_rate", rate, nullable=False, server_default="1"))
    op.create_check_constraint(op.f("ck_sales_orders_rate_positive"), "sales_orders", "exchange_rate > 0")
    default = "SELECT code, tax_included FROM price_lists WHERE is_default"
    op.execute(f"UPDATE sales_orders SET price_list = d.code, tax_included = d.tax_included FROM ({default}) d")
    op.execute(f"UPDATE sales_order_lines SET tax_included = d.tax_included FROM ({default}) d")


def _add(table: str, column: sa.Column[object]) -> None:
    """Adds a column that may not be empty; what is there already takes the value that is then no default any more."""
    op.add_column(table, column)
    op.alter_column(table, column.name, server_default=None)
