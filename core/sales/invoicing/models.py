"""Tables of invoices and credit notes. Rows are only ever added: a mistake is taken back by a credit note.

What was paid of them and what was credited is derived: from open items, and from the credit notes.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, new_id
from core.numbering import GaplessSeries

INVOICE_NUMBERS = GaplessSeries("invoice")
CREDIT_NOTE_NUMBERS = GaplessSeries("credit_note")


def invoice_number(serial: int, year: int) -> str:
    """INV-2026-00042."""
    return f"INV-{year}-{serial:05d}"


def credit_note_number(serial: int, year: int) -> str:
    """CN-2026-00042."""
    return f"CN-{year}-{serial:05d}"


class Invoice(Base):
    """What is claimed of a customer for goods of one order. `rate` is the company's currency for one of `currency`."""

    __tablename__ = "invoices"
    __table_args__ = (
        CheckConstraint("gross = net + tax", name="amounts_add_up"),
        UniqueConstraint("year", "serial"),
        Index("ix_invoices_order_id", "order_id"),
        Index("ix_invoices_customer_id_id", "customer_id", "id"),
        Index("ix_invoices_issued_on_id", "issued_on", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    serial: Mapped[int]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("sales_orders.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    issued_on: Mapped[date]
    due_on: Mapped[date]
    currency: Mapped[str]
    rate: Mapped[Decimal]
    net: Mapped[Decimal]
    tax: Mapped[Decimal]
    gross: Mapped[Decimal]
    created_at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    login: Mapped[str]
    channel: Mapped[str]


class InvoiceLine(Base):
    """So much of an order's line, in stock units, and what that comes to."""

    __tablename__ = "invoice_lines"
    __table_args__ = (
        UniqueConstraint("invoice_id", "order_line_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_invoice_lines_order_line_id", "order_line_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("sales_order_lines.id"))
    quantity: Mapped[Decimal]
    net: Mapped[Decimal]
    tax: Mapped[Decimal]


class CreditNote(Base):
    """What is taken back of an invoice, at its rate; `return_id` where goods came back for it."""

    __tablename__ = "credit_notes"
    __table_args__ = (
        CheckConstraint("gross = net + tax", name="amounts_add_up"),
        UniqueConstraint("year", "serial"),
        Index("ix_credit_notes_invoice_id", "invoice_id"),
        Index("ix_credit_notes_customer_id_id", "customer_id", "id"),
        Index("ix_credit_notes_return_id", "return_id", postgresql_where="return_id IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    serial: Mapped[int]
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"))
    return_id: Mapped[UUID | None] = mapped_column(ForeignKey("returns.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    issued_on: Mapped[date]
    currency: Mapped[str]
    rate: Mapped[Decimal]
    net: Mapped[Decimal]
    tax: Mapped[Decimal]
    gross: Mapped[Decimal]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    login: Mapped[str]
    channel: Mapped[str]


class CreditNoteLine(Base):
    """So much of an invoice's line, in stock units, and what of its amounts is taken back.

    A price allowance takes back amounts and no quantity.
    """

    __tablename__ = "credit_note_lines"
    __table_args__ = (
        UniqueConstraint("credit_note_id", "invoice_line_id"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        Index("ix_credit_note_lines_invoice_line_id", "invoice_line_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    credit_note_id: Mapped[UUID] = mapped_column(ForeignKey("credit_notes.id"))
    invoice_line_id: Mapped[UUID] = mapped_column(ForeignKey("invoice_lines.id"))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("sales_order_lines.id"))
    quantity: Mapped[Decimal]
    net: Mapped[Decimal]
    tax: Mapped[Decimal]
