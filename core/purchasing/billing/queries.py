"""Operations that read suppliers' bills and what is owed to suppliers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from core import company
from core.actor import Actor
from core.finance.ageing import age, items_of, rows_of, total_of
from core.finance.models import OpenItem, Side
from core.finance.views import AgeingShown
from core.operations import query
from core.purchasing.access import MAY_SEE_PRICES
from core.purchasing.billing.models import VendorBill
from core.purchasing.billing.views import PayablesShown, VendorBillPage, VendorBillShown
from core.purchasing.crediting.models import VendorCredit, VendorCreditKind
from core.purchasing.orders.models import PurchaseOrder
from core.purchasing.orders.references import PurchaseOrderRef
from core.purchasing.suppliers.models import Supplier
from core.purchasing.suppliers.references import SupplierRef

_PAGE = 20
_PARTIES = 50
Overdue = Annotated[int, Field(ge=0, le=10_000)]


@query(roles=MAY_SEE_PRICES)
def get_payables(
    session: Session, *, actor: Actor, now: datetime, supplier: SupplierRef | None = None, overdue_days: Overdue = 0
) -> PayablesShown:
    """What we owe suppliers by how long it has been due (应付账龄), or one supplier's open bills.

    With overdue_days only bills that have been due for longer than that.
    """
    scope: list[ColumnElement[bool]] = []
    if supplier is not None:
        scope.append(OpenItem.party_id == supplier.id)
    on = actor.today(now)
    aged = age(session, Side.PAYABLE, scope, on=on, overdue_days=overdue_days)
    found = session.execute(
        select(Supplier.id, Supplier.code, Supplier.name_zh, Supplier.name_en).where(Supplier.id.in_(list(aged)))
    )
    parties = {row[0]: (row[1], row[2], row[3]) for row in found}
    alone = supplier is not None and bool(aged)
    shown = AgeingShown(
        as_of=on,
        currency=company.current(session).currency,
        overdue_days=overdue_days,
        rows=rows_of(aged, parties)[:_PARTIES],
        total=total_of(aged),
        items=items_of(session, Side.PAYABLE, scope, parties, on=on) if alone else (),
        count=len(aged),
    )
    return PayablesShown(shown)


@query(roles=MAY_SEE_PRICES)
def find_vendor_bills(
    session: Session, *, supplier: SupplierRef | None = None, purchase_order: PurchaseOrderRef | None = None
) -> VendorBillPage:
    """Suppliers' bills, newest first, by supplier or purchase order, and what of each is not paid."""
    conditions: list[ColumnElement[bool]] = []
    if supplier is not None:
        conditions.append(VendorBill.supplier_id == supplier.id)
    if purchase_order is not None:
        conditions.append(VendorBill.order_id == purchase_order.id)
    newest = _with_standing().where(*conditions).order_by(VendorBill.created_at.desc(), VendorBill.id.desc())
    count = session.scalar(select(func.count()).select_from(VendorBill).where(*conditions)) or 0
    return VendorBillPage(tuple(_shown(row) for row in session.execute(newest.limit(_PAGE))), count)


def _with_standing() -> Select[*tuple[Any, ...]]:
    """Bills with their order's number, their supplier, what is not paid, what was credited, whether cancelled."""
    # A bill over nothing claims nothing.
    own_item = (OpenItem.document_id == VendorBill.id) & (OpenItem.document_kind == "vendor_bill")
    taken = (
        select(
            VendorCredit.bill_id,
            func.sum(VendorCredit.gross).label("gross"),
            func.bool_or(VendorCredit.kind == VendorCreditKind.CANCELLATION).label("cancelled"),
        )
        .group_by(VendorCredit.bill_id)
        .subquery()
    )
    return (
        select(
            VendorBill,
            PurchaseOrder.number,
            Supplier,
            func.coalesce(OpenItem.amount - OpenItem.settled, 0),
            func.coalesce(taken.c.gross, 0),
            func.coalesce(taken.c.cancelled, False),
        )
        .join(PurchaseOrder, PurchaseOrder.id == VendorBill.order_id)
        .join(Supplier, Supplier.id == VendorBill.supplier_id)
        .join(OpenItem, own_item, isouter=True)
        .join(taken, taken.c.bill_id == VendorBill.id, isouter=True)
    )


def _shown(row: Row[*tuple[Any, ...]]) -> VendorBillShown:
    bill, order, supplier, unpaid, credited, cancelled = row
    return VendorBillShown(
        number=bill.number,
        reference=bill.reference,
        order=order,
        supplier=supplier.code,
        supplier_zh=supplier.name_zh,
        supplier_en=supplier.name_en,
        billed_on=bill.billed_on,
        due_on=bill.due_on,
        currency=bill.currency,
        net=bill.net,
        tax=bill.tax,
        gross=bill.gross,
        open=unpaid,
        credited=credited,
        cancelled=cancelled,
    )
