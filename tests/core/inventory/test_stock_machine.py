"""Whatever is ordered, shipped, received, moved, counted and thrown away, in whatever order: the books agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import SessionTransaction

from core.doctor import stock, worth
from core.errors import Refusal
from core.inventory.arriving import reschedule
from core.inventory.models import PlaceKind
from core.inventory.shipping import Goods
from core.inventory.valuing import part_of
from tests.company import Company
from tests.core.inventory.trading import announce, day, deliver, give_back, send, take_in

PRODUCTS = st.sampled_from(["BP-200", "TH-30", "GS-50", "CPAP-7"])
PLACES = st.sampled_from([PlaceKind.STOCK, PlaceKind.QUARANTINE, PlaceKind.SCRAP])
WAREHOUSES = st.sampled_from(["SH", "NB"])


class Trade(RuleBasedStateMachine):
    """A company in trade. Refused deeds leave nothing behind."""

    company: Company

    def __init__(self) -> None:
        super().__init__()
        self.orders: list[str] = []
        self.begun: set[str] = set()
        self.expected: list[tuple[UUID, str, str]] = []
        self.in_transit: list[Goods] = []
        self.delivered: list[Goods] = []
        self.savepoint: SessionTransaction | None = None

    @initialize()
    def begin(self) -> None:
        """Every run begins with the same company."""
        self.now = self.company
        self.savepoint = self.company.session.begin_nested()

    def teardown(self) -> None:
        """Every run leaves the company as it was."""
        if self.savepoint is not None:
            self.savepoint.rollback()
            self.company.session.expire_all()

    @rule(product=PRODUCTS, quantity=st.integers(1, 45), warehouse=st.none() | WAREHOUSES)
    def place(self, product: str, quantity: int, warehouse: str | None) -> None:
        """Somebody orders."""
        lines = [{"product": product, "quantity": quantity}, {"product": "TH-30", "quantity": 1}]
        arguments = {"customer": "仁和诊所", "lines": lines} | ({"warehouse": warehouse} if warehouse else {})
        with self._kept_or_refused():
            self.orders.append(self.now.run("sales", "place_order", arguments).document.number)

    @rule(product=PRODUCTS, quantity=st.integers(1, 45))
    def draft(self, product: str, quantity: int) -> None:
        """Somebody drafts and confirms later, or never."""
        arguments = {"customer": "仁和诊所", "lines": [{"product": product, "quantity": quantity}]}
        number = self.now.run("sales", "draft_order", arguments).document.number
        self.orders.append(number)
        with self._kept_or_refused():
            self.now.run("sales", "confirm_order", {"order": number})

    @rule(which=st.integers(0, 50))
    def cancel(self, which: int) -> None:
        """One of the orders is cancelled, if it still may be: not once anything left."""
        if self.orders and (number := self.orders[which % len(self.orders)]) not in self.begun:
            with self._kept_or_refused():
                self.now.run("sales", "cancel_order", {"order": number})

    @rule(which=st.integers(0, 50), quantity=st.integers(1, 45), warehouse=WAREHOUSES)
    def ship(self, which: int, quantity: int, warehouse: str) -> None:
        """A part of an order leaves, or more than is reserved for it there."""
        if not self.orders:
            return
        number = self.orders[which % len(self.orders)]
        with self._kept_or_refused():
            shipped = send(self.now, number, quantity, warehouse=warehouse)
            self.in_transit += [one.goods for one in shipped]
            self.begun.add(number)

    @rule(which=st.integers(0, 50))
    def arrive(self, which: int) -> None:
        """Goods on their way are with the customer."""
        if self.in_transit:
            goods = self.in_transit.pop(which % len(self.in_transit))
            deliver(self.now, [goods])
            self.delivered.append(goods)

    @rule(which=st.integers(0, 50), place=PLACES)
    def come_back(self, which: int, place: PlaceKind) -> None:
        """Goods on their way are refused and come back."""
        if self.in_transit and place is not PlaceKind.SCRAP:
            goods = self.in_transit.pop(which % len(self.in_transit))
            give_back(self.now, [goods], place, source=PlaceKind.TRANSIT)

    @rule(which=st.integers(0, 50), place=PLACES, part=st.integers(1, 45))
    def come_home(self, which: int, place: PlaceKind, part: int) -> None:
        """A customer returns some of what it got."""
        if self.delivered:
            goods = self.delivered.pop(which % len(self.delivered))
            quantity = min(Decimal(part), goods.quantity)
            value = part_of(goods.value, goods.quantity, quantity, "CNY")
            give_back(self.now, [replace(goods, quantity=quantity, value=value)], place)

    @rule(product=st.sampled_from(["BP-200", "GS-50"]), to_ningbo=st.booleans(), quantity=st.integers(1, 45))
    def transfer(self, product: str, to_ningbo: bool, quantity: int) -> None:
        """Goods go from one warehouse to the other."""
        source, target = ("SH", "NB") if to_ningbo else ("NB", "SH")
        arguments = {"product": product, "from_warehouse": source, "to_warehouse": target, "quantity": quantity}
        with self._kept_or_refused():
            self.now.run("warehouse", "transfer_stock", arguments)

    @rule(product=st.sampled_from(["BP-200", "TH-30"]), warehouse=WAREHOUSES, quantity=st.integers(1, 20))
    def scrap(self, product: str, warehouse: str, quantity: int) -> None:
        """Goods are thrown away."""
        with self._kept_or_refused():
            arguments = {"product": product, "warehouse": warehouse, "quantity": quantity}
            self.now.run("warehouse", "scrap_stock", arguments)

    @rule(which=st.integers(0, 50), came=st.integers(1, 40), unit_cost=st.sampled_from(["99.99", "0.01", "3100"]))
    def receive(self, which: int, came: int, unit_cost: str) -> None:
        """What was expected comes, or a part of it, or more."""
        if self.expected:
            expected, product, warehouse = self.expected[which % len(self.expected)]
            take_in(self.now, product, came, unit_cost=unit_cost, expected=expected, warehouse=warehouse)

    @rule(product=st.sampled_from(["BP-200", "TH-30", "CPAP-7"]), warehouse=WAREHOUSES, counted=st.integers(0, 80))
    def count(self, product: str, warehouse: str, counted: int) -> None:
        """Somebody counts."""
        with self._kept_or_refused():
            arguments = {"product": product, "warehouse": warehouse, "counted": counted}
            self.now.run("warehouse", "count_stock", arguments)

    @rule(product=PRODUCTS, warehouse=WAREHOUSES, quantity=st.integers(1, 30), days=st.integers(0, 9))
    def expect(self, product: str, warehouse: str, quantity: int, days: int) -> None:
        """Goods are confirmed to come; of lots only to the warehouse's people, who can name them."""
        expected = announce(self.now, product, quantity, in_days=days, warehouse=warehouse)
        if product != "GS-50":
            self.expected.append((expected, product, warehouse))

    @rule(which=st.integers(0, 50), days=st.integers(0, 9))
    def move_the_day(self, which: int, days: int) -> None:
        """A supplier names another day."""
        if self.expected:
            expected = self.expected[which % len(self.expected)][0]
            reschedule(self.now.session, expected, day(self.now, days), actor=self.now.actor("buyer"), now=self.now.now)

    @rule(days=st.integers(1, 4))
    def wait(self, days: int) -> None:
        """Days go by, and receipts become overdue."""
        self.now = self.now.later(timedelta(days=days))

    @invariant()
    def the_books_agree(self) -> None:
        """I2, I3 and I5 of goods, as the doctor sees them."""
        for check in (*stock.CHECKS, *worth.CHECKS):
            finding = check.run(self.company.session, {})
            assert finding.ok, finding

    @contextmanager
    def _kept_or_refused(self) -> Iterator[None]:
        savepoint = self.company.session.begin_nested()
        try:
            yield
        except Refusal:
            savepoint.rollback()
        else:
            savepoint.commit()


@pytest.mark.slow
def test_balances_are_the_sum_of_moves_and_reservations_whatever_happens(company: Company) -> None:
    machine = type("TradeHere", (Trade,), {"company": company})
    unhurried = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine, settings=unhurried)
