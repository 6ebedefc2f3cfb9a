"""What happens at the shop, by real operations that somebody said yes to: business that is done, and that goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.proposals import Outcome
from tests.benchmarks.past.shop import SHELF, SUPPLIER, customer, good, kept_by_lot
from tests.company import Company

LINES = (1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3)
"""How many lines each order has of the business that is done: with what is bought for them they make 73 moves."""
DONE_DAYS = 40
"""From the first day of the business that is done to the day the last of it is paid."""
_EACH = 2
_LOT, _BILL = "LOT-PAST", "BILL-PAST"
WRITTEN_ONCE = (_LOT, _BILL)
"""What people called lots and bills: it has to differ from copy to copy."""


@dataclass(frozen=True, slots=True)
class Doing:
    """The company at work: every command is proposed and confirmed by who may."""

    company: Company

    def later(self, days: int) -> Doing:
        """The same some days later."""
        return Doing(self.company.later(timedelta(days=days)))

    def run(self, login: str, command: str, arguments: Mapping[str, Any]) -> str:
        """The number of the document the command made or changed."""
        confirmed = self.company.confirm(login, self.company.propose(login, command, arguments))
        if confirmed.outcome is not Outcome.EXECUTED:
            raise RuntimeError(f"{command}: {confirmed.outcome} {confirmed.refusal!r} {confirmed.proposal.approvals}")
        document = confirmed.proposal.steps[0].document
        return document.number if document else ""

    def order(self, buyer: int, first: int, lines: int, **said: Any) -> str:  # noqa: ANN401 - arguments of an operation
        """The number of a confirmed order of some goods, from Shanghai."""
        goods = [{"product": good((first + place) % SHELF), "quantity": _EACH} for place in range(lines)]
        return self.run(
            "manager", "place_order", {"customer": customer(buyer), "lines": goods, "warehouse": "SH", **said}
        )

    def ship(self, order: str) -> str:
        """The number of the delivery with all of an order."""
        return self.run("warehouse", "deliver_order", {"order": order})


def business_done(doing: Doing) -> None:
    """Goods bought, received and paid; orders placed, shipped, received, invoiced and paid. Nothing stays open."""
    _buy(doing)
    sold = doing.later(8)
    orders = [sold.order(number, 2 * number, lines) for number, lines in enumerate(LINES)]
    shipped = sold.later(1)
    deliveries = [shipped.ship(order) for order in orders]
    arrived = shipped.later(2)
    for delivery in deliveries:
        arrived.run("warehouse", "confirm_delivery_received", {"delivery": delivery})
    invoices = [arrived.run("accountant", "invoice_order", {"order": order}) for order in orders]
    _give_back(arrived, orders[0])
    paid = arrived.later(20)
    for number, invoice in enumerate(invoices):
        _pay(paid, number, invoice)


def business_going_on(doing: Doing) -> None:
    """Orders at every step before the last: confirmed, planned, shipped, received, invoiced, paid in part."""
    plain = [doing.order(number, number, 1 + number % 3) for number in range(7)]
    doing.run("warehouse", "plan_delivery", {"order": plain[1]})
    for order in plain[2:]:
        delivery = doing.ship(order)
        if order != plain[2]:
            doing.run("warehouse", "confirm_delivery_received", {"delivery": delivery})
    invoices = [doing.run("accountant", "invoice_order", {"order": order}) for order in plain[4:]]
    _pay(doing, 6, invoices[-1], part="50.00")
    doing.run("accountant", "record_payment", {"customer": customer(7), "amount": "80.00"})
    line = {"product": good(1), "quantity": _EACH}
    quoted = doing.run("manager", "create_quotation", {"customer": customer(8), "lines": [line], "warehouse": "SH"})
    doing.run("manager", "send_quotation", {"quotation": quoted})
    coming = {"lines": [{"product": good(2), "quantity": 10}], "warehouse": "SH", "supplier": SUPPLIER}
    purchase = doing.run("manager", "create_purchase_order", coming)
    doing.run("manager", "send_purchase_order", {"purchase_order": purchase})


def _buy(doing: Doing) -> None:
    """What the orders will take of each good: received, billed and paid for."""
    sold = Counter((2 * number + place) % SHELF for number, lines in enumerate(LINES) for place in range(lines))
    for by_lot in (False, True):
        goods = [
            {"product": good(number), "quantity": times * _EACH}
            for number, times in sorted(sold.items())
            if kept_by_lot(number) == by_lot
        ]
        bought = {"lines": goods, "warehouse": "SH", "supplier": SUPPLIER}
        purchase = doing.run("manager", "create_purchase_order", bought)
        doing.run("manager", "send_purchase_order", {"purchase_order": purchase})
        came = doing.later(7)
        expires_on = (came.company.today + timedelta(days=900)).isoformat()
        lot = {"lot": _LOT, "expires_on": expires_on} if by_lot else {}
        came.run("warehouse", "receive_purchase", {"purchase_order": purchase, **lot})
        billed = {"purchase_order": purchase, "bill_number": f"{_BILL}-{purchase}"}
        bill = came.run("manager", "record_vendor_bill", billed)
        came.later(30).run("manager", "pay_vendor_bill", {"vendor_bill": bill})


def _give_back(doing: Doing, order: str) -> None:
    """All of an order comes back and is credited, before it was paid."""
    asked = doing.run("manager", "request_return", {"order": order, "reason": "多订了"})
    doing.run("manager", "approve_return", {"goods_return": asked})
    doing.run("warehouse", "receive_return", {"goods_return": asked, "outcome": "restock"})
    doing.run("accountant", "credit_return", {"goods_return": asked})


def _pay(doing: Doing, buyer: int, invoice: str, part: str | None = None) -> None:
    left = doing.company.ask("accountant", "get_invoice", {"invoice": invoice}).left
    if left:
        amount = part or str(left)
        said = {"customer": customer(buyer), "amount": amount, "invoices": [invoice]}
        doing.run("accountant", "record_payment", said)
