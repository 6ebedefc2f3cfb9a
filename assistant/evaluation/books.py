"""What the books hold before and after a talk, and whether the change is the one that was to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from assistant.evaluation import talks
from assistant.evaluation.complaints import Complaint

Row = Mapping[str, Any]

_ROWS: Mapping[str, str] = {
    "orders": """
        SELECT o.number, c.code AS customer, o.state, o.net, o.gross, o.requested_on, o.promised_on, o.note,
               o.cancel_reason, w.code AS warehouse, u.login AS salesperson,
               max(l.discount_percent) AS discount_percent,
               json_object_agg(l.product, l.quantity::text) AS lines,
               json_object_agg(l.product, l.source) AS sources
        FROM sales_orders o JOIN customers c ON c.id = o.customer_id LEFT JOIN warehouses w ON w.id = o.warehouse_id
             LEFT JOIN users u ON u.id = o.salesperson_id
             JOIN (SELECT l.order_id, p.code AS product, sum(l.stock_quantity) AS quantity, max(w.code) AS source,
                          max(l.discount_percent) AS discount_percent
                   FROM sales_order_lines l JOIN products p ON p.id = l.product_id
                        LEFT JOIN warehouses w ON w.id = l.warehouse_id
                   GROUP BY l.order_id, p.code) l ON l.order_id = o.id
        GROUP BY o.id, c.code, w.code, u.login ORDER BY o.number""",
    "tickets": """
        SELECT t.number, t.state, t.priority, t.subject, t.description, t.contact, t.resolution, p.code AS product,
               c.code AS customer, r.login AS reporter, a.login AS assignee
        FROM tickets t LEFT JOIN products p ON p.id = t.product_id LEFT JOIN customers c ON c.id = t.customer_id
             LEFT JOIN users r ON r.id = t.reporter_id LEFT JOIN users a ON a.id = t.assignee_id ORDER BY t.number""",
    "customers": """
        SELECT c.code, c.name_zh, c.name_en, r.code AS region, u.login AS owner
        FROM customers c JOIN regions r ON r.id = c.region_id LEFT JOIN users u ON u.id = c.owner_id ORDER BY c.code""",
    "contacts": """
        SELECT c.code AS customer, k.name, k.title, k.phone, k.email
        FROM contacts k JOIN customers c ON c.id = k.customer_id ORDER BY c.code, k.id""",
    "products": "SELECT code, name_zh, name_en, unit_code AS unit FROM products ORDER BY code",
    "prices": """
        SELECT p.code AS product, x.amount AS price, x.valid_from, x.valid_until, x.quantity_min, l.code AS price_list
        FROM prices x JOIN products p ON p.id = x.product_id JOIN price_lists l ON l.id = x.price_list_id
        ORDER BY p.code, x.valid_from""",
    "price_lists": """
        SELECT l.code, l.name_zh, l.currency, l.segment, l.valid_from, l.valid_until, c.code AS customer
        FROM price_lists l LEFT JOIN customers c ON c.id = l.customer_id ORDER BY l.code""",
    "promotions": """
        SELECT m.code, m.name_zh, m.kind, m.stacking, m.percent, m.amount, m.amount_min, m.quantity_min,
               m.buy_quantity, m.gift_quantity, m.valid_from, m.valid_until, g.code AS gift,
               (SELECT array_agg(p.code ORDER BY p.code) FROM promotion_scopes s JOIN products p ON p.id = s.product_id
                WHERE s.promotion_id = m.id) AS products
        FROM promotions m LEFT JOIN products g ON g.id = m.gift_product_id WHERE m.ended_at IS NULL ORDER BY m.code""",
    "warehouses": "SELECT code, name_zh, name_en FROM warehouses ORDER BY code",
    "receipts": """
        SELECT p.code AS product, w.code AS warehouse, e.quantity, e.due_on
        FROM expected_moves e JOIN products p ON p.id = e.product_id JOIN warehouses w ON w.id = e.warehouse_id
        WHERE e.kind = 'receipt' ORDER BY e.id""",
    "quotations": """
        SELECT q.number, c.code AS customer, q.state, q.gross, q.discount_percent, q.valid_until, q.hold_until,
               q.decline_reason
        FROM quotations q JOIN customers c ON c.id = q.customer_id ORDER BY q.number""",
    "deliveries": """
        SELECT d.number, c.code AS customer, d.state, w.code AS warehouse,
               (SELECT json_object_agg(p.code, l.quantity::text) FROM delivery_lines l
                JOIN products p ON p.id = l.product_id WHERE l.delivery_id = d.id) AS lines
        FROM deliveries d JOIN customers c ON c.id = d.customer_id JOIN warehouses w ON w.id = d.warehouse_id
        ORDER BY d.number""",
    "returns": """
        SELECT r.number, c.code AS customer, r.state, r.reason,
               (SELECT json_object_agg(p.code, l.quantity::text) FROM return_lines l
                JOIN products p ON p.id = l.product_id WHERE l.return_id = r.id) AS lines
        FROM returns r JOIN customers c ON c.id = r.customer_id ORDER BY r.number""",
    "invoices": """
        SELECT i.number, c.code AS customer, i.gross, i.due_on
        FROM invoices i JOIN customers c ON c.id = i.customer_id ORDER BY i.number""",
    "credit_notes": """
        SELECT n.number, i.number AS invoice, n.gross
        FROM credit_notes n JOIN invoices i ON i.id = n.invoice_id ORDER BY n.number""",
    "transfers": """
        SELECT p.code AS product, s.code AS source, t.code AS target, m.quantity, l.code AS lot
        FROM stock_moves m JOIN products p ON p.id = m.product_id LEFT JOIN lots l ON l.id = m.lot_id
             JOIN places a ON a.id = m.from_place_id JOIN warehouses s ON s.id = a.warehouse_id
             JOIN places b ON b.id = m.to_place_id JOIN warehouses t ON t.id = b.warehouse_id
        WHERE m.origin_kind = 'transfer'
    """,
    "purchases": """
        SELECT o.number, s.code AS supplier, o.state, o.net, l.lines
        FROM purchase_orders o JOIN suppliers s ON s.id = o.supplier_id
             JOIN (SELECT l.order_id, json_object_agg(p.code, l.stock_quantity::text) AS lines
                   FROM purchase_order_lines l JOIN products p ON p.id = l.product_id GROUP BY l.order_id) l
               ON l.order_id = o.id ORDER BY o.number""",
    "requisitions": """
        SELECT r.number, p.code AS product, w.code AS warehouse, r.quantity, r.state
        FROM requisitions r JOIN products p ON p.id = r.product_id JOIN warehouses w ON w.id = r.warehouse_id
        ORDER BY r.number""",
    "bills": """
        SELECT b.number, s.code AS supplier, b.reference, b.gross,
               CASE WHEN i.settled = i.amount THEN 'true' ELSE 'false' END AS paid
        FROM vendor_bills b JOIN suppliers s ON s.id = b.supplier_id
             JOIN open_items i ON i.document_id = b.id ORDER BY b.number""",
    "vendor_credits": """
        SELECT c.number, s.code AS supplier, c.kind, c.reference, c.gross
        FROM vendor_credits c JOIN suppliers s ON s.id = c.supplier_id ORDER BY c.number""",
    "suppliers": "SELECT code, name_zh, name_en, lead_time_days FROM suppliers ORDER BY code",
}
_RECEIPTS = "receipts"
_LEVELS = """
    SELECT p.code, sum(s.on_hand) AS on_hand, sum(s.reserved) AS reserved
    FROM stock_levels s JOIN products p ON p.id = s.product_id GROUP BY p.code"""
_DEEDS = "SELECT count(*) FROM audit_log"
_OPEN_APPROVALS = "SELECT count(*) FROM proposals WHERE status = 'awaiting_approval'"


@dataclass(frozen=True, slots=True)
class Standing:
    """The books at one moment. `deeds` are all that was ever done in them, also what no row here shows."""

    rows: Mapping[str, Sequence[Row]]
    on_hand: Mapping[str, Decimal]
    reserved: Mapping[str, Decimal]
    open_approvals: int
    deeds: int


def read_books(session: Session) -> Standing:
    """What the books hold now."""
    levels = session.execute(text(_LEVELS)).all()
    return Standing(
        rows={
            name: [dict(row) for row in session.execute(text(statement)).mappings()]
            for name, statement in _ROWS.items()
        },
        on_hand={row.code: row.on_hand for row in levels},
        reserved={row.code: row.reserved for row in levels},
        open_approvals=session.execute(text(_OPEN_APPROVALS)).scalar_one(),
        deeds=session.execute(text(_DEEDS)).scalar_one(),
    )


def judge_books(before: Standing, after: Standing, expected: talks.Books) -> Iterator[Complaint]:
    """Each difference between what changed and what was to change."""
    for name in _ROWS:
        new = [row for row in after.rows[name] if row not in before.rows[name]]
        gone = [row for row in before.rows[name] if row not in after.rows[name]]
        wanted = getattr(expected, name)
        if name == _RECEIPTS:  # what came is no longer expected, and what is still to come is expected anew
            named = {one.get("product") for one in wanted}
            gone = [row for row in gone if row["product"] not in named | expected.on_hand.keys()]
            new = [row for row in new if row["product"] not in expected.on_hand or row["product"] in named]
        if gone:
            yield Complaint("rows_lost", rows=name, lost=gone)
        yield from _judge_rows(name, new, wanted)
    reserved = expected.reserved if expected.reserved is not None else held_by(expected.orders)
    yield from _judge_figures("on_hand", before.on_hand, after.on_hand, expected.on_hand)
    yield from _judge_figures("reserved", before.reserved, after.reserved, reserved)
    waiting = after.open_approvals - before.open_approvals
    if waiting != expected.open_approvals:
        yield Complaint("approvals", waiting=waiting, wanted=expected.open_approvals)


def agrees(found: object, wanted: object) -> bool:
    """Whether a value is the one written in a talk; mappings need to agree entirely, figures by their value."""
    if isinstance(wanted, Mapping):
        return (
            isinstance(found, Mapping)
            and found.keys() == wanted.keys()
            and all(agrees(found[key], value) for key, value in wanted.items())
        )
    if isinstance(wanted, list):
        return isinstance(found, Sequence) and list(map(plain, found)) == list(map(plain, wanted))
    if isinstance(wanted, str) and wanted.startswith("~"):
        return any(part in str(found).casefold() for part in wanted[1:].casefold().split("|"))
    return plain(found) == plain(wanted)


def plain(value: object) -> str | None:
    """A value as it is compared: figures without trailing zeros, everything else as written."""
    if value is None:
        return None
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except ArithmeticError:
        return str(value)


def held_by(orders: Sequence[Row]) -> dict[str, Decimal]:
    """The stock that expected orders hold while they are confirmed."""
    held: dict[str, Decimal] = {}
    for order in orders:
        if order.get("state") == "confirmed":
            for product, quantity in order.get("lines", {}).items():
                held[product] = held.get(product, Decimal(0)) + Decimal(str(quantity))
    return held


def _judge_rows(name: str, new: Sequence[Row], wanted: Sequence[Row]) -> Iterator[Complaint]:
    left = list(new)
    for one in wanted:
        match = next((row for row in left if all(agrees(row.get(key), value) for key, value in one.items())), None)
        if match is None:
            yield Complaint("row_missing", rows=name, wanted=dict(one))
        else:
            left.remove(match)
    for row in left:
        yield Complaint("row_unasked", rows=name, found=dict(row))


def _judge_figures(
    name: str, before: Mapping[str, Decimal], after: Mapping[str, Decimal], wanted: Mapping[str, Any]
) -> Iterator[Complaint]:
    codes = before.keys() | after.keys()
    changed = {code: after.get(code, Decimal(0)) - before.get(code, Decimal(0)) for code in codes}
    for code in sorted(codes | wanted.keys()):
        found, right = changed.get(code, Decimal(0)), Decimal(str(wanted.get(code, 0)))
        if found != right:
            yield Complaint("figure", figure=name, product=code, changed=f"{found:f}", wanted=f"{right:f}")
