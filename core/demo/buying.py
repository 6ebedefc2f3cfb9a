"""The demo company's suppliers with their terms, its reorder rules, and the purchase orders of its expected goods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from core.database import new_id
from core.demo.batch import Batch
from core.purchasing.orders.models import (
    PURCHASE_ORDER_NUMBERS,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderState,
)
from core.purchasing.orders.pricing import line_amounts
from core.purchasing.reordering.models import ReorderRule
from core.purchasing.suppliers.models import Supplier, SupplierProduct
from core.states import TransitionRecord

_PATH = (None, PurchaseOrderState.DRAFT, PurchaseOrderState.APPROVED, PurchaseOrderState.SENT)


@dataclass(frozen=True, slots=True)
class Coming:
    """Goods on their way from a supplier: which, where to, how many at which cost, and when."""

    product_id: UUID
    warehouse_id: UUID
    quantity: Decimal
    unit: str
    cost: Decimal
    tax_code: str
    due_on: date


@dataclass(slots=True)
class Purchases:
    """Purchase orders that are with suppliers, one for each, as they are put together from what is expected."""

    suppliers: Mapping[str, UUID]
    tax_rates: Mapping[str, Decimal]
    currency: str
    now: datetime
    today: date
    _order_ids: dict[str, UUID] = field(default_factory=dict)
    _lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, supplier: str, coming: Coming) -> dict[str, Any]:
        """Puts goods on the supplier's order; what points from the expected move to its line."""
        order_id = self._order_ids.setdefault(supplier, new_id())
        lines = self._lines.setdefault(supplier, [])
        rate = self.tax_rates[coming.tax_code]
        amounts = line_amounts(quantity=coming.quantity, price=coming.cost, tax_rate=rate, currency=self.currency)
        row = {
            "id": new_id(),
            "order_id": order_id,
            "position": len(lines) + 1,
            "product_id": coming.product_id,
            "warehouse_id": coming.warehouse_id,
            "quantity": coming.quantity,
            "unit": coming.unit,
            "stock_quantity": coming.quantity,
            "price": coming.cost,
            "net": amounts.net,
            "tax_code": coming.tax_code,
            "tax_rate": rate,
            "tax": amounts.tax,
            "due_on": coming.due_on,
        }
        lines.append(row)
        return {"document_kind": "purchase_order", "document_id": order_id, "line_id": row["id"]}

    def write(self, batch: Batch) -> int:
        """Adds the orders with their lines and how each came to be sent; how many there are."""
        for place, (supplier, order_id) in enumerate(sorted(self._order_ids.items()), start=1):
            lines = self._lines[supplier]
            batch.add_all(PurchaseOrder, [self._order(place, supplier, order_id, lines)])
            batch.add_all(PurchaseOrderLine, lines)
            batch.add_all(TransitionRecord, self._life(order_id))
        return len(self._order_ids)

    def _order(self, place: int, supplier: str, order_id: UUID, lines: list[dict[str, Any]]) -> dict[str, Any]:
        net = sum((line["net"] for line in lines), Decimal(0))
        tax = sum((line["tax"] for line in lines), Decimal(0))
        return {
            "id": order_id,
            "number": PURCHASE_ORDER_NUMBERS.written(place, self.today),
            "supplier_id": self.suppliers[supplier],
            "state": PurchaseOrderState.SENT,
            "currency": self.currency,
            "rate": Decimal(1),
            "net": net,
            "tax": tax,
            "gross": net + tax,
            "payment_terms_days": 30,
            "created_at": self.now,
            "sent_at": self.now,
        }

    def _life(self, order_id: UUID) -> Iterator[dict[str, Any]]:
        for before, after in pairwise(_PATH):
            if after is not None:
                yield {
                    "id": new_id(),
                    "kind": "purchase_order",
                    "document_id": order_id,
                    "from_state": None if before is None else before.value,
                    "to_state": after.value,
                    "at": self.now,
                    "login": "system",
                    "channel": "demo",
                }


def add_suppliers(batch: Batch, suppliers: list[dict[str, Any]]) -> dict[str, UUID]:
    """Adds the suppliers with their lead times; their ids by code."""
    ids: dict[str, UUID] = {}
    for supplier in suppliers:
        row = {key: supplier[key] for key in ("code", "name_zh", "name_en", "lead_time_days")}
        ids[supplier["code"]] = batch.add(Supplier, row)
        batch.name("supplier", ids[supplier["code"]], supplier)
    return ids


def add_terms(
    batch: Batch,
    products: list[dict[str, Any]],
    *,
    suppliers: Mapping[str, UUID],
    product_ids: Mapping[str, UUID],
    currency: str,
) -> None:
    """Adds what each product's supplier asks for it: its cost, by the pack if there is one."""
    for product in products:
        pack = Decimal(product["packs"][0]["factor"]) if product["packs"] else Decimal(1)
        batch.add(
            SupplierProduct,
            {
                "supplier_id": suppliers[product["supplier"]],
                "product_id": product_ids[product["code"]],
                "price": Decimal(product["cost"]),
                "currency": currency,
                "minimum": pack,
                "multiple": pack,
                "preferred": True,
            },
        )


def add_rules(
    batch: Batch, rules: list[dict[str, Any]], *, product_ids: Mapping[str, UUID], houses: Mapping[str, UUID]
) -> None:
    """Adds when products are bought again."""
    for rule in rules:
        batch.add(
            ReorderRule,
            {
                "product_id": product_ids[rule["product"]],
                "warehouse_id": houses[rule["warehouse"]],
                "minimum": Decimal(rule["minimum"]),
                "maximum": Decimal(rule["maximum"]),
            },
        )


def coming_of(
    product: dict[str, Any], product_id: UUID, receipt: dict[str, Any], *, house_id: UUID, today: date
) -> Coming:
    """A receipt of the data as goods on their way."""
    return Coming(
        product_id=product_id,
        warehouse_id=house_id,
        quantity=Decimal(receipt["quantity"]),
        unit=product["unit"],
        cost=Decimal(product["cost"]),
        tax_code=product["tax_code"],
        due_on=today + timedelta(days=receipt["in_days"]),
    )
