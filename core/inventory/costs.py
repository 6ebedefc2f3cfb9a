"""Who may know what goods cost. Whoever sells must not, or it is in every price talk."""

from __future__ import annotations

from decimal import Decimal

from core.actor import Actor, Role

MAY_SEE_COST = frozenset({Role.BUYER, Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})


def sees_cost(actor: Actor) -> bool:
    """Whether the actor may know it. Somebody who also sells may not, unless he is a manager."""
    leads = bool(actor.roles & {Role.MANAGER, Role.ADMIN})
    return leads or bool(actor.roles & MAY_SEE_COST and Role.SALESPERSON not in actor.roles)


def cost_for(actor: Actor, value: Decimal) -> Decimal | None:
    """The value for those who may know it, None for everybody else."""
    return value if sees_cost(actor) else None
