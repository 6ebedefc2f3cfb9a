"""Orders by buttons: the card is shown, one press books it once, and nobody presses another person's button."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select

from assistant.app import Application
from assistant.history import TurnRow
from core.calendar import FixedClock
from core.database import Database
from core.sales.models import OrderState, SalesOrder
from tests.assistant.telegram.bot_api import NAME, BotApi
from tests.assistant.telegram.people import GROUP, Person


def test_an_order_is_booked_by_its_confirm_button(
    bot: Application, api: BotApi, sales: Person, company_database: Database
) -> None:
    card = sales.asks("下单 20")
    assert card.labels == ["确认", "修改", "取消"]
    assert len(card.data_of("确认").encode()) == 44
    assert "BP-200" in card.text
    assert "3,780.00" in card.text
    assert _orders(company_database) == 0
    query = sales.presses(card, "确认")
    receipt = sales.reads()
    assert sales.popup(query) == ""
    assert "SO-" in receipt.text
    assert _orders(company_database) == 1
    api.until(lambda: card.rows == [])


def test_the_second_press_shows_the_receipt_of_the_first(
    bot: Application, sales: Person, company_database: Database
) -> None:
    card = sales.asks("下单 20")
    sales.presses(card, "确认", data=card.data_of("确认"))
    data, number = card.data_of("确认"), _number(sales.reads().text)
    sales.presses(card, "确认", data=data)
    assert number in sales.reads().text
    assert _orders(company_database) == 1


def test_two_presses_at_once_book_one_order(bot: Application, sales: Person, company_database: Database) -> None:
    card = sales.asks("下单 20")
    data = card.data_of("确认")
    for _ in range(2):
        sales.presses(card, "确认", data=data)
    sales.reads(2)
    assert _orders(company_database) == 1


def test_a_typed_yes_takes_the_buttons_off_the_card(bot: Application, api: BotApi, sales: Person) -> None:
    card = sales.asks("下单 20")
    assert "SO-" in sales.asks("确认").text
    api.until(lambda: card.rows == [])


def test_a_changed_card_replaces_the_old_one_and_its_buttons(
    bot: Application, api: BotApi, sales: Person, company_database: Database
) -> None:
    old = sales.asks("下单 20")
    data = old.data_of("确认")
    new = sales.asks("下单 25")
    assert "4,725.00" in new.text
    api.until(lambda: old.rows == [])
    sales.presses(old, "确认", data=data)
    sales.reads()
    assert _orders(company_database) == 0
    sales.presses(new, "确认")
    sales.reads()
    assert _orders(company_database) == 1


def test_asking_for_a_change_leaves_the_card_open(bot: Application, sales: Person, company_database: Database) -> None:
    card = sales.asks("下单 20")
    sales.presses(card, "修改")
    assert "改" in sales.reads().text
    assert card.labels == ["确认", "修改", "取消"]
    sales.presses(card, "确认")
    sales.reads()
    assert _orders(company_database) == 1


def test_a_cancelled_card_books_nothing(
    bot: Application, api: BotApi, sales: Person, company_database: Database
) -> None:
    card = sales.asks("下单 20")
    sales.presses(card, "取消")
    sales.reads()
    api.until(lambda: card.rows == [])
    assert _orders(company_database) == 0


def test_a_card_that_expired_says_so_and_books_nothing(
    bot: Application, sales: Person, clock: FixedClock, company_database: Database
) -> None:
    card = sales.asks("下单 20")
    clock.advance(timedelta(hours=25))
    sales.presses(card, "确认")
    assert "过期" in sales.reads().text
    assert _orders(company_database) == 0


def test_in_a_group_somebody_else_pressing_does_nothing_but_tell_them(
    bot: Application, api: BotApi, sales: Person, manager: Person, company_database: Database
) -> None:
    owner, other = sales.in_group(), manager.in_group()
    card = owner.asks(f"@{NAME} 下单 20")
    query = other.presses(card, "确认")
    assert "本人" in other.popup(query)
    assert _orders(company_database) == 0
    assert len(api.in_chat(GROUP)) == 1
    assert card.labels == ["确认", "修改", "取消"]
    owner.presses(card, "确认")
    assert "SO-" in owner.reads().text
    assert _orders(company_database) == 1


def test_a_button_made_up_by_somebody_does_nothing(
    bot: Application, sales: Person, stranger: Person, company_database: Database
) -> None:
    card = sales.asks("下单 20")
    stranger.presses(card, "", data=card.data_of("确认"))
    stranger.reads()
    outsider = stranger.in_group()
    query = outsider.presses(card, "", data=card.data_of("确认"))
    assert outsider.popup(query)
    assert _orders(company_database) == 0


def test_stale_and_senseless_buttons_are_answered_with_a_sentence(bot: Application, sales: Person) -> None:
    card = sales.asks("下单 20")
    senseless = (
        "b:AAAAAAAAAAAAAAAAAAAAAA:0",
        "b:x",
        "confirm:1",
        "nonsense",
        f"delete:{uuid4()}",
        "b:" + "A" * 22 + ":-1",
    )
    for data in senseless:
        assert "失效" in sales.popup(sales.presses(card, "", data=data))


def test_a_choice_too_long_for_a_button_says_all_of_it(bot: Application, api: BotApi, sales: Person) -> None:
    question = sales.asks("which one is it")
    assert all(len(data.encode()) <= 64 for row in question.rows for _, data in row)
    assert question.data_of("仁和") == "say:stock BP-200"
    sales.presses(question, "华东")
    assert sales.reads().text == "sales: " + "华东医院" * 12
    api.until(lambda: question.rows == [])


def test_the_same_press_twice_is_one_turn(
    bot: Application, api: BotApi, sales: Person, company_database: Database
) -> None:
    card = sales.asks("下单 20")
    press = sales.press(card, card.data_of("确认"))
    api.give(press, update_id=5_000_000)
    sales.reads()
    api.give(press, update_id=5_000_000)
    sales.asks("next")
    with company_database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(TurnRow)) == 3


def test_an_approval_is_asked_and_given_in_the_managers_own_chat(
    bot: Application, sales: Person, manager: Person, company_database: Database
) -> None:
    card = sales.asks("打折 10")
    sales.presses(card, "确认")
    sales.reads()
    asked = manager.reads(seconds=30)
    assert asked.labels == ["批准", "拒绝", "转交"]
    manager.presses(asked, "批准")
    assert "SO-" in manager.reads().text
    assert _orders(company_database) == 1
    assert "SO-" in sales.reads(seconds=30).text


def _orders(database: Database) -> int:
    with database.transaction() as session:
        confirmed = select(func.count()).select_from(SalesOrder).where(SalesOrder.state == OrderState.CONFIRMED)
        return session.scalar(confirmed) or 0


def _number(text: str) -> str:
    return next(word for word in text.replace("，", " ").split() if word.startswith("SO-"))
