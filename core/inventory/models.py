"""Tables of inventory. Balances are kept beside the ledger, in the same transaction, and the database bounds them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id


class PlaceKind(StrEnum):
    """Where goods can be. Stock and quarantine belong to a warehouse and have balances, and only stock is for sale.

    Goods in transit have left a warehouse for a customer and are still the company's; goods in repair are a customer's.
    """

    STOCK = "stock"
    QUARANTINE = "quarantine"
    SUPPLIER = "supplier"
    TRANSIT = "transit"
    CUSTOMER = "customer"
    ADJUSTMENT = "adjustment"
    SCRAP = "scrap"
    REPAIR = "repair"


IN_WAREHOUSES = (PlaceKind.STOCK, PlaceKind.QUARANTINE)
"""The places every warehouse has one of."""
OUTSIDE = tuple(kind for kind in PlaceKind if kind not in IN_WAREHOUSES)
"""The places there is one of in all."""


class ReservationState(StrEnum):
    """Whether a reservation still holds goods, and otherwise whether they were freed or have left."""

    OPEN = "open"
    RELEASED = "released"
    USED = "used"


class ExpectedKind(StrEnum):
    """Goods that will come, or demand that was promised without being reserved."""

    RECEIPT = "receipt"
    DEMAND = "demand"


class Warehouse(Base):
    """A building goods are kept in and sent from."""

    __tablename__ = "warehouses"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    region_id: Mapped[UUID | None]
    address: Mapped[str] = mapped_column(default="")


class TransitTime(Base):
    """Working days goods travel from a warehouse to a customer's region."""

    __tablename__ = "transit_times"
    __table_args__ = (CheckConstraint("days >= 0", name="not_negative"),)

    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"), primary_key=True)
    region_id: Mapped[UUID] = mapped_column(primary_key=True)
    days: Mapped[int]


class Place(Base):
    """Where a move starts or ends: a place of a warehouse, or one of the places outside."""

    __tablename__ = "places"
    __table_args__ = (
        CheckConstraint(
            "(kind IN ('stock', 'quarantine')) = (warehouse_id IS NOT NULL)", name="stock_is_in_a_warehouse"
        ),
        Index("ix_places_warehouse_id", "warehouse_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[PlaceKind]
    warehouse_id: Mapped[UUID | None] = mapped_column(ForeignKey("warehouses.id"))


class Lot(Base):
    """A batch of one product. It may be sold until the day before `expires_on`.

    `unit_cost` is what one stock unit of it was bought for, for reports; goods leave at the product's average.
    """

    __tablename__ = "lots"
    __table_args__ = (UniqueConstraint("product_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    code: Mapped[str]
    expires_on: Mapped[date | None]
    unit_cost: Mapped[Decimal | None]


class StockMove(Base):
    """One change of where goods are; rows are only ever added, a correction is a counter-move.

    `value` is the cost it carried, in the company's currency. `origin_kind` and `origin_id` say which document it
    belongs to, whatever area that is in.
    """

    __tablename__ = "stock_moves"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        CheckConstraint("from_place_id <> to_place_id", name="moves"),
        CheckConstraint("value >= 0", name="value_not_negative"),
        Index("ix_stock_moves_product_id_at", "product_id", "at"),
        Index("ix_stock_moves_lot_id", "lot_id", postgresql_where="lot_id IS NOT NULL"),
        Index("ix_stock_moves_origin_id", "origin_id", postgresql_where="origin_id IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lots.id"))
    from_place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    to_place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    quantity: Mapped[Decimal]
    value: Mapped[Decimal]
    at: Mapped[datetime]
    origin_kind: Mapped[str]
    origin_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None]


class StockRevaluation(Base):
    """A change of what the goods held of a product are worth, without a move; rows are only ever added."""

    __tablename__ = "stock_revaluations"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="changes"),
        Index("ix_stock_revaluations_product_id", "product_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    amount: Mapped[Decimal]
    at: Mapped[datetime]
    origin_kind: Mapped[str]
    origin_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None]


class ProductValue(Base):
    """What the company holds of a product in all its warehouses, and its worth: value ÷ quantity is the average cost.

    Goods in transit to customers are no longer in it. It is held without a break since `held_since`; goods of it last
    left for a customer on `last_issued_on`.
    """

    __tablename__ = "product_values"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("quantity > 0 OR value = 0", name="nothing_is_worth_nothing"),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), primary_key=True)
    quantity: Mapped[Decimal]
    value: Mapped[Decimal]
    held_since: Mapped[date]
    last_issued_on: Mapped[date | None]


class StockLevel(Base):
    """The balance of one product in one place of a warehouse and lot. The database keeps 0 ≤ reserved ≤ on_hand."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        UniqueConstraint("product_id", "place_id", "lot_id", postgresql_nulls_not_distinct=True),
        Index("ix_stock_levels_product_id_held", "product_id", postgresql_where="on_hand > 0 OR lot_id IS NULL"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("reserved <= on_hand", name="reserved_within_on_hand"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lots.id"))
    on_hand: Mapped[Decimal] = mapped_column(default=Decimal(0))
    reserved: Mapped[Decimal] = mapped_column(default=Decimal(0))


class Reservation(Base):
    """Goods of one balance that are promised to a line of a document, until they leave or are freed.

    One with `expires_on` holds through that day and no longer.
    """

    __tablename__ = "reservations"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        Index("ix_reservations_document_id", "document_id"),
        Index("ix_reservations_level_id_open", "level_id", postgresql_where="state = 'open'"),
        Index(
            "ix_reservations_expires_on_open",
            "expires_on",
            postgresql_where="state = 'open' AND expires_on IS NOT NULL",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    level_id: Mapped[UUID] = mapped_column(ForeignKey("stock_levels.id"))
    quantity: Mapped[Decimal]
    state: Mapped[ReservationState] = mapped_column(default=ReservationState.OPEN)
    document_kind: Mapped[str]
    document_id: Mapped[UUID]
    line_id: Mapped[UUID]
    expires_on: Mapped[date | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ExpectedMove(Base):
    """A dated change of stock that is confirmed but not there yet. Closed ones are removed by whoever wrote them.

    Demand keeps the ids of the receipts it waits for in `rests_on`, and for how many days after `due_on` its lot must
    still be good in `good_for_days`: the way to the customer and the shelf life it wants left.
    """

    __tablename__ = "expected_moves"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        Index("ix_expected_moves_product_id_warehouse_id", "product_id", "warehouse_id"),
        Index("ix_expected_moves_document_id", "document_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[ExpectedKind]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouses.id"))
    quantity: Mapped[Decimal]
    due_on: Mapped[date]
    document_kind: Mapped[str]
    document_id: Mapped[UUID | None]
    line_id: Mapped[UUID | None]
    good_for_days: Mapped[int] = mapped_column(default=0)
    rests_on: Mapped[list[str]] = mapped_column(default=list)
