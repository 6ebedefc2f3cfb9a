"""Promises to customers move with the goods they rest on, and the salesperson is named in the news."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core.events import EventRecord
from core.identity import User
from tests.company import Company
from tests.core.purchasing.buying import bought, broken, came, day, ordered


def promised(company: Company, number: str) -> date | None:
    order = company.ask("manager", "get_order", {"order": number})
    assert order.head.promised_on == order.lines[0].promised_on
    found: date | None = order.head.promised_on
    return found


def parts(company: Company, number: str) -> list[tuple[str, str]]:
    line = company.ask("manager", "get_order", {"order": number}).lines[0]
    return [(part.warehouse, part.promised_on.isoformat()) for part in line.parts]


def news(company: Company) -> list[dict[str, Any]]:
    rows = select(EventRecord.facts).where(EventRecord.kind == "sales_order.promise_moved").order_by(EventRecord.id)
    return list(company.session.scalars(rows))


def move(company: Company, number: str, days: int) -> Any:  # noqa: ANN401
    return company.run("buyer", "reschedule_purchase_order", {"purchase_order": number, "due_on": day(company, days)})


def test_a_later_day_moves_the_promise_and_names_whom_to_tell(company: Company) -> None:
    number, order = bought(company), ordered(company, 150)
    before = promised(company, order)
    moved = move(company, number, 28)
    assert moved.promises == 1
    assert promised(company, order) == before + timedelta(days=14) if before else False
    told = news(company)[0]
    sales = company.session.scalars(select(User.id).where(User.login == "sales")).one()
    assert (told["number"], told["salesperson_id"]) == (order, str(sales))
    assert [(line["product"], line["before"], line["after"]) for line in told["lines"]] == [
        ("BP-200", before.isoformat() if before else None, day(company, 29))
    ]
    assert broken(company) == []


def test_an_earlier_day_moves_it_too(company: Company) -> None:
    number, order = bought(company), ordered(company, 150)
    move(company, number, 3)
    assert promised(company, order) == company.today + timedelta(days=4)
    assert broken(company) == []


def test_orders_that_rest_on_other_goods_stay(company: Company) -> None:
    first, second = bought(company), bought(company, 48, "GS-50")
    waiting, other = ordered(company, 150), ordered(company, 120, "GS-50")
    before = promised(company, waiting)
    move(company, second, 40)
    assert promised(company, waiting) == before
    assert [one["number"] for one in news(company)] == [other]
    move(company, first, 14)
    assert len(news(company)) == 1  # the day it was: nothing moved


def test_of_two_that_wait_the_earlier_promise_chooses_first(company: Company) -> None:
    number = bought(company, 100)
    bought(company, 200)
    company.run("buyer", "reschedule_purchase_order", {"purchase_order": number, "due_on": day(company, 5)})
    first, second = ordered(company, 160), ordered(company, 60)
    move(company, number, 60)
    assert promised(company, first) == company.today + timedelta(days=15)
    # The first needs what is on hand only later now: the second can have it.
    assert promised(company, second) == company.today + timedelta(days=1)
    assert broken(company) == []


def test_what_no_known_goods_cover_has_no_day_until_some_come(company: Company) -> None:
    number, order = bought(company), ordered(company, 150)
    company.run("buyer", "cancel_purchase_order", {"purchase_order": number})
    assert promised(company, order) is None
    assert news(company)[0]["lines"][0]["after"] is None
    assert broken(company) == []
    came(company, bought(company, 200))
    assert promised(company, order) == company.today + timedelta(days=1)
    assert broken(company) == []


def test_goods_that_come_early_bring_the_promise_forward(company: Company) -> None:
    number, order = bought(company), ordered(company, 150)
    came(company, number)
    assert promised(company, order) == company.today + timedelta(days=1)
    assert news(company)[-1]["lines"][0]["after"] == day(company, 1)
    assert broken(company) == []


def test_the_part_of_a_split_line_that_waits_moves_and_the_other_stays(company: Company) -> None:
    soon, _ = bought(company, 20), bought(company, 100)
    move(company, soon, 3)
    order = company.order(120)
    assert parts(company, order) == [("SH", day(company, 4)), ("NB", day(company, 2))]
    move(company, soon, 8)
    assert parts(company, order) == [("SH", day(company, 9)), ("NB", day(company, 2))]
    assert promised(company, order) == company.today + timedelta(days=9)
    assert broken(company) == []
    came(company, soon)
    assert parts(company, order) == [("SH", day(company, 1)), ("NB", day(company, 2))]
    assert promised(company, order) == company.today + timedelta(days=2)
    assert broken(company) == []


def test_a_cancelled_order_is_not_promised_again(company: Company) -> None:
    number, order = bought(company), ordered(company, 150)
    company.run("sales", "cancel_order", {"order": order})
    assert move(company, number, 30).promises == 0
    assert news(company) == []


def test_a_preview_tells_nobody(company: Company) -> None:
    number, order = bought(company), ordered(company, 150)
    before = promised(company, order)
    company.propose("buyer", "reschedule_purchase_order", {"purchase_order": number, "due_on": day(company, 30)})
    assert promised(company, order) == before
    assert news(company) == []
