"""A call a planner asks for and what came of it, as values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from assistant.replies.blocks import Block
from assistant.turn import CallMade
from core.errors import Refusal
from core.proposals import Proposal, Step

TOLD_MAX = 6_000
"""Characters of a result that a model is given. A longer one is not cut: it is told in words only."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call a planner asks for. `id` is the planner's own and means nothing to the books."""

    id: str
    name: str
    arguments: dict[str, Any]

    @property
    def key(self) -> str:
        """What is asked for: equal in calls that ask for the same."""
        return json.dumps([self.name, self.arguments], sort_keys=True, default=str)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of one call: for the record, and in words and blocks for the person.

    Commands of one planner step share one result, their card. `proposal` is the card, or the receipt of a command
    that was run at once.
    """

    call_id: str
    made: tuple[CallMade, ...]
    text: str
    blocks: tuple[Block, ...]
    value: object = None
    proposal: Proposal | None = None
    refusal: Refusal | None = None
    steps: tuple[Step, ...] = field(default=())

    @property
    def is_sound(self) -> bool:
        """Whether it is neither a refusal nor a fault."""
        return all(call.outcome in ("ok", "proposed") for call in self.made)

    def told(self) -> str:
        """The result as a model is given it: JSON, with the words the person is shown."""
        facts: dict[str, Any] = {"shown_to_person": self.text}
        if self.refusal is not None:
            facts["refused"] = self.refusal.code
        elif self.proposal is not None:
            facts["status"] = self.proposal.status.value
        elif not self.is_sound:
            facts["failed"] = True
        whole = {**facts, "result": [call.result for call in self.made if call.result is not None]}
        text = json.dumps(whole, ensure_ascii=False, default=str)
        if len(text) <= TOLD_MAX:
            return text
        # A part of the rows would be taken for all of them.
        note = "The person is shown every row. You are not: do not count, list or add up rows."
        return json.dumps({**facts, "note": note}, ensure_ascii=False)
