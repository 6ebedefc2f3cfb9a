"""Answers about products, and commands on the catalog as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block, TableBlock
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core.catalog.views import ProductCreated, ProductPage, ProductShown
from core.proposals import ProposedStep


def present_products(page: ProductPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Products with their list prices."""
    if not page.products:
        return reader.say("product.none_found"), ()
    if len(page.products) == 1 and page.count == 1:
        return _one(page.products[0], reader), ()
    key = "product.found" if page.count <= len(page.products) else "product.found_more"
    return reader.say(key, count=page.count, shown=len(page.products)), (_table(page, reader),)


def product_section(step: ProposedStep, made: ProductCreated, reader: Reader) -> Section:
    """A new product."""
    name = reader.name(made.name_zh, made.name_en)
    price = _per_unit(figures.money(made.price, made.currency), made.unit, reader)
    return Section(
        kind=reader.say("document.create_product"),
        subject=made.code,
        proposed=reader.say("product.proposed_new", code=made.code, name=name, price=price),
        done=reader.say("product.done_new", code=made.code, name=name, price=price) if step.document else "",
        facts=facts_of(
            reader,
            ("code", made.code),
            ("name", made.name_zh),
            ("name_en", made.name_en),
            ("price", price),
            ("tax_code", made.tax_code),
            ("lot_tracked", reader.say("yes") if made.lot_tracked else ""),
        ),
    )


def _one(product: ProductShown, reader: Reader) -> str:
    name = reader.product(product.code, product.name_zh, product.name_en)
    if product.price is None:
        return reader.say("product.is_without_price", product=name)
    return reader.say(
        "product.is_with_tax" if product.tax_included else "product.is",
        product=name,
        price=figures.money(product.price, product.currency),
        unit=reader.unit(product.unit),
    )


def _table(page: ProductPage, reader: Reader) -> TableBlock:
    rows = (
        {
            "code": product.code,
            "name": reader.name(product.name_zh, product.name_en),
            "category": reader.name(product.category_zh, product.category_en),
            "price": figures.money(product.price, product.currency) if product.price is not None else "",
            "unit": reader.unit(product.unit),
        }
        for product in page.products
    )
    taxed = any(product.tax_included for product in page.products)
    footnote = reader.say("product.prices_with_tax" if taxed else "product.prices_without_tax")
    return table_of(("code", "name", "category", "price", "unit"), rows, reader, footnote=footnote)


def _per_unit(price: str, unit: str, reader: Reader) -> str:
    return f"{price} / {reader.unit(unit)}"
