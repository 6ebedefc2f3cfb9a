"""What the model costs is kept, turn by turn; whoever is over a limit is answered all the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

import pytest
from langchain_core.messages import HumanMessage
from sqlalchemy import select

from assistant.models import Account, Limits, Prices
from assistant.models.account import ModelUsage
from assistant.models.usage import Usage, tokens_in
from assistant.testing import calling
from assistant.turn import TurnOutcome
from core.database import Database
from tests.assistant.agent.endpoint import Answer, ScriptedEndpoint, calls, problem, words
from tests.assistant.agent.shop import NOW, OWN_WORDS, STOCK, Shop, planners

QUESTION = calls(("reply_to_user", {"text": "您要查哪种产品？"}))


@pytest.fixture
def own_books(database: Database) -> Database:
    """Books of this test's own: what others took would count against its limits."""
    from tests.company import found

    with database.transaction() as session:
        found(session, now=NOW)
    return database


def test_a_turn_is_booked_with_its_tokens_and_its_exact_price(own_books: Database, endpoint: ScriptedEndpoint) -> None:
    shop = Shop(own_books)
    endpoint.answers = [costing(calls(STOCK), 1200, 30), costing(REPLY, 1500, 25)]
    prices = Prices(Decimal("0.25"), Decimal("2.00"), "USD")
    outcome = answered(shop, endpoint, "上海仓BP-200", Account(own_books, "m-1", prices))
    (row,) = booked(own_books)
    assert outcome.trace["usage"] == {"answers": 2, "prompt_tokens": 2700, "completion_tokens": 55}
    assert (row.model, row.answers, row.prompt_tokens, row.completion_tokens) == ("m-1", 2, 2700, 55)
    assert (row.cost, row.currency, row.estimated) == (Decimal("0.000785"), "USD", False)
    assert (str(row.day), row.conversation_id) == ("2026-11-23", shop.conversation)


def test_poor_answers_are_booked_too_and_none_is_not(own_books: Database, endpoint: ScriptedEndpoint) -> None:
    shop, account = Shop(own_books), Account(own_books, "m-1")
    endpoint.answers = [words(""), problem(500)]
    answered(shop, endpoint, "一", account)
    assert [row.answers for row in booked(own_books)] == [1]
    answered(shop, endpoint, "二", account)
    assert len(booked(own_books)) == 1


def test_tokens_that_an_endpoint_does_not_count_are_estimated(own_books: Database, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [Answer(QUESTION.body.replace('"usage"', '"used"') if isinstance(QUESTION.body, str) else "")]
    answered(Shop(own_books), endpoint, "还有多少？", Account(own_books, "m-1"))
    (row,) = booked(own_books)
    assert row.estimated
    assert row.prompt_tokens > 500
    assert row.completion_tokens > 5


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (Limits(conversation=1000), "conversation"),
        (Limits(user_day=1000), "user_day"),
        (Limits(day=1000), "day"),
        (Limits(day_cost=Decimal("0.001")), "day_cost"),
    ],
)
def test_whoever_is_over_a_limit_is_answered_by_the_built_in_planner(
    own_books: Database, endpoint: ScriptedEndpoint, limits: Limits, named: str
) -> None:
    shop, account = Shop(own_books), Account(own_books, "m-1", Prices(Decimal(1), Decimal(1)), limits)
    endpoint.answers = [costing(QUESTION, 990, 20)]
    generous = Account(own_books, "m-1", account.prices)
    first = answered(shop, endpoint, "还有多少？", generous)
    second = answered(shop, endpoint, "还有多少？", account)
    assert (first.planner, second.planner, second.text) == ("model", "builtin", OWN_WORDS)
    assert second.trace["model"] == {"skipped": f"limit: {named}"}
    assert len(endpoint.asked) == 1


def test_a_limit_is_of_its_own_conversation_and_person(own_books: Database, endpoint: ScriptedEndpoint) -> None:
    limits = Limits(conversation=60_000, user_day=60_000)
    account = Account(own_books, "m-1", limits=limits)
    endpoint.answers = [costing(QUESTION, 60_000, 10)]
    answered(Shop(own_books), endpoint, "还有多少？", Account(own_books, "m-1"))
    assert answered(Shop(own_books), endpoint, "还有多少？", account).planner == "builtin"
    assert answered(Shop(own_books), endpoint, "还有多少？", account, login="sales2").planner == "model"


def test_a_turn_is_not_asked_beyond_its_own_limit(own_books: Database, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [costing(calls(("find_customers", {"text": "仁和"})), 40_000, 10)]
    account = Account(own_books, "m-1", limits=Limits(turn=45_000))
    outcome = answered(Shop(own_books), endpoint, "找一下仁和", account)
    assert outcome.trace["model"] == {"failed": "over the limit of tokens"}
    assert len(endpoint.asked) == 1
    small = Account(own_books, "m-1", limits=Limits(turn=100))
    assert answered(Shop(own_books), endpoint, "还有多少？", small).text == OWN_WORDS
    assert len(endpoint.asked) == 1


def test_being_over_a_limit_is_no_outage_of_the_endpoint(own_books: Database, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [QUESTION]
    with_planners = planners(endpoint.model(), account=Account(own_books, "m-1", limits=Limits(turn=100)))
    shop = Shop(own_books)
    for _ in range(5):
        assert shop.run(shop.turn("还有多少？"), with_planners).trace["model"]["failed"] == "over the limit of tokens"
    with_planners.close()


def test_a_chinese_character_is_about_a_token_and_four_letters_too() -> None:
    assert tokens_in([calling()], ()) < 10
    assert 10 <= tokens_in([*said("上海仓血压计还有多少台")], ()) <= 16
    assert 10 <= tokens_in([*said("how many blood pressure monitors do we have")], ()) <= 16
    usage = Usage()
    assert (usage.tokens, usage.as_json()) == (0, {"answers": 0, "prompt_tokens": 0, "completion_tokens": 0})


REPLY = calls(("reply_to_user", {"text": "上海仓还有70台。"}))


def costing(answer: Answer, prompt: int, completion: int) -> Answer:
    """The answer, with what its endpoint says it cost."""
    told = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return Answer(json.dumps(json.loads(answer.body) | {"usage": told}, ensure_ascii=False))


def said(text: str) -> Sequence[HumanMessage]:
    return [HumanMessage(text)]


def booked(database: Database) -> list[ModelUsage]:
    with database.transaction() as session:
        rows = list(session.scalars(select(ModelUsage).order_by(ModelUsage.at, ModelUsage.id)))
        session.expunge_all()
    return rows


def answered(
    shop: Shop, endpoint: ScriptedEndpoint, text: str, account: Account, *, login: str = "sales"
) -> TurnOutcome:
    with_planners = planners(endpoint.model(), account=account)
    outcome = shop.run(shop.turn(text, login=login), with_planners)
    with_planners.close()
    return outcome
