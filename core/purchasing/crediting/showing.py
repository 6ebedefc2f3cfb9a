"""A booked credit as a value."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from core.finance.settling import open_amount
from core.finance.views import SettledPart
from core.operations import ApprovalNeeded, Document
from core.purchasing.billing.models import VendorBill
from core.purchasing.crediting.booking import Credited
from core.purchasing.crediting.views import CreditedLineShown, VendorCreditRecorded
from core.purchasing.crediting.working import BillPart
from core.purchasing.orders.models import PurchaseOrder
from core.purchasing.suppliers.models import Supplier


def shown(
    session: Session,
    booked: Credited,
    bill: VendorBill,
    order: PurchaseOrder,
    parts: Sequence[tuple[BillPart, Decimal]],
    *,
    approvals: tuple[ApprovalNeeded, ...] = (),
) -> VendorCreditRecorded:
    """The credit and its lines, each with how much of its goods was kept."""
    row, supplier = booked.credit, session.get_one(Supplier, bill.supplier_id)
    unusual = [("credit_too_low", any(one.short for one, _ in parts)), ("goods_kept", any(kept for _, kept in parts))]
    return VendorCreditRecorded(
        document=Document("vendor_credit", row.id, row.number),
        approvals=approvals,
        unusual=tuple(name for name, applies in unusual if applies),
        kind=row.kind,
        bill=bill.number,
        order=order.number,
        supplier=supplier.code,
        supplier_zh=supplier.name_zh,
        supplier_en=supplier.name_en,
        reference=row.reference,
        reason=row.reason,
        credited_on=row.credited_on,
        currency=row.currency,
        net=row.net,
        tax=row.tax,
        gross=row.gross,
        lines=tuple(_line(one, kept) for one, kept in parts),
        settled=booked.settled,
        unused=row.gross - booked.settled,
        freed=tuple(SettledPart(part.item.number, part.amount, open_amount(part.item)) for part in booked.freed),
        variance=booked.variance,
    )


def _line(one: BillPart, kept: Decimal) -> CreditedLineShown:
    return CreditedLineShown(
        product=one.product.code,
        name_zh=one.product.name_zh,
        name_en=one.product.name_en,
        unit=one.product.unit,
        quantity=one.quantity,
        net=one.net,
        tax=one.tax,
        expected=one.expected,
        kept=kept,
    )
