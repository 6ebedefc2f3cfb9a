"""Whatever is invoiced, paid, used, paid back, credited, closed and opened again: what is owed is owed, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant
from sqlalchemy import text, update

from core.calendar import Period, month_of
from core.customers.models import Customer
from tests.company import Company
from tests.core.finance.open_model import Item, Open
from tests.core.machine import Machine, deed, endure, one_of

WHICH = st.integers(0, 30)
CUSTOMERS = st.sampled_from(["仁和诊所", "华东医院", "成都宏达医疗"])
CURRENCY_OF = {"仁和诊所": "CNY", "华东医院": "USD", "成都宏达医疗": "CNY"}
SELLER_OF = {"仁和诊所": "sales", "华东医院": "teammate", "成都宏达医疗": "sales2"}
HOW_MUCH = st.sampled_from(["a cent", "half", "all", "everything and more"])
DAYS = st.sampled_from([0, 0, 0, 0, 0, -1, -20, -45, 1])


class Books(Machine):
    """An accountant, three customers, one of whom pays in dollars, and months that are closed."""

    def prepare(self) -> None:
        """Goods enough, and a price list in dollars."""
        self.open = Open()
        self.orders: list[str] = []
        self.vouchers: dict[object, tuple[date, int]] = {}
        self.now.receive("BP-200", "SH", 50_000)
        said = {"name": "出口价", "code": "EXPORT", "customer": "华东医院", "currency": "USD"}
        self.do("manager", "create_price_list", **said, tax_included=True)
        self.do("manager", "set_price", product="BP-200", price="26.33", price_list="EXPORT")
        # The day before the company began: what was paid earlier has no rate.
        first = str(self.now.today - timedelta(days=30))
        self.do("accountant", "set_exchange_rate", currency="USD", rate="7.1234", valid_from=first)
        # Everybody owes several invoices, and the newest is due first: whose money is used for what shows at once.
        for customer in CURRENCY_OF:
            for days in (45, 30, 7):
                self.agree_on_terms(customer, days)
                self.sell(customer, days, "0", True)

    @deed(customer=CUSTOMERS, days=st.sampled_from([0, 7, 30, 60]))
    def agree_on_terms(self, customer: str, days: int) -> None:
        """From now on a customer has so many days to pay."""
        self.company.session.execute(
            update(Customer).where(Customer.name_zh == customer).values(payment_terms_days=days)
        )

    @deed(
        times=2,
        customer=CUSTOMERS,
        quantity=st.integers(1, 30),
        discount=st.sampled_from(["0", "3.3"]),
        invoiced=st.booleans(),
    )
    def sell(self, customer: str, quantity: int, discount: str, invoiced: bool) -> None:
        """A customer orders, and is invoiced before it gets the goods, or not yet."""
        lines = [{"product": "BP-200", "quantity": quantity, "discount_percent": discount}]
        placed = self.do(SELLER_OF[customer], "place_order", customer=customer, lines=lines)
        self.orders.append(placed.document.number)
        if invoiced:
            self._invoice("invoice_ahead", placed.document.number)

    @deed(when="orders", times=2, which=WHICH)
    def deliver(self, which: int) -> None:
        """Goods reach the customer."""
        left = self.act("warehouse", "deliver_order", order=one_of(self.orders, which))
        if left is not None:
            self.do("warehouse", "confirm_delivery_received", delivery=left.document.number)

    @deed(
        when="orders",
        which=WHICH,
        verb=st.sampled_from(["invoice_order", "invoice_ahead"]),
        login=st.sampled_from(["accountant", "sales"]),
    )
    def invoice(self, which: int, verb: str, login: str) -> None:
        """An order is invoiced, by who may; not twice."""
        if login == "sales":
            self.refuse(login, verb, order=one_of(self.orders, which))
        else:
            self._invoice(verb, one_of(self.orders, which))

    @deed(
        times=4,
        customer=CUSTOMERS,
        currency=st.sampled_from([None, None, None, None, "USD", "EUR"]),
        how_much=HOW_MUCH,
        named=st.lists(WHICH, max_size=3),
        charges=st.sampled_from(["0", "0", "1.5", "0.01"]),
        days=DAYS,
    )
    def pay(
        self, customer: str, currency: str | None, how_much: str, named: list[int], charges: str, days: int
    ) -> None:
        """Money comes: for what is named, or for whatever is open; of today, or of a day long gone."""
        currency = currency or CURRENCY_OF[customer]
        day = self.now.today + timedelta(days=days)
        own = [one.number for one in self.open.of(customer, currency)]
        invoices = [one_of(own if own and which % 4 else self.claims, which) for which in named]
        owed = sum((one.left for one in self.open.of(customer, currency)), Decimal(0))
        amount = self._amount(how_much, owed)
        money = Item("", customer, currency, amount, day)
        refused = (
            (days > 0 or day <= self.open.closed_through or Decimal(charges) >= amount)
            or self.open.refuses(money, invoices)
            or (currency == "EUR" or (currency == "USD" and day < self.company.today - timedelta(days=30)))
        )
        paid = self.act(
            "accountant",
            "record_payment",
            customer=customer,
            amount=str(amount),
            currency=currency,
            invoices=invoices or None,
            charges=charges,
            paid_on=str(day),
        )
        assert (paid is None) == refused, f"{amount} {currency} of {customer} for {invoices} on {day}"
        if paid is not None:
            money.number = paid.document.number
            self.open.credits[money.number] = money
            self.open.settle(money, invoices, amount)
            assert paid.advance == money.left

    @deed(when="payments", times=2, which=WHICH, named=st.none() | WHICH, how_much=st.none() | HOW_MUCH)
    def use(self, which: int, named: int | None, how_much: str | None) -> None:
        """What is left of a payment is used: for its customer's invoices, as far as they are open."""
        number, invoice = one_of(self.payments, which), None
        if named is not None:
            invoice = one_of(self.claims, named)
        money = self.open.credits.get(number, Item("", "", "", Decimal(0), self.now.today))
        amount = None if how_much is None else self._amount(how_much, money.left)
        claims = self.open.of(money.customer, money.currency) if invoice is None else [self.open.claims.get(invoice)]
        refused = money.left <= 0 or (amount is not None and amount > money.left) or not claims
        if invoice is not None:
            most = self.open.claims[invoice].left if invoice in self.open.claims else Decimal(0)
            refused = refused or self.open.refuses(money, [invoice]) or (amount or Decimal(0)) > most
        said = {"payment": number, "invoice": invoice, "amount": None if amount is None else str(amount)}
        used = self.act("accountant", "allocate_payment", **said)
        assert (used is None) == refused, f"{amount} of {money} for {invoice}"
        if used is not None:
            self.open.settle(money, [invoice] if invoice else [], amount or money.left)
            assert used.unused == money.left

    @deed(when="payments", which=WHICH, how_much=st.none() | HOW_MUCH)
    def pay_back(self, which: int, how_much: str | None) -> None:
        """What is left of a payment goes back to the customer, and no more."""
        number = one_of(self.payments, which)
        money = self.open.credits.get(number, Item("", "", "", Decimal(0), self.now.today))
        amount = None if how_much is None else self._amount(how_much, money.left)
        back = self.act("accountant", "refund_payment", payment=number, amount=None if amount is None else str(amount))
        assert (back is None) == (money.left <= 0 or (amount or Decimal(0)) > money.left)
        if back is not None:
            money.used += back.amount

    @deed(when="claims", which=WHICH)
    def credit(self, which: int) -> None:
        """An invoice is taken back whole, paid or not; only once."""
        number = one_of(self.claims, which)
        note = self.act("accountant", "credit_invoice", invoice=number)
        claim = self.open.claims.get(number)
        assert (note is None) == (claim is None or claim.credited)
        if note is not None and claim is not None:
            assert note.totals.gross == claim.amount
            claim.credited = True
            money = Item(note.document.number, claim.customer, claim.currency, claim.amount, self.now.today)
            self.open.credits[money.number] = money
            if claim.left > 0:
                self.open.settle(money, [number], min(claim.left, money.amount))

    @deed(times=2, months=st.integers(-1, 3), login=st.sampled_from(["accountant", "accountant", "manager", "sales"]))
    def close(self, months: int, login: str) -> None:
        """A month is closed once it is over, one after the other, by who may."""
        month = self._month(months)
        entries = self.company.session.scalar(_EARLIER, {"after": self.open.closed_through, "before": month.start_on})
        refused = login == "sales" or month.end_on >= self.now.today or month.end_on <= self.open.closed_through
        done = self.act(login, "close_period", period=f"{month.start_on:%Y-%m}")
        assert (done is None) == (refused or bool(entries))
        if done is not None:
            self.open.closed.add(month.end_on)

    @deed(months=st.integers(0, 3), login=st.sampled_from(["manager", "manager", "accountant"]))
    def open_again(self, months: int, login: str) -> None:
        """The latest closed month is opened again, by a manager; no other one."""
        month = self._month(months)
        done = self.act(login, "reopen_period", period=f"{month.start_on:%Y-%m}")
        assert (done is None) == (login != "manager" or month.end_on != self.open.closed_through)
        self.open.closed -= set() if done is None else {month.end_on}

    @deed(rate=st.sampled_from(["6.8812", "7.3391"]))
    def change_the_rate(self, rate: str) -> None:
        """A dollar is worth something else from today on."""
        self.do("accountant", "set_exchange_rate", currency="USD", rate=rate)

    @deed(days=st.sampled_from([1, 9, 31]))
    def wait(self, days: int) -> None:
        """Days go by, and months end."""
        self.later(days)

    @deed(when="payments", which=WHICH, amount=st.sampled_from(["0", "-1", "0.001", "1e12", "many"]))
    def try_what_is_no_amount(self, which: int, amount: str) -> None:
        """Nothing, less than nothing, parts of a cent and all there is are not paid, used or paid back."""
        self.refuse("accountant", "record_payment", customer="仁和诊所", amount=amount)
        for command in ("allocate_payment", "refund_payment"):
            self.refuse("accountant", command, payment=one_of(self.payments, which), amount=amount)

    @invariant()
    def what_is_open_is_what_the_second_count_says(self) -> None:
        """Every invoice and every payment, to the cent."""
        kept = {number: (amount, used) for number, amount, used in self.company.session.execute(_ITEMS)}
        assert kept == self.open.as_kept()

    @invariant()
    def vouchers_keep_their_numbers(self) -> None:
        """Closing numbers what has no number yet, and changes none."""
        found = {entry: (month, number) for entry, month, number in self.company.session.execute(_VOUCHERS)}
        assert self.vouchers.items() <= found.items()
        self.vouchers = found

    def _invoice(self, verb: str, order: str) -> None:
        made = self.act("accountant", verb, order=order)
        if made is not None:
            number, customer = made.document.number, made.customer_zh
            self.open.claims[number] = Item(number, customer, made.totals.currency, made.totals.gross, made.due_on)
            self.refuse("accountant", verb, order=order)

    @property
    def payments(self) -> list[str]:
        """The numbers of what was paid."""
        return [number for number in self.open.credits if number.startswith("PAY")]

    @property
    def claims(self) -> list[str]:
        """The numbers of what was invoiced."""
        return list(self.open.claims)

    def _month(self, ago: int) -> Period:
        day = self.now.today.replace(day=1)
        for _ in range(ago):
            day = (day - timedelta(days=1)).replace(day=1)
        return month_of(day if ago >= 0 else day + timedelta(days=40))

    @staticmethod
    def _amount(how_much: str, owed: Decimal) -> Decimal:
        half = (owed / 2).quantize(Decimal("0.01"))
        amounts = {"a cent": Decimal("0.01"), "half": half, "all": owed, "everything and more": owed + 100}
        return amounts[how_much] or Decimal("55.55")


_ITEMS = text("SELECT number, amount, settled FROM open_items")
_VOUCHERS = text("SELECT entry_id, starts_on, number FROM vouchers")
_EARLIER = text("SELECT count(*) FROM journal_entries WHERE booked_on > :after AND booked_on < :before")


@pytest.mark.slow
def test_what_is_owed_is_owed_whatever_is_paid_and_closed(company: Company) -> None:
    endure(Books, company, runs=8, steps=30)
