"""Two at once: of two shipments of the same goods one is refused, and opposite transfers do not block each other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from core.calendar import FixedClock
from core.database import Database
from core.doctor import examine
from core.errors import Refusal
from core.inventory.shipping import NotReserved
from tests.company import Company, found
from tests.core.inventory.trading import announce, send, take_in, worth
from tests.races import wait_for_a_waiter


def founded(database: Database, now: datetime) -> str:
    """The small company with one order of twenty; its number."""
    with database.transaction() as session:
        return found(session, now=now).order(20)


def in_its_own(database: Database, now: datetime, deed: Callable[[Company], object]) -> str:
    """What came of a deed in a transaction of its own: done, or the refusal's name."""
    try:
        with database.transaction() as session:
            deed(Company(session, now))
    except Refusal as refusal:
        return refusal.code
    return "done"


def test_two_shipments_of_the_same_reservation_one_wins(database: Database, clock: FixedClock) -> None:
    now = clock.now()
    number = founded(database, now)
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            send(Company(session, now), number, 15)
            other = pool.submit(in_its_own, database, now, lambda company: send(company, number, 15))
            wait_for_a_waiter(database)
        assert other.result() == NotReserved.__name__
    with database.transaction() as session:
        company = Company(session, now)
        assert company.on_hand("BP-200") == (55, 5)
        assert worth(company, "BP-200") == (85, "9520.00")


def test_opposite_transfers_at_once_do_not_deadlock(database: Database, clock: FixedClock) -> None:
    now = clock.now()
    founded(database, now)
    rounds, barrier = 8, Barrier(2)

    def back_and_forth(source: str, target: str) -> list[str]:
        arguments = {"product": "BP-200", "from_warehouse": source, "to_warehouse": target, "quantity": 3}
        came = []
        for _ in range(rounds):
            barrier.wait(timeout=30)
            came.append(
                in_its_own(database, now, lambda company: company.run("warehouse", "transfer_stock", arguments))
            )
        return came

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(back_and_forth, "SH", "NB"), pool.submit(back_and_forth, "NB", "SH")]
        assert [one.result() for one in both] == [["done"] * rounds] * 2
    with database.transaction() as session:
        company = Company(session, now)
        assert (company.on_hand("BP-200"), company.on_hand("BP-200", "NB")) == ((70, 20), (30, 0))
        assert not [finding for finding in examine(session, now=now) if finding.fails]


def test_a_cancellation_and_a_receipt_at_once_leave_nothing_reserved_for_the_cancelled(
    database: Database, clock: FixedClock
) -> None:
    now = clock.now()
    with database.transaction() as session:
        company = found(session, now=now)
        coming = announce(company, "CPAP-7", 5, in_days=2)
        number = company.order(3, "CPAP-7")
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            take_in(Company(session, now), "CPAP-7", 5, expected=coming)
            cancel = pool.submit(
                in_its_own, database, now, lambda company: company.run("sales", "cancel_order", {"order": number})
            )
            wait_for_a_waiter(database)
        assert cancel.result() == "done"
    with database.transaction() as session:
        assert Company(session, now).on_hand("CPAP-7") == (5, 0)
        assert not [finding for finding in examine(session, now=now) if finding.fails]
