"""Stored orders and quotations as values: what they say above their lines, and their lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.catalog.models import Product
from core.customers.models import Customer
from core.sales.models import PricedColumns, SalesOrder
from core.sales.prices.rules import rule_of, terms_kept
from core.sales.quotations.models import Quotation
from core.sales.views import OrderHead, OrderLineShown


def head_kept(
    row: SalesOrder | Quotation, customer: Customer, lines: Sequence[OrderLineShown], *, promised_on: date | None
) -> OrderHead:
    """What a stored document says above its lines."""
    terms = terms_kept(
        row.price_list,
        row.currency,
        row.exchange_rate,
        tax_included=row.tax_included,
        rules=[line.rule for line in lines],
    )
    return OrderHead(
        customer=customer.code,
        customer_zh=customer.name_zh,
        customer_en=customer.name_en,
        ship_to=row.ship_to,
        payment_terms_days=row.payment_terms_days,
        currency=row.currency,
        price_list=terms.price_list,
        list_zh=terms.list_zh,
        list_en=terms.list_en,
        tax_included=terms.tax_included,
        exchange_rate=terms.exchange_rate,
        requested_on=row.requested_on,
        promised_on=promised_on,
        discount_percent=row.discount_percent,
        net=row.net,
        tax=row.tax,
        gross=row.gross,
        note=row.note,
    )


def line_kept(line: PricedColumns, product: Product) -> OrderLineShown:
    """A stored line by which nothing is promised."""
    return OrderLineShown(
        product=product.code,
        name_zh=product.name_zh,
        name_en=product.name_en,
        quantity=line.quantity,
        unit=line.unit,
        stock_quantity=line.stock_quantity,
        stock_unit=product.unit_code,
        list_price=line.list_price,
        discount_percent=line.discount_percent,
        unit_price=line.unit_price,
        net=line.net,
        tax_rate=line.tax_rate,
        tax=line.tax,
        warehouse=None,
        warehouse_zh="",
        warehouse_en="",
        ships_on=None,
        promised_on=None,
        days_late=0,
        waits_for=(),
        available_after=None,
        tax_included=line.tax_included,
        rule=rule_of(line.price_rule),
    )
