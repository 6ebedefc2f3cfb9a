"""Whatever is quoted, ordered, planned, shipped, given back, received, moved, counted and scrapped: the books agree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st

from core.inventory.arriving import reschedule
from core.sales.quotations.holding import expire_due
from tests.company import Company
from tests.core.inventory.trading import announce, day, take_in
from tests.core.machine import Machine, deed, endure, one_of

WHICH = st.integers(0, 50)
QUANTITIES = st.integers(1, 45)
PRODUCTS = st.sampled_from(["BP-200", "TH-30", "GS-50", "CPAP-7"])
WAREHOUSES = st.sampled_from(["SH", "NB"])
OUTCOME = st.sampled_from(["restock", "scrap"])


class Trade(Machine):
    """A company in trade. Refused deeds leave nothing behind."""

    def prepare(self) -> None:
        """Nothing is ordered, expected or on its way."""
        self.orders: list[str] = []
        self.quotations: list[str] = []
        self.deliveries: list[str] = []
        self.invoices: list[str] = []
        self.returns: list[str] = []
        self.expected: list[tuple[UUID, str, str]] = []

    @deed(product=PRODUCTS, quantity=QUANTITIES, warehouse=st.none() | WAREHOUSES)
    def place(self, product: str, quantity: int, warehouse: str | None) -> None:
        """Somebody orders."""
        lines = [{"product": product, "quantity": quantity}, {"product": "TH-30", "quantity": 1}]
        self._made(self.orders, "sales", "place_order", customer="仁和诊所", lines=lines, warehouse=warehouse)

    @deed(product=PRODUCTS, quantity=QUANTITIES)
    def draft(self, product: str, quantity: int) -> None:
        """Somebody drafts and confirms later, or never."""
        lines = [{"product": product, "quantity": quantity}]
        self._made(self.orders, "sales", "draft_order", customer="仁和诊所", lines=lines)
        self.act("sales", "confirm_order", order=self.orders[-1])

    @deed(product=PRODUCTS, quantity=QUANTITIES, held=st.none() | st.integers(0, 6))
    def quote(self, product: str, quantity: int, held: int | None) -> None:
        """Somebody quotes, and holds the goods for some days perhaps."""
        until = None if held is None else day(self.now, held).isoformat()
        lines = [{"product": product, "quantity": quantity}]
        self._made(self.quotations, "sales", "create_quotation", customer="仁和诊所", lines=lines, hold_until=until)

    @deed(when="quotations", which=WHICH, verb=st.sampled_from(["send", "accept", "accept", "decline"]))
    def answer(self, which: int, verb: str) -> None:
        """A quotation is sent, taken or not; what was held for it is the order's then, or anybody's."""
        made = self.act("sales", f"{verb}_quotation", quotation=one_of(self.quotations, which))
        if made is not None and verb == "accept":
            self.orders.append(made.document.number)

    @deed(when="orders", which=WHICH)
    def cancel(self, which: int) -> None:
        """One of the orders is cancelled, if it still may be: not once anything left."""
        self.act("sales", "cancel_order", order=one_of(self.orders, which))

    @deed(
        when="orders",
        times=3,
        which=WHICH,
        verb=st.sampled_from(["deliver_order", "deliver_order", "plan_delivery"]),
        quantity=st.none() | QUANTITIES,
        warehouse=WAREHOUSES,
        product=PRODUCTS,
    )
    def ship(self, which: int, verb: str, quantity: int | None, warehouse: str, product: str) -> None:
        """An order leaves a warehouse, or is to, or a part of it, or more than is reserved for it there."""
        lines = None if quantity is None else [{"product": product, "quantity": quantity}]
        order = one_of(self.orders, which)
        self._made(self.deliveries, "warehouse", verb, order=order, warehouse=warehouse, lines=lines)

    @deed(
        when="deliveries",
        times=3,
        which=WHICH,
        verb=st.sampled_from(
            ["pick_delivery", "ship_delivery", "cancel_delivery", "confirm_delivery_received", "refuse_delivery"]
        ),
    )
    def go_on(self, which: int, verb: str) -> None:
        """A delivery goes its way to the customer, or comes back; or is no longer on its way."""
        self.act("warehouse", verb, delivery=one_of(self.deliveries, which))

    @deed(when="orders", times=2, which=WHICH, verb=st.sampled_from(["invoice_order", "invoice_ahead", "close_order"]))
    def invoice_or_close(self, which: int, verb: str) -> None:
        """An order is invoiced, before or after it is delivered, or closed short."""
        if verb == "close_order":
            self.act("sales", verb, order=one_of(self.orders, which))
        else:
            self._made(self.invoices, "accountant", verb, order=one_of(self.orders, which))

    @deed(when="invoices", which=WHICH, product=PRODUCTS, quantity=st.none() | QUANTITIES)
    def credit(self, which: int, product: str, quantity: int | None) -> None:
        """An invoice is taken back, or a part of it."""
        lines = None if quantity is None else [{"product": product, "quantity": quantity}]
        self.act("accountant", "credit_invoice", invoice=one_of(self.invoices, which), lines=lines)

    @deed(when="orders", times=2, which=WHICH, product=PRODUCTS, quantity=QUANTITIES)
    def ask_to_return(self, which: int, product: str, quantity: int) -> None:
        """A customer wants to return some of what it got."""
        lines = [{"product": product, "quantity": quantity}]
        self._made(self.returns, "renhe", "request_return", order=one_of(self.orders, which), lines=lines)

    @deed(
        when="returns",
        times=2,
        which=WHICH,
        outcome=st.sampled_from(["restock", "scrap"]),
        credited=st.booleans(),
        refused=st.booleans(),
    )
    def come_home(self, which: int, outcome: str, credited: bool, refused: bool) -> None:
        """The goods come back and are credited, or not yet, or are not taken."""
        number = one_of(self.returns, which)
        self.act("support", "refuse_return" if refused else "approve_return", goods_return=number)
        self.act("warehouse", "receive_return", goods_return=number, outcome=outcome)
        if credited:
            self.act("accountant", "credit_return", goods_return=number)

    @deed(amount=st.sampled_from(["100", "4271.40", "99999.99"]))
    def pay(self, amount: str) -> None:
        """The customer pays, what it owes or anything."""
        self.do("accountant", "record_payment", customer="仁和诊所", amount=amount)

    @deed(product=st.sampled_from(["BP-200", "GS-50"]), to_ningbo=st.booleans(), quantity=QUANTITIES)
    def transfer(self, product: str, to_ningbo: bool, quantity: int) -> None:
        """Goods go from one warehouse to the other."""
        source, target = ("SH", "NB") if to_ningbo else ("NB", "SH")
        said = {"product": product, "from_warehouse": source, "to_warehouse": target, "quantity": quantity}
        self.act("warehouse", "transfer_stock", **said)

    @deed(product=st.sampled_from(["BP-200", "TH-30"]), warehouse=WAREHOUSES, quantity=st.integers(1, 20))
    def scrap(self, product: str, warehouse: str, quantity: int) -> None:
        """Goods are thrown away."""
        self.act("warehouse", "scrap_stock", product=product, warehouse=warehouse, quantity=quantity)

    @deed(when="expected", which=WHICH, came=st.integers(1, 40), unit_cost=st.sampled_from(["99.99", "0.01", "3100"]))
    def receive(self, which: int, came: int, unit_cost: str) -> None:
        """What was expected comes, or a part of it, or more."""
        if self.expected:
            expected, product, warehouse = self.expected[which % len(self.expected)]
            take_in(self.now, product, came, unit_cost=unit_cost, expected=expected, warehouse=warehouse)

    @deed(product=PRODUCTS, warehouse=WAREHOUSES, counted=st.integers(0, 80))
    def count(self, product: str, warehouse: str, counted: int) -> None:
        """Somebody counts."""
        lots = {"lot": "2407"} if product == "GS-50" else {}
        self.act("warehouse", "count_stock", product=product, warehouse=warehouse, counted=counted, **lots)

    @deed(product=PRODUCTS, warehouse=WAREHOUSES, quantity=st.integers(1, 30), days=st.integers(0, 9))
    def expect(self, product: str, warehouse: str, quantity: int, days: int) -> None:
        """Goods are confirmed to come; of lots only to the warehouse's people, who can name them."""
        expected = announce(self.now, product, quantity, in_days=days, warehouse=warehouse)
        if product != "GS-50":
            self.expected.append((expected, product, warehouse))

    @deed(when="expected", which=WHICH, days=st.integers(0, 9))
    def move_the_day(self, which: int, days: int) -> None:
        """A supplier names another day."""
        if self.expected:
            expected = self.expected[which % len(self.expected)][0]
            reschedule(self.now.session, expected, day(self.now, days), actor=self.now.actor("buyer"), now=self.now.now)

    @deed(days=st.integers(1, 4))
    def wait(self, days: int) -> None:
        """Days go by: receipts become overdue, quotations and what is held for them end."""
        self.later(days)
        expire_due(self.company.session, now=self.now.now, actor=self.now.actor("admin"))

    @deed(when="orders", which=WHICH, login=st.sampled_from(["hr", "sales2", "visitor"]))
    def let_others_try(self, which: int, login: str) -> None:
        """To a colleague of another team and to anybody else these orders are not there."""
        for command in ("cancel_order", "close_order", "deliver_order", "invoice_order"):
            self.refuse(login, command, order=one_of(self.orders, which))

    def _made(self, known: list[str], login: str, command: str, **said: Any) -> None:  # noqa: ANN401
        made = self.act(login, command, **said)
        if made is not None:
            known.append(made.document.number)


@pytest.mark.slow
def test_balances_are_the_sum_of_moves_and_reservations_whatever_happens(company: Company) -> None:
    endure(Trade, company, runs=9, steps=35)
