"""Exchange rates of a day, and amounts in the company's currency."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import company
from core.errors import Conflict
from core.finance.models import ExchangeRate
from core.money import minor_unit, round_money


class NoExchangeRate(Conflict):
    """No rate is known for the currency on that day. Facts: currency, day."""


def rate_on(session: Session, currency: str, day: date) -> Decimal:
    """Units of the company's currency for one of `currency`, by the latest rate that has begun.

    Refuses `NoExchangeRate`.
    """
    if currency == company.current(session).currency:
        return Decimal(1)
    rate = session.scalars(
        select(ExchangeRate.rate)
        .where(ExchangeRate.currency == currency, ExchangeRate.valid_from <= day)
        .order_by(ExchangeRate.valid_from.desc())
        .limit(1)
    ).one_or_none()
    if rate is None:
        raise NoExchangeRate(currency=currency, day=day)
    return rate


def currency_meant(session: Session, written: str | None) -> str:
    """The code of a currency somebody wrote, the company's own where none was said; refuses `UnknownCurrency`."""
    code = re.sub(r"\s+", "", written or "").upper() or company.current(session).currency
    minor_unit(code)
    return code


def in_books(session: Session, amount: Decimal, rate: Decimal) -> Decimal:
    """An amount in the company's currency at `rate`, rounded to its minor unit."""
    return round_money(amount * rate, company.current(session).currency)
