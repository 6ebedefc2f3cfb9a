"""What somebody who works in the small company might do next: one or several commands, chosen by what stands open.

Chosen at random and not always possible: what may be done by then is decided by the product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import text

from core.proposals import Step
from tests.company import Company

BUYABLE = ("BP-200", "TH-30", "GS-50", "CPAP-7")
PRODUCTS = (*BUYABLE, "BP-200", "TH-30", "BP-200")


@dataclass(frozen=True, slots=True)
class Wish:
    """Commands that one person asks for together."""

    login: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """A card of a colleague that is approved."""

    login: str
    proposal_id: UUID


@dataclass(frozen=True, slots=True)
class Desk:
    """The company as the person who chooses sees it."""

    company: Company
    random: Random

    def choose(self) -> Wish | Approval:
        """What to do next; an order where nothing of the kind that was drawn stands open."""
        kind = self.random.choices([*_KINDS], [weight for weight, _ in _KINDS.values()])[0]
        return _KINDS[kind][1](self) or self.order()

    def order(self) -> Wish:
        """An order of one to three products, now and then with more discount than the salesperson may give."""
        discount = {"discount_percent": "12"} if self.random.random() < 0.15 else {}
        return self._wish("sales", "place_order", {"customer": "仁和诊所", "lines": self._lines(), **discount})

    def order_and_purchase(self) -> Wish:
        """A card of two steps, of which the second is sometimes refused: then neither is done."""
        bought = {"lines": [{"product": self.random.choice(BUYABLE), "quantity": self.random.choice([1, 48])}]}
        sold = {"customer": "仁和诊所", "lines": self._lines()}
        steps = (Step("place_order", sold), Step("create_purchase_order", {"warehouse": "SH", **bought}))
        return Wish("manager", steps)

    def quotation(self) -> Wish:
        """A quotation that holds its goods."""
        said = {"customer": "仁和诊所", "lines": self._lines(), "hold_until": "2026-11-27"}
        return self._wish("sales", "create_quotation", said)

    def purchase(self) -> Wish:
        """A purchase order."""
        lines = [{"product": self.random.choice(BUYABLE), "quantity": self.random.choice([24, 48])}]
        return self._wish("buyer", "create_purchase_order", {"warehouse": "SH", "lines": lines})

    def order_requested(self) -> Wish:
        """What was requested is bought."""
        return self._wish("buyer", "order_requisitions", {})

    def put_off(self) -> Wish | None:
        """A supplier names another day."""
        number = self._one(_numbers("purchase_orders", "sent"))
        said = {"purchase_order": number, "due_on": f"2026-12-{self.random.randint(1, 28):02}"}
        return self._wish("buyer", "reschedule_purchase_order", said) if number else None

    def receipt(self) -> Wish | None:
        """Some of a purchase order comes in."""
        number = self._one(_numbers("purchase_orders", "sent"))
        if number is None:
            return None
        product = self._one(
            "SELECT product.code FROM purchase_order_lines AS line JOIN products AS product"
            " ON product.id = line.product_id JOIN purchase_orders AS placed ON placed.id = line.order_id"
            " WHERE placed.number = :number",
            number=number,
        )
        said: dict[str, Any] = {"lines": [{"product": product, "quantity": self.random.choice([5, 12, 24])}]}
        if product == "GS-50":
            said |= {"lot": f"26{self.random.randint(10, 12)}", "expires_on": "2028-06-30"}
        return self._wish("warehouse", "receive_purchase", {"purchase_order": number, **said})

    def bill(self) -> Wish | None:
        """A supplier's bill for what came."""
        number = self._one(_numbers("purchase_orders", "sent", "closed"))
        reference = f"F-{self.random.randint(0, 10**9)}"
        said = {"purchase_order": number, "bill_number": reference}
        return self._wish("accountant", "record_vendor_bill", said) if number else None

    def payment(self) -> Wish:
        """Money of the customer, used for what is open."""
        said = {"customer": "仁和诊所", "amount": str(self.random.randint(1, 150_000) / 100)}
        return self._wish("accountant", "record_payment", said)

    def goods_return(self) -> Wish | None:
        """The customer gives one thing back."""
        number = self._one(
            "SELECT orders.number FROM sales_orders AS orders JOIN deliveries ON order_id = orders.id"
            " WHERE deliveries.state = 'received'"
        )
        return self._wish("support", "request_return", {"order": number, "reason": "broken"}) if number else None

    def receive_return(self) -> Wish | None:
        """What was given back is looked at."""
        number = self._one(_numbers("returns", "approved"))
        outcome = self.random.choice(["restock", "scrap"])
        said = {"goods_return": number, "outcome": outcome}
        return self._wish("warehouse", "receive_return", said) if number else None

    def transfer(self) -> Wish:
        """Goods from one warehouse to the other."""
        source, target = self.random.sample(["SH", "NB"], 2)
        said = {"product": self.random.choice(("BP-200", "TH-30")), "quantity": self.random.randint(1, 4)}
        return self._wish("warehouse", "transfer_stock", {"from_warehouse": source, "to_warehouse": target, **said})

    def count(self) -> Wish:
        """A count, after which there is more or less than before."""
        said = {"product": "BP-200", "warehouse": "NB", "counted": self.random.randint(20, 60)}
        return self._wish("warehouse", "count_stock", said)

    def approval(self) -> Approval | None:
        """A colleague's request."""
        waiting = self._one("SELECT id FROM proposals WHERE status = 'awaiting_approval'")
        return Approval("manager", waiting) if waiting else None

    def standing(self, login: str, command: str, argument: str, open_ones: str) -> Wish | None:
        """A command on one of the documents that are open for it."""
        number = self._one(open_ones)
        return self._wish(login, command, {argument: number}) if number else None

    def _lines(self) -> list[dict[str, Any]]:
        chosen = self.random.sample(PRODUCTS, self.random.randint(1, 3))
        return [{"product": product, "quantity": self.random.randint(1, 3)} for product in chosen]

    def _one(self, statement: str, **values: object) -> Any:  # noqa: ANN401 - whatever it selects
        found = self.company.session.scalars(text(f"{statement} ORDER BY 1 LIMIT 200"), values).all()
        return self.random.choice(found) if found else None

    def _wish(self, login: str, command: str, arguments: Mapping[str, Any]) -> Wish:
        return Wish(login, (Step(command, dict(arguments)),))


Chooser = Callable[[Desk], Wish | Approval | None]


def _on(login: str, command: str, argument: str, open_ones: str) -> Chooser:
    return lambda desk: desk.standing(login, command, argument, open_ones)


def _numbers(table: str, *states: str) -> str:
    return f"SELECT number FROM {table} WHERE state IN ({', '.join(repr(state) for state in states)})"


_CONFIRMED = _numbers("sales_orders", "confirmed")
_SHIPPED = _numbers("deliveries", "shipped")
_BOUGHT = _numbers("purchase_orders", "draft", "approved", "sent")
_UNPAID = "SELECT number FROM open_items WHERE document_kind = 'vendor_bill' AND settled < amount"
_ADVANCES = "SELECT number FROM open_items WHERE document_kind = 'payment' AND settled < amount AND side = 'receivable'"
_UNBILLED = (
    "SELECT number FROM sales_orders AS orders WHERE EXISTS (SELECT FROM sales_order_lines AS line"
    " WHERE order_id = orders.id AND quantity_delivered - quantity_returned > quantity_invoiced - quantity_credited)"
)
_KINDS: Mapping[str, tuple[int, Chooser]] = {
    "order": (16, Desk.order),
    "order and purchase": (4, Desk.order_and_purchase),
    "deliver": (12, _on("warehouse", "deliver_order", "order", _CONFIRMED)),
    "plan": (4, _on("warehouse", "plan_delivery", "order", _CONFIRMED)),
    "ship": (4, _on("warehouse", "ship_delivery", "delivery", _numbers("deliveries", "planned"))),
    "cancel": (4, _on("sales", "cancel_order", "order", _CONFIRMED)),
    "close": (2, _on("sales", "close_order", "order", _CONFIRMED)),
    "arrive": (14, _on("warehouse", "confirm_delivery_received", "delivery", _SHIPPED)),
    "refuse": (2, _on("warehouse", "refuse_delivery", "delivery", _SHIPPED)),
    "invoice": (12, _on("accountant", "invoice_order", "order", _UNBILLED)),
    "invoice ahead": (3, _on("accountant", "invoice_ahead", "order", _CONFIRMED)),
    "credit": (2, _on("accountant", "credit_invoice", "invoice", "SELECT number FROM invoices")),
    "payment": (8, Desk.payment),
    "allocate": (3, _on("accountant", "allocate_payment", "payment", _ADVANCES)),
    "refund": (1, _on("accountant", "refund_payment", "payment", _ADVANCES)),
    "return": (4, Desk.goods_return),
    "approve return": (4, _on("support", "approve_return", "goods_return", _numbers("returns", "requested"))),
    "receive return": (4, Desk.receive_return),
    "credit return": (
        4,
        _on("accountant", "credit_return", "goods_return", _numbers("returns", "restocked", "scrapped")),
    ),
    "quotation": (3, Desk.quotation),
    "accept": (3, _on("sales", "accept_quotation", "quotation", _numbers("quotations", "draft"))),
    "purchase": (6, Desk.purchase),
    "order requested": (3, Desk.order_requested),
    "send": (
        6,
        _on("buyer", "send_purchase_order", "purchase_order", _numbers("purchase_orders", "draft", "approved")),
    ),
    "put off": (3, Desk.put_off),
    "cancel purchase": (1, _on("buyer", "cancel_purchase_order", "purchase_order", _BOUGHT)),
    "receipt": (10, Desk.receipt),
    "bill": (5, Desk.bill),
    "pay": (4, _on("accountant", "pay_vendor_bill", "vendor_bill", _UNPAID)),
    "transfer": (4, Desk.transfer),
    "count": (2, Desk.count),
    "approve": (10, Desk.approval),
}
"""What is done, how often compared with the others, and how it is chosen."""
