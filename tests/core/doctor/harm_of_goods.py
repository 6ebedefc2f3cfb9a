"""Harm done to what goods are worth: which check has to find it, and the statements that do it."""

from __future__ import annotations

HARM_OF_GOODS: dict[str, tuple[str, str]] = {
    "goods held for no line": (
        "everything_held_has_its_line",
        "UPDATE reservations SET line_id = gen_random_uuid() WHERE state = 'open'",
    ),
    "goods worth more than they cost": (
        "worth_is_what_moves_brought",
        "UPDATE product_values SET value = value + 1",
    ),
    "fewer goods valued than there are": (
        "worth_is_what_moves_brought",
        "UPDATE product_values SET quantity = quantity - 1",
    ),
    "a move that cost nothing": (
        "worth_is_what_moves_brought",
        "ALTER TABLE stock_moves DISABLE TRIGGER refuse_change; UPDATE stock_moves SET value = 0",
    ),
    "goods that nobody booked": (
        "accounts_of_goods_equal_their_worth",
        "INSERT INTO stock_revaluations (id, product_id, amount, at, origin_kind)"
        " SELECT gen_random_uuid(), product_id, 5, now(), 'count' FROM product_values;"
        " UPDATE product_values SET value = value + 5",
    ),
}
