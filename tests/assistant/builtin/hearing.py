"""Saying something to the dialogue without a database: a card on the table, a turn before, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from assistant.builtin.dialogue.amending import Amendment, amend
from assistant.builtin.dialogue.deciding import decide
from assistant.builtin.dialogue.decision import Decision, Heard
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.lines import ProductUnits
from assistant.builtin.dialogue.requests import Judge
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.recognise import Recognition, recognise
from assistant.builtin.spans import Span
from assistant.history import TurnRecord
from assistant.turn import TurnInput
from core.actor import Actor, Role
from core.operations import CommandResult
from core.proposals import Proposal, ProposalStatus, ProposedStep
from tests.assistant.builtin.company import TODAY, WORKING, names, units

NOW = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
SALES = Actor(user_id=UUID(int=7), login="sales", name="Sales", roles=frozenset({Role.SALESPERSON}))
ENGLISH = SALES.speaking("en")
MANAGER = replace(SALES, login="manager", roles=frozenset({Role.MANAGER}))
VISITOR = Actor(user_id=None, login="visitor", name="Visitor", roles=frozenset({Role.VISITOR}))
_OTHERS = 8
COUNTED = {
    "BP-200": ProductUnits("台", ("箱",)),
    "GS-50": ProductUnits("盒", ("箱",), (Decimal(24),)),
    "PO-5": ProductUnits("台", ()),
    "BP-300": ProductUnits("台", ()),
}
ORDER: dict[str, Any] = {
    "customer": "C-0001",
    "lines": [{"product": "BP-200", "quantity": "20"}, {"product": "GS-50", "quantity": "5"}],
}


def read(text: str) -> Recognition:
    return recognise(text, today=TODAY, working=WORKING, names=names(), units=units())


def filled(operation: str, text: str) -> Filled:
    heard = read(text)
    return fill(operation, heard.text.text, heard.spans, COUNTED)


def card(arguments: dict[str, Any]) -> Proposal:
    return card_of(arguments)


def card_of(*orders: dict[str, Any]) -> Proposal:
    """A card of one order, or of several that are confirmed together."""
    return Proposal(
        id=UUID(int=1),
        status=ProposalStatus.PENDING,
        owner_id=SALES.user_id,
        owner_login="sales",
        conversation_id=None,
        steps=tuple(ProposedStep("place_order", arguments, CommandResult(), None) for arguments in orders),
        approvals=(),
        approver_id=None,
        created_at=NOW,
        expires_at=NOW,
        decided_at=None,
        refusal=None,
        replaced_by_id=None,
        undoable=False,
    )


def amended(text: str, arguments: dict[str, Any] | None = None, *, fresh: bool = True) -> Amendment | None:
    heard = read(text)
    return amend(card(arguments or ORDER), heard.text.text, heard.spans, COUNTED, fresh=fresh)


def lines_after(text: str, arguments: dict[str, Any] | None = None) -> dict[str, str]:
    change = amended(text, arguments)
    assert change is not None
    return {line["product"]: line["quantity"] + line.get("unit", "") for line in change.steps[0]["arguments"]["lines"]}


def decided(text: str, intent: str, *, mood: str = "command", **around: Any) -> Decision:  # noqa: ANN401
    """What is decided when the words score as `intent` in `mood`."""
    heard = read(text)

    def score(part: str, spans: Sequence[Span]) -> list[tuple[str, float]]:
        return [(intent, 0.95), ("greet", 0.02)]

    turn = TurnInput(
        actor=SALES,
        text=text,
        transcript=(),
        pending=(),
        question=None,
        now=NOW,
        conversation_id=UUID(int=2),
        cause="test",
    )
    judge = Judge(score, lambda part, spans: {mood: 0.97}, turn.actor)
    understood = Heard(heard.text.text, heard.spans, COUNTED, judge, read=lambda part: read(part).spans)
    return decide(understood, Situation(replace(turn, **around)))


def decided_between(text: str, *scores: tuple[str, float], mood: str = "question", actor: Actor = SALES) -> Decision:
    """What is decided when the words score so; what is left of 1 is for all kinds of talk."""
    said = read(text)
    left = (1 - sum(score for _, score in scores)) / _OTHERS
    all_scores = [*scores, *((f"talk_{number}", left) for number in range(_OTHERS))]
    judge = Judge(lambda *_: all_scores, lambda *_: {mood: 0.9}, actor)
    turn = TurnInput(actor, text, (), (), None, NOW, UUID(int=2), "test")
    return decide(Heard(said.text.text, said.spans, COUNTED, judge), Situation(turn))


def turn_of(call: dict[str, Any], proposal: dict[str, Any] | None = None) -> TurnRecord:
    return TurnRecord(
        id=UUID(int=3),
        user_id=SALES.user_id,
        said="…",
        language="zh",
        reply={"text": "…", "proposal": proposal},
        calls=(call,),
        question=None,
        proposal_id=None,
        at=NOW,
    )


def next_call(
    text: str, operation: str, before: dict[str, Any], *, intent: str = "search_knowledge", result: object = None
) -> tuple[str, dict[str, Any]]:
    """What is called when `text` is said after `operation`, though by itself it scores as `intent`."""
    last = turn_of({"operation": operation, "arguments": before, "outcome": "ok", "result": result})
    decision = decided(text, intent, transcript=(last,))
    assert len(decision.calls) == 1, decision
    return decision.calls[0].operation, decision.calls[0].arguments
