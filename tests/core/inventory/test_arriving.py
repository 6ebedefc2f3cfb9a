"""What arrives goes to the lines whose promise rests on it, earliest first; what comes late is told to all it hits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from core import events
from core.catalog.models import Product
from core.inventory.arriving import release_quarantine, reschedule
from core.inventory.balances import NotEnoughToMove
from core.inventory.lots import LotExpiresOtherwise, lot_meant
from core.inventory.models import ExpectedKind, ExpectedMove, Lot, PlaceKind, Reservation, StockLevel
from tests.company import Company
from tests.core.inventory.trading import announce, day, line_id, order_id, take_in, worth


def expected(company: Company, kind: ExpectedKind) -> list[int]:
    """The quantities of what is expected, in order of their days."""
    rows = company.session.scalars(
        select(ExpectedMove.quantity).where(ExpectedMove.kind == kind).order_by(ExpectedMove.due_on, ExpectedMove.id)
    )
    return [int(quantity) for quantity in rows]


def held(company: Company, number: str) -> int:
    """How much is reserved for an order."""
    rows = company.session.scalars(
        select(Reservation.quantity).where(
            Reservation.document_id == order_id(company, number), Reservation.state == "open"
        )
    )
    return int(sum(rows))


def told(company: Company, kind: str) -> list[events.EventRecord]:
    """The events of a kind."""
    return list(company.session.scalars(select(events.EventRecord).where(events.EventRecord.kind == kind)))


def test_a_receipt_is_on_hand_at_its_cost_and_no_longer_expected(company: Company) -> None:
    coming = announce(company, "CPAP-7", 10, in_days=3)
    received = take_in(company, "CPAP-7", 10, unit_cost="3100", expected=coming)
    assert (received.value, received.served) == (Decimal("31000.00"), ())
    assert company.on_hand("CPAP-7") == (10, 0)
    assert worth(company, "CPAP-7") == (10, "31000.00")
    assert expected(company, ExpectedKind.RECEIPT) == []


@pytest.mark.parametrize(("came", "left"), [(4, [6]), (10, []), (11, [])])
def test_a_part_leaves_the_rest_expected_and_too_much_leaves_nothing(
    company: Company, came: int, left: list[int]
) -> None:
    coming = announce(company, "CPAP-7", 10, in_days=3)
    take_in(company, "CPAP-7", came, expected=coming)
    assert expected(company, ExpectedKind.RECEIPT) == left


def test_a_receipt_reserves_for_the_lines_that_rest_on_it_earliest_promise_first(company: Company) -> None:
    announce(company, "CPAP-7", 4, in_days=9)
    late = company.order(4, "CPAP-7")
    soon = announce(company, "CPAP-7", 5, in_days=2)
    early = company.order(5, "CPAP-7")
    received = take_in(company, "CPAP-7", 5, expected=soon)
    assert [(one.line_id, int(one.quantity)) for one in received.served] == [(line_id(company, early), 5)]
    assert (held(company, early), held(company, late)) == (5, 0)
    assert expected(company, ExpectedKind.DEMAND) == [4]


def test_too_little_serves_a_part_and_the_rest_goes_on_waiting(company: Company) -> None:
    coming = announce(company, "CPAP-7", 8, in_days=2)
    first, second = company.order(5, "CPAP-7"), company.order(3, "CPAP-7")
    take_in(company, "CPAP-7", 6, expected=coming)
    assert (held(company, first), held(company, second)) == (5, 1)
    assert expected(company, ExpectedKind.DEMAND) == [2]
    take_in(company, "CPAP-7", 2, expected=coming)
    assert (held(company, first), held(company, second)) == (5, 3)
    assert expected(company, ExpectedKind.DEMAND) == []


def test_who_rests_on_a_later_receipt_goes_on_waiting_until_it_is_due(company: Company) -> None:
    announce(company, "CPAP-7", 6, in_days=9)
    late = company.order(6, "CPAP-7")
    take_in(company, "CPAP-7", 10)
    assert (held(company, late), company.on_hand("CPAP-7")) == (0, (10, 0))
    take_in(company.later(timedelta(days=9)), "CPAP-7", 1)
    assert held(company, late) == 6


def test_who_rested_on_a_receipt_that_is_no_more_is_served_by_the_next(company: Company) -> None:
    coming = announce(company, "CPAP-7", 6, in_days=9)
    stranded = company.order(6, "CPAP-7")
    company.session.delete(company.session.get_one(ExpectedMove, coming))
    company.session.flush()
    take_in(company, "CPAP-7", 4)
    assert held(company, stranded) == 4


def test_a_lot_too_old_for_the_promise_is_not_given_to_it(company: Company) -> None:
    announce(company, "GS-50", 500, in_days=20)
    number = company.order(300, "GS-50")
    item = company.session.get_one(Product, company.product_id("GS-50"))
    for code, days in (("OLD", 22), ("NEW", 400)):
        lot = lot_meant(company.session, item, code, day(company, days))
        assert lot is not None
        take_in(company.later(timedelta(days=20)), "GS-50", 300, lot_id=lot.id, unit_cost="25.00")
    given = company.session.execute(
        select(Lot.code, Reservation.quantity)
        .select_from(Reservation)
        .join(StockLevel, StockLevel.id == Reservation.level_id)
        .join(Lot, Lot.id == StockLevel.lot_id)
        .where(Reservation.document_id == order_id(company, number))
    )
    assert {code: int(quantity) for code, quantity in given} == {"2407": 60, "2405": 40, "NEW": 200}


def test_the_sale_of_what_came_is_told_line_by_line(company: Company) -> None:
    coming = announce(company, "CPAP-7", 5, in_days=2)
    number = company.order(3, "CPAP-7")
    take_in(company, "CPAP-7", 5, expected=coming)
    (event,) = told(company, "stock.received")
    assert event.facts == {
        "product": "CPAP-7",
        "warehouse": "SH",
        "lines": [{"line_id": str(line_id(company, number)), "quantity": "3.000000"}],
    }


def test_goods_in_quarantine_wait_for_their_release(company: Company) -> None:
    coming = announce(company, "CPAP-7", 5, in_days=2)
    number = company.order(3, "CPAP-7")
    take_in(company, "CPAP-7", 5, unit_cost="3000", target=PlaceKind.QUARANTINE)
    assert (held(company, number), worth(company, "CPAP-7")) == (0, (5, "15000.00"))
    _release(company, 4, coming, PlaceKind.STOCK)
    assert (held(company, number), expected(company, ExpectedKind.RECEIPT)) == (3, [1])
    _release(company, 1, None, PlaceKind.SUPPLIER)
    assert worth(company, "CPAP-7") == (4, "12000.00")
    with pytest.raises(NotEnoughToMove):
        _release(company, 1, None, PlaceKind.SCRAP)


def test_a_new_day_for_a_receipt_names_the_promises_that_rest_on_it(company: Company) -> None:
    coming = announce(company, "CPAP-7", 5, in_days=2)
    number = company.order(3, "CPAP-7")
    company.order(2)
    resting = reschedule(company.session, coming, day(company, 9), actor=company.actor("buyer"), now=company.now)
    assert [(one.line_id, int(one.quantity)) for one in resting] == [(line_id(company, number), 3)]
    (event,) = told(company, "stock.rescheduled")
    assert (event.facts["was"], event.facts["due_on"]) == (day(company, 2).isoformat(), day(company, 9).isoformat())
    assert [one["document_id"] for one in event.facts["demands"]] == [str(order_id(company, number))]


def test_a_lot_keeps_the_average_of_what_its_receipts_cost(company: Company) -> None:
    lot = company.session.scalars(select(Lot).where(Lot.code == "2405")).one()
    assert lot.unit_cost is None
    take_in(company, "GS-50", 10, lot_id=lot.id, unit_cost="20.00")
    take_in(company, "GS-50", 50, lot_id=lot.id, unit_cost="30.00")
    company.session.refresh(lot)
    assert lot.unit_cost == Decimal("25.000000")


def test_a_lot_is_not_given_another_expiry_day(company: Company) -> None:
    item = company.session.get_one(Product, company.product_id("GS-50"))
    with pytest.raises(LotExpiresOtherwise):
        lot_meant(company.session, item, "2405", day(company, 500))


def _release(company: Company, quantity: int, coming: UUID | None, target: PlaceKind) -> None:
    release_quarantine(
        company.session,
        product_id=company.product_id("CPAP-7"),
        warehouse_id=company.warehouse_id("SH"),
        lot_id=None,
        quantity=Decimal(quantity),
        expected_move_id=coming,
        target=target,
        origin_kind="test",
        origin_id=None,
        actor=company.actor("warehouse"),
        now=company.now,
    )
