"""Answers about prices and price lists, and commands on them as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block
from assistant.replies.price_rules import from_quantity, list_name, rule_words
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of, notes_of
from assistant.replies.tables import table_of
from core.proposals import ProposedStep
from core.sales.prices.views import ListedPrice, PriceListCreated, PriceListPage, PriceListShown, PriceSet, PriceShown


def present_price(price: PriceShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """The price of one, what the quantity comes to with tax, and which rule gives it."""
    product = reader.product(price.product, price.name_zh, price.name_en)
    text = reader.say(
        "product.price_in" if price.tax_included else "product.price_apart",
        product=product,
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
    text += reader.say("product.one_with_tax" if price.quantity == 1 else "product.come_to", **sums)
    why = rule_words(
        price.rule, price.currency, price.stock_unit, reader, head_list="" if price.customer else price.price_list
    )
    if price.customer and reader.inside:
        customer = reader.name(price.customer_zh, price.customer_en, price.customer)
        why.insert(0, reader.say("price.for_customer", customer=customer))
    if price.rule.promotions:
        why.append(reader.say("price.without", price=figures.money(price.list_price, price.currency)))
    for gift in price.gifts:
        why.append(
            reader.say(
                "price.gives",
                gift=reader.product(gift.product, gift.name_zh, gift.name_en),
                quantity=reader.quantity(gift.quantity, gift.unit),
                promotion=reader.product(gift.promotion, gift.promotion_zh, gift.promotion_en),
            )
        )
    return text + (reader.say("price.because", why=reader.say("price.comma").join(why)) if why else ""), ()


def price_section(step: ProposedStep, change: PriceSet, reader: Reader) -> Section:
    """A new price in a list."""
    product = reader.product(change.product, change.name_zh, change.name_en)
    price = f"{figures.money(change.price, change.currency)} / {reader.unit(change.unit)}"
    before = figures.money(change.before, change.currency) if change.before is not None else ""
    listed = "" if change.is_default else list_name(change.price_list, change.list_zh, change.list_en, reader)
    tier = from_quantity(change.quantity_min, change.unit, reader)
    where = " · ".join(filter(None, (listed, tier)))
    words = {"product": product, "price": price, "before": before, "day": reader.day(change.valid_from), "where": where}
    return Section(
        kind=reader.say("document.set_price"),
        subject=product,
        proposed=reader.say("product.proposed_price", **words),
        done=reader.say("product.done_price", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("product", product),
            ("price_list", listed),
            ("from_quantity", tier),
            ("price_before", before),
            ("price", price),
            ("valid_from", reader.day(change.valid_from)),
            ("valid_until", reader.day(change.valid_until) if change.valid_until else ""),
        ),
        notes=notes_of([reader.say("order.tax_in") if change.tax_included else ""]),
    )


def price_list_section(step: ProposedStep, made: PriceListCreated, reader: Reader) -> Section:
    """A new price list."""
    name = reader.name(made.name_zh, made.name_en)
    whom = reader.name(made.customer_zh, made.customer_en, made.customer) or _segment(made, reader)
    return Section(
        kind=reader.say("document.create_price_list"),
        subject=name,
        proposed=reader.say("price.proposed_list", name=name, whom=whom),
        done=reader.say("price.done_list", code=made.code, name=name, whom=whom) if step.document else "",
        facts=facts_of(
            reader,
            ("name", made.name_zh),
            ("name_en", made.name_en if made.name_en != made.name_zh else ""),
            ("customer", reader.name(made.customer_zh, made.customer_en, made.customer)),
            ("segment", _segment(made, reader)),
            ("currency", made.currency),
            ("tax", reader.say("order.tax_in" if made.tax_included else "order.tax_apart")),
            ("valid_from", reader.day(made.valid_from)),
            ("valid_until", reader.day(made.valid_until) if made.valid_until else ""),
            ("rank", figures.number(made.priority) if made.priority else ""),
        ),
    )


def present_price_lists(page: PriceListPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """The lists as a table; a single one with its prices."""
    if not page.lists:
        return reader.say("price.no_lists"), ()
    if len(page.lists) == 1 and page.lists[0].prices_shown:
        only = page.lists[0]
        text = reader.say(
            "price.one_list",
            price_list=list_name(only.code, only.name_zh, only.name_en, reader),
            whom=_whom(only, reader),
        )
        return text, (table_of(_PRICE_COLUMNS, [_price_row(one, only, reader) for one in only.prices_shown], reader),)
    key = "price.lists" if page.count <= len(page.lists) else "price.lists_more"
    table = table_of(_LIST_COLUMNS, [_list_row(one, reader) for one in page.lists], reader)
    return reader.say(key, count=page.count, shown=len(page.lists)), (table,)


_LIST_COLUMNS = ("code", "name", "whom", "currency", "tax", "valid_from", "valid_until", "prices")
_PRICE_COLUMNS = ("product", "from_quantity", "price", "unit", "valid_from", "valid_until")


def _whom(one: PriceListShown, reader: Reader) -> str:
    everybody = reader.say("price.everybody") if one.is_default else ""
    return reader.name(one.customer_zh, one.customer_en, one.customer) or _segment(one, reader) or everybody


def _segment(one: PriceListShown | PriceListCreated, reader: Reader) -> str:
    return reader.name(one.segment_zh, one.segment_en, one.segment)


def _list_row(one: PriceListShown, reader: Reader) -> dict[str, str]:
    return {
        "code": one.code,
        "name": reader.name(one.name_zh, one.name_en),
        "whom": _whom(one, reader),
        "currency": one.currency,
        "tax": reader.say("order.tax_in" if one.tax_included else "order.tax_apart"),
        "valid_from": "" if one.is_default else reader.day(one.valid_from),
        "valid_until": reader.day(one.valid_until) if one.valid_until else "",
        "prices": figures.number(one.prices),
    }


def _price_row(one: ListedPrice, of_list: PriceListShown, reader: Reader) -> dict[str, str]:
    return {
        "product": reader.product(one.product, one.name_zh, one.name_en),
        "from_quantity": from_quantity(one.quantity_min, one.unit, reader),
        "price": figures.money(one.price, of_list.currency),
        "unit": reader.unit(one.unit),
        "valid_from": reader.day(one.valid_from),
        "valid_until": reader.day(one.valid_until) if one.valid_until else "",
    }
