"""Working out an order before anything is written: prices, taxes, totals, where each line comes from and when.

Drafting reads; `ordering` writes what was drafted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from core.actor import Actor, Role
from core.catalog.facts import ProductFacts
from core.customers.models import Customer
from core.customers.scope import CustomerRef
from core.database import new_id
from core.errors import Invalid, NotFound, NotPermitted
from core.finance.rates import rate_on
from core.identity import discount_limit_of_anyone
from core.inventory.allocating import Allocation, Need, allocate
from core.inventory.queries import calendar_of, incoming_of, parts_of
from core.inventory.supply import read_supply
from core.operations import ApprovalNeeded
from core.sales.credit import credit_approvals
from core.sales.prices.documents import PriceTerms, price_document
from core.sales.prices.views import PriceRule
from core.sales.pricing import PricedLine
from core.sales.references import OrderLine
from core.sales.views import OrderHead, OrderLineShown

LARGE_ORDER = Decimal(200_000)
"""Gross amount, in the company's currency, from which an order deserves a second look."""


class DiscountOverEveryLimit(Invalid):
    """More than anybody in the company may give. Facts: discount, limit."""


class DiscountNotTheirs(NotPermitted):
    """A customer does not give itself a discount: its salesperson does."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order as it was asked for; without `warehouse_id` each line comes from the best one."""

    customer: CustomerRef
    lines: Sequence[OrderLine]
    warehouse_id: UUID | None
    requested_on: date | None
    discount_percent: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line worked out; `allocation` is None in a draft that promises nothing.

    `rule` is what gave the price, None for lines from before rules were kept.
    """

    id: UUID
    product: ProductFacts
    quantity: Decimal
    unit: str
    need: Need
    priced: PricedLine
    tax_code: str
    tax_rate: Decimal
    tax_included: bool
    rule: PriceRule | None
    allocation: Allocation | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An order worked out."""

    customer: Customer
    lines: tuple[DraftLine, ...]
    terms: PriceTerms
    warehouse_id: UUID | None
    discount_percent: Decimal
    requested_on: date | None
    ship_to: str
    payment_terms_days: int
    note: str

    @property
    def net(self) -> Decimal:
        """The sum of the lines without tax."""
        return sum((line.priced.net for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The sum of the lines' taxes."""
        return sum((line.priced.tax for line in self.lines), Decimal(0))

    @property
    def promised_on(self) -> date | None:
        """The day the last line arrives, None where nothing is promised."""
        return max((line.allocation.arrives_on for line in self.lines if line.allocation), default=None)


def draft(session: Session, wanted: Wanted, *, actor: Actor, now: datetime) -> Draft:
    """Prices what is wanted; nothing is promised yet. Refuses `NoPrice`, `NoExchangeRate`, `NotWhole`."""
    buyer = session.get(Customer, wanted.customer.id)
    if buyer is None:
        raise NotFound()
    today = actor.today(now)
    priced = price_document(session, buyer, wanted.lines, on=today, discount_percent=wanted.discount_percent)
    terms = replace(priced.terms, exchange_rate=rate_on(session, priced.terms.currency, today))
    lines = tuple(
        DraftLine(
            id=new_id(),
            product=line.product,
            quantity=line.quantity,
            unit=line.unit,
            need=need_of(line.product, line.stock_quantity, buyer, wanted.warehouse_id),
            priced=line.priced,
            tax_code=line.product.tax_code,
            tax_rate=line.product.tax_rate,
            tax_included=line.tax_included,
            rule=line.rule,
            allocation=None,
        )
        for line in priced.lines
    )
    return Draft(
        customer=buyer,
        lines=lines,
        terms=terms,
        warehouse_id=wanted.warehouse_id,
        discount_percent=wanted.discount_percent,
        requested_on=wanted.requested_on,
        ship_to=buyer.address,
        payment_terms_days=buyer.payment_terms_days,
        note=wanted.note.strip()[:500],
    )


def promised(session: Session, drafted: Draft, *, actor: Actor, now: datetime) -> Draft:
    """The draft with each line allocated, and the products' balances locked until the transaction ends."""
    needs = [replace(line.need, wanted_on=drafted.requested_on) for line in drafted.lines]
    region_id = drafted.customer.region_id
    supplies, sources = read_supply(session, {need.product_id for need in needs}, region_id, lock=True)
    allocations = allocate(needs, supplies, sources, calendar_of(session, actor, now))
    lines = zip(drafted.lines, allocations, strict=True)
    return replace(drafted, lines=tuple(replace(line, allocation=allocation) for line, allocation in lines))


def need_of(product: ProductFacts, quantity: Decimal, buyer: Customer, warehouse_id: UUID | None) -> Need:
    """What inventory has to find for a line."""
    return Need(
        product_id=product.id,
        product=product.code,
        name_zh=product.name_zh,
        name_en=product.name_en,
        unit=product.unit,
        quantity=quantity,
        warehouse_id=warehouse_id,
        shelf_life_days_min=buyer.shelf_life_days_min,
    )


def credit_for(session: Session, drafted: Draft, *, but: UUID | None = None) -> tuple[ApprovalNeeded, ...]:
    """A manager's approval where the order would lift the customer over the limit; `but` is the order's own row."""
    return credit_approvals(session, drafted.customer, drafted.net + drafted.tax, drafted.terms.exchange_rate, but=but)


def approvals_for(session: Session, drafted: Draft, actor: Actor) -> tuple[ApprovalNeeded, ...]:
    """A manager's approval where a line's discount exceeds what the actor may give; refuses what nobody may.

    Refuses `DiscountOverEveryLimit` and `DiscountNotTheirs`.
    """
    asked = max((line.priced.discount_percent for line in drafted.lines), default=Decimal(0))
    allowed = actor.discount_limit_percent
    if asked <= allowed:
        return ()
    if not actor.is_staff:
        raise DiscountNotTheirs()
    limit = discount_limit_of_anyone(session)
    if asked > limit:
        raise DiscountOverEveryLimit(discount=asked.normalize(), limit=limit.normalize())
    return (ApprovalNeeded(Role.MANAGER, "discount_over_limit", asked, allowed),)


def unusual_in(drafted: Draft) -> tuple[str, ...]:
    """What deserves a second look before a yes."""
    late = any(
        drafted.requested_on is not None and line.allocation and line.allocation.arrives_on > drafted.requested_on
        for line in drafted.lines
    )
    large = (drafted.net + drafted.tax) * drafted.terms.exchange_rate >= LARGE_ORDER
    return tuple(code for code, found in (("late", late), ("large", large)) if found)


def head_of(drafted: Draft) -> OrderHead:
    """What the order says above its lines."""
    buyer, terms = drafted.customer, drafted.terms
    return OrderHead(
        customer=buyer.code,
        customer_zh=buyer.name_zh,
        customer_en=buyer.name_en,
        ship_to=drafted.ship_to,
        payment_terms_days=drafted.payment_terms_days,
        currency=terms.currency,
        price_list=terms.price_list,
        list_zh=terms.list_zh,
        list_en=terms.list_en,
        tax_included=terms.tax_included,
        exchange_rate=terms.exchange_rate,
        requested_on=drafted.requested_on,
        promised_on=drafted.promised_on,
        discount_percent=drafted.discount_percent,
        net=drafted.net,
        tax=drafted.tax,
        gross=drafted.net + drafted.tax,
        note=drafted.note,
    )


def line_shown(line: DraftLine, requested_on: date | None) -> OrderLineShown:
    """A line worked out, as a value."""
    allocation = line.allocation
    late = (allocation.arrives_on - requested_on).days if allocation and requested_on else 0
    return OrderLineShown(
        product=line.product.code,
        name_zh=line.product.name_zh,
        name_en=line.product.name_en,
        quantity=line.quantity,
        unit=line.unit,
        stock_quantity=line.need.quantity,
        stock_unit=line.product.unit,
        list_price=line.priced.list_price,
        discount_percent=line.priced.discount_percent,
        unit_price=line.priced.unit_price,
        net=line.priced.net,
        tax_rate=line.tax_rate,
        tax=line.priced.tax,
        tax_included=line.tax_included,
        rule=line.rule,
        warehouse=allocation.source.code if allocation else None,
        warehouse_zh=allocation.source.name_zh if allocation else "",
        warehouse_en=allocation.source.name_en if allocation else "",
        ships_on=allocation.ships_on if allocation else None,
        promised_on=allocation.arrives_on if allocation else None,
        days_late=max(late, 0),
        waits_for=incoming_of(allocation) if allocation else (),
        available_after=left_after(line),
        parts=parts_of(allocation),
    )


def left_after(line: DraftLine) -> Decimal | None:
    """What the line's warehouse could still promise on the spot; None where nothing is promised, or by several."""
    allocation = line.allocation
    return None if allocation is None or allocation.is_split else allocation.parts[0].free_after
