"""Answers about products and prices, and commands on the catalog as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block, TableBlock
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core.catalog.views import ProductCreated, ProductPage, ProductShown
from core.proposals import ProposedStep
from core.sales.prices.views import PriceSet, PriceShown


def present_products(page: ProductPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Products with their list prices."""
    if not page.products:
        return reader.say("product.none_found"), ()
    if len(page.products) == 1 and page.count == 1:
        return _one(page.products[0], reader), ()
    key = "product.found" if page.count <= len(page.products) else "product.found_more"
    return reader.say(key, count=page.count, shown=len(page.products)), (_table(page, reader),)


def present_price(price: PriceShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """The price of one, and what the quantity comes to with tax."""
    text = reader.say(
        "product.price_in" if price.tax_included else "product.price_apart",
        product=reader.product(price.product, price.name_zh, price.name_en),
        price=figures.money(price.unit_price, price.currency),
        unit=reader.unit(price.unit),
        rate=figures.rate(price.tax_rate),
    )
    sums = {
        "quantity": reader.quantity(price.quantity, price.unit),
        "net": figures.money(price.net, price.currency),
        "tax": figures.money(price.tax, price.currency),
        "gross": figures.money(price.gross, price.currency),
    }
    return text + reader.say("product.one_with_tax" if price.quantity == 1 else "product.come_to", **sums), ()


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


def price_section(step: ProposedStep, change: PriceSet, reader: Reader) -> Section:
    """A new list price."""
    product = reader.product(change.product, change.name_zh, change.name_en)
    price = _per_unit(figures.money(change.price, change.currency), change.unit, reader)
    before = figures.money(change.before, change.currency) if change.before is not None else ""
    words = {"product": product, "price": price, "before": before, "day": reader.day(change.valid_from)}
    return Section(
        kind=reader.say("document.set_price"),
        subject=product,
        proposed=reader.say("product.proposed_price", **words),
        done=reader.say("product.done_price", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("product", product),
            ("price_before", before),
            ("price", price),
            ("valid_from", reader.day(change.valid_from)),
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
