"""The demo company's price lists and promotions, and the names of its segments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.catalog.models import Price, PriceList
from core.customers.segments import NAME_KIND
from core.database import new_id
from core.demo.batch import Batch
from core.sales.prices.references import PriceListRef
from core.sales.promotions.kinds import PromotionKind, Stacking
from core.sales.promotions.models import Promotion, PromotionScope
from core.sales.promotions.references import PromotionRef


def add_pricing(
    batch: Batch,
    pricing: Mapping[str, Any],
    segments: list[dict[str, Any]],
    *,
    customer_ids: Mapping[str, UUID],
    product_ids: Mapping[str, UUID],
    currency: str,
    now: datetime,
    today: date,
) -> None:
    """Adds the lists with their prices, the promotions, and what segments are called."""
    for segment in segments:
        batch.name(NAME_KIND, new_id(), segment)
    for one in pricing["price_lists"]:
        _add_list(batch, one, customer_ids=customer_ids, product_ids=product_ids, currency=currency, today=today)
    for one in pricing["promotions"]:
        _add_promotion(batch, one, product_ids=product_ids, now=now, today=today)


def _add_list(
    batch: Batch,
    one: dict[str, Any],
    *,
    customer_ids: Mapping[str, UUID],
    product_ids: Mapping[str, UUID],
    currency: str,
    today: date,
) -> None:
    customer = one.get("customer")
    begins, ends = _days(one, today)
    row = {
        "code": one["code"],
        "name_zh": one["name_zh"],
        "name_en": one["name_en"],
        "currency": currency,
        "customer_id": customer_ids[customer] if customer else None,
        "segment": one.get("segment"),
        "valid_from": begins,
        "valid_until": ends,
    }
    list_id = batch.add(PriceList, row)
    batch.name(PriceListRef.kind, list_id, one)
    for product, tiers in one["prices"].items():
        for quantity, price in tiers:
            batch.add_all(
                Price,
                [
                    {
                        "id": new_id(),
                        "price_list_id": list_id,
                        "product_id": product_ids[product],
                        "amount": Decimal(price),
                        "quantity_min": Decimal(quantity),
                        "valid_from": begins,
                    }
                ],
            )


def _add_promotion(
    batch: Batch, one: dict[str, Any], *, product_ids: Mapping[str, UUID], now: datetime, today: date
) -> None:
    begins, ends = _days(one, today)
    row = {
        "code": one["code"],
        "name_zh": one["name_zh"],
        "name_en": one["name_en"],
        "kind": PromotionKind(one["kind"]),
        "stacking": Stacking(one["stacking"]),
        "buy_quantity": Decimal(one["buy_quantity"]),
        "gift_quantity": Decimal(one["gift_quantity"]),
        "valid_from": begins,
        "valid_until": ends,
        "created_at": now,
    }
    promotion_id = batch.add(Promotion, row)
    batch.name(PromotionRef.kind, promotion_id, one)
    batch.add(PromotionScope, {"promotion_id": promotion_id, "product_id": product_ids[one["product"]]})


def _days(one: dict[str, Any], today: date) -> tuple[date, date]:
    return today + timedelta(days=one["begins_in_days"]), today + timedelta(days=one["ends_in_days"])
