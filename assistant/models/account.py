"""What the model has cost, turn by turn, and how much it still may: a turn, a conversation, a person's day, a day.

Whoever is over a limit is answered by the built-in planner. Turns that run at the same moment may overshoot a limit
together by what each of them costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Index, Numeric, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.models.usage import Usage
from assistant.turn import TurnInput
from core.database import Base, Database, new_id, table_of

MILLION = Decimal(1_000_000)


class ModelUsage(Base):
    """The model's answers in one turn. `day` is the company's; `cost` is in `currency`, 0 where no price was set.

    `estimated` tokens were counted here from the length of what was asked and said: the endpoint told none.
    """

    __tablename__ = "model_usage"
    __table_args__ = (
        Index("ix_model_usage_day_user_id", "day", "user_id"),
        Index("ix_model_usage_conversation_id", "conversation_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    day: Mapped[date] = mapped_column(Date)
    conversation_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    model: Mapped[str]
    answers: Mapped[int]
    prompt_tokens: Mapped[int]
    completion_tokens: Mapped[int]
    estimated: Mapped[bool]
    cost: Mapped[Decimal] = mapped_column(Numeric(20, 10))
    currency: Mapped[str]


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, asked and answered, in a currency of ISO 4217."""

    prompt: Decimal = Decimal(0)
    completion: Decimal = Decimal(0)
    currency: str = "USD"

    def cost_of(self, usage: Usage) -> Decimal:
        """What the answers cost, to the last digit."""
        return (usage.prompt_tokens * self.prompt + usage.completion_tokens * self.completion) / MILLION


@dataclass(frozen=True, slots=True)
class Limits:
    """The most tokens of a turn, a conversation, a person's day and the company's day, and the most a day may cost.

    None is no limit.
    """

    turn: int | None = None
    conversation: int | None = None
    user_day: int | None = None
    day: int | None = None
    day_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """The tokens a turn may still take, None for any number; `exhausted` names the limit that leaves none."""

    tokens: int | None = None
    exhausted: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The account of one company's model."""

    database: Database
    model: str
    prices: Prices = field(default_factory=Prices)
    limits: Limits = field(default_factory=Limits)

    def allowance(self, turn: TurnInput) -> Allowance:
        """What the turn may take, read from what was taken so far."""
        limits = self.limits
        if limits == Limits():
            return Allowance()
        with self.database.transaction() as session:
            left = _left(session, turn, limits)
            if limits.day_cost is not None and _cost_on(session, turn, self.prices) >= limits.day_cost:
                return Allowance(0, "day_cost")
        if not left:
            return Allowance()
        name = min(left, key=lambda one: left[one])
        return Allowance(max(left[name], 0), name if left[name] <= 0 else None)

    def book(self, turn: TurnInput, usage: Usage) -> None:
        """Keeps what a turn took, in a transaction of its own: it is paid for, whatever becomes of the turn."""
        row = {
            "id": new_id(),
            "at": turn.now,
            "day": turn.actor.today(turn.now),
            "conversation_id": turn.conversation_id,
            "user_id": turn.actor.user_id,
            "model": self.model,
            "answers": usage.answers,
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "estimated": usage.estimated,
            "cost": self.prices.cost_of(usage),
            "currency": self.prices.currency,
        }
        with self.database.transaction() as session:
            session.execute(insert(table_of(ModelUsage)), row)


def _left(session: Session, turn: TurnInput, limits: Limits) -> Mapping[str, int]:
    """The tokens each limit leaves."""
    on = ModelUsage.day == turn.actor.today(turn.now)
    own = ModelUsage.user_id == turn.actor.user_id if turn.actor.user_id else ModelUsage.user_id.is_(None)
    left = {} if limits.turn is None else {"turn": limits.turn}
    if limits.conversation is not None:
        within = ModelUsage.conversation_id == turn.conversation_id
        left["conversation"] = limits.conversation - _tokens(session, within)
    if limits.user_day is not None:
        left["user_day"] = limits.user_day - _tokens(session, on, own)
    if limits.day is not None:
        left["day"] = limits.day - _tokens(session, on)
    return left


def _tokens(session: Session, *where: ColumnElement[bool]) -> int:
    taken = func.coalesce(func.sum(ModelUsage.prompt_tokens + ModelUsage.completion_tokens), 0)
    return int(session.execute(select(taken).where(*where)).scalar_one())


def _cost_on(session: Session, turn: TurnInput, prices: Prices) -> Decimal:
    on = ModelUsage.day == turn.actor.today(turn.now)
    cost = select(func.coalesce(func.sum(ModelUsage.cost), 0)).where(on, ModelUsage.currency == prices.currency)
    return Decimal(session.execute(cost).scalar_one())
