"""From a draft to a confirmed order and its end: what is promised is held, what is cancelled is free again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.catalog.models import PriceList, TaxRate
from core.customers.models import Customer
from core.doctor import stock
from core.events import EventRecord
from core.inventory.allocating import InsufficientStock
from core.inventory.models import ExpectedKind, ExpectedMove, Lot, Reservation, ReservationState, StockLevel
from core.proposals import Outcome
from core.sales.drafting import DiscountOverEveryLimit
from core.sales.models import OrderState, SalesFact, SalesOrder
from core.states import InvalidTransition, TransitionRecord
from tests.company import Company


def wanted(*lines: tuple[str, int], customer: str = "仁和诊所", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """An order of (product, quantity) lines."""
    return {"customer": customer, "lines": [{"product": code, "quantity": count} for code, count in lines], **more}


def held(company: Company) -> int:
    """How much is reserved in all."""
    return int(company.session.scalar(select(func.sum(StockLevel.reserved))) or 0)


def sound(company: Company) -> bool:
    """Whether the balances agree with the ledger and the orders."""
    return all(check.run(company.session, {}).ok for check in stock.CHECKS)


def path(company: Company, number: str) -> list[str]:
    """The states an order went through."""
    order_id = company.session.scalars(select(SalesOrder.id).where(SalesOrder.number == number)).one()
    return list(
        company.session.scalars(
            select(TransitionRecord.to_state)
            .where(TransitionRecord.document_id == order_id)
            .order_by(TransitionRecord.id)
        )
    )


def test_an_order_is_confirmed_priced_promised_and_held(company: Company) -> None:
    placed = company.run("sales", "place_order", wanted(("BP-200", 20), ("GS-50", 5)))
    assert placed.state is OrderState.CONFIRMED
    assert (placed.head.net, placed.head.tax, placed.head.gross) == (
        Decimal("4005.00"),
        Decimal("520.65"),
        Decimal("4525.65"),
    )
    assert [(line.warehouse, line.ships_on, line.promised_on) for line in placed.lines] == [
        ("SH", date(2026, 11, 23), date(2026, 11, 24))
    ] * 2
    assert (placed.lines[0].available_after, held(company)) == (50, 25)
    assert path(company, placed.document.number) == ["draft", "confirmed"]
    assert sound(company)


def test_a_confirmed_order_is_a_fact_for_reports_and_an_event(company: Company) -> None:
    number = company.order(20)
    fact = company.session.scalars(select(SalesFact)).one()
    assert (fact.order_number, int(fact.quantity), int(fact.ordered_amount)) == (number, 20, 3780)
    assert fact.ordered_on == company.today
    event = company.session.scalars(select(EventRecord)).one()
    assert (event.kind, event.facts["products"]) == ("sales_order.confirmed", ["BP-200"])


def test_what_expires_first_is_held_first(company: Company) -> None:
    company.order(50, "GS-50")
    rows = company.session.execute(
        select(Lot.code, StockLevel.reserved).join(StockLevel, StockLevel.lot_id == Lot.id).order_by(Lot.code)
    )
    assert {code: int(reserved) for code, reserved in rows} == {"2403": 0, "2405": 40, "2407": 10}


def test_the_larger_unit_holds_what_is_in_it(company: Company) -> None:
    line = {"product": "BP-200", "quantity": 2, "unit": "箱"}
    placed = company.run("sales", "place_order", {"customer": "仁和诊所", "lines": [line]})
    shown = placed.lines[0]
    assert (shown.quantity, shown.unit, shown.stock_quantity, shown.stock_unit) == (2, "箱", 20, "台")
    assert (shown.list_price, shown.net, held(company)) == (1890, 3780, 20)


def test_without_goods_it_waits_for_the_receipt_and_says_until_when(company: Company) -> None:
    receipt = {"product": "CPAP-7", "warehouse": "SH", "quantity": 8, "due_on": "2026-12-02"}
    company.run("buyer", "expect_receipt", receipt)
    late = company.run("sales", "place_order", wanted(("CPAP-7", 5), requested_on="2026-11-27"))
    line = late.lines[0]
    assert (line.ships_on, line.promised_on, line.days_late) == (date(2026, 12, 2), date(2026, 12, 3), 6)
    assert late.unusual == ("late",)
    demand = company.session.scalars(select(ExpectedMove).where(ExpectedMove.kind == ExpectedKind.DEMAND)).one()
    assert (int(demand.quantity), demand.due_on) == (5, date(2026, 12, 2))
    with pytest.raises(InsufficientStock) as refused:
        company.order(4, "CPAP-7")
    assert refused.value.facts["available"] == 0
    company.order(3, "CPAP-7")
    assert sound(company)


def test_more_than_anyone_has_is_refused_with_what_there_is(company: Company) -> None:
    with pytest.raises(InsufficientStock) as refused:
        company.order(101)
    assert {key: refused.value.facts[key] for key in ("product", "asked", "available", "unit", "warehouse")} == {
        "product": "BP-200",
        "asked": Decimal(101),
        "available": Decimal(100),
        "unit": "台",
        "warehouse": None,
    }


def test_an_order_that_needs_two_warehouses_holds_in_both_and_says_so(company: Company) -> None:
    placed = company.run("sales", "place_order", wanted(("BP-200", 80)))
    parts = [(part.warehouse, int(part.quantity)) for part in placed.lines[0].parts]
    assert parts == [("SH", 70), ("NB", 10)]
    assert (company.on_hand("BP-200"), company.on_hand("BP-200", "NB")) == ((70, 70), (30, 10))
    shown = company.ask("sales", "get_order", {"order": placed.document.number}).lines[0]
    assert shown.parts == placed.lines[0].parts
    assert sound(company)
    assert company.run("sales", "cancel_order", {"order": placed.document.number}).freed == 80
    assert company.on_hand("BP-200", "NB") == (30, 0)


def test_another_split_than_the_one_agreed_to_is_shown_first(company: Company) -> None:
    proposal = company.propose("sales", "place_order", wanted(("BP-200", 80)))
    company.order(5)
    assert company.confirm("sales", proposal).outcome is Outcome.CHANGED
    assert company.on_hand("BP-200") == (70, 5)


def test_a_draft_is_priced_and_holds_nothing(company: Company) -> None:
    drafted = company.run("sales", "draft_order", wanted(("BP-200", 500)))
    assert (drafted.state, drafted.head.gross, drafted.head.promised_on) == (
        OrderState.DRAFT,
        Decimal("106785.00"),
        None,
    )
    assert held(company) == 0
    assert company.session.scalar(select(func.count()).select_from(SalesFact)) == 0
    with pytest.raises(InsufficientStock):
        company.run("sales", "confirm_order", {"order": drafted.document.number})


def test_a_draft_keeps_its_prices_when_it_is_confirmed_later(company: Company) -> None:
    number = company.run("sales", "draft_order", wanted(("BP-200", 20))).document.number
    company.run("manager", "set_price", {"product": "BP-200", "price": "999"})
    confirmed = company.later(timedelta(days=3)).run("sales", "confirm_order", {"order": number})
    assert (confirmed.head.net, confirmed.head.promised_on) == (3780, date(2026, 11, 27))
    assert company.on_hand("BP-200") == (70, 20)
    assert path(company, number) == ["draft", "confirmed"]
    assert sound(company)


def test_a_draft_is_its_salesperson_s_sale_whoever_confirms_it(company: Company) -> None:
    number = company.run("sales", "draft_order", wanted(("BP-200", 5))).document.number
    company.run("manager", "confirm_order", {"order": number})
    report = company.ask("manager", "report_sales", {"period": "本月", "by": ["salesperson"]})
    assert [(row.labels[0].key, row.figures.orders) for row in report.rows] == [("sales", 1)]
    assert company.ask("manager", "get_order", {"order": number}).salesperson == "sales"


def test_a_draft_for_one_warehouse_is_confirmed_from_there(company: Company) -> None:
    number = company.run("sales", "draft_order", wanted(("BP-200", 5), warehouse="宁波仓")).document.number
    confirmed = company.run("sales", "confirm_order", {"order": number})
    assert confirmed.lines[0].warehouse == "NB"
    assert company.on_hand("BP-200", "NB") == (30, 5)


def test_cancelling_frees_what_was_held_and_takes_the_fact_back(company: Company) -> None:
    number = company.order(20)
    cancelled = company.run("sales", "cancel_order", {"order": number, "reason": "客户改主意"})
    assert (cancelled.was, cancelled.freed, cancelled.reason) == (OrderState.CONFIRMED, 20, "客户改主意")
    assert company.on_hand("BP-200") == (70, 0)
    assert company.session.scalar(select(func.count()).select_from(SalesFact)) == 0
    states = set(company.session.scalars(select(Reservation.state)))
    assert states == {ReservationState.RELEASED}
    assert path(company, number) == ["draft", "confirmed", "cancelled"]
    assert company.ask("sales", "get_order", {"order": number}).cancel_reason == "客户改主意"
    assert sound(company)


def test_cancelling_what_waits_gives_its_place_to_others(company: Company) -> None:
    receipt = {"product": "CPAP-7", "warehouse": "SH", "quantity": 8, "due_on": "2026-12-02"}
    company.run("buyer", "expect_receipt", receipt)
    number = company.order(8, "CPAP-7")
    with pytest.raises(InsufficientStock):
        company.order(8, "CPAP-7")
    company.run("sales", "cancel_order", {"order": number})
    assert company.order(8, "CPAP-7")
    assert sound(company)


def test_only_what_is_allowed_follows(company: Company) -> None:
    number = company.order(1)
    with pytest.raises(InvalidTransition) as refused:
        company.run("sales", "confirm_order", {"order": number})
    assert refused.value.facts["allowed"] == ["cancelled", "closed"]
    company.run("sales", "cancel_order", {"order": number})
    for command in ("cancel_order", "confirm_order"):
        with pytest.raises(InvalidTransition) as refused:
            company.run("sales", command, {"order": number})
        assert (refused.value.facts["state"], refused.value.facts["allowed"]) == ("cancelled", [])


@pytest.mark.parametrize(
    ("login", "line", "order", "approvals"),
    [("sales", 5, 0, 0), ("sales", 0, 5, 0), ("sales", 3, 3, 1), ("sales", 6, 0, 1), ("manager", 20, 0, 0)],
)
def test_a_discount_over_one_s_own_limit_asks_for_a_manager(
    company: Company, login: str, line: int, order: int, approvals: int
) -> None:
    lines = [{"product": "BP-200", "quantity": 1, "discount_percent": line}, {"product": "TH-30", "quantity": 1}]
    arguments = {"customer": "仁和诊所", "lines": lines, "discount_percent": order}
    placed = company.run(login, "place_order", arguments)
    assert len(placed.approvals) == approvals
    assert ("over_limit" in placed.unusual) == bool(approvals)
    for approval in placed.approvals:
        assert (approval.reason, approval.allowed) == ("discount_over_limit", 5)
        assert approval.may_be_given_by(company.actor("manager"))
        assert not approval.may_be_given_by(company.actor("sales2"))


def test_what_nobody_may_give_is_refused_at_once(company: Company) -> None:
    with pytest.raises(DiscountOverEveryLimit) as refused:
        company.run("sales", "place_order", wanted(("BP-200", 1), discount_percent=21))
    assert (refused.value.facts["discount"], refused.value.facts["limit"]) == (21, 20)


def test_a_large_order_deserves_a_second_look(company: Company) -> None:
    company.run("manager", "set_price", {"product": "BP-200", "price": "20000"})
    assert company.run("sales", "place_order", wanted(("BP-200", 9))).unusual == ("large",)


def test_orders_carry_the_terms_of_their_customer(company: Company) -> None:
    head = company.run("sales", "place_order", wanted(("TH-30", 1), note=" 急用 ")).head
    assert (head.ship_to, head.payment_terms_days, head.note) == ("仁和诊所路1号", 30, "急用")
    prices = company.session.scalars(select(PriceList)).one()
    assert (head.price_list, head.currency) == (prices.code, "CNY")


def test_after_the_cut_off_the_promise_is_a_day_later(company: Company) -> None:
    evening = company.at(company.now.replace(hour=8, minute=0))  # 16:00 in Shanghai
    line = evening.run("sales", "place_order", wanted(("TH-30", 1))).lines[0]
    assert (line.ships_on, line.promised_on) == (date(2026, 11, 24), date(2026, 11, 25))


def test_a_list_of_orders_names_each_product_once_and_in_order(company: Company) -> None:
    lines = [{"product": product, "quantity": 1} for product in ("TH-30", "BP-200", "TH-30")]
    company.run("sales", "place_order", {"customer": "仁和诊所", "lines": lines})
    assert company.ask("sales", "find_orders").orders[0].products == ("BP-200", "TH-30")


def test_a_confirmed_draft_is_shown_with_the_terms_it_was_drafted_at(company: Company) -> None:
    wanted = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 2}]}
    drafted = company.run("sales", "draft_order", wanted)
    company.session.execute(update(Customer).values(address="别处9号", payment_terms_days=7))
    company.session.execute(update(TaxRate).values(rate=Decimal("0.06")))
    company.session.expire_all()
    confirmed = company.run("sales", "confirm_order", {"order": drafted.document.number})
    stored = company.ask("sales", "get_order", {"order": drafted.document.number})
    assert confirmed.head == stored.head
    assert (confirmed.head.ship_to, confirmed.lines[0].tax_rate) == (drafted.head.ship_to, drafted.lines[0].tax_rate)
