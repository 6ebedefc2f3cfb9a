"""Who plans the turns of a copy of the books, and what is remembered of that for judging them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.agent import run_turn
from assistant.models import Planners
from assistant.turn import PlannerName, TurnInput, TurnOutcome
from core.database import Database


@dataclass(slots=True)
class Planning:
    """The agent, which remembers who planned the turn that it answered last, and whether turns were taken before."""

    database: Database
    planners: Planners
    last: PlannerName | None = None
    is_fresh: bool = True

    def __call__(self, turn: TurnInput) -> TurnOutcome:
        self.last = "builtin"  # so it stands where the agent itself fails
        outcome = run_turn(turn, database=self.database, planners=self.planners)
        self.last = outcome.planner
        return outcome
