"""What the model has cost, as an admin asks for it: by day, person, conversation and turn."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from assistant.models import Account, Prices, Usage
from assistant.models.statement import By, statement
from assistant.turn import TurnInput
from core.database import Database
from tests.assistant.agent.shop import NOW, Shop
from tests.company import found


@pytest.fixture
def taken(database: Database) -> Database:
    """Books in which three turns were booked: two of sales in one conversation, one of the manager a day later."""
    from dataclasses import replace

    with database.transaction() as session:
        found(session, now=NOW)
    account = Account(database, "m-1", Prices(Decimal("0.15"), Decimal("0.60")))
    shop = Shop(database)
    later: TurnInput = replace(Shop(database).turn("x", login="manager"), now=NOW + timedelta(days=1))
    account.book(shop.turn("一"), Usage(1, 1_000_000, 100_000))
    account.book(shop.turn("二"), Usage(2, 500_000, 0, estimated=True))
    account.book(later, Usage(1, 10, 1))
    return database


@pytest.mark.parametrize(
    ("by", "figures"),
    [
        (By.DAY, [("2026-11-24", 1, 11, 0), ("2026-11-23", 2, 1_600_000, 1)]),
        (By.USER, [("sales", 2, 1_600_000, 1), ("manager", 1, 11, 0)]),
    ],
)
def test_the_account_is_summed_up(taken: Database, by: By, figures: list[tuple[str, int, int, int]]) -> None:
    with taken.transaction() as session:
        lines = statement(session, since=date(2026, 11, 23), by=by)
    told = [(line.label, line.turns, line.prompt_tokens + line.completion_tokens, line.estimated) for line in lines]
    assert told == figures


def test_every_turn_and_conversation_has_a_line(taken: Database) -> None:
    with taken.transaction() as session:
        turns = statement(session, since=date(2026, 11, 23), by=By.TURN)
        conversations = statement(session, since=date(2026, 11, 23), by=By.CONVERSATION)
    assert [line.answers for line in turns] == [1, 1, 2] or [line.answers for line in turns] == [1, 2, 1]
    assert [line.turns for line in conversations] == [2, 1]


def test_costs_are_exact_and_days_before_are_left_out(taken: Database) -> None:
    with taken.transaction() as session:
        (line,) = statement(session, since=date(2026, 11, 24), by=By.DAY)
        first = statement(session, since=date(2026, 11, 1), by=By.DAY)[-1]
    assert (line.cost, line.currency) == (Decimal("0.0000021"), "USD")
    assert first.cost == Decimal("0.285")
