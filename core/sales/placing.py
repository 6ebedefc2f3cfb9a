"""What placing an order answers with, and documents that were priced before worked out again at their own prices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from core.actor import Actor
from core.catalog.facts import facts_of
from core.customers.models import Customer
from core.operations import ApprovalNeeded, Document
from core.sales.drafting import Draft, DraftLine, head_of, line_shown, need_of, unusual_in
from core.sales.models import OrderState, PricedColumns, SalesOrder
from core.sales.prices.rules import rule_of, terms_kept
from core.sales.pricing import PricedLine
from core.sales.quotations.models import Quotation
from core.sales.views import OrderPlaced


def order_placed(
    drafted: Draft, state: OrderState, document: Document, approvals: tuple[ApprovalNeeded, ...]
) -> OrderPlaced:
    """The order as it stands now that it is written."""
    return OrderPlaced(
        document=document,
        approvals=approvals,
        unusual=unusual_with(drafted, approvals),
        state=state,
        head=head_of(drafted),
        lines=tuple(line_shown(line, drafted.requested_on) for line in drafted.lines),
    )


def unusual_with(drafted: Draft, approvals: tuple[ApprovalNeeded, ...]) -> tuple[str, ...]:
    """What deserves a second look before a yes, an approval included."""
    return unusual_in(drafted) + (("over_limit",) if approvals else ())


def stored_draft(
    session: Session,
    head: SalesOrder | Quotation,
    lines: Mapping[UUID, PricedColumns],
    *,
    actor: Actor,
    now: datetime,
) -> Draft:
    """What was stored, as a draft at its own prices that promises nothing yet; lines get the ids they are given."""
    buyer = session.get_one(Customer, head.customer_id)
    facts = facts_of(session, {line.product_id for line in lines.values()}, actor.today(now))
    drafted = tuple(
        DraftLine(
            id=line_id,
            product=facts[line.product_id],
            quantity=line.quantity,
            unit=line.unit,
            need=need_of(facts[line.product_id], line.stock_quantity, buyer, head.warehouse_id),
            priced=PricedLine(line.list_price, line.discount_percent, line.unit_price, line.net, line.tax),
            tax_code=line.tax_code,
            tax_rate=line.tax_rate,
            tax_included=line.tax_included,
            rule=rule_of(line.price_rule),
            allocation=None,
        )
        for line_id, line in lines.items()
    )
    terms = terms_kept(
        head.price_list,
        head.currency,
        head.exchange_rate,
        tax_included=head.tax_included,
        rules=[line.rule for line in drafted],
    )
    return Draft(
        customer=buyer,
        lines=drafted,
        terms=terms,
        warehouse_id=head.warehouse_id,
        discount_percent=head.discount_percent,
        requested_on=head.requested_on,
        ship_to=head.ship_to,
        payment_terms_days=head.payment_terms_days,
        note=head.note,
    )
