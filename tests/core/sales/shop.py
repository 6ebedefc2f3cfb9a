"""A shop whose lists, promotions, segments and rates change, and the model of prices beside it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select, update

from core.catalog.models import Product
from core.inventory.models import Lot
from tests.company import PRODUCTS as GOODS
from tests.core.machine import Machine, deed
from tests.core.sales.price_model import PLACES, Listed, Promo, World

PRODUCTS = st.sampled_from([code for code, *_ in GOODS])
CUSTOMERS = ("仁和诊所", "华东医院")
WHOM = st.sampled_from(CUSTOMERS)
SEGMENTS = st.sampled_from(["基层医疗", "三级医院"])
AMOUNTS = st.sampled_from(["0.01", "9.99", "33.333333", "100", "150.5", "189", "4680"])
CURRENCIES = st.sampled_from(["CNY", "CNY", "USD", "JPY", "KWD"])
TIERS = st.sampled_from([1, 2, 10, 40])
DAYS = st.tuples(st.integers(0, 3), st.none() | st.integers(0, 6))


class Shop(Machine):
    """A manager who keeps lists, promotions and rates, and a model that is told of each."""

    def prepare(self) -> None:
        """The default list, three kinds of tax, and more goods than anybody buys."""
        self.world = World([Listed("LIST")])
        self.rates: dict[str, dict[date, Fraction]] = {currency: {} for currency in PLACES}
        self.made = 0
        for code, _, _, _, price, *_ in GOODS:
            self.world.lists[0].prices[code, 0, date(2024, 1, 1)] = (Fraction(price), None)
            lot = self.company.session.scalars(select(Lot).where(Lot.code == "2407")).one() if code == "GS-50" else None
            self.now.receive(code, "SH", 100_000, lot)
        for code, tax in (("TH-30", "VAT9"), ("GS-50", "VAT0")):
            self.company.session.execute(update(Product).where(Product.code == code).values(tax_code=tax))
        self._begin_with_promotions()

    def _begin_with_promotions(self) -> None:
        """Two that compete, of which the one with less priority may be worth more, and two whose order matters."""
        always = (0, None)
        both = frozenset({"BP-200", "TH-30"})
        for stackable, priority, goods, percent, amount in (
            (False, 1, both, "10", None),
            (False, 0, frozenset(), None, "300"),
            (True, 0, frozenset(), "5", None),
            (True, 1, both, None, "50"),
        ):
            self.promote(percent, amount or "0", 1, "0", goods, "CNY", (stackable, priority, always, None))

    @deed(
        of_customer=st.booleans(),
        customer=WHOM,
        segment=SEGMENTS,
        currency=CURRENCIES,
        taxed=st.booleans(),
        days=DAYS,
        priority=st.integers(-1, 1),
        prices=st.dictionaries(PRODUCTS, AMOUNTS, min_size=1, max_size=4),
    )
    def open_a_list(
        self,
        of_customer: bool,
        customer: str,
        segment: str,
        currency: str,
        taxed: bool,
        days: tuple[int, int | None],
        priority: int,
        prices: dict[str, str],
    ) -> None:
        """A customer or a segment gets a list of its own, with prices from today on."""
        if not of_customer:
            customer, segment = "", self._segment(segment)
        begins, ends = self._days(days)
        code = self._code("L")
        more = {"customer": customer} if of_customer else {"segment": segment}
        self.do(
            "manager",
            "create_price_list",
            code=code,
            name=f"价目{code}",
            currency=currency,
            tax_included=taxed,
            valid_from=str(begins),
            valid_until=str(ends) if ends else None,
            priority=priority,
            **more,
        )
        whom = customer if of_customer else segment
        self.world.lists.append(Listed(code, whom, of_customer, priority, begins, ends, currency, taxed))
        for product, price in prices.items():
            self._price(self.world.lists[-1], product, price, 1, (0, None))

    @deed(
        times=2,
        which=st.integers(0, 9),
        product=PRODUCTS,
        price=AMOUNTS,
        tier=st.sampled_from([1, 2, 10, 40]),
        days=DAYS,
    )
    def set_a_price(self, which: int, product: str, price: str, tier: int, days: tuple[int, int | None]) -> None:
        """A product costs something else in one of the lists, from a quantity, from a day, until a day."""
        self._price(self.world.lists[which % len(self.world.lists)], product, price, tier, days)

    @deed(customer=WHOM, segment=SEGMENTS)
    def move_to_a_segment(self, customer: str, segment: str) -> None:
        """A customer is in another segment from now on."""
        self.do("manager", "set_segment", customer=customer, segment=segment)
        self.world.segments[customer] = segment

    @deed(
        times=2,
        percent=st.none() | st.sampled_from(["10", "33.3", "99.99"]),
        amount=st.sampled_from(["0.07", "50", "9999"]),
        least=st.sampled_from([1, 5, 30]),
        worth=st.sampled_from(["0", "500"]),
        goods=st.frozensets(PRODUCTS, max_size=2),
        currency=CURRENCIES,
        terms=st.tuples(st.booleans(), st.integers(0, 1), DAYS, st.none() | WHOM),
    )
    def promote(
        self,
        percent: str | None,
        amount: str,
        least: int,
        worth: str,
        goods: frozenset[str],
        currency: str,
        terms: tuple[bool, int, tuple[int, int | None], str | None],
    ) -> None:
        """A percent or an amount is taken off, from so many, from so much."""
        promo = self._promo("percent" if percent else "amount", terms, goods=goods)
        promo.currency = currency if not percent or worth != "0" else None
        promo.figure, promo.worth_at_least = Fraction(percent or amount), Fraction(worth)
        promo.least = least if least > 1 else 0
        off = {"percent": percent} if percent else {"amount": amount}
        said = {"products": sorted(goods), "quantity_min": least, "amount_min": worth, "currency": currency}
        self._begin("create_promotion", promo, **off, **said)

    @deed(
        product=PRODUCTS,
        buy=st.integers(1, 20),
        give=st.integers(1, 3),
        gift=st.none() | st.sampled_from(["BP-200", "TH-30"]),
        terms=st.tuples(st.booleans(), st.integers(0, 1), DAYS, st.none() | WHOM),
    )
    def give_away(
        self,
        product: str,
        buy: int,
        give: int,
        gift: str | None,
        terms: tuple[bool, int, tuple[int, int | None], str | None],
    ) -> None:
        """For every so many of a product some are given."""
        promo = self._promo("gift", terms, goods=frozenset({product}))
        promo.buy, promo.give, promo.gift = buy, give, gift or ""
        self._begin("create_gift_promotion", promo, product=product, buy_quantity=buy, gift_quantity=give, gift=gift)

    @deed(
        sets=st.dictionaries(PRODUCTS, st.integers(1, 3), min_size=2, max_size=3),
        price=AMOUNTS,
        currency=CURRENCIES,
        terms=st.tuples(st.booleans(), st.integers(0, 1), DAYS, st.none() | WHOM),
    )
    def sell_in_sets(
        self,
        sets: dict[str, int],
        price: str,
        currency: str,
        terms: tuple[bool, int, tuple[int, int | None], str | None],
    ) -> None:
        """Some products cost one price together."""
        promo = self._promo("bundle", terms)
        promo.sets, promo.figure, promo.currency = sets, Fraction(price), currency
        lines = [{"product": one, "quantity": needed} for one, needed in sets.items()]
        self._begin("create_bundle_promotion", promo, lines=lines, price=price, currency=currency)

    @deed(when="promos", which=st.integers(0, 9))
    def end_a_promotion(self, which: int) -> None:
        """A promotion is over before its time, and over only once."""
        if self.world.promos:
            promo = self.world.promos.pop(which % len(self.world.promos))
            self.do("manager", "end_promotion", promotion=promo.code)
            assert self.refuse("manager", "end_promotion", promotion=promo.code).code == "PromotionOver"

    @deed(
        currency=st.sampled_from(["USD", "JPY", "KWD"]),
        rate=st.sampled_from(["7.1234", "0.046912", "23.4"]),
        day=st.integers(-2, 2),
    )
    def set_a_rate(self, currency: str, rate: str, day: int) -> None:
        """A currency is worth so much from a day on."""
        begins = self.now.today + timedelta(days=day)
        self.do("accountant", "set_exchange_rate", currency=currency, rate=rate, valid_from=str(begins))
        self.rates[currency][begins] = Fraction(rate)

    @deed(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        """Days go by: lists, prices and promotions begin and end."""
        self.later(days)

    @property
    def promos(self) -> list[Promo]:
        """The promotions that were begun and not ended."""
        return self.world.promos

    def _price(self, listed: Listed, product: str, price: str, tier: int, days: tuple[int, int | None]) -> None:
        begins, ends = self._days(days)
        self.do(
            "manager",
            "set_price",
            product=product,
            price=price,
            price_list=listed.code,
            from_quantity=tier,
            valid_from=str(begins),
            valid_until=str(ends) if ends else None,
        )
        listed.prices[product, tier if tier > 1 else 0, begins] = (Fraction(price), ends)

    def _promo(
        self,
        kind: str,
        terms: tuple[bool, int, tuple[int, int | None], str | None],
        *,
        goods: frozenset[str] = frozenset(),
    ) -> Promo:
        stackable, priority, days, customer = terms
        whom = frozenset({customer} if customer else ())
        return Promo(self._code("P"), kind, stackable, priority, *self._days(days), whom, goods)

    def _begin(self, command: str, promo: Promo, **more: Any) -> None:  # noqa: ANN401
        self.do(
            "manager",
            command,
            code=promo.code,
            name=f"促销{promo.code}",
            stacking="stackable" if promo.stackable else "exclusive",
            priority=promo.priority,
            customers=sorted(promo.whom),
            valid_from=str(promo.begins),
            valid_until=str(promo.ends) if promo.ends else None,
            **more,
        )
        self.world.promos.append(promo)

    def _segment(self, segment: str) -> str:
        """A segment somebody is in: there is none without a customer."""
        if segment not in self.world.segments.values():
            self.move_to_a_segment("仁和诊所", segment)
        return segment

    def _days(self, days: tuple[int, int | None]) -> tuple[date, date | None]:
        begins = self.now.today + timedelta(days=days[0])
        return begins, None if days[1] is None else begins + timedelta(days=days[1])

    def _code(self, letter: str) -> str:
        self.made += 1
        return f"{letter}{self.made:04}"

    def _rate(self, currency: str) -> Fraction | None:
        begun = [day for day in self.rates[currency] if day <= self.now.today]
        return Fraction(1) if currency == "CNY" else self.rates[currency][max(begun)] if begun else None
