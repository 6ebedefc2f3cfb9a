"""The operation that says what goods cost that were there before costs were kept."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from core import company, events
from core.actor import Actor, Role
from core.catalog.models import Product
from core.catalog.references import ProductRef
from core.database import new_id
from core.errors import Conflict
from core.finance.ledger import Source, post
from core.finance.posting import stock_opened
from core.finance.references import Amount
from core.inventory.models import Lot, StockLevel
from core.inventory.opening.unknown import OPENING_COST, unknown_of
from core.inventory.opening.views import OpeningCostSet
from core.inventory.valuing import Worth, cost_of, lock_worth, revalue
from core.operations import Document, command


class NothingHeld(Conflict):
    """Nothing of the product is in stock: there is nothing to say a cost of. Facts: product."""


class CostKnown(Conflict):
    """What the goods in stock cost is in the books. Facts: product, average, currency, unit."""


@command(roles=frozenset({Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN}))
def set_opening_cost(
    session: Session, *, actor: Actor, now: datetime, product: ProductRef, unit_cost: Amount
) -> OpeningCostSet:
    """Says what one stock unit cost of goods in stock whose cost was never said (期初成本).

    Books their worth to inventory against equity. Goods whose cost is in the books are refused: a bill's or a count's
    difference is what changes that.
    """
    item = session.get_one(Product, product.id)
    currency = company.current(session).currency
    held = lock_worth(session, [item.id]).get(item.id, Worth())
    if not held.quantity:
        raise NothingHeld(product=item.code)
    quantity = unknown_of(session, [item.id]).get(item.id)
    value = cost_of(quantity, unit_cost, currency) if quantity else None
    if quantity is None or not value:
        average = cost_of(held.value / held.quantity, Decimal(1), currency)
        raise CostKnown(product=item.code, average=average, currency=currency, unit=item.unit_code)
    said_id = new_id()
    revalue(
        session,
        product_id=item.id,
        quantity=quantity,
        amount=value,
        origin_kind=OPENING_COST,
        origin_id=said_id,
        actor=actor,
        now=now,
    )
    _say_of_lots(session, item, unit_cost)
    source = Source(OPENING_COST, said_id, "said", item.code)
    post(session, source, stock_opened(value), booked_on=actor.today(now), actor=actor, now=now)
    facts = {"product": item.code, "quantity": str(quantity), "unit_cost": str(unit_cost)}
    events.emit(session, "stock.opening_cost_set", subject_id=item.id, actor=actor, now=now, facts=facts)
    return OpeningCostSet(
        document=Document("opening_cost", said_id, item.code),
        product=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit=item.unit_code,
        quantity=quantity,
        unit_cost=unit_cost,
        value=value,
        average=cost_of((held.value + value) / held.quantity, Decimal(1), currency),
        currency=currency,
    )


def _say_of_lots(session: Session, item: Product, unit_cost: Decimal) -> None:
    """Keeps the cost with the product's lots that are held and have none."""
    held = exists().where(StockLevel.lot_id == Lot.id, StockLevel.on_hand > 0)
    wanted = select(Lot.id).where(Lot.product_id == item.id, Lot.unit_cost.is_(None), held)
    session.execute(
        update(Lot).where(Lot.id.in_(wanted)).values(unit_cost=unit_cost).execution_options(synchronize_session="fetch")
    )
