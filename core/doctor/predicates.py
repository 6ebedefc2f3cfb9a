"""Who may ask what, and which rows they may see: written by hand in SQL from the domain's table of roles.

This is the second opinion of I10: nothing here may call, or be made from, the conditions the areas themselves use.
`:user_id`, `:customer_id` and `:team` are the actor's. A person of several roles sees what any of them may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.actor import Role

_R = Role
FIND_CUSTOMERS = frozenset({_R.SALESPERSON, _R.SUPPORT, _R.ACCOUNTANT, _R.MANAGER, _R.ADMIN})
FIND_ORDERS = frozenset({_R.CUSTOMER, _R.SALESPERSON, _R.SUPPORT, _R.WAREHOUSE, _R.ACCOUNTANT, _R.MANAGER, _R.ADMIN})
FIND_QUOTATIONS = frozenset({_R.SALESPERSON, _R.SUPPORT, _R.ACCOUNTANT, _R.MANAGER, _R.ADMIN})
FIND_INVOICES = frozenset({_R.CUSTOMER, _R.SALESPERSON, _R.SUPPORT, _R.ACCOUNTANT, _R.MANAGER, _R.ADMIN})
FIND_PRICE_LISTS = frozenset({_R.SALESPERSON, _R.MANAGER, _R.ADMIN})
FIND_PURCHASE_ORDERS = frozenset({_R.BUYER, _R.WAREHOUSE, _R.ACCOUNTANT, _R.MANAGER, _R.ADMIN})
FIND_TICKETS = frozenset(Role) - {_R.VISITOR}
REPORT_SALES = frozenset({_R.SALESPERSON, _R.ACCOUNTANT, _R.MANAGER, _R.ADMIN})

_EVERY = "true"
_OWN_CUSTOMERS = """
    customer.owner_id = :user_id
    OR customer.owner_id IN (SELECT users.id FROM users WHERE users.team = :team AND :team IS NOT NULL)
"""

CUSTOMERS: Mapping[Role, str] = {
    Role.CUSTOMER: "customer.id = :customer_id",
    Role.SALESPERSON: _OWN_CUSTOMERS,
    Role.SUPPORT: _EVERY,
    Role.WAREHOUSE: _EVERY,
    Role.ACCOUNTANT: _EVERY,
    Role.MANAGER: _EVERY,
    Role.ADMIN: _EVERY,
}
"""Conditions on `customers AS customer`, by role: with their orders and what they bought."""

PURCHASE_ORDERS: Mapping[Role, str] = dict.fromkeys(FIND_PURCHASE_ORDERS, _EVERY)
"""Conditions on `purchase_orders AS placed`, by role."""

_REPORTED = "ticket.reporter_id = :user_id"

TICKETS: Mapping[Role, str] = {
    Role.CUSTOMER: f"{_REPORTED} OR ticket.customer_id = :customer_id",
    Role.SALESPERSON: f"""{_REPORTED} OR ticket.customer_id IN (
        SELECT customer.id FROM customers AS customer WHERE {_OWN_CUSTOMERS})""",
    Role.SUPPORT: _EVERY,
    Role.WAREHOUSE: _REPORTED,
    Role.BUYER: _REPORTED,
    Role.ACCOUNTANT: _REPORTED,
    Role.HR: _REPORTED,
    Role.MANAGER: _EVERY,
    Role.ADMIN: _EVERY,
}
"""Conditions on `tickets AS ticket`, by role."""


def either(rows: Mapping[Role, str], roles: Iterable[Role]) -> str:
    """What any of the roles may see."""
    conditions = [f"({rows[role]})" for role in sorted(roles) if role in rows]
    return " OR ".join(conditions) or "false"
