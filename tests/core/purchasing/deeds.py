"""What the purchasing machine knows by itself: how far an order is, what may still come, and what is never allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import text

from tests.company import Company
from tests.core.purchasing.buying import billed, bought, came, ordered

HELIOS = "赫利医疗"
"""The supplier who sells CPAP-7 for dollars."""

EXPIRY = "2029-06-30"
"""When the lots that come expire."""

NUMBERS = {
    table: text(f"SELECT number FROM {table} ORDER BY number")
    for table in ("sales_orders", "purchase_orders", "vendor_bills")
}
"""The numbers of everything there is of a kind."""

SENT = text("SELECT number FROM purchase_orders WHERE state = 'sent' ORDER BY number")
"""The purchase orders that suppliers have."""

Deed = tuple[str, str, dict[str, Any]]
"""A login, a command and its arguments."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """How far a product of a purchase order is, over all its lines; `most` may still come, `billable` be billed."""

    state: str
    ordered: int
    received: int
    billed: int
    most: int
    billable: int
    lines: int
    net: Decimal

    def to_come(self, how_much: str) -> int:
        """A quantity of goods that might come."""
        left = max(self.ordered - self.received, 0)
        return {"one": 1, "half": left // 2, "rest": left, "most": self.most, "beyond": self.most + 1}[how_much]

    def to_bill(self, how_much: str) -> int:
        """A quantity that a bill might be for."""
        came = max(self.received - self.billed, 0)
        return {"one": 1, "half": came // 2, "rest": came, "most": self.billable, "beyond": self.billable + 1}[how_much]

    def match(self, quantity: int, price: str | None) -> tuple[bool, bool, bool]:
        """Of a bill of an order's only line: whether it is before its goods, at another price, of more than came."""
        billed = self.billed + quantity
        before, after = (_cents(self.net * part / self.ordered) for part in (self.billed, billed))
        net = after - before if price is None else _cents(quantity * Decimal(price))
        off = abs(net - (after - before)) * 100 > after - before
        return billed > self.received, off, billed * 100 > self.received * 101


def ordered_so_far(company: Company, number: str, product: str) -> Ordered | None:
    """How far a product of an order is; None where it is not on it."""
    row = company.session.execute(_ORDERED, {"number": number, "product": product}).one_or_none()
    if row is None:
        return None
    state, ordered, received, billed, most, billable, lines, net = row
    return Ordered(state, int(ordered), int(received), int(billed), int(most), int(billable), lines, net)


def products_of(company: Company, number: str) -> list[str]:
    """The products of an order."""
    return list(company.session.scalars(_PRODUCTS, {"number": number}))


def sell_in_dollars(company: Company) -> None:
    """A supplier from abroad sells CPAP-7, at a rate that changes."""
    company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "7.1234"})
    company.run("buyer", "create_supplier", {"name": HELIOS, "name_en": "Helios Medical", "lead_time_days": 30})
    terms = {"supplier": HELIOS, "product": "CPAP-7", "price": "433.33", "currency": "USD", "preference": "preferred"}
    company.run("buyer", "set_supplier_product", terms)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _bill(order: str, **more: Any) -> Deed:  # noqa: ANN401
    return "accountant", "record_vendor_bill", {"purchase_order": order, "bill_number": "NEVER", **more}


def _buy(quantity: str, **more: Any) -> Deed:  # noqa: ANN401
    said = {"lines": [{"product": "BP-200", "quantity": quantity} | more], "warehouse": "SH"}
    return "buyer", "create_purchase_order", said


def _receive(order: str, quantity: str) -> Deed:
    said = {"purchase_order": order, "lines": [{"product": "BP-200", "quantity": quantity}]}
    return "warehouse", "receive_purchase", said


FORBIDDEN: Mapping[str, Callable[[Company, str, str], Deed]] = {
    "an order never issued": lambda *_: ("buyer", "send_purchase_order", {"purchase_order": "PO-2026-09999"}),
    "a bill never issued": lambda *_: ("accountant", "pay_vendor_bill", {"vendor_bill": "VB-2026-09999"}),
    "nothing bought": lambda *_: _buy("0"),
    "less than nothing bought": lambda *_: _buy("-5"),
    "half a device": lambda *_: _buy("0.5"),
    "more than anybody means": lambda *_: _buy("1e30"),
    "more money than the books hold": lambda *_: _buy("1000000", price="99999999"),
    "a price below nothing": lambda *_: _buy("5", price="-1"),
    "goods of two suppliers": lambda *_: (
        "buyer",
        "create_purchase_order",
        {"lines": [{"product": one, "quantity": 1} for one in ("BP-200", "GS-50")], "warehouse": "SH"},
    ),
    "nothing received": lambda _, order, __: _receive(order, "0"),
    "far too much received": lambda _, order, __: _receive(order, "900000"),
    "a bill without its number": lambda _, order, __: _bill(order, bill_number="  "),
    "a bill of a day to come": lambda company, order, _: _bill(order, billed_on=str(company.today + timedelta(days=1))),
    "a bill below nothing": lambda _, order, __: _bill(order, amount="-1"),
    "a bill of a closed month": lambda company, order, __: _of_a_closed_month(company, order),
    "a bill billed by the warehouse": lambda _, order, __: ("warehouse", *_bill(order)[1:]),
    "a bill paid by the buyer": lambda _, __, bill: ("buyer", "pay_vendor_bill", {"vendor_bill": bill}),
    "a bill paid below nothing": lambda _, __, bill: _pay(bill, "-1"),
    "a bill paid far beyond": lambda _, __, bill: _pay(bill, "999999999"),
    "part of a cent": lambda _, __, bill: _pay(bill, "0.001"),
    "money of no country": lambda *_: _pay_supplier(currency="XXQ"),
    "money of no rate": lambda *_: _pay_supplier(currency="JPY"),
    "all the money there is": lambda *_: _pay_supplier(amount="1e15"),
}
"""What nobody may do whatever the books say; with a purchase order and a bill at hand."""


def _pay(bill: str, amount: str) -> Deed:
    return "accountant", "pay_vendor_bill", {"vendor_bill": bill, "amount": amount}


def _pay_supplier(**more: str) -> Deed:
    return "accountant", "pay_supplier", {"supplier": "脉岸电子", "amount": "100", **more}


def _of_a_closed_month(company: Company, order: str) -> Deed:
    closed = company.session.scalar(text("SELECT closed_through FROM books"))
    return _bill(order, billed_on=str(closed)) if closed else _bill("PO-2026-09999")


_PRODUCTS = text(
    """
    SELECT DISTINCT product.code
    FROM purchase_order_lines AS line
    JOIN purchase_orders AS placed ON placed.id = line.order_id
    JOIN products AS product ON product.id = line.product_id
    WHERE placed.number = :number
    ORDER BY product.code
    """
)
_ORDERED = text(
    """
    SELECT placed.state, sum(line.stock_quantity), sum(line.quantity_received), sum(line.quantity_billed),
           sum(greatest(floor(line.stock_quantity * 1.05) - line.quantity_received, 0)),
           sum(greatest(line.stock_quantity - line.quantity_billed,
                        line.quantity_received - coalesce(held.quantity, 0) - line.quantity_billed, 0)),
           count(*), sum(line.net)
    FROM purchase_order_lines AS line
    JOIN purchase_orders AS placed ON placed.id = line.order_id
    JOIN products AS product ON product.id = line.product_id
    LEFT JOIN (
        SELECT order_line_id, sum(held) AS quantity FROM receipt_lines GROUP BY order_line_id
    ) AS held ON held.order_line_id = line.id
    WHERE placed.number = :number AND product.code = :product
    GROUP BY placed.id
    """
)


def under_way(company: Company) -> None:
    """Some purchases: one come in part and billed in part, one on hold, one billed before it came; and a sale."""
    sell_in_dollars(company)
    wanted = ((100, "BP-200"), (40, "TH-30"), (96, "GS-50"), (6, "CPAP-7"))
    monitors, thermometers, *_, machines = [bought(company, quantity, product) for quantity, product in wanted]
    came(company, monitors, 60)
    billed(company, monitors, lines=[{"product": "BP-200", "quantity": 30}])
    came(company, thermometers, 20, "TH-30", quality="on_hold")
    billed(company, machines)
    ordered(company, 90)
