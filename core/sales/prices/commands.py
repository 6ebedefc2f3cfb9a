"""Operations that write price lists and prices."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import company, names
from core.actor import Actor, Role
from core.catalog.facts import facts_of, unit_of
from core.catalog.listing import default_list, list_prices
from core.catalog.models import LIST_NUMBERS, Price, PriceList
from core.catalog.references import ProductRef, Quantity, UnitPrice, code_of
from core.customers.models import Customer
from core.customers.scope import CustomerRef
from core.customers.segments import SegmentKey, segment_names
from core.database import new_id
from core.errors import Conflict, Invalid
from core.money import minor_unit
from core.operations import Day, Document, command
from core.sales.prices.references import PriceListRef
from core.sales.prices.views import PriceListCreated, PriceSet

MAY_WRITE = frozenset({Role.MANAGER, Role.ADMIN})
_ONE = Decimal(1)

Priority = Annotated[int, Field(ge=-1000, le=1000)]
"""Which of several counts first: the higher one."""


class PriceListExists(Conflict):
    """Another price list has that code. Facts: price_list."""


class PriceListForNobody(Invalid):
    """A price list is for one customer or for one segment: one of the two has to be said, and not both."""


class EndsBeforeItBegins(Invalid):
    """The last day is before the first. Facts: valid_from, valid_until."""


def _currency(value: str | None) -> str | None:
    if value is None:
        return None
    code = value.strip().upper()
    minor_unit(code)
    return code


Currency = Annotated[str | None, AfterValidator(_currency), Field(description="ISO code such as CNY, USD")]
"""A currency of ISO 4217, None for the company's; refuses `UnknownCurrency`."""


def refuse_backwards(valid_from: date, valid_until: date | None) -> None:
    """Refuses `EndsBeforeItBegins`."""
    if valid_until is not None and valid_until < valid_from:
        raise EndsBeforeItBegins(valid_from=valid_from, valid_until=valid_until)


@command(roles=MAY_WRITE)
def create_price_list(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    customer: CustomerRef | None = None,
    segment: SegmentKey | None = None,
    code: str | None = None,
    name_en: str | None = None,
    currency: Currency = None,
    tax_included: bool = False,
    valid_from: Day | None = None,
    valid_until: Day | None = None,
    priority: Priority = 0,
) -> PriceListCreated:
    """Opens a price list for one customer or one segment of customers; set_price then fills it.

    A customer's own list counts before its segment's and that before the default one; of several of a kind the one of
    higher priority, then the newer. What a list has no price for is priced by the next. Leave code empty for a number.
    """
    if (customer is None) == (segment is None):
        raise PriceListForNobody()
    begins = valid_from or actor.today(now)
    refuse_backwards(begins, valid_until)
    name_zh, name_en = names.both_names(name, name_en, length_max=120)
    code = code_of(code) if code else LIST_NUMBERS.take(session, begins)
    if session.scalar(select(PriceList.id).where(PriceList.code == code)) is not None:
        raise PriceListExists(price_list=code)
    row = PriceList(
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        currency=currency or company.current(session).currency,
        tax_included=tax_included,
        customer_id=customer.id if customer else None,
        segment=segment,
        priority=priority,
        valid_from=begins,
        valid_until=valid_until,
    )
    session.add(row)
    session.flush()
    names.put(session, PriceListRef.kind, row.id, code, [(name_zh, "zh"), (name_en, "en")])
    return _created(session, row)


@command(roles=MAY_WRITE)
def set_price(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef,
    price: UnitPrice,
    price_list: PriceListRef | None = None,
    from_quantity: Quantity = _ONE,
    unit: str | None = None,
    valid_from: Day | None = None,
    valid_until: Day | None = None,
) -> PriceSet:
    """Sets the price of one unit of a product, from today or from a later day on, in the default list or another.

    from_quantity is what has to be bought for it, in `unit`; the price is always for one of the product's own unit.
    """
    from_day = max(valid_from or actor.today(now), actor.today(now))
    refuse_backwards(from_day, valid_until)
    found = facts_of(session, [product.id], from_day)[product.id]
    quantity = found.in_stock_units(from_quantity, unit_of(session, found, unit))
    prices = session.get_one(PriceList, price_list.id) if price_list else default_list(session)
    known = list_prices(session, [product.id], from_day, price_list_id=prices.id, quantity=quantity).get(product.id)
    tier = quantity if quantity > 1 else Decimal(0)  # "from one" is what everybody pays
    _put(session, prices.id, product.id, tier, price, from_day, valid_until)
    return PriceSet(
        document=Document("product", product.id, product.code),
        product=found.code,
        name_zh=found.name_zh,
        name_en=found.name_en,
        unit=found.unit,
        before=known.amount if known else None,
        price=price,
        currency=prices.currency,
        valid_from=from_day,
        valid_until=valid_until,
        quantity_min=tier,
        price_list=prices.code,
        list_zh=prices.name_zh,
        list_en=prices.name_en,
        is_default=prices.is_default,
        tax_included=prices.tax_included,
    )


def _put(
    session: Session,
    list_id: UUID,
    product_id: UUID,
    tier: Decimal,
    amount: Decimal,
    valid_from: date,
    valid_until: date | None,
) -> None:
    """Writes the price of a tier from a day on, in place of one that was to begin on the same day."""
    key = {"price_list_id": list_id, "product_id": product_id, "quantity_min": tier, "valid_from": valid_from}
    said = {"amount": amount, "valid_until": valid_until}
    statement = insert(Price).values(id=new_id(), **key, **said)
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=said))


def _created(session: Session, row: PriceList) -> PriceListCreated:
    buyer = session.get_one(Customer, row.customer_id) if row.customer_id else None
    zh, en = segment_names(session, [row.segment]).get(row.segment or "", ("", ""))
    return PriceListCreated(
        document=Document(PriceListRef.kind, row.id, row.code),
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        currency=row.currency,
        tax_included=row.tax_included,
        customer=buyer.code if buyer else "",
        customer_zh=buyer.name_zh if buyer else "",
        customer_en=buyer.name_en if buyer else "",
        segment=row.segment or "",
        segment_zh=zh,
        segment_en=en,
        priority=row.priority,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
