"""Whatever lists, promotions, rates and discounts there are: a document comes to what it must, and so do the books."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import strategies as st
from sqlalchemy import text

from tests.company import Company
from tests.core.machine import deed, endure
from tests.core.sales.price_model import Bill, Line, rounded
from tests.core.sales.shop import CUSTOMERS, PRODUCTS, Shop

DISCOUNTS = st.sampled_from(["0", "0", "3", "5", "7.5", "12", "19.99"])
LINES = st.lists(st.tuples(PRODUCTS, st.integers(1, 60), DISCOUNTS, st.booleans()), min_size=1, max_size=4)
SELLERS = st.sampled_from(["sales", "manager"])
LIMITS = {"sales": Fraction(5), "manager": Fraction(20)}
PACKS = {"BP-200": ("箱", 10), "GS-50": ("箱", 24)}


class Pricing(Shop):
    """Sellers who sell, and a second opinion on every amount."""

    @deed(times=2, login=SELLERS, wanted=LINES, discount=DISCOUNTS, parted=st.booleans())
    def sell(self, login: str, wanted: list[tuple[str, int, str, bool]], discount: str, parted: bool) -> None:
        """Both customers order the same, at prices of their own."""
        for customer in CUSTOMERS:
            self._sold(login, customer, wanted, discount, quoted=False, parted=parted)

    @deed(times=2, login=SELLERS, wanted=LINES, discount=DISCOUNTS, parted=st.booleans())
    def quote(self, login: str, wanted: list[tuple[str, int, str, bool]], discount: str, parted: bool) -> None:
        """Both customers get a quotation, and accept it."""
        for customer in CUSTOMERS:
            self._sold(login, customer, wanted, discount, quoted=True, parted=parted)

    def _sold(
        self,
        login: str,
        customer: str,
        wanted: list[tuple[str, int, str, bool]],
        discount: str,
        *,
        quoted: bool,
        parted: bool,
    ) -> None:
        """The document says what it must, and what is invoiced of it comes to the same."""
        lines = [self._line(*one) for one in wanted]
        said = {"customer": customer, "lines": [self._said(*one) for one in wanted], "discount_percent": discount}
        bill = self.world.bill(customer, lines, self.now.today, Fraction(discount))
        most = max(100 - (100 - line.discount) * (100 - Fraction(discount)) / 100 for line in lines)
        made = self.act(login, "create_quotation" if quoted else "draft_order", **said)
        rate = None if bill is None else self._rate(bill.currency)
        assert (made is not None) == (bill is not None and rate is not None and most <= 20)
        if made is None or bill is None or rate is None:
            return
        over = {one.reason for one in made.approvals}
        assert over == ({"discount_over_limit"} if most > LIMITS[login] else set())
        self._compare(made, bill)
        verb, key = ("accept_quotation", "quotation") if quoted else ("confirm_order", "order")
        order = self.act(login, verb, **{key: made.document.number})
        if order is not None:
            self._compare(order, bill)
            self._invoice(order.document.number, bill, rate, wanted[0][0] if parted else None)

    def _compare(self, made: Any, bill: Bill) -> None:  # noqa: ANN401
        """Every line as it must be, and the document their sum."""
        own = [line for line in made.lines if line.rule is None or not line.rule.gift]
        assert [(line.rule.price_list, line.net, line.tax) for line in own] == list(bill.lines)
        given: Counter[str] = Counter()
        for line in made.lines:
            if line.rule.gift:
                assert (line.net, line.tax, line.unit_price) == (0, 0, 0)
                given[line.product] += int(line.stock_quantity)
        assert dict(given) == dict(bill.gifts)
        head, net, tax = made.head, sum(line[1] for line in bill.lines), sum(line[2] for line in bill.lines)
        assert (head.currency, head.price_list, head.net, head.tax, head.gross) == (
            bill.currency,
            bill.price_list,
            net,
            tax,
            net + tax,
        )

    def _invoice(self, number: str, bill: Bill, rate: Fraction, first: str | None) -> None:
        """All of an order is invoiced, in one or in two: they come to what it does, and so does what is claimed."""
        invoices = []
        if first is not None:
            part = [{"product": first, "quantity": 1}]
            invoices.append(self.do("accountant", "invoice_ahead", order=number, lines=part))
        rest = self.act("accountant", "invoice_ahead", order=number)
        invoices += [rest] if rest is not None else []
        assert sum(one.totals.net for one in invoices) == sum(line[1] for line in bill.lines)
        assert sum(one.totals.tax for one in invoices) == sum(line[2] for line in bill.lines)
        self.refuse("accountant", "invoice_ahead", order=number)
        for one in invoices:
            assert one.totals.net == sum(line.net for line in one.lines)
            claimed = rounded(Fraction(one.totals.gross) * rate, 2)
            booked = self.company.session.scalar(_RECEIVABLE, {"id": one.document.id})
            assert booked == claimed, f"{one.totals} at {rate} stands at {booked}"

    @staticmethod
    def _line(product: str, quantity: int, discount: str, packed: bool) -> Line:
        factor = PACKS[product][1] if packed and product in PACKS else 1
        return Line(product, quantity * factor, Fraction(discount))

    @staticmethod
    def _said(product: str, quantity: int, discount: str, packed: bool) -> dict[str, Any]:
        unit = {"unit": PACKS[product][0]} if packed and product in PACKS else {}
        return {"product": product, "quantity": quantity, "discount_percent": discount, **unit}


_RECEIVABLE = text(
    """
    SELECT coalesce(sum(line.debit - line.credit), 0)
    FROM journal_entries AS entry
    JOIN journal_lines AS line ON line.entry_id = entry.id
    JOIN ledger_accounts AS account ON account.code = line.account AND account.role = 'receivables'
    WHERE entry.source_id = :id
    """
)


@pytest.mark.slow
def test_every_document_comes_to_what_it_must(company: Company) -> None:
    endure(Pricing, company, runs=7, steps=25)
