"""Worth of stock; transit, scrap and quarantine; reservations that are used or end; what demand rests on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.database.rights import protect_append_only

revision: str = "v0004"
down_revision: str | None = "v0003"

_PLACES = ("stock", "quarantine", "supplier", "transit", "customer", "adjustment", "scrap")
_RESERVATIONS = ("open", "released", "used")


def upgrade() -> None:
    _worth()
    _places()
    _promises()
    _open_worth()
    protect_append_only(op.get_bind(), "stock_revaluations")


def _worth() -> None:
    op.create_table(
        "product_values",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("value", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("held_since", sa.Date(), nullable=False),
        sa.Column("last_issued_on", sa.Date(), nullable=True),
        sa.CheckConstraint("quantity > 0 OR value = 0", name=op.f("ck_product_values_nothing_is_worth_nothing")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_product_values_quantity_not_negative")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_product_values_value_not_negative")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_values_product_id_products")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_values")),
    )
    op.create_table(
        "stock_revaluations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin_kind", sa.Text(), nullable=False),
        sa.Column("origin_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_stock_revaluations_changes")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_stock_revaluations_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_revaluations")),
    )
    op.create_index("ix_stock_revaluations_product_id", "stock_revaluations", ["product_id"], unique=False)
    op.add_column("lots", sa.Column("unit_cost", sa.Numeric(precision=20, scale=6), nullable=True))
    value = sa.Column("value", sa.Numeric(precision=20, scale=6), nullable=False, server_default="0")
    op.add_column("stock_moves", value)
    op.alter_column("stock_moves", "value", server_default=None)
    op.create_check_constraint(op.f("ck_stock_moves_value_not_negative"), "stock_moves", "value >= 0")
    for column in ("lot_id", "origin_id"):
        op.create_index(
            f"ix_stock_moves_{column}", "stock_moves", [column], postgresql_where=sa.text(f"{column} IS NOT NULL")
        )


def _places() -> None:
    _replace_values("places", "kind", _PLACES)
    op.drop_constraint(op.f("ck_places_stock_is_in_a_warehouse"), "places")
    op.create_check_constraint(
        op.f("ck_places_stock_is_in_a_warehouse"),
        "places",
        "(kind IN ('stock', 'quarantine')) = (warehouse_id IS NOT NULL)",
    )
    # Of a company that is there already; a new one gets them when it is founded.
    op.execute(
        "INSERT INTO places (id, code, kind) SELECT gen_random_uuid(), upper(kind), kind"
        " FROM (VALUES ('transit'), ('scrap')) AS new (kind) WHERE EXISTS (SELECT FROM places)"
    )
    op.execute(
        "INSERT INTO places (id, code, kind, warehouse_id)"
        " SELECT gen_random_uuid(), code || '/QUARANTINE', 'quarantine', id FROM warehouses"
    )


def _promises() -> None:
    _replace_values("reservations", "state", _RESERVATIONS)
    op.add_column("reservations", sa.Column("expires_on", sa.Date(), nullable=True))
    op.add_column("expected_moves", sa.Column("good_for_days", sa.BigInteger(), nullable=False, server_default="0"))
    rests_on = sa.Column("rests_on", postgresql.JSONB(none_as_null=True), nullable=False, server_default="[]")
    op.add_column("expected_moves", rests_on)
    parts = sa.Column("parts", postgresql.JSONB(none_as_null=True), nullable=False, server_default="[]")
    op.add_column("sales_order_lines", parts)
    op.alter_column("sales_order_lines", "parts", server_default=None)
    op.alter_column("expected_moves", "good_for_days", server_default=None)
    op.alter_column("expected_moves", "rests_on", server_default=None)


def _open_worth() -> None:
    """Stock that was there before costs were kept has none, until it is revalued."""
    op.execute(
        "INSERT INTO product_values (product_id, quantity, value, held_since)"
        " SELECT product_id, sum(on_hand), 0, current_date FROM stock_levels"
        " GROUP BY product_id HAVING sum(on_hand) > 0"
    )


def _replace_values(table: str, column: str, values: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({listed})")
