"""Operations that read prices and price lists."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from core.actor import EVERYONE, Actor, Role
from core.catalog.models import Price, PriceList, Product
from core.catalog.references import ProductRef, Quantity
from core.customers.models import Customer
from core.customers.scope import CustomerRef, visible_customers
from core.customers.segments import SegmentKey, segment_names
from core.operations import Day, query
from core.sales.prices.documents import PricedProduct, price_document
from core.sales.prices.references import PriceListRef
from core.sales.prices.views import GiftShown, ListedPrice, PriceListPage, PriceListShown, PriceShown
from core.sales.references import OrderLine

MAY_READ = frozenset({Role.SALESPERSON, Role.MANAGER, Role.ADMIN})
_PAGE = 20
_PRICES_SHOWN = 100


@query(roles=EVERYONE)
def get_price(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    product: ProductRef,
    quantity: Quantity = Decimal(1),
    unit: str | None = None,
    customer: CustomerRef | None = None,
    on: Day | None = None,
) -> PriceShown:
    """The price of a product for a quantity (one if none is said), with tax, and which list or promotion gives it.

    Name the customer who would buy: customers may have prices of their own. Without one it is the list price.
    """
    buyer_id = customer.id if customer else actor.customer_id
    buyer = session.get(Customer, buyer_id) if buyer_id else None
    day = on or actor.today(now)
    wanted = OrderLine.model_construct(product=product, quantity=quantity, unit=unit, discount_percent=Decimal(0))
    document = price_document(session, buyer, [wanted], on=day, discount_percent=Decimal(0))
    line, gifts = document.lines[0], document.lines[1:]
    found, terms = line.product, document.terms
    return PriceShown(
        product=found.code,
        name_zh=found.name_zh,
        name_en=found.name_en,
        unit=line.unit,
        stock_unit=found.unit,
        quantity=quantity,
        list_price=line.priced.list_price,
        unit_price=line.priced.unit_price if line.rule.promotions else line.priced.list_price,
        net=line.priced.net,
        tax_code=found.tax_code,
        tax_rate=found.tax_rate,
        tax=line.priced.tax,
        gross=line.priced.net + line.priced.tax,
        currency=terms.currency,
        tax_included=line.tax_included,
        price_list=line.rule.price_list,
        rule=line.rule,
        on=day,
        gifts=tuple(map(_gift, gifts)),
        customer=buyer.code if buyer else "",
        customer_zh=buyer.name_zh if buyer else "",
        customer_en=buyer.name_en if buyer else "",
    )


@query(roles=MAY_READ)
def find_price_lists(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    price_list: PriceListRef | None = None,
    customer: CustomerRef | None = None,
    segment: SegmentKey | None = None,
    product: ProductRef | None = None,
) -> PriceListPage:
    """Price lists in force or to come, in the order in which they count; with its prices where one is named.

    For a customer: the lists that are for it, its segment's and the default one among them. For a product: those that
    have a price for it.
    """
    today = actor.today(now)
    conditions = [
        *_lists_of(session, customer, segment),
        or_(visible_customers(actor), PriceList.customer_id.is_(None)),
    ]
    if price_list is not None:
        conditions.append(PriceList.id == price_list.id)
    else:
        conditions.append(_not_over(PriceList.valid_until, today))
    if product is not None:
        conditions.append(PriceList.id.in_(select(Price.price_list_id).where(Price.product_id == product.id)))
    prices = (
        select(func.count())
        .where(Price.price_list_id == PriceList.id, Price.valid_from <= today, _not_over(Price.valid_until, today))
        .scalar_subquery()
    )
    found = select(PriceList, Customer, prices).join(Customer, Customer.id == PriceList.customer_id, isouter=True)
    found = found.where(*conditions)
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rank = case((PriceList.customer_id.is_not(None), 0), (PriceList.segment.is_not(None), 1), else_=2)
    newest = (PriceList.priority.desc(), PriceList.valid_from.desc(), PriceList.id.desc())
    rows = session.execute(found.order_by(rank, *newest).limit(_PAGE)).all()
    shown = _prices_of(session, rows[0][0].id, product, today) if len(rows) == 1 else ()
    segments = segment_names(session, {row.segment for row, _, _ in rows})
    lists = (_list(row, buyer, segments.get(row.segment or "", ("", "")), number, shown) for row, buyer, number in rows)
    return PriceListPage(tuple(lists), count)


def _lists_of(session: Session, customer: CustomerRef | None, segment: str | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if customer is not None:
        its = session.get_one(Customer, customer.id).segment
        mine = [PriceList.customer_id == customer.id, PriceList.is_default]
        conditions.append(or_(*mine, PriceList.segment == its) if its else or_(*mine))
    if segment is not None:
        conditions.append(PriceList.segment == segment)
    return conditions


def _not_over(until: Any, today: date) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped column of either table
    return or_(until.is_(None), until >= today)


def _prices_of(session: Session, list_id: UUID, product: ProductRef | None, today: date) -> tuple[ListedPrice, ...]:
    """What the list says now and from later days on, without what has been replaced."""
    later = select(Price).where(Price.price_list_id == list_id, Price.valid_from <= today).subquery()
    replaced = (
        select(later.c.id)
        .where(
            later.c.product_id == Price.product_id,
            later.c.quantity_min == Price.quantity_min,
            later.c.valid_from > Price.valid_from,
            or_(later.c.valid_until.is_(None), later.c.valid_until >= today),
        )
        .exists()
    )
    rows = session.execute(
        select(Price, Product)
        .join(Product, Product.id == Price.product_id)
        .where(
            Price.price_list_id == list_id,
            _not_over(Price.valid_until, today),
            or_(Price.valid_from > today, and_(Price.valid_from <= today, ~replaced)),
            *([Price.product_id == product.id] if product else []),
        )
        .order_by(Product.code, Price.quantity_min, Price.valid_from)
        .limit(_PRICES_SHOWN)
    )
    return tuple(
        ListedPrice(
            product=product_row.code,
            name_zh=product_row.name_zh,
            name_en=product_row.name_en,
            unit=product_row.unit_code,
            quantity_min=price.quantity_min,
            price=price.amount,
            valid_from=price.valid_from,
            valid_until=price.valid_until,
        )
        for price, product_row in rows
    )


def _list(
    row: PriceList, buyer: Customer | None, segment: tuple[str, str], prices: int, shown: tuple[ListedPrice, ...]
) -> PriceListShown:
    return PriceListShown(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        currency=row.currency,
        tax_included=row.tax_included,
        is_default=row.is_default,
        customer=buyer.code if buyer else "",
        customer_zh=buyer.name_zh if buyer else "",
        customer_en=buyer.name_en if buyer else "",
        segment=row.segment or "",
        segment_zh=segment[0],
        segment_en=segment[1],
        priority=row.priority,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        prices=prices,
        prices_shown=shown,
    )


def _gift(line: PricedProduct) -> GiftShown:
    used = line.rule.promotions[0]
    return GiftShown(
        product=line.product.code,
        name_zh=line.product.name_zh,
        name_en=line.product.name_en,
        quantity=line.quantity,
        unit=line.unit,
        promotion=used.code,
        promotion_zh=used.name_zh,
        promotion_en=used.name_en,
    )
