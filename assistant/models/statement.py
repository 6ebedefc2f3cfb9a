"""What the model has cost, summed up by day, person, conversation or turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ColumnElement, String, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from assistant.models.account import ModelUsage
from core.identity import User


class By(StrEnum):
    """By what the account is summed up."""

    DAY = "day"
    USER = "user"
    CONVERSATION = "conversation"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the account. `label` is the day, the login (None for visitors), the conversation or the moment.

    `estimated` turns are those whose endpoint counted no tokens.
    """

    label: str | None
    currency: str
    turns: int
    answers: int
    prompt_tokens: int
    completion_tokens: int
    estimated: int
    cost: Decimal


def statement(session: Session, *, since: date, by: By) -> tuple[Line, ...]:
    """The account from that day on: days and turns newest first, the others by what they took."""
    label = _LABELS[by]
    tokens = func.sum(ModelUsage.prompt_tokens + ModelUsage.completion_tokens)
    query = (
        select(
            label,
            ModelUsage.currency,
            func.count(),
            func.sum(ModelUsage.answers),
            func.sum(ModelUsage.prompt_tokens),
            func.sum(ModelUsage.completion_tokens),
            func.sum(case((ModelUsage.estimated, 1), else_=0)),
            func.sum(ModelUsage.cost),
        )
        .join(User, User.id == ModelUsage.user_id, isouter=True)
        .where(ModelUsage.day >= since)
        .group_by(label, ModelUsage.currency, *([ModelUsage.id] if by is By.TURN else []))
        .order_by(label.desc() if by in (By.DAY, By.TURN) else tokens.desc(), label)
    )
    return tuple(
        Line(found, currency, turns, int(answers), int(asked), int(said), int(guessed), cost)
        for found, currency, turns, answers, asked, said, guessed, cost in session.execute(query)
    )


_LABELS: dict[By, ColumnElement[str] | InstrumentedAttribute[str]] = {
    By.DAY: cast(ModelUsage.day, String),
    By.USER: User.login,
    By.CONVERSATION: cast(ModelUsage.conversation_id, String),
    By.TURN: cast(ModelUsage.at, String),
}
