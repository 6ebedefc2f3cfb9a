"""Amounts of money: exact decimals with a currency, rounded half-up to the currency's minor unit.

Exchange rates, tax codes and price lists live in their areas; the few rules of arithmetic they share live here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache

from core.errors import Invalid

# Wide enough for any sum of amounts the books can hold; the thread's default of 28 digits is not.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class CurrencyMismatch(Invalid):
    """Two amounts of different currencies met where only one makes sense. Facts: `left`, `right`."""


class UnknownCurrency(Invalid):
    """Not a currency code of ISO 4217. Fact: `currency`."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency. Arithmetic keeps every digit; `rounded` gives what a document shows."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        _require_decimal(self.amount)
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise UnknownCurrency(currency=self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(_EXACT.add(self.amount, self._same(other).amount), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(_EXACT.subtract(self.amount, self._same(other).amount), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(_EXACT.multiply(self.amount, _require_exact(factor)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate() if self.amount else self.amount, self.currency)

    def __abs__(self) -> Money:
        return Money(self.amount.copy_abs(), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other).amount

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other).amount

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other).amount

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in a currency: the start of every sum."""
        return cls(Decimal(0), currency)

    def rounded(self) -> Money:
        """The amount a document shows: half-up to the minor unit."""
        return Money(round_money(self.amount, self.currency), self.currency)

    def _same(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)
        return other


def total(amounts: Sequence[Money], currency: str) -> Money:
    """The sum of amounts in one currency; zero of it when there are none. Refuses: CurrencyMismatch."""
    return sum(amounts, start=Money.zero(currency))


@cache
def minor_unit(currency: str) -> int:
    """Decimal places of the currency by ISO 4217 (CNY 2, JPY 0, KWD 3). Refuses: UnknownCurrency."""
    # Lazy: loading the tables takes longer than a plain start may.
    from babel.core import get_global

    if not any(currency in known for known in (get_global("all_currencies"), get_global("currency_fractions"))):
        raise UnknownCurrency(currency=currency)
    fractions = get_global("currency_fractions")
    return int(fractions.get(currency, fractions["DEFAULT"])[0])


def round_money(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half-up (away from zero) to the currency's minor unit; never minus zero."""
    rounded = _require_decimal(amount).quantize(Decimal(1).scaleb(-minor_unit(currency)), context=_EXACT)
    return rounded if rounded else rounded.copy_abs()


def tax_of(net: Money, rate: Decimal) -> Money:
    """The tax on a net amount, rounded. `rate` is a fraction: 0.13 for 13 %."""
    return (net * _require_rate(rate)).rounded()


def split_gross(gross: Money, rate: Decimal) -> tuple[Money, Money]:
    """A tax-included amount as (net, tax): net = round(gross ÷ (1 + rate)), tax = gross − net, so they add up."""
    with localcontext(_EXACT):
        net = Money(round_money(gross.amount / (1 + _require_rate(rate)), gross.currency), gross.currency)
    return net, gross - net


def spread(amount: Money, weights: Sequence[Decimal]) -> tuple[Money, ...]:
    """`amount` in proportion to `weights`, in whole minor units that add up to `amount` exactly.

    Largest remainder: every share is cut to the minor unit, then the units left over go one each to the largest
    remainders, larger weights first among equals. With all weights zero they count as equal. `amount` must already
    be rounded. Raises ValueError for an unrounded amount, for no weights, or for a negative one.
    """
    if not weights or any(_require_decimal(weight) < 0 for weight in weights):
        raise ValueError("spreading needs weights of zero or more")
    if amount != amount.rounded():
        raise ValueError(f"only a rounded amount can be spread, not {amount}")
    if not any(weights):
        weights = [Decimal(1)] * len(weights)
    unit = Decimal(1).scaleb(-minor_unit(amount.currency))
    with localcontext(_EXACT):
        units = int(abs(amount.amount) / unit)
        whole = sum(weights)
        parts = [divmod(units * weight, whole) for weight in weights]
        left = units - int(sum(share for share, _ in parts))
        order = sorted(range(len(weights)), key=lambda index: (-parts[index][1], -weights[index], index))
        lucky = set(order[:left])
        step = unit.copy_sign(amount.amount)
        shares = [(share + (index in lucky)) * step for index, (share, _) in enumerate(parts)]
    return tuple(Money(share if share else share.copy_abs(), amount.currency) for share in shares)


def net_and_tax(amount: Money, rate: Decimal, *, tax_included: bool) -> tuple[Money, Money]:
    """The net amount and the tax of a line's amount, which holds the tax already where `tax_included`."""
    return split_gross(amount, rate) if tax_included else (amount, tax_of(amount, rate))


def settle_residue(lines: Sequence[Money], expected: Money) -> tuple[Money, ...]:
    """`lines`, with what is missing to `expected` added to the line of the largest absolute amount (the first such).

    For a converted document: its lines are rounded one by one and its total once. Raises ValueError without lines.
    """
    if not lines:
        raise ValueError("a residue needs a line to go to")
    largest = max(range(len(lines)), key=lambda index: (abs(lines[index].amount), -index))
    residue = expected - total(lines, expected.currency)
    return tuple(line + residue if index == largest else line for index, line in enumerate(lines))


def _require_rate(rate: Decimal) -> Decimal:
    if not 0 <= _require_decimal(rate) < 10:
        raise ValueError(f"a tax rate is a fraction such as 0.13, not {rate}")
    return rate


def _require_decimal(amount: object) -> Decimal:
    # Hints do not stop a float at run time, and a float in the books is not found again.
    if not isinstance(amount, Decimal) or not amount.is_finite():
        raise TypeError(f"money is a finite Decimal, not {amount!r}")
    return amount


def _require_exact(factor: object) -> Decimal:
    if isinstance(factor, bool) or not isinstance(factor, int | Decimal):
        raise TypeError(f"money is multiplied by Decimal or int, not {factor!r}")
    return _require_decimal(Decimal(factor))
