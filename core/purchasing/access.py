"""Who may see suppliers and purchase orders, who their prices, and who may buy."""

from __future__ import annotations

from core.actor import Actor, Role

MAY_READ = frozenset({Role.BUYER, Role.WAREHOUSE, Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})
MAY_SEE_PRICES = frozenset({Role.BUYER, Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})
MAY_BUY = frozenset({Role.BUYER, Role.MANAGER, Role.ADMIN})
MAY_RECEIVE = frozenset({Role.WAREHOUSE, Role.BUYER, Role.MANAGER, Role.ADMIN})
MAY_BILL = frozenset({Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})


def sees_prices(actor: Actor) -> bool:
    """Whether the actor may know what goods cost us."""
    return actor.may(MAY_SEE_PRICES)
