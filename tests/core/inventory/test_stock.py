"""What is asked and told about stock, counted and expected; outsiders learn a signal and no figure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.catalog.references import NoLines, NotAQuantity, TooManyLines
from core.catalog.units import UnitUnknown
from core.customers.models import Customer
from core.errors import Refusal
from core.inventory.balances import NotEnoughToMove
from core.inventory.commands import DayPassed, WarehouseCodeUnfit, WarehouseExists
from core.inventory.counting.commands import CountBelowReserved
from core.inventory.lots import LotExpiresOtherwise, LotNeeded, LotUnused
from core.inventory.models import PlaceKind, StockMove
from core.inventory.moving import Movement, move, outside_place, place_in
from core.inventory.views import StockSignal
from core.names import NameMissing, NameUnknown
from core.operations import OperationNotAllowed
from tests.company import Company

SH_ONLY = {"product": "BP-200", "warehouse": "上海仓"}


def receipt(company: Company, quantity: int, in_days: int, product: str = "CPAP-7") -> None:
    """Goods that are confirmed to come to Shanghai."""
    due_on = (company.today + timedelta(days=in_days)).isoformat()
    arguments = {"product": product, "warehouse": "SH", "quantity": quantity, "due_on": due_on}
    company.run("buyer", "expect_receipt", arguments)


def test_stock_is_told_by_warehouse_and_in_sum(company: Company) -> None:
    stock = company.ask("sales", "get_stock", {"product": "上臂式血压计"})
    assert [(row.warehouse, row.on_hand) for row in stock.rows] == [("NB", 30), ("SH", 70)]
    assert (stock.on_hand, stock.reserved, stock.available, stock.unit) == (100, 0, 100, "台")


def test_one_warehouse_may_be_asked_for_by_its_name(company: Company) -> None:
    stock = company.ask("sales", "get_stock", SH_ONLY)
    assert (stock.warehouse, stock.on_hand, len(stock.rows)) == ("SH", 70, 1)


def test_what_is_reserved_is_no_longer_available(company: Company) -> None:
    company.order(25)
    row = company.ask("warehouse", "get_stock", SH_ONLY).rows[0]
    assert (row.on_hand, row.reserved, row.available) == (70, 25, 45)


def test_expired_goods_are_on_hand_and_not_available(company: Company) -> None:
    row = company.ask("warehouse", "get_stock", {"product": "GS-50", "warehouse": "SH"}).rows[0]
    assert (row.on_hand, row.expired, row.available) == (109, 9, 100)


def test_what_is_on_its_way_is_told_with_its_day(company: Company) -> None:
    receipt(company, 8, 9)
    row = company.ask("sales", "get_stock", {"product": "CPAP-7", "warehouse": "SH"}).rows[0]
    assert row.available == 0
    assert [(one.quantity, one.due_on) for one in row.incoming] == [(8, date(2026, 12, 2))]


def test_by_a_day_what_comes_until_then_can_be_promised_too(company: Company) -> None:
    receipt(company, 8, 9)
    early, late, today = (
        company.ask("sales", "get_stock", {"product": "CPAP-7", "warehouse": "SH", "needed_by": day.isoformat()})
        for day in (company.today + timedelta(days=8), company.today + timedelta(days=9), company.today)
    )
    assert (early.promisable_by, late.promisable_by, late.available) == (0, 8, 0)
    assert today.promisable_by is None
    told = company.ask("renhe", "get_stock", {"product": "CPAP-7", "needed_by": "2026-12-31"})
    assert (told.needed_by, told.promisable_by) == (None, None)


def test_what_is_due_today_is_on_its_way_and_not_here(company: Company) -> None:
    receipt(company, 8, 0)
    stock = company.ask("sales", "get_stock", {"product": "CPAP-7"})
    (row,) = (row for row in stock.rows if row.warehouse == "SH")
    assert (row.on_hand, row.available, stock.available) == (0, 0, 0)
    assert [(one.quantity, one.due_on) for one in row.incoming] == [(8, company.today)]
    assert company.ask("renhe", "get_stock", {"product": "CPAP-7"}).signal is StockSignal.OUT


def test_availability_agrees_with_stock_on_what_is_here_and_promises_what_is_due_today(company: Company) -> None:
    receipt(company, 8, 0)
    wanted = {"lines": [{"product": "CPAP-7", "quantity": 8}], "warehouse": "SH"}
    line = company.ask("sales", "check_availability", wanted).lines[0]
    assert (line.available, line.ships_on) == (0, company.today)
    assert [(one.quantity, one.due_on) for one in line.waits_for] == [(8, company.today)]
    too_many = {"lines": [{"product": "CPAP-7", "quantity": 9}], "warehouse": "SH"}
    line = company.ask("sales", "check_availability", too_many).lines[0]
    assert (line.available, line.promised_on) == (0, None)


@pytest.mark.parametrize("outsider", ["renhe", "visitor"])
def test_outsiders_learn_a_signal_and_no_figure(company: Company, outsider: str) -> None:
    company.order(63, "BP-200")
    for product, signal in (("BP-200", StockSignal.IN_STOCK), ("CPAP-7", StockSignal.OUT)):
        stock = company.ask(outsider, "get_stock", {"product": product})
        assert (stock.signal, stock.rows, stock.on_hand, stock.reserved, stock.available) == (
            signal,
            (),
            None,
            None,
            None,
        )
    company.order(3, "TH-30")
    assert company.ask(outsider, "get_stock", {"product": "TH-30"}).signal is StockSignal.LOW


def test_availability_answers_for_the_way_to_the_customer(company: Company) -> None:
    wanted: dict[str, Any] = {"lines": [{"product": "BP-200", "quantity": 20}], "requested_on": "2026-11-24"}
    near = company.ask("sales", "check_availability", wanted | {"customer": "仁和诊所"})
    assert (near.promised_on, near.in_time, near.lines[0].warehouse) == (date(2026, 11, 24), True, "SH")
    far = company.ask("sales2", "check_availability", wanted | {"customer": "成都宏达医疗"})
    assert (far.promised_on, far.in_time, far.lines[0].days_late) == (date(2026, 11, 26), False, 2)


def test_availability_books_nothing(company: Company) -> None:
    company.ask("sales", "check_availability", {"lines": [{"product": "BP-200", "quantity": 60}]})
    assert company.on_hand("BP-200") == (70, 0)


def test_what_no_supply_covers_has_no_day_and_says_how_much_there_is(company: Company) -> None:
    answer = company.ask("sales", "check_availability", {"lines": [{"product": "BP-200", "quantity": 101}]})
    assert (answer.promised_on, answer.lines[0].promised_on, answer.lines[0].available) == (None, None, 100)


@pytest.mark.parametrize(("lines", "refusal"), [(0, NoLines), (201, TooManyLines)])
def test_availability_of_nothing_or_of_everything_is_not_asked(
    company: Company, lines: int, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        company.ask("sales", "check_availability", {"lines": [{"product": "BP-200", "quantity": 1}] * lines})


def test_availability_counts_only_lots_as_fresh_as_the_customer_wants(company: Company) -> None:
    wanted = {"customer": "仁和诊所", "lines": [{"product": "GS-50", "quantity": 50}]}
    company.session.execute(update(Customer).where(Customer.code == "C-0001").values(shelf_life_days_min=180))
    assert company.ask("sales", "check_availability", wanted).lines[0].available == 60
    wanted["lines"] = [{"product": "GS-50", "quantity": 61}]
    assert company.ask("sales", "check_availability", wanted).lines[0].promised_on is None


def test_packs_count_as_what_is_in_them(company: Company) -> None:
    answer = company.ask("sales", "check_availability", {"lines": [{"product": "BP-200", "quantity": 7, "unit": "箱"}]})
    assert (answer.lines[0].unit, answer.lines[0].ships_on) == ("箱", date(2026, 11, 23))
    answer = company.ask(
        "sales", "check_availability", {"lines": [{"product": "BP-200", "quantity": 11, "unit": "箱"}]}
    )
    assert answer.lines[0].ships_on is None


def test_availability_shows_what_comes_from_which_warehouse(company: Company) -> None:
    wanted = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 80}]}
    line = company.ask("sales", "check_availability", wanted).lines[0]
    assert [(part.warehouse, int(part.quantity), part.promised_on) for part in line.parts] == [
        ("SH", 70, date(2026, 11, 24)),
        ("NB", 10, date(2026, 11, 25)),
    ]
    assert (line.warehouse, line.promised_on) == ("SH", date(2026, 11, 25))


def test_a_count_books_the_difference_as_a_move(company: Company) -> None:
    counted = company.run("warehouse", "count_stock", {**SH_ONLY, "counted": 66})
    assert (counted.booked, counted.counted, counted.difference) == (70, 66, -4)
    assert company.on_hand("BP-200") == (66, 0)
    more = company.run("warehouse", "count_stock", {**SH_ONLY, "counted": 68})
    assert more.difference == 2
    moves = company.session.scalars(select(StockMove).where(StockMove.origin_kind == "count")).all()
    assert sorted(one.quantity for one in moves) == [2, 4]


def test_a_count_that_agrees_moves_nothing(company: Company) -> None:
    before = company.session.scalar(select(func.count()).select_from(StockMove))
    counted = company.run("warehouse", "count_stock", {**SH_ONLY, "counted": 70})
    assert (counted.difference, counted.document) == (0, None)
    assert company.session.scalar(select(func.count()).select_from(StockMove)) == before


@pytest.mark.parametrize("more", [{"lot": "2405"}, {"expires_on": "2027-12-31"}])
def test_what_is_said_of_a_lot_is_not_dropped_where_there_are_none(company: Company, more: dict[str, str]) -> None:
    with pytest.raises(LotUnused):
        company.run("warehouse", "count_stock", {**SH_ONLY, "counted": 66, **more})


def test_a_lot_is_not_counted_under_another_expiry_day(company: Company) -> None:
    strips = {"product": "GS-50", "warehouse": "SH", "counted": 38, "lot": "2405"}
    with pytest.raises(LotExpiresOtherwise) as refused:
        company.run("warehouse", "count_stock", {**strips, "expires_on": "2027-12-31"})
    known = refused.value.facts["expires_on"]
    assert company.run("warehouse", "count_stock", {**strips, "expires_on": str(known)}).difference == -2


def test_the_first_count_of_a_product_in_a_warehouse_makes_its_balance(company: Company) -> None:
    company.run("warehouse", "count_stock", {"product": "TH-30", "warehouse": "NB", "counted": 6})
    assert company.on_hand("TH-30", "NB") == (6, 0)


def test_lots_are_counted_one_by_one_and_new_ones_need_their_expiry(company: Company) -> None:
    strips = {"product": "GS-50", "warehouse": "SH"}
    with pytest.raises(LotNeeded) as refused:
        company.run("warehouse", "count_stock", {**strips, "counted": 40})
    assert refused.value.facts["lots"] == ["2403", "2405", "2407"]
    assert company.run("warehouse", "count_stock", {**strips, "counted": 38, "lot": "2405"}).difference == -2
    with pytest.raises(LotNeeded):
        company.run("warehouse", "count_stock", {**strips, "counted": 10, "lot": "2501"})
    new = {**strips, "counted": 10, "lot": "2501", "expires_on": "2027-12-31"}
    assert company.run("warehouse", "count_stock", new).difference == 10
    assert company.on_hand("GS-50") == (117, 0)


def test_fewer_than_promised_cannot_be_booked(company: Company) -> None:
    company.order(30)
    with pytest.raises(CountBelowReserved) as refused:
        company.run("warehouse", "count_stock", {**SH_ONLY, "counted": 29})
    assert (refused.value.facts["counted"], refused.value.facts["reserved"]) == (29, 30)
    assert company.run("warehouse", "count_stock", {**SH_ONLY, "counted": 30}).difference == -40


@pytest.mark.parametrize(
    ("login", "command", "arguments", "refusal"),
    [
        ("warehouse", "count_stock", {**SH_ONLY, "counted": -1}, NotAQuantity),
        ("warehouse", "count_stock", {**SH_ONLY, "counted": "many"}, NotAQuantity),
        ("warehouse", "count_stock", {"product": "BP-200", "warehouse": "火星仓", "counted": 1}, NameUnknown),
        ("sales", "count_stock", {**SH_ONLY, "counted": 1}, OperationNotAllowed),
        ("buyer", "expect_receipt", {**SH_ONLY, "quantity": 5, "due_on": "2026-11-22"}, DayPassed),
        ("sales", "expect_receipt", {**SH_ONLY, "quantity": 5, "due_on": "2026-12-22"}, OperationNotAllowed),
        ("admin", "create_warehouse", {"code": "SH", "name": "另一个上海仓"}, WarehouseExists),
        ("admin", "create_warehouse", {"code": "仓库", "name": "仓库"}, WarehouseCodeUnfit),
        ("admin", "create_warehouse", {"code": "GZ", "name": " "}, NameMissing),
        ("manager", "create_warehouse", {"code": "GZ", "name": "广州仓"}, OperationNotAllowed),
    ],
)
def test_what_cannot_be_is_refused(
    company: Company, login: str, command: str, arguments: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        company.run(login, command, arguments)


def test_a_new_warehouse_can_be_filled_and_found(company: Company) -> None:
    company.run("admin", "create_warehouse", {"code": "gz", "name": "广州仓", "name_en": "Guangzhou", "region": "华南"})
    company.run("warehouse", "count_stock", {"product": "TH-30", "warehouse": "Guangzhou", "counted": 4})
    assert company.on_hand("TH-30", "GZ") == (4, 0)
    assert [house.code for house in company.ask("sales", "find_warehouses")] == ["GZ", "NB", "SH"]


def test_reserved_goods_do_not_leave(company: Company) -> None:
    company.order(60)
    session = company.session
    shelf, outside = place_in(session, company.warehouse_id("SH")), outside_place(session, PlaceKind.CUSTOMER)
    goods = Movement(company.product_id("BP-200"), None, shelf, outside, Decimal(11))
    with pytest.raises(NotEnoughToMove):
        move(session, [goods], origin_kind="test", origin_id=None, actor=company.actor("warehouse"), now=company.now)
    assert company.on_hand("BP-200") == (70, 60)


def test_packs_that_are_expected_or_counted_are_booked_in_the_products_own_unit(company: Company) -> None:
    due_on = (company.today + timedelta(days=3)).isoformat()
    arguments = {"product": "BP-200", "warehouse": "SH", "quantity": 2, "unit": "箱", "due_on": due_on}
    assert company.run("buyer", "expect_receipt", arguments).quantity == Decimal(20)
    counted = company.run("warehouse", "count_stock", {**SH_ONLY, "counted": 8, "unit": "箱"})
    assert (counted.counted, counted.difference) == (Decimal(80), Decimal(10))


def test_a_pack_the_product_does_not_come_in_is_refused(company: Company) -> None:
    with pytest.raises(UnitUnknown):
        company.run("warehouse", "count_stock", {**SH_ONLY, "counted": 8, "unit": "打"})


def test_without_a_customer_the_requested_day_is_the_day_to_ship(company: Company) -> None:
    wanted: dict[str, Any] = {"lines": [{"product": "BP-200", "quantity": 20}], "requested_on": "2026-11-23"}
    anywhere = company.ask("sales", "check_availability", wanted)
    assert (anywhere.in_time, anywhere.lines[0].days_late, anywhere.lines[0].ships_on) == (True, 0, company.today)
    assert anywhere.promised_on > company.today
    near = company.ask("sales", "check_availability", wanted | {"customer": "仁和诊所"})
    assert (near.in_time, near.lines[0].days_late) == (False, 1)
