"""Operations that read invoices and credit notes. Every one of them keeps to the customers the actor may see."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from core import company
from core.actor import Actor, Role
from core.customers.models import Customer
from core.customers.scope import CustomerRef, visible_customers
from core.finance.models import Allocation, OpenItem
from core.finance.settling import PAYMENT
from core.operations import PeriodWords, query
from core.sales.invoicing.lines import kept_lines
from core.sales.invoicing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from core.sales.invoicing.references import CreditNoteRef, InvoiceRef
from core.sales.invoicing.views import (
    CreditNoteShown,
    InvoicePage,
    InvoiceRow,
    InvoiceShown,
    InvoiceStatus,
    Totals,
)
from core.sales.models import SalesOrder
from core.sales.references import OrderRef
from core.sales.returns.models import Return

MAY_READ = frozenset({Role.CUSTOMER, Role.SALESPERSON, Role.SUPPORT, Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})
_PAGE = 20


@query(roles=MAY_READ)
def get_invoice(session: Session, *, invoice: InvoiceRef) -> InvoiceShown:
    """One invoice: its lines, amounts, when it is due, what was paid and credited of it, and its PDF."""
    row, customer, order, settled, credited, paid = session.execute(_invoices().where(Invoice.id == invoice.id)).one()
    own = company.current(session)
    return InvoiceShown(
        number=row.number,
        order=order,
        status=_status(row, settled, credited),
        seller_zh=own.name_zh,
        seller_en=own.name_en,
        customer=customer.code,
        customer_zh=customer.name_zh,
        customer_en=customer.name_en,
        address=customer.address,
        issued_on=row.issued_on,
        due_on=row.due_on,
        lines=kept_lines(session, InvoiceLine, row.id),
        totals=Totals(row.net, row.tax, row.gross, row.currency),
        paid=paid,
        credited=credited,
        left=row.gross - settled,
        credit_notes=tuple(
            session.scalars(
                select(CreditNote.number).where(CreditNote.invoice_id == row.id).order_by(CreditNote.serial)
            )
        ),
    )


@query(roles=MAY_READ)
def find_invoices(
    session: Session,
    *,
    actor: Actor,
    customer: CustomerRef | None = None,
    order: OrderRef | None = None,
    period: PeriodWords | None = None,
) -> InvoicePage:
    """Invoices, newest first, by customer, order or the period they were issued in, with what is left to pay."""
    conditions: list[ColumnElement[bool]] = [visible_customers(actor)]
    if customer is not None:
        conditions.append(Invoice.customer_id == customer.id)
    if order is not None:
        conditions.append(Invoice.order_id == order.id)
    if period is not None:
        conditions.append(Invoice.issued_on.between(period.start_on, period.end_on))
    found = select(Invoice.id).join(Customer, Customer.id == Invoice.customer_id).where(*conditions)
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session.execute(
        _invoices().where(*conditions).order_by(Invoice.issued_on.desc(), Invoice.id.desc()).limit(_PAGE)
    )
    return InvoicePage(
        tuple(
            InvoiceRow(
                number=row.number,
                order=order_number,
                status=_status(row, settled, credited),
                customer=buyer.code,
                customer_zh=buyer.name_zh,
                customer_en=buyer.name_en,
                issued_on=row.issued_on,
                due_on=row.due_on,
                gross=row.gross,
                left=row.gross - settled,
                currency=row.currency,
            )
            for row, buyer, order_number, settled, credited, _ in rows
        ),
        count,
    )


@query(roles=MAY_READ)
def get_credit_note(session: Session, *, credit_note: CreditNoteRef) -> CreditNoteShown:
    """One credit note: what it takes back of which invoice, why, what of it is not used yet, and its PDF."""
    row, customer, invoice, order, goods_return, settled = session.execute(
        select(CreditNote, Customer, Invoice.number, SalesOrder.number, Return.number, OpenItem.settled)
        .join(Customer, Customer.id == CreditNote.customer_id)
        .join(Invoice, Invoice.id == CreditNote.invoice_id)
        .join(SalesOrder, SalesOrder.id == Invoice.order_id)
        .join(Return, Return.id == CreditNote.return_id, isouter=True)
        .join(
            OpenItem,
            and_(OpenItem.document_kind == "credit_note", OpenItem.document_id == CreditNote.id),
            isouter=True,
        )
        .where(CreditNote.id == credit_note.id)
    ).one()
    own = company.current(session)
    return CreditNoteShown(
        number=row.number,
        invoice=invoice,
        order=order,
        goods_return=goods_return,
        seller_zh=own.name_zh,
        seller_en=own.name_en,
        customer=customer.code,
        customer_zh=customer.name_zh,
        customer_en=customer.name_en,
        address=customer.address,
        issued_on=row.issued_on,
        reason=row.reason,
        lines=kept_lines(session, CreditNoteLine, row.id),
        totals=Totals(row.net, row.tax, row.gross, row.currency),
        left=row.gross - (settled or 0),
    )


def _invoices() -> Select[*tuple[Any, ...]]:
    """Invoices with their customers, orders, what settled them in all, what was credited, and what was paid."""
    credited = (
        select(func.coalesce(func.sum(CreditNote.gross), 0))
        .where(CreditNote.invoice_id == Invoice.id)
        .correlate(Invoice)
        .scalar_subquery()
    )
    credit = aliased(OpenItem)
    paid = (
        select(func.coalesce(func.sum(Allocation.amount), 0))
        .join(credit, credit.id == Allocation.credit_id)
        .where(Allocation.claim_id == OpenItem.id, credit.document_kind == PAYMENT)
        .correlate(OpenItem)
        .scalar_subquery()
    )
    return (
        select(Invoice, Customer, SalesOrder.number, func.coalesce(OpenItem.settled, 0), credited, paid)
        .join(Customer, Customer.id == Invoice.customer_id)
        .join(SalesOrder, SalesOrder.id == Invoice.order_id)
        .join(OpenItem, and_(OpenItem.document_kind == "invoice", OpenItem.document_id == Invoice.id), isouter=True)
    )


def _status(row: Invoice, settled: Decimal, credited: Decimal) -> InvoiceStatus:
    if credited >= row.gross:
        return InvoiceStatus.REVERSED
    if settled >= row.gross:
        return InvoiceStatus.PAID
    return InvoiceStatus.PARTLY_PAID if settled else InvoiceStatus.OPEN
