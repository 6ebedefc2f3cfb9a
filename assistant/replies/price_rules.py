"""Which rule gave a price, in words: the list, the tier, promotions, a gift."""

from __future__ import annotations

from decimal import Decimal

from assistant.replies import figures
from assistant.replies.reader import Reader
from core.sales.prices.views import PriceRule, PromotionUsed


def list_name(code: str, name_zh: str, name_en: str, reader: Reader) -> str:
    """A price list's code and name."""
    return reader.product(code, name_zh, name_en)


def rule_words(rule: PriceRule, currency: str, unit: str, reader: Reader, *, head_list: str = "") -> list[str]:
    """What there is to say of how a price came about; `head_list` is the list that the document names already.

    Outsiders hear of tiers and promotions, not of lists.
    """
    if rule.gift:
        return [reader.say("price.gift", promotion=promotion_name(used, reader)) for used in rule.promotions]
    words = []
    named = list_name(rule.price_list, rule.list_zh, rule.list_en, reader)
    named = named if reader.inside and rule.price_list != head_list else ""
    if rule.quantity_min > 0:
        words.append(reader.say("price.tier", price_list=named, quantity=reader.quantity(rule.quantity_min, unit)))
    elif named:
        words.append(reader.say("price.by_list", price_list=named))
    for used in rule.promotions:
        off = figures.money(used.off, currency)
        words.append(reader.say("price.promotion", promotion=promotion_name(used, reader), off=off))
    return words


def promotion_name(used: PromotionUsed, reader: Reader) -> str:
    """A promotion's code and name."""
    return reader.product(used.code, used.name_zh, used.name_en)


def from_quantity(quantity_min: Decimal, unit: str, reader: Reader) -> str:
    """满 10 台; an empty text for a price that counts from one on."""
    return reader.say("price.from", quantity=reader.quantity(quantity_min, unit)) if quantity_min > 0 else ""
