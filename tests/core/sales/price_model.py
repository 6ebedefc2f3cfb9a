"""What a document must come to, worked out a second time: exactly, in fractions, by the words of the domain.

The product's own arithmetic is in decimals; nothing of it is used here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

PLACES = {"CNY": 2, "USD": 2, "JPY": 0, "KWD": 3}
TAXES = {"BP-200": Fraction(13, 100), "TH-30": Fraction(9, 100), "GS-50": Fraction(0), "CPAP-7": Fraction(13, 100)}
"""Currencies the tests use, and the taxes of the products."""


@dataclass(slots=True)
class Listed:
    """A price list; `whom` is a customer or a segment, `prices` by product, tier and first day: amount and last day."""

    code: str
    whom: str | None = None
    of_customer: bool = False
    priority: int = 0
    begins: date = date(2000, 1, 1)
    ends: date | None = None
    currency: str = "CNY"
    taxed: bool = False
    prices: dict[tuple[str, int, date], tuple[Fraction, date | None]] = field(default_factory=dict)

    def price(self, product: str, quantity: int, on: date) -> Fraction | None:
        """What one costs where so many are bought: of the highest tier that is reached, the price that began last."""
        begun = [
            (tier, begins, amount)
            for (one, tier, begins), (amount, ends) in self.prices.items()
            if one == product and tier <= quantity and begins <= on and (ends is None or on <= ends)
        ]
        return max(begun)[2] if begun else None


@dataclass(slots=True)
class Promo:
    """A promotion; `goods` are products, or nothing for all, `sets` what a bundle consists of."""

    code: str
    kind: str
    stackable: bool
    priority: int
    begins: date
    ends: date | None
    whom: frozenset[str]
    goods: frozenset[str] = frozenset()
    currency: str | None = None
    figure: Fraction = Fraction(0)
    least: int = 0
    worth_at_least: Fraction = Fraction(0)
    buy: int = 0
    give: int = 0
    gift: str = ""
    sets: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """So many stock units of a product, with a discount in percent."""

    product: str
    quantity: int
    discount: Fraction


@dataclass(frozen=True, slots=True)
class Bill:
    """What a document comes to: its currency and list, the lines' lists, net and tax, and what is given with them."""

    currency: str
    price_list: str
    lines: tuple[tuple[str, Decimal, Decimal], ...]
    gifts: Mapping[str, int]


@dataclass(slots=True)
class Effect:
    """What a promotion would do: amounts off by line, gifts, lines that take part."""

    off: dict[int, Fraction] = field(default_factory=dict)
    gifts: dict[str, int] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)
    worth: Fraction = Fraction(0)


@dataclass(slots=True)
class World:
    """All lists, promotions and who is in which segment."""

    lists: list[Listed] = field(default_factory=list)
    promos: list[Promo] = field(default_factory=list)
    segments: dict[str, str] = field(default_factory=dict)

    def bill(self, customer: str, lines: Sequence[Line], on: date, discount: Fraction) -> Bill | None:
        """What the customer pays on a day; None where something has no price."""
        bought: dict[str, int] = defaultdict(int)
        for line in lines:
            bought[line.product] += line.quantity
        lists = self._lists_of(customer, on)
        best = next(
            (one for one in lists if any(one.price(each, bought[each], on) is not None for each in bought)), None
        )
        if best is None:
            return None
        inside = [one for one in lists if one.currency == best.currency]
        from_list = {each: _first(inside, each, bought[each], on) for each in bought}
        if None in from_list.values():
            return None
        found = {each: one for each, one in from_list.items() if one is not None}
        left = [found[line.product][1] * line.quantity for line in lines]
        gifts = self._promote(customer, lines, left, inside, found, best.currency, on)
        done = tuple(
            (found[line.product][0].code, *_amounts(left[place], line, discount, found[line.product][0]))
            for place, line in enumerate(lines)
        )
        return Bill(best.currency, best.code, done, gifts)

    def _lists_of(self, customer: str, on: date) -> list[Listed]:
        """The lists that are for the customer, the best first; of equal ones the newer."""
        ranked = []
        for age, one in enumerate(self.lists):
            own = one.of_customer and one.whom == customer
            segment = not one.of_customer and one.whom is not None and one.whom == self.segments.get(customer)
            if (own or segment or one.whom is None) and one.begins <= on and (one.ends is None or on <= one.ends):
                ranked.append((0 if own else 1 if segment else 2, -one.priority, -one.begins.toordinal(), -age, one))
        return [one for *_, one in sorted(ranked, key=lambda each: each[:4])]

    def _promote(
        self,
        customer: str,
        lines: Sequence[Line],
        left: list[Fraction],
        inside: Sequence[Listed],
        found: Mapping[str, tuple[Listed, Fraction]],
        currency: str,
        on: date,
    ) -> dict[str, int]:
        """Takes promotions off what is left of each line; what they give."""

        def worth(product: str) -> Fraction:
            listed = found.get(product) or _first(inside, product, 1, on)
            return listed[1] if listed else Fraction(0)

        def effect(promo: Promo, free: Iterable[int]) -> Effect:
            return _effect(promo, lines, left, sorted(free), worth, PLACES[currency])

        gifts: dict[str, int] = defaultdict(int)
        running = self._running(customer, currency, on)
        free = set(range(len(lines)))
        exclusive = [promo for promo in running if not promo.stackable]
        while exclusive:
            effects = [(promo, effect(promo, free)) for promo in exclusive]
            fitting = [each for each in effects if each[1].lines]
            if not fitting:
                break
            promo, best = max(fitting, key=lambda each: each[1].worth)  # the first of equals
            exclusive.remove(promo)
            free -= best.lines
            _take(best, left, gifts)
        for promo in running:
            if promo.stackable:
                _take(effect(promo, range(len(lines))), left, gifts)
        return {product: given for product, given in gifts.items() if given}

    def _running(self, customer: str, currency: str, on: date) -> list[Promo]:
        own = {customer, self.segments.get(customer)}
        running = [
            promo
            for promo in self.promos
            if promo.begins <= on
            and (promo.ends is None or on <= promo.ends)
            and (not promo.whom or promo.whom & own)
            and promo.currency in (None, currency)
        ]
        return sorted(running, key=lambda promo: (-promo.priority, promo.code))


def rounded(amount: Fraction, places: int) -> Decimal:
    """Half up, away from zero."""
    units = floor(abs(amount) * 10**places + Fraction(1, 2))
    return Decimal(units if amount >= 0 else -units).scaleb(-places)


def _first(lists: Iterable[Listed], product: str, quantity: int, on: date) -> tuple[Listed, Fraction] | None:
    for one in lists:
        price = one.price(product, quantity, on)
        if price is not None:
            return one, price
    return None


def _take(effect: Effect, left: list[Fraction], gifts: dict[str, int]) -> None:
    for place, off in effect.off.items():
        left[place] -= off
    for product, given in effect.gifts.items():
        gifts[product] += given


def _amounts(left: Fraction, line: Line, discount: Fraction, listed: Listed) -> tuple[Decimal, Decimal]:
    """Net and tax of a line after a person's discounts."""
    places, rate = PLACES[listed.currency], TAXES[line.product]
    amount = rounded(left * (1 - line.discount / 100) * (1 - discount / 100), places)
    if not listed.taxed:
        return amount, rounded(Fraction(amount) * rate, places)
    net = rounded(Fraction(amount) / (1 + rate), places)
    return net, amount - net


def _effect(
    promo: Promo, lines: Sequence[Line], left: Sequence[Fraction], free: Sequence[int], worth: object, places: int
) -> Effect:
    wanted = set(promo.sets) or set(promo.goods)
    mine = [place for place in free if not wanted or lines[place].product in wanted]
    if sum(lines[place].quantity for place in mine) < promo.least:
        return Effect()
    if sum((left[place] for place in mine), Fraction(0)) < promo.worth_at_least or not mine:
        return Effect()
    bought: dict[str, int] = defaultdict(int)
    for place in mine:
        bought[lines[place].product] += lines[place].quantity
    if promo.kind == "gift":
        return _given(promo, lines, mine, bought, worth)
    if promo.kind == "percent":
        return _off({place: left[place] * promo.figure / 100 for place in mine})
    if promo.kind == "amount":
        return _off(_spread(promo.figure, {place: left[place] for place in mine}, places))
    sets = min(bought[product] // needed for product, needed in promo.sets.items())
    parts = {
        place: left[place] * sets * promo.sets[lines[place].product] / bought[lines[place].product] for place in mine
    }
    saved = Fraction(rounded(sum(parts.values(), Fraction(0)) - sets * promo.figure, places))
    return _off(_spread(saved, parts, places)) if sets and saved > 0 else Effect()


def _off(off: Mapping[int, Fraction]) -> Effect:
    real = {place: amount for place, amount in off.items() if amount > 0}
    return Effect(real, {}, set(real), sum(real.values(), Fraction(0)))


def _given(
    promo: Promo, lines: Sequence[Line], mine: Sequence[int], bought: Mapping[str, int], worth: object
) -> Effect:
    effect = Effect()
    for product, quantity in bought.items():
        given, gift = quantity // promo.buy * promo.give, promo.gift or product
        if given:
            effect.gifts[gift] = effect.gifts.get(gift, 0) + given
            effect.worth += given * worth(gift)  # type: ignore[operator]
            effect.lines |= {place for place in mine if lines[place].product == product}
    return effect


def _spread(amount: Fraction, weights: Mapping[int, Fraction], places: int) -> dict[int, Fraction]:
    """An amount in proportion to weights and no more than they are, in whole minor units by largest remainder."""
    whole = sum(weights.values(), Fraction(0))
    if whole <= amount:
        return dict(weights)
    units = Fraction(rounded(amount, places)) * 10**places
    exact = {place: units * weight / whole for place, weight in weights.items()}
    shares = {place: floor(part) for place, part in exact.items()}
    order = sorted(exact, key=lambda place: (shares[place] - exact[place], -weights[place], place))
    for place in order[: int(units) - sum(shares.values())]:
        shares[place] += 1
    return {place: min(Fraction(share, 10**places), weights[place]) for place, share in shares.items()}
