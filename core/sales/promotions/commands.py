"""Operations that begin and end promotions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from core import company, events
from core.actor import Actor, Role
from core.catalog.facts import facts_of, unit_of
from core.catalog.references import CategoryRef, ProductRef, Quantity, UnitPrice
from core.customers.scope import CustomerRef
from core.customers.segments import SegmentKey
from core.database import locked
from core.errors import Conflict, Invalid
from core.operations import Day, Document, command
from core.sales.prices.commands import Currency, Priority
from core.sales.promotions.kinds import PromotionKind, Stacking
from core.sales.promotions.models import Promotion, PromotionScope
from core.sales.promotions.opening import Opening, open_promotion
from core.sales.promotions.references import PromotionRef
from core.sales.promotions.showing import promotions_shown
from core.sales.promotions.views import PromotionCreated, PromotionEnded
from core.sales.references import DiscountPercent, OrderLine, OrderLines

MAY_WRITE = frozenset({Role.MANAGER, Role.ADMIN})
_ONE, _NOTHING = Decimal(1), Decimal(0)


class PromotionGivesNothing(Invalid):
    """A promotion takes either a percent or an amount off: one of the two has to be said, more than zero."""


class PromotionOver(Conflict):
    """The promotion was ended before. Facts: promotion."""


@command(roles=MAY_WRITE)
def create_promotion(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    percent: DiscountPercent | None = None,
    amount: UnitPrice | None = None,
    amount_min: UnitPrice = _NOTHING,
    quantity_min: Quantity = _ONE,
    products: Sequence[ProductRef] = (),
    categories: Sequence[CategoryRef] = (),
    customers: Sequence[CustomerRef] = (),
    segments: Sequence[SegmentKey] = (),
    valid_from: Day | None = None,
    valid_until: Day | None = None,
    stacking: Stacking = Stacking.EXCLUSIVE,
    priority: Priority = 0,
    currency: Currency = None,
    code: str | None = None,
    name_en: str | None = None,
) -> PromotionCreated:
    """Starts a promotion that takes a percent, or an amount in all, off the goods it is for.

    It begins from quantity_min of them (in their own units) and from amount_min of what they come to. Without products
    and categories it is for all goods, without customers and segments for everybody. Of exclusive promotions a line
    gets the best one; stackable ones are taken off after it.
    """
    if bool(percent) == bool(amount):
        raise PromotionGivesNothing()
    money = currency or company.current(session).currency
    row = Promotion(
        kind=PromotionKind.PERCENT if percent else PromotionKind.AMOUNT,
        stacking=stacking,
        priority=priority,
        currency=money if amount or amount_min else None,
        percent=percent or _NOTHING,
        amount=amount or _NOTHING,
        amount_min=amount_min,
        quantity_min=quantity_min if quantity_min > 1 else _NOTHING,
    )
    scopes = [
        *(PromotionScope(product_id=one.id) for one in products),
        *(PromotionScope(category_id=one.id) for one in categories),
    ]
    opening = Opening(name, name_en, code, valid_from, valid_until, tuple(customers), tuple(segments))
    return _opened(session, row, scopes, opening, actor=actor, now=now)


@command(roles=MAY_WRITE)
def create_gift_promotion(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    product: ProductRef,
    buy_quantity: Quantity,
    gift: ProductRef | None = None,
    gift_quantity: Quantity = _ONE,
    customers: Sequence[CustomerRef] = (),
    segments: Sequence[SegmentKey] = (),
    valid_from: Day | None = None,
    valid_until: Day | None = None,
    stacking: Stacking = Stacking.EXCLUSIVE,
    priority: Priority = 0,
    code: str | None = None,
    name_en: str | None = None,
) -> PromotionCreated:
    """Starts a promotion that gives goods away: for every so many of a product bought, so many of a gift for nothing.

    Leave gift empty to give the bought product itself. Quantities are in the products' own units. The gift is a line of
    the same order, at its price discounted to zero.
    """
    given = gift or product
    facts = facts_of(session, {product.id, given.id}, actor.today(now))
    row = Promotion(
        kind=PromotionKind.BUY_X_GET_Y,
        stacking=stacking,
        priority=priority,
        buy_quantity=facts[product.id].in_stock_units(buy_quantity, facts[product.id].unit),
        gift_quantity=facts[given.id].in_stock_units(gift_quantity, facts[given.id].unit),
        gift_product_id=given.id if given.id != product.id else None,
    )
    opening = Opening(name, name_en, code, valid_from, valid_until, tuple(customers), tuple(segments))
    return _opened(session, row, [PromotionScope(product_id=product.id)], opening, actor=actor, now=now)


@command(roles=MAY_WRITE)
def create_bundle_promotion(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    lines: OrderLines,
    price: UnitPrice,
    customers: Sequence[CustomerRef] = (),
    segments: Sequence[SegmentKey] = (),
    valid_from: Day | None = None,
    valid_until: Day | None = None,
    stacking: Stacking = Stacking.EXCLUSIVE,
    priority: Priority = 0,
    currency: Currency = None,
    code: str | None = None,
    name_en: str | None = None,
) -> PromotionCreated:
    """Starts a bundle: products that together, in these quantities, cost one price for the set.

    The price is with tax or without as the customer's price list has it; what an order holds beyond whole sets keeps
    its own price.
    """
    if not price:
        raise PromotionGivesNothing()
    row = Promotion(
        kind=PromotionKind.BUNDLE,
        stacking=stacking,
        priority=priority,
        currency=currency or company.current(session).currency,
        amount=price,
    )
    parts = _parts(session, lines, actor=actor, now=now)
    opening = Opening(name, name_en, code, valid_from, valid_until, tuple(customers), tuple(segments))
    return _opened(session, row, parts, opening, actor=actor, now=now)


@command(roles=MAY_WRITE)
def end_promotion(session: Session, *, actor: Actor, now: datetime, promotion: PromotionRef) -> PromotionEnded:
    """Ends a promotion at once: orders from now on are priced without it, those made with it keep it."""
    row = locked(session, Promotion, promotion.id)
    if row.ended_at is not None:
        raise PromotionOver(promotion=row.code)
    row.ended_at = now
    session.flush()
    events.emit(session, "promotion.ended", subject_id=row.id, actor=actor, now=now, facts={"code": row.code})
    (shown,) = promotions_shown(session, [row], actor.zone)
    return PromotionEnded(document=Document(PromotionRef.kind, row.id, row.code), promotion=shown)


def _opened(
    session: Session,
    row: Promotion,
    scopes: Sequence[PromotionScope],
    opening: Opening,
    *,
    actor: Actor,
    now: datetime,
) -> PromotionCreated:
    open_promotion(session, row, scopes, opening, actor=actor, now=now)
    (shown,) = promotions_shown(session, [row], actor.zone)
    return PromotionCreated(document=Document(PromotionRef.kind, row.id, row.code), promotion=shown)


def _parts(session: Session, lines: Sequence[OrderLine], *, actor: Actor, now: datetime) -> list[PromotionScope]:
    """What one set consists of, in stock units; the same product said twice counts together."""
    facts = facts_of(session, {line.product.id for line in lines}, actor.today(now))
    parts: dict[str, PromotionScope] = {}
    for line in lines:
        product = facts[line.product.id]
        quantity = product.in_stock_units(line.quantity, unit_of(session, product, line.unit))
        part = parts.setdefault(product.code, PromotionScope(product_id=product.id, quantity=_NOTHING))
        part.quantity = (part.quantity or _NOTHING) + quantity
    return list(parts.values())
