"""Whatever is ordered, cancelled, counted and expected, in whatever order: the balances stay what the ledger says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import SessionTransaction

from core.doctor import stock, worth
from core.errors import Refusal
from tests.company import Company

PRODUCTS = st.sampled_from(["BP-200", "TH-30", "GS-50", "CPAP-7"])
WAREHOUSES = st.sampled_from(["SH", "NB"])


class Trade(RuleBasedStateMachine):
    """A company in trade. Refused deeds leave nothing behind."""

    company: Company

    def __init__(self) -> None:
        super().__init__()
        self.orders: list[str] = []
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
        """One of the orders is cancelled, if it still may be."""
        if self.orders:
            with self._kept_or_refused():
                self.now.run("sales", "cancel_order", {"order": self.orders[which % len(self.orders)]})

    @rule(product=st.sampled_from(["BP-200", "TH-30", "CPAP-7"]), warehouse=WAREHOUSES, counted=st.integers(0, 80))
    def count(self, product: str, warehouse: str, counted: int) -> None:
        """Somebody counts."""
        with self._kept_or_refused():
            arguments = {"product": product, "warehouse": warehouse, "counted": counted}
            self.now.run("warehouse", "count_stock", arguments)

    @rule(product=PRODUCTS, warehouse=WAREHOUSES, quantity=st.integers(1, 30), days=st.integers(0, 9))
    def expect(self, product: str, warehouse: str, quantity: int, days: int) -> None:
        """Goods are confirmed to come."""
        due_on = (self.now.today + timedelta(days=days)).isoformat()
        arguments = {"product": product, "warehouse": warehouse, "quantity": quantity, "due_on": due_on}
        self.now.run("buyer", "expect_receipt", arguments)

    @rule(days=st.integers(1, 4))
    def wait(self, days: int) -> None:
        """Days go by, and receipts become overdue."""
        self.now = self.now.later(timedelta(days=days))

    @invariant()
    def the_books_agree(self) -> None:
        """I2 and I3, as the doctor sees them."""
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
        max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine, settings=unhurried)
