"""The limit for confirming an order: the same rows, written by plain SQL with values that are ready beforehand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg

from core.database import new_id


@dataclass(slots=True)
class RawOrder:
    """Values of one order of several lines; `confirm` writes everything a confirmed proposal writes."""

    proposal_id: UUID
    customer_id: UUID
    region_id: UUID
    user_id: UUID
    lines: list[tuple[UUID, UUID, UUID]]
    """Product, warehouse and balance of each line."""

    now: datetime
    today: date
    results: str = field(default="[]")

    def confirm(self, connection: psycopg.Connection[Any]) -> None:
        """One transaction: the proposal decided, the order written, goods held, facts, events, transitions, audit."""
        order, lines = new_id(), [new_id() for _ in self.lines]
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute("SELECT status FROM proposals WHERE id = %s FOR UPDATE", (self.proposal_id,))
            levels = sorted(level for _, _, level in self.lines)
            cursor.execute("SELECT id FROM stock_levels WHERE id = ANY(%s) ORDER BY id FOR UPDATE", (levels,))
            number = cursor.execute("SELECT nextval('sales_order_numbers')").fetchone()
            self._order(cursor, order, f"SO-2026-{number[0] if number else 0:05d}", lines)
            cursor.executemany(
                "UPDATE stock_levels SET reserved = reserved + 1 WHERE id = %s", [(one,) for one in levels]
            )
            self._held(cursor, order, lines)
            self._told(cursor, order)

    def _order(self, cursor: psycopg.Cursor[Any], order: UUID, number: str, lines: list[UUID]) -> None:
        cursor.execute(
            "INSERT INTO sales_orders (id, number, customer_id, salesperson_id, state, currency, price_list,"
            " tax_included, exchange_rate, discount_percent, net, tax, gross, requested_on, promised_on,"
            " warehouse_id, ship_to, payment_terms_days, note, created_at, confirmed_at)"
            " VALUES (%s, %s, %s, %s, 'confirmed', 'CNY', 'LIST', false, 1, 0, 300, 39, 339, NULL, %s, NULL, '', 30,"
            " '', %s, %s)",
            (order, number, self.customer_id, self.user_id, self.today, self.now, self.now),
        )
        cursor.executemany(
            "INSERT INTO sales_order_lines (id, order_id, position, product_id, quantity, unit, stock_quantity,"
            " list_price, discount_percent, unit_price, net, tax_code, tax_rate, tax, warehouse_id, ships_on,"
            " promised_on, rests_on, parts, tax_included, price_rule) VALUES (%s, %s, %s, %s, 1, '台', 1, 100, 0, 100,"
            " 100, 'VAT13', 0.13, 13, %s, %s, %s, '[]', '[]', false, '{}')",
            [
                (line, order, place, product, warehouse, self.today, self.today)
                for place, (line, (product, warehouse, _)) in enumerate(zip(lines, self.lines, strict=True), start=1)
            ],
        )

    def _held(self, cursor: psycopg.Cursor[Any], order: UUID, lines: list[UUID]) -> None:
        cursor.executemany(
            "INSERT INTO reservations (id, level_id, quantity, state, document_kind, document_id, line_id, created_at)"
            " VALUES (%s, %s, 1, 'open', 'sales_order', %s, %s, %s)",
            [(new_id(), level, order, line, self.now) for line, (_, _, level) in zip(lines, self.lines, strict=True)],
        )
        cursor.executemany(
            "INSERT INTO sales_facts (id, ordered_on, order_number, order_id, product_id, customer_id, region_id,"
            " salesperson_id, quantity, ordered_amount) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 1, 100)",
            [
                (new_id(), self.today, str(order), order, product, self.customer_id, self.region_id, self.user_id)
                for product, _, _ in self.lines
            ],
        )

    def _told(self, cursor: psycopg.Cursor[Any], order: UUID) -> None:
        facts = json.dumps({"number": "SO-2026-00001", "customer": "C-0001", "products": ["A", "B", "C"]})
        cursor.execute(
            "INSERT INTO events (kind, subject_id, at, facts) VALUES ('sales_order.confirmed', %s, %s, %s)",
            (order, self.now, facts),
        )
        steps = [("sales_order", order, None, "draft"), ("sales_order", order, "draft", "confirmed")]
        cursor.executemany(
            "INSERT INTO transitions (id, kind, document_id, from_state, to_state, at, user_id, login, channel)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, 'sales', 'bench')",
            [
                (new_id(), kind, document, before, after, self.now, self.user_id)
                for kind, document, before, after in [*steps, ("proposal", self.proposal_id, "pending", "executed")]
            ],
        )
        cursor.execute(
            "UPDATE proposals SET status = 'executed', decided_at = %s, results = %s WHERE id = %s",
            (self.now, self.results, self.proposal_id),
        )
        cursor.execute(
            'INSERT INTO audit_log (id, at, user_id, login, channel, "system_user", action, proposal_id, details)'
            " VALUES (%s, %s, %s, 'sales', 'bench', NULL, 'proposal.execute', %s, %s)",
            (new_id(), self.now, self.user_id, self.proposal_id, json.dumps({"steps": [], "documents": []})),
        )


def quantity_left(connection: psycopg.Connection[Any], level: UUID) -> Decimal:
    """What is still free of a balance."""
    row = connection.execute("SELECT on_hand - reserved FROM stock_levels WHERE id = %s", (level,)).fetchone()
    return Decimal(row[0]) if row else Decimal(0)
