"""Reading, in one statement, every price and every promotion that may count for a customer's document on a day.

What is chosen among them is decided in `choosing` and `promotions.applying`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Text, Uuid, bindparam, text
from sqlalchemy.orm import Session

from core.catalog.listing import ListPrice
from core.customers.models import Customer
from core.sales.prices.choosing import Listed
from core.sales.promotions.applying import Offer
from core.sales.promotions.kinds import PromotionKind, Stacking


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """The prices of all lists that are for a customer, best list first, and the promotions that run for them."""

    listed: Listed
    offers: tuple[Offer, ...]

    @property
    def gift_ids(self) -> set[UUID]:
        """The products that some promotion here may give, beside those bought."""
        return {offer.gift_id for offer in self.offers if offer.gift_id is not None}


def read_prices(session: Session, customer: Customer | None, product_ids: Collection[UUID], on: date) -> PriceFacts:
    """What may count when the customer (None for somebody nobody has named) buys the products on a day.

    Gifts are priced along with what is bought.
    """
    values = {
        "product_ids": sorted(product_ids),
        "on": on,
        "customer_id": customer.id if customer else None,
        "segment": customer.segment if customer else None,
    }
    prices, promotions = session.connection().execute(_STATEMENT, values).one()
    return PriceFacts(
        listed=[(UUID(row["product_id"]), _list_price(row)) for row in prices],
        offers=tuple(_offer(row) for row in promotions),
    )


def _list_price(row: Mapping[str, Any]) -> ListPrice:
    return ListPrice(
        price_list=row["code"],
        list_zh=row["name_zh"],
        list_en=row["name_en"],
        currency=row["currency"],
        tax_included=row["tax_included"],
        quantity_min=_plain(row["quantity_min"]),
        amount=Decimal(row["amount"]),
    )


def _offer(row: Mapping[str, Any]) -> Offer:
    figures = ("percent", "amount", "quantity_min", "amount_min", "buy_quantity", "gift_quantity")
    return Offer(
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        kind=PromotionKind(row["kind"]),
        stackable=row["stacking"] == Stacking.STACKABLE,
        priority=row["priority"],
        currency=row["currency"],
        gift_id=UUID(row["gift_id"]) if row["gift_id"] else None,
        product_ids=None if row["every_product"] else frozenset(map(UUID, row["product_ids"])),
        bundle={UUID(product_id): _plain(quantity) for product_id, quantity in row["bundle"].items()},
        **{figure: _plain(row[figure]) for figure in figures},
    )


def _plain(figure: str) -> Decimal:
    """10 rather than 10.000000."""
    exact = Decimal(figure)
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()


# Decimals travel as text: a JSON number would come back as a float. A customer's own lists rank before its segment's,
# and those before the default one.
_STATEMENT = text("""
WITH running AS (
    SELECT m.*, g.every_product, g.product_ids, g.bundle
    FROM promotions m
    CROSS JOIN LATERAL (
        SELECT
            coalesce(bool_and(s.product_id IS NULL AND s.category_id IS NULL), true) AS every_product,
            coalesce(bool_and(s.customer_id IS NULL AND s.segment IS NULL), true)
                OR bool_or(s.customer_id = :customer_id OR s.segment = :segment) AS for_them,
            coalesce(array_agg(DISTINCT p.id) FILTER (WHERE p.id IS NOT NULL), '{}') AS product_ids,
            coalesce(jsonb_object_agg(s.product_id, s.quantity::text)
                FILTER (WHERE s.product_id IS NOT NULL AND s.quantity IS NOT NULL), '{}') AS bundle
        FROM promotion_scopes s
        LEFT JOIN products p ON p.id = ANY(:product_ids) AND (p.id = s.product_id OR p.category_id = s.category_id)
        WHERE s.promotion_id = m.id
    ) g
    WHERE m.ended_at IS NULL AND m.valid_from <= :on AND (m.valid_until IS NULL OR m.valid_until >= :on)
        AND g.for_them AND (g.every_product OR g.product_ids <> '{}')
), wanted AS (
    SELECT unnest(:product_ids) AS product_id UNION SELECT gift_product_id FROM running
), counting AS (
    SELECT DISTINCT ON (l.id, p.product_id, p.quantity_min)
        p.product_id, p.quantity_min, p.amount, l.id, l.code, l.name_zh, l.name_en, l.currency, l.tax_included,
        CASE WHEN l.customer_id IS NOT NULL THEN 0 WHEN l.segment IS NOT NULL THEN 1 ELSE 2 END AS rank,
        l.priority, l.valid_from AS list_from
    FROM wanted w
    JOIN prices p ON p.product_id = w.product_id
    JOIN price_lists l ON l.id = p.price_list_id
    WHERE (l.is_default OR l.customer_id = :customer_id OR l.segment = :segment)
        AND l.valid_from <= :on AND (l.valid_until IS NULL OR l.valid_until >= :on)
        AND p.valid_from <= :on AND (p.valid_until IS NULL OR p.valid_until >= :on)
    ORDER BY l.id, p.product_id, p.quantity_min, p.valid_from DESC
)
SELECT
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'product_id', product_id, 'quantity_min', quantity_min::text, 'amount', amount::text,
        'code', code, 'name_zh', name_zh, 'name_en', name_en, 'currency', currency, 'tax_included', tax_included
    ) ORDER BY rank, priority DESC, list_from DESC, id DESC, quantity_min DESC), '[]') FROM counting),
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'code', code, 'name_zh', name_zh, 'name_en', name_en, 'kind', kind, 'stacking', stacking,
        'priority', priority, 'currency', currency, 'gift_id', gift_product_id, 'every_product', every_product,
        'product_ids', product_ids, 'bundle', bundle, 'percent', percent::text, 'amount', amount::text,
        'quantity_min', quantity_min::text, 'amount_min', amount_min::text, 'buy_quantity', buy_quantity::text,
        'gift_quantity', gift_quantity::text
    ) ORDER BY code), '[]') FROM running)
""").bindparams(
    bindparam("product_ids", type_=ARRAY(Uuid())),
    bindparam("on", type_=Date()),
    bindparam("customer_id", type_=Uuid()),
    bindparam("segment", type_=Text()),
)
