"""What is shipped comes out of what was reserved for it, first expiring first, and its cost travels with it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from core.database import new_id
from core.inventory.models import Place, PlaceKind, Reservation, ReservationState, StockMove
from core.inventory.shipping import LotExpired, NotReserved, ToShip, ship
from tests.company import Company
from tests.core.inventory.trading import deliver, give_back, line_id, order_id, send, worth


def reserved(company: Company, number: str) -> dict[str, int]:
    """How much of an order's reservations is open, used and released."""
    rows = company.session.execute(
        select(Reservation.state, func.sum(Reservation.quantity))
        .where(Reservation.document_id == order_id(company, number))
        .group_by(Reservation.state)
    )
    return {state.value: int(quantity) for state, quantity in rows}


def moved(company: Company, source: PlaceKind, target: PlaceKind) -> tuple[int, str]:
    """How much went from one kind of place to another, and its cost."""
    start, end = (select(Place.id).where(Place.kind == kind) for kind in (source, target))
    quantity, value = company.session.execute(
        select(func.sum(StockMove.quantity), func.sum(StockMove.value)).where(
            StockMove.from_place_id.in_(start), StockMove.to_place_id.in_(end)
        )
    ).one()
    return int(quantity or 0), f"{value or 0:.2f}"


def test_what_was_reserved_leaves_for_transit_with_its_cost(company: Company) -> None:
    number = company.order(20)
    (shipped,) = send(company, number, 20)
    assert (int(shipped.goods.quantity), shipped.goods.value) == (20, Decimal("2240.00"))
    assert company.on_hand("BP-200") == (50, 0)
    assert moved(company, PlaceKind.STOCK, PlaceKind.TRANSIT) == (20, "2240.00")
    assert reserved(company, number) == {"used": 20}
    assert worth(company, "BP-200") == (80, "8960.00")


def test_of_a_reservation_a_part_may_leave_and_the_rest_stays_promised(company: Company) -> None:
    number = company.order(20)
    send(company, number, 8)
    assert reserved(company, number) == {"open": 12, "used": 8}
    assert company.on_hand("BP-200") == (62, 12)
    send(company, number, 12)
    assert reserved(company, number) == {"used": 20}
    assert company.on_hand("BP-200") == (50, 0)


def test_the_lot_that_expires_first_leaves_first(company: Company) -> None:
    number = company.order(50, "GS-50")
    shipped = send(company, number, 45)
    assert [(one.lot, int(one.goods.quantity)) for one in shipped] == [("2405", 40), ("2407", 5)]
    assert reserved(company, number) == {"open": 5, "used": 45}


def test_no_goods_leave_on_or_after_the_day_their_lot_expires(company: Company) -> None:
    number = company.order(10, "GS-50")
    later = company.later(timedelta(days=118))
    with pytest.raises(LotExpired) as refused:
        send(later, number, 10)
    assert (refused.value.facts["product"], refused.value.facts["lot"]) == ("GS-50", "2405")
    assert reserved(company, number) == {"open": 10}


def test_more_than_is_reserved_for_the_line_is_not_shipped(company: Company) -> None:
    number = company.order(20)
    with pytest.raises(NotReserved) as refused:
        send(company, number, 21)
    assert (refused.value.facts["asked"], refused.value.facts["reserved"]) == (21, 20)
    with pytest.raises(NotReserved):
        send(company, number, 1, warehouse="NB")
    company.run("sales", "cancel_order", {"order": number})
    with pytest.raises(NotReserved):
        send(company, number, 1)


def test_two_wishes_of_one_delivery_do_not_share_the_same_goods(company: Company) -> None:
    number = company.order(20)
    half = ToShip(order_id(company, number), line_id(company, number), company.warehouse_id("SH"), Decimal(11))
    actor = company.actor("warehouse")
    with pytest.raises(NotReserved):
        ship(
            company.session,
            [half, half],
            origin_kind="test",
            origin_id=new_id(),
            ship_on=company.today,
            actor=actor,
            now=company.now,
        )


def test_what_the_customer_receives_has_left_transit_at_the_same_cost(company: Company) -> None:
    (shipped,) = send(company, company.order(20), 20)
    deliver(company, [shipped.goods])
    assert moved(company, PlaceKind.TRANSIT, PlaceKind.CUSTOMER) == (20, "2240.00")
    assert worth(company, "BP-200") == (80, "8960.00")


def test_refused_goods_come_back_from_transit(company: Company) -> None:
    (shipped,) = send(company, company.order(20), 20)
    give_back(company, [shipped.goods], PlaceKind.STOCK, source=PlaceKind.TRANSIT)
    assert company.on_hand("BP-200") == (70, 0)
    assert worth(company, "BP-200") == (100, "11200.00")


def test_what_goes_to_quarantine_is_held_and_not_for_sale(company: Company) -> None:
    (shipped,) = send(company, company.order(20), 20)
    deliver(company, [shipped.goods])
    before = company.ask("warehouse", "get_stock", {"product": "BP-200"}).available
    give_back(company, [shipped.goods], PlaceKind.QUARANTINE)
    assert company.ask("warehouse", "get_stock", {"product": "BP-200"}).available == before
    assert worth(company, "BP-200") == (100, "11200.00")


def test_scrapped_returns_are_no_longer_held(company: Company) -> None:
    (shipped,) = send(company, company.order(20), 20)
    deliver(company, [shipped.goods])
    give_back(company, [shipped.goods], PlaceKind.SCRAP)
    assert worth(company, "BP-200") == (80, "8960.00")
    assert moved(company, PlaceKind.CUSTOMER, PlaceKind.SCRAP) == (20, "2240.00")


def test_goods_that_come_back_go_to_whoever_is_due_and_waits(company: Company) -> None:
    (shipped,) = send(company, company.order(12, "TH-30"), 12)
    deliver(company, [shipped.goods])
    due_on = (company.today + timedelta(days=2)).isoformat()
    company.run("buyer", "expect_receipt", {"product": "TH-30", "warehouse": "SH", "quantity": 9, "due_on": due_on})
    waiting = company.order(9, "TH-30")
    back = give_back(company.later(timedelta(days=3)), [shipped.goods], PlaceKind.STOCK)
    assert [(one.line_id, int(one.quantity)) for one in back.served] == [(line_id(company, waiting), 9)]
    assert company.on_hand("TH-30") == (12, 9)
    assert reserved(company, waiting) == {ReservationState.OPEN.value: 9}
