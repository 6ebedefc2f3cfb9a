"""What a company starts with, read from the data files beside: units, tax codes, regions, accounts, a price list.

Units are for everybody; tax codes, regions and accounts belong to a country. What is told of a company by its people
(products, customers, warehouses) is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from core.catalog.models import PriceList, TaxCode, TaxRate, Unit
from core.customers.models import Region
from core.database import Base, new_id
from core.finance.models import Account, Books
from core.names import NameRow, rows_of

_DEFAULT = "default"
"""The key of what a country without data of its own starts with."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Basics:
    """Rows to insert, as plain values. `names` are those of the regions, for the name index."""

    units: list[dict[str, Any]]
    tax_codes: list[dict[str, Any]]
    tax_rates: list[dict[str, Any]]
    regions: list[dict[str, Any]]
    accounts: list[dict[str, Any]]
    price_list: dict[str, Any]
    names: list[dict[str, object]]

    def by_table(self) -> list[tuple[type[Base], list[dict[str, Any]]]]:
        """The rows with the classes of their tables, in an order in which they can be inserted."""
        return [
            (Unit, self.units),
            (TaxCode, self.tax_codes),
            (TaxRate, self.tax_rates),
            (Region, self.regions),
            (Account, self.accounts),
            (Books, [{"id": 1}]),
            (PriceList, [self.price_list]),
            (NameRow, self.names),
        ]


def basics_for(country: str, *, currency: str) -> Basics:
    """The rows a company of `country` (ISO 3166) starts with, its prices in `currency` and without tax."""
    taxes = _of_country("taxes.yaml", country)
    regions = _of_country("regions.yaml", country)
    units: list[dict[str, Any]] = yaml.load(_text("units.yaml"), Loader=_LOADER)
    prices: dict[str, Any] = yaml.load(_text("prices.yaml"), Loader=_LOADER)
    rows = [{"id": new_id(), **_named(one)} for one in regions]
    return Basics(
        units=[_unit(one) for one in units],
        tax_codes=[_named(one) for one in taxes],
        tax_rates=[{"tax_code": one["code"], **rate} for one in taxes for rate in one["rates"]],
        regions=rows,
        accounts=_of_country("accounts.yaml", country),
        price_list={"id": new_id(), **prices, "currency": currency, "tax_included": False, "is_default": True},
        names=[name for row, one in zip(rows, regions, strict=True) for name in _region_names(row["id"], one)],
    )


def _region_names(region_id: UUID, region: dict[str, Any]) -> list[dict[str, object]]:
    names = [(region["name_zh"], "zh"), (region["name_en"], "en"), *((alias, None) for alias in region["aliases"])]
    return rows_of("region", region_id, region["code"], names)


def _unit(unit: dict[str, Any]) -> dict[str, Any]:
    words = [*unit["zh"], *unit["en"]]
    return {**_named(unit), "plural_en": unit["plural_en"], "piece": unit["kind"] == "piece", "words": words}


def _named(one: dict[str, Any]) -> dict[str, Any]:
    return {key: one[key] for key in ("code", "name_zh", "name_en")}


def _of_country(name: str, country: str) -> list[dict[str, Any]]:
    by_country: dict[str, list[dict[str, Any]]] = yaml.load(_text(name), Loader=_LOADER)
    return by_country.get(country.upper(), by_country[_DEFAULT])


def _text(name: str) -> str:
    return files("core.founding").joinpath("data", name).read_text(encoding="utf-8")
