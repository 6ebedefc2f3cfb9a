"""Answers about promotions, and commands on them as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core.proposals import ProposedStep
from core.sales.promotions.kinds import PromotionKind
from core.sales.promotions.views import PromotionCreated, PromotionEnded, PromotionPage, PromotionShown, ScopeShown

_GOODS, _WHOM = ("product", "category"), ("customer", "segment")


def promotion_section(step: ProposedStep, made: PromotionCreated, reader: Reader) -> Section:
    """A promotion that begins."""
    one = made.promotion
    words = {"name": reader.name(one.name_zh, one.name_en), "gives": gives(one, reader), "code": one.code}
    return Section(
        kind=reader.say("document.create_promotion"),
        subject=words["name"],
        proposed=reader.say("promotion.proposed", **words),
        done=reader.say("promotion.done", **words) if step.document else "",
        facts=facts_of(reader, *_pairs(one, reader)),
    )


def promotion_end_section(step: ProposedStep, ended: PromotionEnded, reader: Reader) -> Section:
    """A promotion that ends."""
    one = ended.promotion
    words = {"name": reader.name(one.name_zh, one.name_en), "code": one.code}
    return Section(
        kind=reader.say("document.end_promotion"),
        subject=one.code,
        proposed=reader.say("promotion.proposed_end", **words),
        done=reader.say("promotion.done_end", **words) if step.document else "",
        facts=facts_of(reader, ("code", one.code), *_pairs(one, reader)),
    )


def present_promotions(page: PromotionPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Promotions as a table."""
    if not page.promotions:
        return reader.say("promotion.none"), ()
    rows = [
        {
            "code": one.code,
            "name": reader.name(one.name_zh, one.name_en),
            "gives": gives(one, reader),
            "goods": _goods(one, reader),
            "whom": _whom(one, reader),
            "valid_from": reader.day(one.valid_from),
            "valid_until": _until(one, reader),
        }
        for one in page.promotions
    ]
    table = table_of(("code", "name", "gives", "goods", "whom", "valid_from", "valid_until"), rows, reader)
    key = "promotion.found" if page.count <= len(page.promotions) else "promotion.found_more"
    return reader.say(key, count=page.count, shown=len(page.promotions)), (table,)


def gives(one: PromotionShown, reader: Reader) -> str:
    """What a promotion gives: 满 10 台减 5%, 每 10 台送 1 条 BP-CUFF-L 大号袖带."""
    unit = next((scope.unit for scope in one.scopes if scope.kind == "product"), "")
    amount = figures.money(one.amount, one.currency) if one.currency else ""
    match one.kind:
        case PromotionKind.BUY_X_GET_Y:
            return reader.say(
                "promotion.gives_gift",
                buy=reader.quantity(one.buy_quantity, unit),
                quantity=reader.quantity(one.gift_quantity, one.gift_unit or unit),
                gift=reader.product(one.gift, one.gift_zh, one.gift_en) if one.gift else "",
            )
        case PromotionKind.BUNDLE:
            return reader.say("promotion.gives_bundle", amount=amount)
        case _:
            off = figures.percent(one.percent) if one.kind is PromotionKind.PERCENT else amount
            least = [reader.quantity(one.quantity_min, unit)] if one.quantity_min > 0 else []
            least += [figures.money(one.amount_min, one.currency)] if one.amount_min > 0 else []
            return reader.say("promotion.gives_off", off=off, least=reader.listed(least))


def _pairs(one: PromotionShown, reader: Reader) -> list[tuple[str, str]]:
    return [
        ("name", one.name_zh),
        ("name_en", one.name_en if one.name_en != one.name_zh else ""),
        ("gives", gives(one, reader)),
        ("goods", _goods(one, reader)),
        ("whom", _whom(one, reader)),
        ("valid_from", reader.day(one.valid_from)),
        ("valid_until", _until(one, reader)),
        ("stacking", reader.say(f"stacking.{one.stacking.value}")),
        ("rank", figures.number(one.priority) if one.priority else ""),
    ]


def _until(one: PromotionShown, reader: Reader) -> str:
    last = one.ended_on or one.valid_until
    return reader.day(last) if last else ""


def _goods(one: PromotionShown, reader: Reader) -> str:
    named = [_named(scope, reader) for scope in one.scopes if scope.kind in _GOODS]
    return reader.listed(named) or reader.say("promotion.all_goods")


def _whom(one: PromotionShown, reader: Reader) -> str:
    named = [reader.name(scope.name_zh, scope.name_en) for scope in one.scopes if scope.kind in _WHOM]
    return reader.listed(named) or reader.say("price.everybody")


def _named(scope: ScopeShown, reader: Reader) -> str:
    name = reader.product(scope.code, scope.name_zh, scope.name_en) if scope.kind == "product" else ""
    if scope.quantity is not None:
        return f"{reader.quantity(scope.quantity, scope.unit)} {name}"
    return name or reader.name(scope.name_zh, scope.name_en)
