"""What goods are worth: the moving average of a product over the whole company, conserved to the last minor unit.

Pure arithmetic on a `Worth`, and reading and writing the one row that keeps it. Only `moving` changes quantities.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    Date,
    Numeric,
    Uuid,
    any_,
    bindparam,
    case,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor
from core.database import new_id, table_of
from core.inventory.models import Lot, ProductValue, StockMove, StockRevaluation
from core.money import round_money


@dataclass(frozen=True, slots=True)
class Worth:
    """How much is held, and what all of it is worth together."""

    quantity: Decimal = Decimal(0)
    value: Decimal = Decimal(0)

    def share(self, quantity: Decimal, currency: str) -> Decimal:
        """What so much of it is worth at the average, rounded; all of it is worth everything."""
        return part_of(self.value, self.quantity, quantity, currency)

    def __add__(self, other: Worth) -> Worth:
        return Worth(self.quantity + other.quantity, self.value + other.value)

    def __sub__(self, other: Worth) -> Worth:
        return Worth(self.quantity - other.quantity, self.value - other.value)


def part_of(value: Decimal, whole: Decimal, part: Decimal, currency: str) -> Decimal:
    """The share of `value` that belongs to `part` of `whole`, rounded to the currency's minor unit, never over it.

    To cut a value into parts that add up, take each part from what the ones before left.
    """
    if part >= whole:
        return value
    return min(round_money(value * part / whole, currency), value)


def cost_of(quantity: Decimal, unit_cost: Decimal, currency: str) -> Decimal:
    """What a quantity costs together, rounded to the currency's minor unit."""
    return round_money(quantity * unit_cost, currency)


def worth_of(session: Session, product_ids: Collection[UUID]) -> dict[UUID, Worth]:
    """What is held of the products and its worth, unlocked; products nobody ever valued are missing."""
    return _read(session, _WORTH, product_ids)


def lock_worth(session: Session, product_ids: Collection[UUID]) -> dict[UUID, Worth]:
    """The same with the rows locked, in the order of the products' ids, until the transaction ends."""
    return _read(session, _WORTH_LOCKED, product_ids)


def unit_cost_of(session: Session, product_id: UUID, lot_id: UUID | None) -> Decimal:
    """What a stock unit that turns up is taken to cost: the average, else its lot's cost, else that of the last move.

    Zero for what never cost anything.
    """
    held = worth_of(session, [product_id]).get(product_id, Worth())
    if held.quantity:
        return held.value / held.quantity
    lot_cost = session.scalars(select(Lot.unit_cost).where(Lot.id == lot_id)).one_or_none() if lot_id else None
    if lot_cost is not None:
        return lot_cost
    last = session.scalars(
        select(StockMove.value / StockMove.quantity)
        .where(StockMove.product_id == product_id)
        .order_by(StockMove.at.desc(), StockMove.id.desc())
        .limit(1)
    ).one_or_none()
    return last or Decimal(0)


def add_worth(session: Session, received: Mapping[UUID, Worth], *, on: date) -> None:
    """Adds goods and their cost to what is held."""
    session.connection().execute(_ADD, {**_arrays(received), "on": on})


def take_worth(session: Session, issued: Mapping[UUID, Worth], *, sold: Collection[UUID], on: date) -> None:
    """Takes goods and their cost from what is held; the rows must be locked and must cover it.

    Of `sold` products goods left for a customer.
    """
    arrays = _arrays(issued)
    session.connection().execute(_TAKE, {**arrays, "sold": [one in sold for one in arrays["product_ids"]], "on": on})


def revalue(
    session: Session,
    *,
    product_id: UUID,
    quantity: Decimal,
    amount: Decimal,
    origin_kind: str,
    origin_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> tuple[Decimal, Decimal]:
    """Adds to the worth of goods that were received before at another cost: what inventory takes, and what is left.

    `amount`, below zero where they were cheaper, belongs to `quantity` goods; inventory takes the share of those still
    held, and never falls below zero. What is left belongs to the cost of goods sold. The caller posts both.
    """
    held = lock_worth(session, [product_id]).get(product_id, Worth())
    currency = company.current(session).currency
    share = part_of(abs(amount), quantity, min(held.quantity, quantity), currency).copy_sign(amount)
    taken = max(share, -held.value)
    if taken:
        session.execute(
            update(ProductValue)
            .where(ProductValue.product_id == product_id)
            .values(value=ProductValue.value + taken)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            insert(table_of(StockRevaluation)),
            {
                "id": new_id(),
                "product_id": product_id,
                "amount": taken,
                "at": now,
                "origin_kind": origin_kind,
                "origin_id": origin_id,
                "user_id": actor.user_id,
            },
        )
    return taken, amount - taken


def _read(session: Session, statement: object, product_ids: Collection[UUID]) -> dict[UUID, Worth]:
    rows = session.connection().execute(statement, {"product_ids": sorted(product_ids)})  # type: ignore[call-overload]
    return {row.product_id: Worth(row.quantity, row.value) for row in rows}


def _arrays(worths: Mapping[UUID, Worth]) -> dict[str, list[object]]:
    """By product id in order: rows are written in the order in which everybody locks them."""
    product_ids = sorted(worths)
    return {
        "product_ids": list(product_ids),
        "quantities": [worths[one].quantity for one in product_ids],
        "amounts": [worths[one].value for one in product_ids],
    }


# Built once: building a statement costs more than sending it.
_value = table_of(ProductValue)
_product_ids = bindparam("product_ids", type_=ARRAY(Uuid()))
_on = bindparam("on", type_=Date())
_change = (
    func.unnest(
        _product_ids,
        bindparam("quantities", type_=ARRAY(Numeric())),
        bindparam("amounts", type_=ARRAY(Numeric())),
    )
    .table_valued(column("product_id", Uuid()), column("quantity", Numeric()), column("value", Numeric()))
    .render_derived(name="change")
)
_WORTH = select(_value).where(_value.c.product_id == any_(_product_ids))
_WORTH_LOCKED = _WORTH.order_by(_value.c.product_id).with_for_update()
_incoming = upsert(_value).from_select(
    ["product_id", "quantity", "value", "held_since"],
    select(_change.c.product_id, _change.c.quantity, _change.c.value, _on),
)
_ADD = _incoming.on_conflict_do_update(
    index_elements=["product_id"],
    set_={
        "quantity": _value.c.quantity + _incoming.excluded.quantity,
        "value": _value.c.value + _incoming.excluded.value,
        "held_since": case((_value.c.quantity == 0, _incoming.excluded.held_since), else_=_value.c.held_since),
    },
)
_issue = (
    func.unnest(
        _product_ids,
        bindparam("quantities", type_=ARRAY(Numeric())),
        bindparam("amounts", type_=ARRAY(Numeric())),
        bindparam("sold", type_=ARRAY(Boolean())),
    )
    .table_valued(
        column("product_id", Uuid()),
        column("quantity", Numeric()),
        column("value", Numeric()),
        column("sold", Boolean()),
    )
    .render_derived(name="issue")
)
_TAKE = (
    update(_value)
    .where(_value.c.product_id == _issue.c.product_id)
    .values(
        quantity=_value.c.quantity - _issue.c.quantity,
        value=_value.c.value - _issue.c.value,
        last_issued_on=case((_issue.c.sold, _on), else_=_value.c.last_issued_on),
    )
)
