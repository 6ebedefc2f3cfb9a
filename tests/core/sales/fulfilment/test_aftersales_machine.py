"""Sold goods come back and are repaired, exchanged, sent to their supplier or credited, and invoices are lowered.

In whatever order that happens, what the doctor can see of goods, orders and the books agrees after every step.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from core.sales.deliveries.assuming import assume_received, overdue_arrivals
from tests.company import Company
from tests.core.machine import Machine, deed, endure, one_of

_AFTERWARDS = ["finish_repair", "exchange_return", "credit_return", "scrap", "restock", "to_supplier"]
_WHICH = st.integers(0, 50)


class AfterSales(Machine):
    """A company whose customers give goods back. Refused deeds leave nothing behind."""

    def prepare(self) -> None:
        """Three orders are with their customers, two of them invoiced."""
        self.orders: list[str] = []
        self.deliveries: list[str] = []
        self.invoices: list[str] = []
        self.returns: list[str] = []
        self.sell(8, 8, False)
        self.sell(5, 3, True)
        self.sell(4, 4, False)

    @deed(quantity=st.integers(1, 12), received=st.integers(0, 12), ahead=st.booleans())
    def sell(self, quantity: int, received: int, ahead: bool) -> None:
        """Goods are sold, in part delivered and received, and invoiced, before or after that."""
        lines = [{"product": "BP-200", "quantity": quantity}, {"product": "TH-30", "quantity": 1}]
        order = self._made(self.orders, "sales", "place_order", customer="仁和诊所", lines=lines)
        if order is None:
            return
        if ahead:
            self._made(self.invoices, "accountant", "invoice_ahead", order=order)
        if received:
            some = [{"product": "BP-200", "quantity": min(received, quantity)}]
            delivery = self._made(self.deliveries, "warehouse", "deliver_order", order=order, lines=some)
            if delivery is not None:
                self.act("warehouse", "confirm_delivery_received", delivery=delivery)
        if received and not ahead:
            self._made(self.invoices, "accountant", "invoice_order", order=order)

    @deed(
        when="orders",
        times=3,
        which=_WHICH,
        quantity=st.integers(1, 6),
        outcome=st.sampled_from(["restock", "scrap", "repair", "to_supplier"]),
    )
    def take_back(self, which: int, quantity: int, outcome: str) -> None:
        """Some of what the customer has of an order comes back."""
        lines = [{"product": "BP-200", "quantity": quantity}]
        order = one_of(self.orders, which)
        number = self._made(self.returns, "renhe", "request_return", order=order, lines=lines)
        if number is not None:
            self.do("support", "approve_return", goods_return=number)
            self.act("warehouse", "receive_return", goods_return=number, outcome=outcome)

    @deed(when="returns", times=3, which=_WHICH, deed=st.sampled_from(_AFTERWARDS))
    def go_on(self, which: int, deed: str) -> None:
        """A return goes on to its end, or somewhere it may not go."""
        number = one_of(self.returns, which)
        if deed in ("scrap", "restock", "to_supplier"):
            self.act("warehouse", "receive_return", goods_return=number, outcome=deed)
            return
        made = self.act("manager", deed, goods_return=number)
        if made is not None and deed == "exchange_return":
            self.deliveries.append(made.document.number)
            self.act("warehouse", "ship_delivery", delivery=made.document.number)

    @deed(
        when="deliveries",
        which=_WHICH,
        verb=st.sampled_from(["ship_delivery", "confirm_delivery_received", "refuse_delivery"]),
    )
    def arrive(self, which: int, verb: str) -> None:
        """A delivery goes its way, or comes back."""
        self.act("warehouse", verb, delivery=one_of(self.deliveries, which))

    @deed(when="orders", which=_WHICH)
    def close(self, which: int) -> None:
        """What is left of an order is given up."""
        self.act("sales", "close_order", order=one_of(self.orders, which))

    @deed(when="invoices", times=2, which=_WHICH, amount=st.sampled_from(["0.01", "33.33", "213.57", "999.99"]))
    def let_off(self, which: int, amount: str) -> None:
        """Something is let off an invoice, or more than is left of it."""
        self.act("accountant", "allow_discount", invoice=one_of(self.invoices, which), amount=amount)

    @deed(when="invoices", which=_WHICH, quantity=st.none() | st.integers(1, 6))
    def credit(self, which: int, quantity: int | None) -> None:
        """An invoice is taken back, all that is left of it or some goods."""
        lines = None if quantity is None else [{"product": "BP-200", "quantity": quantity}]
        self.act("accountant", "credit_invoice", invoice=one_of(self.invoices, which), lines=lines)

    @deed(days=st.integers(0, 9))
    def look_after(self, days: int) -> None:
        """Days go by, and what should have arrived is booked as received."""
        self.later(days)
        actor = self.now.actor("admin")
        for one in overdue_arrivals(self.now.session, now=self.now.now, actor=actor):
            assume_received(self.now.session, one, now=self.now.now, actor=actor)

    def _made(self, known: list[str], login: str, command: str, **said: Any) -> str | None:  # noqa: ANN401
        made = self.act(login, command, **said)
        if made is None:
            return None
        number = str(made.document.number)
        known.append(number)
        return number


@pytest.mark.slow
def test_the_books_agree_whatever_comes_back_and_is_let_off(company: Company) -> None:
    endure(AfterSales, company, runs=5, steps=25)
