"""What is looked after without anybody asking: goods that should have arrived, goods held for a quotation."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from assistant.app import Application
from assistant.jobs import upkeep
from core.calendar import FixedClock
from core.inventory.models import Reservation, ReservationState
from core.sales.deliveries.models import Delivery
from tests.company import Company


def shipped(application: Application, count: int) -> None:
    """So many deliveries that have left, each of an order of its own."""
    with application.database.transaction() as session:
        company = Company(session, application.clock.now())
        for _ in range(count):
            company.run("warehouse", "deliver_order", {"order": company.order(2)})


def states(application: Application) -> list[str]:
    with application.database.transaction() as session:
        return [state.value for state in session.scalars(select(Delivery.state).order_by(Delivery.number))]


def test_goods_that_should_have_arrived_are_booked_once(application: Application, clock: FixedClock) -> None:
    shipped(application, 2)
    work = application.workers().work
    assert upkeep.assume_received(work) == 0
    clock.advance(timedelta(days=30))
    assert upkeep.assume_received(work) == 2
    assert upkeep.assume_received(work) == 0
    assert states(application) == ["received", "received"]


def test_goods_held_for_a_quotation_are_freed_when_the_day_is_over(application: Application, clock: FixedClock) -> None:
    with application.database.transaction() as session:
        company = Company(session, clock.now())
        until = (company.today + timedelta(days=2)).isoformat()
        lines = [{"product": "BP-200", "quantity": 5}]
        arguments = {"customer": "仁和诊所", "lines": lines, "hold_until": until}
        company.run("sales", "create_quotation", arguments)
    clock.advance(timedelta(days=3))
    upkeep.expire_quotations(application.workers().work)
    with application.database.transaction() as session:
        assert session.scalars(select(Reservation.state)).all() == [ReservationState.RELEASED]


def test_an_empty_database_has_nothing_on_its_way(application: Application) -> None:
    from core.company import CompanyRow

    with application.database.transaction() as session:
        session.query(CompanyRow).delete()
    assert upkeep.assume_received(application.workers().work) == 0
