"""Whatever is ordered, shipped, received, moved, counted and thrown away, in whatever order: the books agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import SessionTransaction

from core.doctor import books, fulfilment, stock, worth
from core.errors import Refusal
from core.inventory.arriving import reschedule
from tests.company import Company
from tests.core.inventory.trading import announce, day, take_in

PRODUCTS = st.sampled_from(["BP-200", "TH-30", "GS-50", "CPAP-7"])
WAREHOUSES = st.sampled_from(["SH", "NB"])


class Trade(RuleBasedStateMachine):
    """A company in trade. Refused deeds leave nothing behind."""

    company: Company

    def __init__(self) -> None:
        super().__init__()
        self.orders: list[str] = []
        self.expected: list[tuple[UUID, str, str]] = []
        self.on_their_way: list[str] = []
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
        if self.orders:
            with self._kept_or_refused():
                self.now.run("sales", "cancel_order", {"order": self._one(self.orders, which)})

    @rule(which=st.integers(0, 50), quantity=st.none() | st.integers(1, 45), warehouse=WAREHOUSES, product=PRODUCTS)
    def ship(self, which: int, quantity: int | None, warehouse: str, product: str) -> None:
        """An order leaves a warehouse, or a part of it, or more than is reserved for it there."""
        if not self.orders:
            return
        arguments: dict[str, Any] = {"order": self._one(self.orders, which), "warehouse": warehouse}
        if quantity is not None:
            arguments["lines"] = [{"product": product, "quantity": quantity}]
        with self._kept_or_refused():
            self.on_their_way.append(self.now.run("warehouse", "deliver_order", arguments).document.number)

    @rule(which=st.integers(0, 50), verb=st.sampled_from(["confirm_delivery_received", "refuse_delivery"]))
    def end_the_way(self, which: int, verb: str) -> None:
        """Goods on their way are with the customer, or come back; or are no longer on their way."""
        if self.on_their_way:
            with self._kept_or_refused():
                self.now.run("warehouse", verb, {"delivery": self._one(self.on_their_way, which)})

    @rule(which=st.integers(0, 50), verb=st.sampled_from(["invoice_order", "invoice_ahead", "close_order"]))
    def invoice_or_close(self, which: int, verb: str) -> None:
        """An order is invoiced, before or after it is delivered, or closed short."""
        if self.orders:
            with self._kept_or_refused():
                login = "sales" if verb == "close_order" else "accountant"
                self.now.run(login, verb, {"order": self._one(self.orders, which)})

    @rule(
        which=st.integers(0, 50),
        product=PRODUCTS,
        quantity=st.integers(1, 45),
        outcome=st.sampled_from(["restock", "scrap"]),
        credited=st.booleans(),
    )
    def come_home(self, which: int, product: str, quantity: int, outcome: str, credited: bool) -> None:
        """A customer returns some of what it got, and is credited for it or not yet."""
        if not self.orders:
            return
        lines = [{"product": product, "quantity": quantity}]
        with self._kept_or_refused():
            asked = {"order": self._one(self.orders, which), "lines": lines}
            number = self.now.run("renhe", "request_return", asked).document.number
            self.now.run("support", "approve_return", {"goods_return": number})
            self.now.run("warehouse", "receive_return", {"goods_return": number, "outcome": outcome})
            if credited:
                self.now.run("accountant", "credit_return", {"goods_return": number})

    @rule(amount=st.sampled_from(["100", "4271.40", "99999.99"]))
    def pay(self, amount: str) -> None:
        """The customer pays, what it owes or anything."""
        self.now.run("accountant", "record_payment", {"customer": "仁和诊所", "amount": amount})

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
        """Whatever one statement of the doctor can see of goods, orders and the books."""
        self.company.session.flush()
        for check in (*stock.CHECKS, *worth.CHECKS, *fulfilment.CHECKS, *books.CHECKS):
            finding = check.run(self.company.session, {"places": 2})
            assert finding.ok, finding

    @staticmethod
    def _one(numbers: list[str], which: int) -> str:
        return numbers[which % len(numbers)]

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
        max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine, settings=unhurried)
