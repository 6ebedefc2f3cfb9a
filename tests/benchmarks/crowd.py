"""A company that knows very many: fifty thousand more products and as many customers, with names people could have."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Category, Price, PriceList, Product
from core.customers.models import CUSTOMER_NUMBERS, Customer, CustomerKind, Region
from core.demo.batch import Batch
from core.identity import User

EACH = 50_000
FIRST_CUSTOMER = 200_000


def add_crowd(session: Session, *, now: datetime) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """Adds the products and the customers; for both, code, Chinese and English name, in no order."""
    batch, dice = Batch(), Random(11)
    products = [(f"K{number:05d}", *names) for number, names in enumerate(_products(dice))]
    customers = [(f"C-{FIRST_CUSTOMER + number}", *names) for number, names in enumerate(_customers(dice))]
    _add_products(session, batch, products)
    _add_customers(session, batch, customers, now)
    batch.write(session)
    CUSTOMER_NUMBERS.advance(session, beyond=FIRST_CUSTOMER + EACH)
    return products, customers


def _products(dice: Random) -> list[tuple[str, str]]:
    """A maker's style of a thing."""
    named = [
        (f"{maker[0]}{style[0]}{thing[0]}", f"{maker[1]} {style[1]} {thing[1]}")
        for maker, style, thing in product(_made_of("words"), _made_of("styles"), _made_of("things"))
    ]
    sizes = [(f"{zh}{size}型", f"{en} size {size}") for size in ("A", "B") for zh, en in named]
    return dice.sample(sizes, EACH)


def _customers(dice: Random) -> list[tuple[str, str]]:
    """A house of a city."""
    named = [
        (f"{city[0]}{word[0]}{house[0]}", f"{city[1]} {word[1]} {house[1]}")
        for city, word, house in product(_made_of("cities"), _made_of("words"), _made_of("houses"))
    ]
    return dice.sample(named, EACH)


@cache
def _made_of(part: str) -> list[tuple[str, str]]:
    """The words for one part of a name, in Chinese and English."""
    words = yaml.safe_load(Path(__file__).with_name("crowd.yaml").read_text(encoding="utf-8"))
    return list(words[part].items())


def _add_products(session: Session, batch: Batch, products: list[tuple[str, str, str]]) -> None:
    prices = session.scalars(select(PriceList.id).where(PriceList.is_default)).one()
    category = session.scalars(select(Category.id)).first()
    for code, zh, en in products:
        names = {"code": code, "name_zh": zh, "name_en": en}
        row_id = batch.add(Product, {**names, "category_id": category, "unit_code": "台", "tax_code": "VAT13"})
        batch.name("product", row_id, names)
        price = {"price_list_id": prices, "product_id": row_id, "amount": Decimal(100)}
        batch.add(Price, {**price, "valid_from": date(2020, 1, 1)})


def _add_customers(session: Session, batch: Batch, customers: list[tuple[str, str, str]], now: datetime) -> None:
    region = session.scalars(select(Region.id)).first()
    owner = session.scalars(select(User.id).where(User.login == "sales")).one()
    for code, zh, en in customers:
        names = {"code": code, "name_zh": zh, "name_en": en}
        more = {"kind": CustomerKind.OTHER, "region_id": region, "owner_id": owner, "address": "", "created_at": now}
        batch.name("customer", batch.add(Customer, {**names, **more, "payment_terms_days": 30}), names)
