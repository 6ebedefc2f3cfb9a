"""The kinds of numbered documents people speak of: one row each, from which everything here that reads numbers follows.

A new kind is a row. Its `kind` is that of the reference that resolves it and the name of its marker in the phrases;
parameters that take one are called like it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """How one kind of document is numbered and spoken of.

    `width` are the serial's digits. `said` is a pattern, in lower case, of what it is called when only its serial is
    told (订单号42, order #42); "" where a serial alone names none. `listed` is what a list of them is called in a
    result. `zh` and `en` are ordinary words for it. A number without its year has at least `digits_least` digits: a
    shorter one may be the code of goods (PO-5).
    """

    kind: str
    prefix: str
    width: int
    zh: str
    en: str
    said: str = ""
    listed: str = ""
    yearly: bool = True
    digits_least: int = 1

    def written(self, serial: int, year: str | None = None) -> str:
        """A number as it is printed; without the year where that was not said."""
        middle = f"-{year}" if year else ""
        return f"{self.prefix}{middle}-{serial:0{self.width}d}"


KINDS = (
    DocumentKind("order", "SO", 5, "订单", "the order", r"订单编?号?|单号|(?<![a-z])(?:sales )?order", listed="orders"),
    DocumentKind("ticket", "T", 5, "工单", "the ticket", r"工单编?号?|(?<![a-z])ticket", listed="tickets"),
    DocumentKind("customer", "C", 4, "诊所", "the clinic", yearly=False),
    DocumentKind("supplier", "S", 3, "供应商", "the supplier", yearly=False),
    DocumentKind(
        "purchase_order",
        "PO",
        5,
        "采购单",
        "the purchase order",
        r"采购(?:订)?单编?号?|(?<![a-z])purchase order",
        listed="purchase_orders",
        digits_least=3,
    ),
    DocumentKind(
        "requisition",
        "PR",
        5,
        "采购申请",
        "the requisition",
        r"采购申请单?编?号?|(?<![a-z])requisition",
        listed="requisitions",
    ),
    DocumentKind(
        "quotation", "QT", 5, "报价单", "the quotation", r"报价单编?号?|(?<![a-z])quotation", listed="quotations"
    ),
    DocumentKind(
        "delivery", "DN", 5, "发货单", "the delivery", r"发货单编?号?|(?<![a-z])delivery(?: note)?", listed="deliveries"
    ),
    DocumentKind("goods_return", "RT", 5, "退货单", "the return", r"退货单编?号?|(?<![a-z])return", listed="returns"),
    DocumentKind("invoice", "INV", 5, "发票", "the invoice", r"发票编?号?|(?<![a-z])invoice", listed="invoices"),
    DocumentKind(
        "credit_note", "CN", 5, "红字发票", "the credit note", r"(?<![a-z])credit note", listed="credit_notes"
    ),
    DocumentKind(
        "payment", "PAY", 5, "收款", "the payment", r"(?:收|付)款单编?号?|(?<![a-z])payment", listed="payments"
    ),
    DocumentKind("vendor_bill", "VB", 5, "账单", "the bill", listed="bills"),
    DocumentKind("vendor_credit", "VC", 5, "供应商红字发票", "the supplier's credit note", listed="credits"),
)

BY_KIND = {one.kind: one for one in KINDS}
BY_PREFIX = {one.prefix.lower(): one for one in KINDS}
NUMBERED = frozenset(one.kind for one in KINDS if one.yearly)
"""Documents rather than master data: what "it", "that one" and the last list may mean."""
