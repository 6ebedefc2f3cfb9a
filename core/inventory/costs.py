"""Who may know what goods cost, and who has to agree when they are lost.

Whoever sells must not know it, or it is in every price talk.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from core import company
from core.actor import Actor, Role
from core.operations import ApprovalNeeded

MAY_SEE_COST = frozenset({Role.BUYER, Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})


def sees_cost(actor: Actor) -> bool:
    """Whether the actor may know it. Somebody who also sells may not, unless he is a manager."""
    return actor.sees_costs


def cost_for(actor: Actor, value: Decimal) -> Decimal | None:
    """The value for those who may know it, None for everybody else."""
    return value if sees_cost(actor) else None


def approvals_of_loss(session: Session, value: Decimal, actor: Actor) -> tuple[ApprovalNeeded, ...]:
    """A manager's approval where goods worth more than the company's limit turn up, are missing or are thrown away.

    Who may not know costs is shown the limit and no worth.
    """
    limit = company.current(session).loss_limit
    if abs(value) <= limit or Role.MANAGER in actor.roles:
        return ()
    asked = abs(value) if sees_cost(actor) else limit
    return (ApprovalNeeded(Role.MANAGER, "loss_over_limit", asked, limit),)
