"""Operations that read suppliers' credit notes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.finance.models import OpenItem
from core.operations import query
from core.purchasing.access import MAY_SEE_PRICES
from core.purchasing.billing.models import VendorBill
from core.purchasing.billing.references import VendorBillRef
from core.purchasing.crediting.models import VendorCredit
from core.purchasing.crediting.views import VendorCreditPage, VendorCreditShown
from core.purchasing.suppliers.models import Supplier
from core.purchasing.suppliers.references import SupplierRef

_PAGE = 20


@query(roles=MAY_SEE_PRICES)
def find_vendor_credits(
    session: Session, *, supplier: SupplierRef | None = None, vendor_bill: VendorBillRef | None = None
) -> VendorCreditPage:
    """Suppliers' credit notes and cancelled bills, newest first, and what of each was not used."""
    conditions: list[ColumnElement[bool]] = []
    if supplier is not None:
        conditions.append(VendorCredit.supplier_id == supplier.id)
    if vendor_bill is not None:
        conditions.append(VendorCredit.bill_id == vendor_bill.id)
    own_item = (OpenItem.document_id == VendorCredit.id) & (OpenItem.document_kind == "vendor_credit")
    rows = session.execute(
        select(VendorCredit, VendorBill.number, Supplier, func.coalesce(OpenItem.amount - OpenItem.settled, 0))
        .join(VendorBill, VendorBill.id == VendorCredit.bill_id)
        .join(Supplier, Supplier.id == VendorCredit.supplier_id)
        .join(OpenItem, own_item, isouter=True)
        .where(*conditions)
        .order_by(VendorCredit.created_at.desc(), VendorCredit.id.desc())
        .limit(_PAGE)
    )
    count = session.scalar(select(func.count()).select_from(VendorCredit).where(*conditions)) or 0
    return VendorCreditPage(
        tuple(
            VendorCreditShown(
                number=row.number,
                kind=row.kind,
                reference=row.reference,
                bill=bill,
                supplier=own.code,
                supplier_zh=own.name_zh,
                supplier_en=own.name_en,
                credited_on=row.credited_on,
                currency=row.currency,
                gross=row.gross,
                open=left,
                reason=row.reason,
            )
            for row, bill, own, left in rows
        ),
        count,
    )
