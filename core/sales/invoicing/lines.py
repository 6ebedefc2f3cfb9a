"""Lines of invoices and credit notes as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Product
from core.finance.posting import Amounts
from core.sales.invoicing.claiming import Charged
from core.sales.invoicing.models import CreditNoteLine, InvoiceLine
from core.sales.invoicing.views import InvoiceLineShown
from core.sales.models import SalesOrderLine


def shown_lines(
    session: Session, ordered: Mapping[UUID, SalesOrderLine], charged: Sequence[Charged]
) -> tuple[InvoiceLineShown, ...]:
    """Parts of an order's lines in the order's own order."""
    ids = {ordered[one.line_id].product_id for one in charged}
    products = {product.id: product for product in session.scalars(select(Product).where(Product.id.in_(ids)))}
    lines = sorted(charged, key=lambda one: ordered[one.line_id].position)
    return tuple(
        _line(ordered[one.line_id], products[ordered[one.line_id].product_id], one.quantity, one.amounts)
        for one in lines
    )


def kept_lines(
    session: Session, table: type[InvoiceLine] | type[CreditNoteLine], document_id: UUID
) -> tuple[InvoiceLineShown, ...]:
    """The lines of a stored invoice or credit note."""
    own = InvoiceLine.invoice_id if table is InvoiceLine else CreditNoteLine.credit_note_id
    rows = session.execute(
        select(table.quantity, table.net, table.tax, SalesOrderLine, Product)
        .join(SalesOrderLine, SalesOrderLine.id == table.order_line_id)
        .join(Product, Product.id == SalesOrderLine.product_id)
        .where(own == document_id)
        .order_by(SalesOrderLine.position)
    )
    return tuple(_line(line, product, quantity, Amounts(net, tax)) for quantity, net, tax, line, product in rows)


def _line(line: SalesOrderLine, product: Product, quantity: Decimal, amounts: Amounts) -> InvoiceLineShown:
    packs = quantity * line.quantity / line.stock_quantity
    whole = packs == packs.to_integral_value()
    return InvoiceLineShown(
        product=product.code,
        name_zh=product.name_zh,
        name_en=product.name_en,
        quantity=packs if whole else quantity,
        unit=line.unit if whole else product.unit_code,
        net=amounts.net,
        tax_rate=line.tax_rate,
        tax=amounts.tax,
    )
