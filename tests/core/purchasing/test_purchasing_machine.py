"""Whatever is bought, put off, received, checked, billed, paid and given up, in whatever order: the books agree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from core.operations import OperationNotAllowed
from core.purchasing.receiving.commands import MoreThanOrdered
from core.purchasing.reordering.shortages import find_short
from tests.company import Company
from tests.core.machine import Machine, deed, endure, one_of
from tests.core.purchasing.deeds import EXPIRY, FORBIDDEN, HELIOS, NUMBERS, SENT, ordered_so_far, products_of, under_way

WHICH = st.integers(0, 30)
PRODUCTS = st.sampled_from(["BP-200", "TH-30", "GS-50", "CPAP-7"])
WAREHOUSES = st.sampled_from(["SH", "NB"])
HOW_MUCH = st.sampled_from(["one", "half", "rest", "most", "beyond"])
QUANTITIES = st.integers(1, 130)
DAYS = st.integers(0, 40)
QUALITY = st.sampled_from(["passed", "on_hold"])
OUTCOME = st.sampled_from(["passed", "rejected"])


class Purchasing(Machine):
    """A company that buys for its shelves and for customers who wait; one of its suppliers is paid in dollars."""

    def prepare(self) -> None:
        """Every run begins with some orders under way."""
        self.sold = list(self.company.session.scalars(NUMBERS["sales_orders"]))
        self.bought = list(self.company.session.scalars(NUMBERS["purchase_orders"]))
        self.bills = list(self.company.session.scalars(NUMBERS["vendor_bills"]))
        self.payments: list[str] = []
        self.requested: list[str] = []
        self.dropped: set[tuple[str, str]] = set()
        self.references = 0

    @deed(product=PRODUCTS, quantity=QUANTITIES, warehouse=st.none() | WAREHOUSES)
    def sell(self, product: str, quantity: int, warehouse: str | None) -> None:
        """A customer orders, perhaps what is still to come."""
        lines = [{"product": product, "quantity": quantity}]
        placed = self.act("sales", "place_order", customer="仁和诊所", lines=lines, warehouse=warehouse)
        if placed is not None:
            self.sold.append(placed.document.number)

    @deed(when="sold", which=WHICH, verb=st.sampled_from(["deliver_order", "deliver_order", "cancel_order"]))
    def ship_or_cancel(self, which: int, verb: str) -> None:
        """What a customer ordered leaves as far as it is there, or is not wanted any more."""
        self.act("manager", verb, order=one_of(self.sold, which))

    @deed(product=st.sampled_from(["BP-200", "TH-30"]), warehouse=WAREHOUSES, quantity=st.integers(1, 20))
    def scrap(self, product: str, warehouse: str, quantity: int) -> None:
        """Goods are thrown away, and something may fall short."""
        self.act("warehouse", "scrap_stock", product=product, warehouse=warehouse, quantity=quantity)

    @deed(product=PRODUCTS, warehouse=WAREHOUSES, minimum=st.integers(1, 200), more=st.integers(-1, 300))
    def keep_in_stock(self, product: str, warehouse: str, minimum: int, more: int) -> None:
        """A product is to be bought again below so many, up to so many; not up to fewer."""
        wanted = {"product": product, "warehouse": warehouse, "minimum": minimum, "maximum": minimum + more}
        assert (self.act("buyer", "set_reorder_rule", **wanted) is None) == (more < 0 or minimum + more == 0)

    @deed(by=st.sampled_from(["buyer", "manager"]), warehouse=st.none() | WAREHOUSES)
    def order_what_is_requested(self, by: str, warehouse: str | None) -> None:
        """All requisitions become orders."""
        made = self.act(by, "order_requisitions", warehouse=warehouse)
        if made is not None:
            self.bought += [order.number for order in made.orders]

    @deed(which=WHICH)
    def drop_a_requisition(self, which: int) -> None:
        """One of the requisitions is dropped, if it is open."""
        page = self.now.ask("buyer", "find_requisitions")
        self.requested += [one.number for one in page.requisitions if one.number not in self.requested]
        gone = self.act("buyer", "cancel_requisition", requisition=one_of(self.requested, which))
        if gone is not None:
            self.dropped.add((gone.product, gone.warehouse))

    @deed(
        times=2,
        products=st.lists(PRODUCTS, min_size=1, max_size=3),
        quantity=QUANTITIES,
        warehouse=WAREHOUSES,
        price=st.none() | st.sampled_from(["33.3333", "0.01", "0", "112.00"]),
        sent=st.booleans(),
    )
    def buy(self, products: list[str], quantity: int, warehouse: str, price: str | None, sent: bool) -> None:
        """Somebody orders from the usual supplier, if they all have the same."""
        lines = [{"product": one, "quantity": quantity} | ({"price": price} if price else {}) for one in products]
        made = self.act("buyer", "create_purchase_order", lines=lines, warehouse=warehouse)
        if made is not None:
            self.bought.append(made.document.number)
            if sent:
                self.do("manager", "send_purchase_order", purchase_order=made.document.number)

    @deed(
        when="bought",
        times=2,
        which=WHICH,
        verb=st.sampled_from(["approve", "send", "cancel", "close"]),
        due=st.none() | st.integers(-1, 30),
    )
    def decide(self, which: int, verb: str, due: int | None) -> None:
        """An order goes on or ends; over the buyer's limit a manager agrees to it."""
        due_on = self._day(due) if verb == "send" and due is not None else None
        self.agree("buyer", f"{verb}_purchase_order", purchase_order=one_of(self.bought, which), due_on=due_on)

    @deed(when="bought", which=WHICH, days=DAYS, product=st.none() | PRODUCTS)
    def put_off(self, which: int, days: int, product: str | None) -> None:
        """The supplier names another day, and the promises that rest on it move."""
        number = self._order(which)
        self.act("buyer", "reschedule_purchase_order", purchase_order=number, due_on=self._day(days), product=product)

    @deed(
        when="bought",
        times=4,
        which=WHICH,
        how_much=HOW_MUCH,
        quality=st.sampled_from(["passed", "on_hold"]),
    )
    def receive(self, which: int, how_much: str, quality: str) -> None:
        """Goods come: a part, all, a twentieth more; never beyond that, and never on an order that was not sent."""
        number = self._order(which)
        product = one_of(products_of(self.now, number), which)
        line = ordered_so_far(self.now, number, product)
        if line is None:
            return
        quantity = line.to_come(how_much)
        lots = {"lot": f"26{which:02}", "expires_on": EXPIRY} if product == "GS-50" else {}
        said = {"purchase_order": number, "lines": [{"product": product, "quantity": quantity, **lots}]}
        allowed = line.state == "sent" and 0 < quantity <= line.most
        came = self.act("warehouse", "receive_purchase", **said, quality=quality)
        assert (came is not None) == allowed, f"{quantity} of {line} were {'refused' if allowed else 'taken'}"
        if line.state == "sent" and quantity > line.most:
            assert self.refuse("warehouse", "receive_purchase", **said).code == MoreThanOrdered.__name__

    @deed(when="bought", which=WHICH, product=PRODUCTS, quality=QUALITY)
    def receive_all(self, which: int, product: str, quality: str) -> None:
        """Everything that is still to come does, in one lot where it has lots."""
        lots = {"lot": "2699", "expires_on": EXPIRY} if product == "GS-50" else {}
        number = self._order(which)
        self.act("buyer", "receive_purchase", purchase_order=number, quality=quality, **lots)

    @deed(
        when="bought",
        times=2,
        which=WHICH,
        product=st.none() | PRODUCTS,
        outcome=st.sampled_from(["passed", "rejected"]),
    )
    def check(self, which: int, product: str | None, outcome: str) -> None:
        """What was held is looked at: it is good, or it goes back."""
        number = self._order(which)
        self.act("warehouse", "release_hold", purchase_order=number, product=product, outcome=outcome)

    @deed(
        when="bought",
        times=2,
        which=WHICH,
        amount=st.none() | st.sampled_from(["0.01", "777.77", "12656.00"]),
        days=st.sampled_from([0, 0, 0, -1, -40]),
        approved=st.booleans(),
    )
    def bill(self, which: int, amount: str | None, days: int, approved: bool) -> None:
        """The supplier's bill comes, of everything, at its own total perhaps, of a day long gone perhaps."""
        said = {"purchase_order": self._order(which), "amount": amount, "billed_on": self._day(days)}
        self._billed(approved=approved, **said)

    @deed(
        when="bought",
        times=3,
        which=WHICH,
        how_much=HOW_MUCH,
        price=st.none() | st.sampled_from(["112.50", "33.33", "0", "5000"]),
        approved=st.booleans(),
    )
    def bill_a_part(self, which: int, how_much: str, price: str | None, approved: bool) -> None:
        """The bill is for one product, before its goods or after them; for never more than was ordered or came."""
        number = self._order(which)
        product = one_of(products_of(self.now, number), which)
        line = ordered_so_far(self.now, number, product)
        if line is None:
            return
        quantity = line.to_bill(how_much)
        one = {"product": product, "quantity": quantity} | ({"price": price} if price else {})
        allowed = line.state in ("sent", "closed") and 0 < quantity <= line.billable
        done = self._billed(approved=approved, purchase_order=number, lines=[one])
        assert allowed or not done, f"{quantity} of {line} were billed"
        if allowed and line.lines == 1:
            early, off, over = line.match(quantity, price)
            wanted = not (early and off) and (approved or not (off or over))
            assert done == wanted, f"{quantity} of {line} at {price} were {'billed' if done else 'refused'}"

    @deed(
        when="bills",
        times=2,
        which=WHICH,
        amount=st.none() | st.sampled_from(["0.01", "1000", "0.015", "99999999"]),
        days=st.integers(-1, 1),
    )
    def pay_a_bill(self, which: int, amount: str | None, days: int) -> None:
        """A bill is paid, in whole or in part; not twice, not beyond it, and not tomorrow."""
        said = {"vendor_bill": one_of(self.bills, which), "amount": amount, "paid_on": self._day(days)}
        paid = self.act("accountant", "pay_vendor_bill", **said)
        if paid is not None:
            assert days <= 0
            self.payments.append(paid.document.number)
            if amount is None:
                assert self.refuse("accountant", "pay_vendor_bill", **said).code == "NothingLeftToSettle"

    @deed(supplier=st.sampled_from(["脉岸电子", "甘衡生物", HELIOS]), amount=st.sampled_from(["500", "20000.01"]))
    def pay_ahead(self, supplier: str, amount: str) -> None:
        """A supplier gets money, for what is open or in advance."""
        money = "USD" if supplier == HELIOS else "CNY"
        paid = self.do("accountant", "pay_supplier", supplier=supplier, amount=amount, currency=money, charges="5")
        self.payments.append(paid.document.number)

    @deed(when="payments", which=WHICH, bill=st.none() | WHICH, amount=st.none() | st.just("99.99"))
    def use_what_was_paid(self, which: int, bill: int | None, amount: str | None) -> None:
        """What is left of a payment is used for bills; not for another supplier's."""
        named = None if bill is None else one_of(self.bills, bill)
        said = {"payment": one_of(self.payments, which), "invoice": named, "amount": amount}
        self.act("accountant", "allocate_payment", **said)

    @deed(product=PRODUCTS, price=st.sampled_from(["99.99", "0.333333"]), multiple=st.sampled_from(["1", "12"]))
    def agree_on_other_terms(self, product: str, price: str, multiple: str) -> None:
        """A supplier charges something else from now on."""
        supplier = {"BP-200": "脉岸电子", "TH-30": "脉岸电子", "GS-50": "甘衡生物", "CPAP-7": HELIOS}[product]
        self.do("buyer", "set_supplier_product", supplier=supplier, product=product, price=price, multiple=multiple)

    @deed(rate=st.sampled_from(["6.8812", "7.3391"]))
    def change_the_rate(self, rate: str) -> None:
        """A dollar is worth something else."""
        self.do("accountant", "set_exchange_rate", currency="USD", rate=rate)

    @deed(days=st.integers(1, 12))
    def wait(self, days: int) -> None:
        """Days go by; what was to come is late."""
        self.later(days)

    @deed()
    def close_the_month(self) -> None:
        """The month before this one is closed; a bill of it comes too late then."""
        last = self.now.today.replace(day=1) - timedelta(days=1)
        self.act("accountant", "close_period", period=f"{last:%Y-%m}")

    @deed(case=st.sampled_from(sorted(FORBIDDEN)), which=WHICH)
    def try_what_may_not_be(self, case: str, which: int) -> None:
        """What is never allowed is refused to everybody, whatever the state."""
        login, command, arguments = FORBIDDEN[case](self.now, one_of(self.bought, which), one_of(self.bills, which))
        self.refuse(login, command, **arguments)

    @deed(when="bought", which=WHICH, login=st.sampled_from(["sales", "renhe", "hr", "support", "visitor"]))
    def let_others_try(self, which: int, login: str) -> None:
        """Purchases are nobody else's business."""
        for command in ("send_purchase_order", "receive_purchase", "cancel_purchase_order", "close_purchase_order"):
            refusal = self.refuse(login, command, purchase_order=one_of(self.bought, which))
            assert refusal.code in (OperationNotAllowed.__name__, "VisitorMayNotPropose")

    @invariant()
    def what_is_short_is_requested(self) -> None:
        """No event that leaves a product short was missed. Lots expire without an event; what was dropped is known."""
        for short in find_short(self.company.session, None, self.now.today):
            known = short.product == "GS-50" or (short.product, short.warehouse) in self.dropped
            assert known or short.requisition is not None, short

    def _order(self, which: int) -> str:
        """The number of an order: mostly of one that was sent."""
        sent = self.company.session.scalars(SENT).all() if which % 4 else []
        return one_of(sent or self.bought, which)

    def _billed(self, *, approved: bool, **said: Any) -> bool:  # noqa: ANN401
        self.references += 1
        named = f"NO-{self.references}"
        bill = self.agree("accountant", "record_vendor_bill", bill_number=named, approved=approved, **said)
        if bill is not None:
            self.bills.append(bill)
        return bill is not None

    def _day(self, days: int) -> str:
        return (self.now.today + timedelta(days=days)).isoformat()


@pytest.mark.slow
def test_the_books_agree_whatever_is_bought_and_paid(company: Company) -> None:
    under_way(company)
    endure(Purchasing, company, runs=8, steps=30)
