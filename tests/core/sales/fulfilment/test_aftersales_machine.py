"""Sold goods come back and are repaired, exchanged, sent to their supplier or credited, and invoices are lowered.

In whatever order that happens, what the doctor can see of goods, orders and the books agrees after every step.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from core.sales.deliveries.assuming import assume_received, overdue_arrivals
from tests.company import Company
from tests.core.inventory.test_stock_machine import Trade

_AFTERWARDS = ["finish_repair", "exchange_return", "credit_return", "scrap", "restock", "to_supplier"]
_WHICH = st.integers(0, 50)


class AfterSales(Trade):
    """A company in trade whose customers give goods back."""

    def __init__(self) -> None:
        super().__init__()
        self.returns: list[str] = []
        self.invoices: list[str] = []

    @rule(quantity=st.integers(1, 12), received=st.integers(0, 12), ahead=st.booleans())
    def sell(self, quantity: int, received: int, ahead: bool) -> None:
        """Goods are sold, in part delivered and received, and invoiced, before or after that."""
        lines = [{"product": "BP-200", "quantity": quantity}, {"product": "TH-30", "quantity": 1}]
        with self._kept_or_refused():
            order = self.now.run("sales", "place_order", {"customer": "仁和诊所", "lines": lines}).document.number
            self.orders.append(order)
            if ahead:
                self.invoices.append(self.now.run("accountant", "invoice_ahead", {"order": order}).document.number)
            if received:
                some = {"order": order, "lines": [{"product": "BP-200", "quantity": min(received, quantity)}]}
                delivery = self.now.run("warehouse", "deliver_order", some).document.number
                self.now.run("warehouse", "confirm_delivery_received", {"delivery": delivery})
            if received and not ahead:
                self.invoices.append(self.now.run("accountant", "invoice_order", {"order": order}).document.number)

    @rule(
        which=_WHICH,
        quantity=st.integers(1, 6),
        outcome=st.sampled_from(["restock", "scrap", "repair", "to_supplier"]),
    )
    def take_back(self, which: int, quantity: int, outcome: str) -> None:
        """Some of what the customer has of an order comes back."""
        if not self.orders:
            return
        asked = {"order": self._one(self.orders, which), "lines": [{"product": "BP-200", "quantity": quantity}]}
        with self._kept_or_refused():
            number = self.now.run("renhe", "request_return", asked).document.number
            self.now.run("support", "approve_return", {"goods_return": number})
            self.now.run("warehouse", "receive_return", {"goods_return": number, "outcome": outcome})
            self.returns.append(number)

    @rule(which=_WHICH, deed=st.sampled_from(_AFTERWARDS))
    def go_on(self, which: int, deed: str) -> None:
        """A return goes on to its end, or somewhere it may not go."""
        if not self.returns:
            return
        number = self._one(self.returns, which)
        with self._kept_or_refused():
            if deed in ("scrap", "restock", "to_supplier"):
                self.now.run("warehouse", "receive_return", {"goods_return": number, "outcome": deed})
                return
            made = self.now.run("manager", deed, {"goods_return": number})
            if deed == "exchange_return":
                self.now.run("warehouse", "ship_delivery", {"delivery": made.document.number})
                self.on_their_way.append(made.document.number)

    @rule(which=_WHICH, amount=st.sampled_from(["0.01", "33.33", "213.57", "999.99"]))
    def let_off(self, which: int, amount: str) -> None:
        """Something is let off an invoice, or more than is left of it."""
        if self.invoices:
            with self._kept_or_refused():
                arguments = {"invoice": self._one(self.invoices, which), "amount": amount}
                self.now.run("accountant", "allow_discount", arguments)

    @rule(which=_WHICH, quantity=st.none() | st.integers(1, 6))
    def credit(self, which: int, quantity: int | None) -> None:
        """An invoice is taken back, all that is left of it or some goods."""
        if self.invoices:
            arguments: dict[str, object] = {"invoice": self._one(self.invoices, which)}
            if quantity is not None:
                arguments["lines"] = [{"product": "BP-200", "quantity": quantity}]
            with self._kept_or_refused():
                self.now.run("accountant", "credit_invoice", arguments)

    @rule()
    def look_after(self) -> None:
        """What should have arrived is booked as received."""
        actor = self.now.actor("admin")
        for one in overdue_arrivals(self.now.session, now=self.now.now, actor=actor):
            assume_received(self.now.session, one, now=self.now.now, actor=actor)


@pytest.mark.slow
def test_the_books_agree_whatever_comes_back_and_is_let_off(company: Company) -> None:
    machine = type("AfterSalesHere", (AfterSales,), {"company": company})
    unhurried = settings(
        max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine, settings=unhurried)
