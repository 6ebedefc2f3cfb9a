"""I6: a number names one document, and none that a series will still give out is taken."""

from __future__ import annotations

from core.customers.models import CUSTOMER_NUMBERS
from core.doctor.findings import Check
from core.finance.models import PAYMENT_NUMBERS
from core.numbering import NumberSeries
from core.purchasing.billing.models import BILL_NUMBERS
from core.purchasing.crediting.models import CREDIT_NUMBERS
from core.purchasing.orders.models import PURCHASE_ORDER_NUMBERS
from core.purchasing.receiving.models import RECEIPT_NUMBERS
from core.purchasing.reordering.models import REQUISITION_NUMBERS
from core.purchasing.returning.models import PURCHASE_RETURN_NUMBERS
from core.purchasing.suppliers.models import SUPPLIER_NUMBERS
from core.sales.deliveries.models import DELIVERY_NUMBERS
from core.sales.models import ORDER_NUMBERS
from core.sales.quotations.models import QUOTATION_NUMBERS
from core.sales.returns.models import RETURN_NUMBERS
from core.service.models import TICKET_NUMBERS

# History was imported with numbers of its own: one for all lines of an order, and none that an order here has.
_NUMBERS = """
    SELECT 'sales_order' AS kind, number FROM sales_orders
    UNION ALL
    SELECT DISTINCT 'sales_order', order_number FROM sales_facts WHERE order_id IS NULL
    UNION ALL
    SELECT 'ticket', number FROM tickets
    UNION ALL
    SELECT 'customer', code FROM customers
    UNION ALL
    SELECT 'product', code FROM products
    UNION ALL
    SELECT 'warehouse', code FROM warehouses
    UNION ALL
    SELECT 'supplier', code FROM suppliers
    UNION ALL
    SELECT 'payment', number FROM payments
    UNION ALL
    SELECT 'quotation', number FROM quotations
    UNION ALL
    SELECT 'delivery', number FROM deliveries
    UNION ALL
    SELECT 'return', number FROM returns
    UNION ALL
    SELECT 'invoice', number FROM invoices
    UNION ALL
    SELECT 'credit_note', number FROM credit_notes
    UNION ALL
    SELECT 'purchase_order', number FROM purchase_orders
    UNION ALL
    SELECT 'requisition', number FROM requisitions
    UNION ALL
    SELECT 'receipt', number FROM receipts
    UNION ALL
    SELECT 'vendor_bill', number FROM vendor_bills
    UNION ALL
    SELECT 'vendor_credit', number FROM vendor_credits
    UNION ALL
    SELECT 'purchase_return', number FROM purchase_returns
"""

UNIQUE = Check(
    invariant="I6",
    title="numbers_are_unique",
    checked=f"SELECT count(*) FROM ({_NUMBERS}) AS every",
    broken=f"""
        SELECT kind, number, count(*) AS times FROM ({_NUMBERS}) AS every GROUP BY kind, number HAVING count(*) > 1
    """,
)


def _behind(kind: str, series: NumberSeries) -> str:
    """Selects the series when its next number would be one that is taken already."""
    name = series.sequence.name
    return f"""
        SELECT '{kind}' AS kind, taken.serial AS taken, given.last_value AS reached
        FROM (
            SELECT max(substring(number FROM '^{series.prefix}-.*?(\\d+)$')::numeric) AS serial
            FROM ({_NUMBERS}) AS every WHERE kind = '{kind}'
        ) AS taken, {name} AS given
        WHERE taken.serial > CASE WHEN given.is_called THEN given.last_value ELSE given.last_value - 1 END
    """


_SERIES = (
    ("sales_order", ORDER_NUMBERS),
    ("ticket", TICKET_NUMBERS),
    ("customer", CUSTOMER_NUMBERS),
    ("payment", PAYMENT_NUMBERS),
    ("quotation", QUOTATION_NUMBERS),
    ("delivery", DELIVERY_NUMBERS),
    ("return", RETURN_NUMBERS),
    ("supplier", SUPPLIER_NUMBERS),
    ("purchase_order", PURCHASE_ORDER_NUMBERS),
    ("requisition", REQUISITION_NUMBERS),
    ("receipt", RECEIPT_NUMBERS),
    ("vendor_bill", BILL_NUMBERS),
    ("vendor_credit", CREDIT_NUMBERS),
    ("purchase_return", PURCHASE_RETURN_NUMBERS),
)

AHEAD = Check(
    invariant="I6",
    title="series_are_ahead_of_their_numbers",
    checked=f"SELECT {len(_SERIES)}",
    broken=" UNION ALL ".join(_behind(kind, series) for kind, series in _SERIES),
)

CHECKS = (UNIQUE, AHEAD)
