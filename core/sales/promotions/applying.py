"""What the running promotions do to the lines of a document, as pure arithmetic.

A line takes part in one exclusive promotion at most, the one worth most; stackable ones come after, on what is left.
Amounts are as the price list writes them, with tax or without; a person's own discount comes after all of this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from core.money import Money, round_money, spread
from core.sales.promotions.kinds import PromotionKind

_HUNDRED = Decimal(100)
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Item:
    """A line before promotions: so many stock units of a product for so much."""

    product_id: UUID
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """A running promotion. `product_ids` are those of the document it is for, None for every product.

    `amount` is what is taken off, for a bundle what one set costs; `bundle` is what one set consists of. `gift_id` is
    the product given, None for the bought one itself.
    """

    code: str
    name_zh: str
    name_en: str
    kind: PromotionKind
    stackable: bool
    priority: int = 0
    currency: str | None = None
    percent: Decimal = _NOTHING
    amount: Decimal = _NOTHING
    quantity_min: Decimal = _NOTHING
    amount_min: Decimal = _NOTHING
    buy_quantity: Decimal = _NOTHING
    gift_quantity: Decimal = _NOTHING
    gift_id: UUID | None = None
    product_ids: frozenset[UUID] | None = None
    bundle: Mapping[UUID, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gift:
    """So many stock units of a product given for nothing."""

    offer: Offer
    product_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of it: for each line the promotions that took something off, in order, and the gifts."""

    reductions: tuple[tuple[tuple[Offer, Decimal], ...], ...]
    gifts: tuple[Gift, ...]


@dataclass(slots=True)
class _Effect:
    """What one promotion would do: amounts off by line, gifts, the lines that take part, what it is worth."""

    off: dict[int, Decimal] = field(default_factory=dict)
    gifts: list[Gift] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    worth: Decimal = _NOTHING


def apply_offers(
    items: Sequence[Item], offers: Sequence[Offer], *, currency: str, gift_prices: Mapping[UUID, Decimal]
) -> Applied:
    """What the offers take off each line, in `currency`, and what they give; no line falls below nothing.

    `gift_prices` say what a gift is worth when offers compete; a product not in there counts as worth nothing.
    """
    left = [item.amount for item in items]
    taken: list[list[tuple[Offer, Decimal]]] = [[] for _ in items]
    gifts: list[Gift] = []

    def take(offer: Offer, effect: _Effect) -> None:
        for place, off in effect.off.items():
            left[place] -= off
            taken[place].append((offer, off))
        gifts.extend(effect.gifts)

    fitting = [offer for offer in offers if offer.currency in (None, currency)]
    ranked = sorted(fitting, key=lambda offer: (-offer.priority, offer.code))
    free = set(range(len(items)))
    exclusive = [offer for offer in ranked if not offer.stackable]
    while exclusive and free:
        effects = [_effect(offer, items, left, free, currency, gift_prices) for offer in exclusive]
        best = max(range(len(effects)), key=lambda place: (bool(effects[place].lines), effects[place].worth))
        if not effects[best].lines:
            break
        take(exclusive.pop(best), effects[best])
        free -= effects[best].lines
    for offer in ranked:
        if offer.stackable:
            take(offer, _effect(offer, items, left, range(len(items)), currency, gift_prices))
    return Applied(tuple(tuple(each) for each in taken), tuple(gifts))


def _effect(
    offer: Offer,
    items: Sequence[Item],
    left: Sequence[Decimal],
    free: Collection[int],
    currency: str,
    gift_prices: Mapping[UUID, Decimal],
) -> _Effect:
    """What the offer would do to the lines that are free for it."""
    wanted = offer.bundle.keys() if offer.kind is PromotionKind.BUNDLE else offer.product_ids
    lines = [place for place in sorted(free) if wanted is None or items[place].product_id in wanted]
    if not lines or sum(items[place].quantity for place in lines) < offer.quantity_min:
        return _Effect()
    if sum(left[place] for place in lines) < offer.amount_min:
        return _Effect()
    match offer.kind:
        case PromotionKind.PERCENT:
            return _off({place: left[place] * offer.percent / _HUNDRED for place in lines})
        case PromotionKind.AMOUNT:
            return _off(_shared(offer.amount, {place: left[place] for place in lines}, currency))
        case PromotionKind.BUNDLE:
            return _bundle(offer, items, left, lines, currency)
        case PromotionKind.BUY_X_GET_Y:
            return _given(offer, items, lines, gift_prices)


def _off(off: dict[int, Decimal]) -> _Effect:
    off = {place: amount for place, amount in off.items() if amount > 0}
    return _Effect(off=off, lines=set(off), worth=sum(off.values(), _NOTHING))


def _shared(amount: Decimal, left: Mapping[int, Decimal], currency: str) -> dict[int, Decimal]:
    """An amount off several lines, in proportion to what they come to and in whole minor units; no more than that."""
    if sum(left.values()) <= amount:
        return dict(left)
    shares = spread(Money(round_money(amount, currency), currency), list(left.values()))
    return {place: min(share.amount, left[place]) for place, share in zip(left, shares, strict=True)}


def _bundle(
    offer: Offer, items: Sequence[Item], left: Sequence[Decimal], lines: Sequence[int], currency: str
) -> _Effect:
    """As many whole sets as the lines hold cost the set's price; what is over keeps its own."""
    held: dict[UUID, Decimal] = defaultdict(Decimal)
    for place in lines:
        held[items[place].product_id] += items[place].quantity
    sets = min((held[product_id] // needed for product_id, needed in offer.bundle.items()), default=_NOTHING)
    if not sets:
        return _Effect()
    parts = {
        place: left[place] * sets * offer.bundle[items[place].product_id] / held[items[place].product_id]
        for place in lines
    }
    saved = round_money(sum(parts.values(), _NOTHING) - sets * offer.amount, currency)
    return _off(_shared(saved, parts, currency)) if saved > 0 else _Effect()


def _given(offer: Offer, items: Sequence[Item], lines: Sequence[int], prices: Mapping[UUID, Decimal]) -> _Effect:
    """For every full `buy_quantity` of a product, over all its lines, `gift_quantity` of the gift."""
    bought: dict[UUID, Decimal] = defaultdict(Decimal)
    for place in lines:
        bought[items[place].product_id] += items[place].quantity
    effect = _Effect()
    for product_id, quantity in bought.items():
        given = quantity // offer.buy_quantity * offer.gift_quantity
        if given:
            gift = Gift(offer, offer.gift_id or product_id, given)
            effect.gifts.append(gift)
            effect.worth += given * prices.get(gift.product_id, _NOTHING)
            effect.lines |= {place for place in lines if items[place].product_id == product_id}
    return effect
