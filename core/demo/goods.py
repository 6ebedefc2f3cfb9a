"""The demo company's products and warehouses, and what is in them: everything stands in the ledger, balances beside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.catalog.models import Category, Price, Product, ProductPack
from core.database import new_id
from core.demo.batch import Batch
from core.demo.buying import Purchases, coming_of
from core.demo.levels import PriceLevel
from core.inventory.models import (
    IN_WAREHOUSES,
    ExpectedKind,
    ExpectedMove,
    Lot,
    Place,
    PlaceKind,
    ProductValue,
    StockLevel,
    StockMove,
    TransitTime,
    Warehouse,
)

_PRICED_SINCE = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class House:
    """A warehouse with its place for saleable goods."""

    id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class Opening:
    """What products are opened with: where goods are, where they came from, what prices are in, and what was bought."""

    houses: Mapping[str, House]
    supplier_place_id: UUID
    price_list_id: UUID
    currency: str
    purchases: Purchases
    now: datetime
    today: date


def add_warehouses(
    batch: Batch, warehouses: list[dict[str, Any]], *, region_ids: Mapping[str, UUID]
) -> dict[str, House]:
    """Adds the warehouses with their places and the days goods travel from them; by code."""
    houses: dict[str, House] = {}
    for house in warehouses:
        code = house["code"]
        row = {"code": code, "name_zh": house["name_zh"], "name_en": house["name_en"], "address": house["address"]}
        house_id = batch.add(Warehouse, {**row, "region_id": region_ids[house["region"]]})
        place_ids = {
            kind: batch.add(Place, {"code": f"{code}/{kind.value.upper()}", "kind": kind, "warehouse_id": house_id})
            for kind in IN_WAREHOUSES
        }
        houses[code] = House(house_id, place_ids[PlaceKind.STOCK])
        batch.name("warehouse", house_id, house)
        batch.add_all(
            TransitTime,
            [
                {"warehouse_id": house_id, "region_id": region_ids[region], "days": days}
                for region, days in house["transit_days"].items()
            ],
        )
    return houses


def add_products(
    batch: Batch,
    products: list[dict[str, Any]],
    *,
    levels: list[PriceLevel],
    opening: Opening,
) -> dict[str, UUID]:
    """Adds the products with categories, packs, prices and opening stock; their ids by code."""
    categories: dict[str, UUID] = {}
    product_ids: dict[str, UUID] = {}
    for product in products:
        category = product["category"]
        if category["en"] not in categories:
            categories[category["en"]] = _add_category(batch, category)
        product_id = batch.add(
            Product,
            {
                "code": product["code"],
                "name_zh": product["name_zh"],
                "name_en": product["name_en"],
                "category_id": categories[category["en"]],
                "unit_code": product["unit"],
                "tax_code": product["tax_code"],
                "lot_tracked": product["lot_tracked"],
                "shelf_life_days": product["shelf_life_days"],
            },
        )
        product_ids[product["code"]] = product_id
        batch.name("product", product_id, product)
        packs = [{"unit_code": pack["unit"], "factor": Decimal(pack["factor"])} for pack in product["packs"]]
        batch.add_all(ProductPack, [{"product_id": product_id, **pack} for pack in packs])
        batch.add_all(Price, _prices(product_id, Decimal(product["price"]), levels, opening))
        _add_stock(batch, product_id, product, opening)
    return product_ids


def _add_category(batch: Batch, category: dict[str, str]) -> UUID:
    code = re.sub(r"[^A-Z]+", "-", category["en"].upper())
    row = {"code": code, "name_zh": category["zh"], "name_en": category["en"]}
    category_id = batch.add(Category, row)
    batch.name("category", category_id, row)
    return category_id


def _prices(product_id: UUID, price: Decimal, levels: list[PriceLevel], opening: Opening) -> list[dict[str, Any]]:
    """A price for every level there was; the first reaches back beyond the history."""
    return [
        {
            "id": new_id(),
            "price_list_id": opening.price_list_id,
            "product_id": product_id,
            "amount": level.of(price, opening.currency),
            "quantity_min": Decimal(0),
            "valid_from": opening.today - _PRICED_SINCE if place == 0 else level.since,
        }
        for place, level in enumerate(levels)
    ]


def _add_stock(batch: Batch, product_id: UUID, product: dict[str, Any], opening: Opening) -> None:
    """What is on hand, as moves from the suppliers; and what is expected, each with a balance to promise from."""
    balances: dict[tuple[str, UUID | None], Decimal] = defaultdict(Decimal)
    unit_cost = Decimal(product["cost"])
    if product["lot_tracked"]:
        lot_ids: dict[str, UUID] = {}
        for lot in product["lots"]:
            if lot["code"] not in lot_ids:
                expires_on = opening.today + timedelta(days=lot["expires_in_days"])
                row = {"product_id": product_id, "code": lot["code"], "expires_on": expires_on, "unit_cost": unit_cost}
                lot_ids[lot["code"]] = batch.add(Lot, row)
            balances[lot["warehouse"], lot_ids[lot["code"]]] += Decimal(lot["quantity"])
    else:
        balances |= {(code, None): Decimal(quantity) for code, quantity in product["stock"].items() if quantity}
    for (code, lot_id), quantity in balances.items():
        batch.add(StockMove, _move(product_id, lot_id, quantity, unit_cost, opening.houses[code], opening))
    held = sum(balances.values(), Decimal(0))
    if held:
        # Costs are in whole minor units and goods are whole: nothing is rounded.
        batch.add_all(
            ProductValue,
            [
                {
                    "product_id": product_id,
                    "quantity": held,
                    "value": held * unit_cost,
                    "held_since": opening.today - _PRICED_SINCE,
                }
            ],
        )
    for receipt in product["incoming"]:
        if not any(code == receipt["warehouse"] for code, _ in balances):
            balances[receipt["warehouse"], None] = Decimal(0)
        batch.add(ExpectedMove, _expected(product_id, product, receipt, opening))
    batch.add_all(
        StockLevel,
        [
            {
                "id": new_id(),
                "product_id": product_id,
                "place_id": opening.houses[code].place_id,
                "warehouse_id": opening.houses[code].id,
                "lot_id": lot_id,
                "on_hand": quantity,
            }
            for (code, lot_id), quantity in balances.items()
        ],
    )


def _move(
    product_id: UUID, lot_id: UUID | None, quantity: Decimal, unit_cost: Decimal, house: House, opening: Opening
) -> dict[str, Any]:
    return {
        "product_id": product_id,
        "lot_id": lot_id,
        "from_place_id": opening.supplier_place_id,
        "to_place_id": house.place_id,
        "quantity": quantity,
        "value": quantity * unit_cost,
        "at": opening.now,
        "origin_kind": "opening",
    }


def _expected(product_id: UUID, product: dict[str, Any], receipt: dict[str, Any], opening: Opening) -> dict[str, Any]:
    house_id = opening.houses[receipt["warehouse"]].id
    coming = coming_of(product, product_id, receipt, house_id=house_id, today=opening.today)
    return {
        "kind": ExpectedKind.RECEIPT,
        "product_id": product_id,
        "warehouse_id": house_id,
        "quantity": coming.quantity,
        "due_on": coming.due_on,
        **opening.purchases.add(product["supplier"], coming),
    }
