"""Whatever is received, billed, sent back, credited, cancelled, corrected and paid, in any order, the books agree.

Refusals change nothing and are part of the walk.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from core.errors import Refusal
from tests.company import Company
from tests.core.purchasing.buying import broken

STEPS = 54


class Walk:
    """One buyer, one warehouse hand and one accountant at work on two orders of odd prices, one in dollars."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company, self.random = company, Random(seed)
        self.done = 0
        company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "7.03"})
        for product, price, currency in (("BP-200", "112.37", "CNY"), ("TH-30", "9.99", "USD")):
            terms = {"supplier": "脉岸电子", "product": product, "price": price, "currency": currency}
            company.run("buyer", "set_supplier_product", terms)
        self.orders = [self._order("BP-200", 37), self._order("TH-30", 23)]
        company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "7.11"})

    def step(self) -> None:
        """One random deed; what is refused leaves everything as it was."""
        taking = [self.credit, self.allow, self.cancel, self.correct, self.use]
        often = [self.receive, self.bill, self.send_back, self.credit]
        deed = self.random.choice([*often, *often, *taking, self.release, self.pay, self.sell])
        try:
            with self.company.session.begin_nested():
                deed()
            self.done += 1
        except Refusal:
            pass

    def receive(self) -> None:
        number, product = self.random.choice(self.orders)
        lines = [{"product": product, "quantity": self.random.randint(1, 20)}]
        quality = self.random.choice(["passed", "passed", "on_hold"])
        self._run("warehouse", "receive_purchase", {"purchase_order": number, "lines": lines, "quality": quality})

    def release(self) -> None:
        number, _ = self.random.choice(self.orders)
        outcome = self.random.choice(["passed", "rejected"])
        self._run("warehouse", "release_hold", {"purchase_order": number, "outcome": outcome})

    def send_back(self) -> None:
        number, product = self.random.choice(self.orders)
        lines = [{"product": product, "quantity": self.random.randint(1, 9)}]
        source = self.random.choice(["stock", "stock", "quarantine"])
        said = {"purchase_order": number, "lines": lines, "taken_from": source}
        self._run("warehouse", "return_purchase", said)

    def bill(self) -> None:
        number, product = self.random.choice(self.orders)
        line: dict[str, Any] = {"product": product, "quantity": self.random.randint(1, 15)}
        if self.random.random() < 0.5:
            line["price"] = self.random.choice(["8.17", "120.03", "101.11"])
        said = {"purchase_order": number, "bill_number": self._new(), "lines": [line]}
        self._run("accountant", "record_vendor_bill", said | {"invoice": self._invoice()})

    def credit(self) -> None:
        said: dict[str, Any] = {"vendor_bill": self._bill(), "credit_number": self._new()}
        if self.random.random() < 0.5:
            product = self.random.choice(["BP-200", "TH-30"])
            said["lines"] = [{"product": product, "quantity": self.random.randint(1, 6)}]
        self._run("accountant", "record_vendor_credit", said)

    def allow(self) -> None:
        amount = f"{self.random.randint(1, 20_000) / 100:.2f}"
        said = {"vendor_bill": self._bill(), "credit_number": self._new(), "amount": amount}
        self._run("accountant", "record_vendor_credit", said)

    def cancel(self) -> None:
        paid = self.random.choice(["refuse", "prepayment"])
        self._run("accountant", "cancel_vendor_bill", {"vendor_bill": self._bill(), "paid": paid})

    def correct(self) -> None:
        amount = f"{self.random.randint(5_000, 150_000) / 100:.2f}"
        said = {"vendor_bill": self._bill(), "amount": amount, "invoice": self._invoice()}
        self._run("accountant", "correct_vendor_bill", said)

    def pay(self) -> None:
        said = {"vendor_bill": self._bill(), "amount": f"{self.random.randint(100, 30_000) / 100:.2f}"}
        self._run("accountant", "pay_vendor_bill", said)

    def use(self) -> None:
        credits = self.company.ask("accountant", "find_vendor_credits").credits
        if credits:
            self._run("accountant", "use_vendor_credit", {"vendor_credit": self.random.choice(credits).number})

    def sell(self) -> None:
        product = self.random.choice(["BP-200", "TH-30"])
        order = self.company.order(self.random.randint(1, 30), product)
        self._run("warehouse", "deliver_order", {"order": order})

    def _run(self, login: str, command: str, arguments: dict[str, Any]) -> None:
        self.company.run(login, command, arguments)

    def _order(self, product: str, quantity: int) -> tuple[str, str]:
        lines = [{"product": product, "quantity": quantity}]
        made = self.company.run("buyer", "create_purchase_order", {"lines": lines, "warehouse": "SH"})
        number = str(made.document.number)
        self.company.run("buyer", "send_purchase_order", {"purchase_order": number})
        return number, product

    def _bill(self) -> str:
        bills = self.company.ask("accountant", "find_vendor_bills").bills
        return str(self.random.choice(bills).number) if bills else "VB-2026-99999"

    def _invoice(self) -> str:
        return self.random.choice(["special", "special", "ordinary"])

    def _new(self) -> str:
        return f"N-{self.random.randint(1, 10**9)}"


@pytest.mark.parametrize("seed", range(3))
def test_the_books_agree_after_every_walk(company: Company, seed: int) -> None:
    walk = Walk(company, seed)
    for number in range(STEPS):
        walk.step()
        if number % 9 == 8:
            assert broken(company) == []
    assert walk.done > STEPS // 8  # many are refused: that is what they are there for
