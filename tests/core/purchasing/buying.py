"""What the tests of purchasing share: two suppliers of the small company's goods, and the steps of buying."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from core.doctor import examine
from tests.company import Company

TERMS = (
    ("BP-200", "脉岸电子", "112.00", "20", "10", None),
    ("TH-30", "脉岸电子", "71.30", None, None, "5"),
    ("GS-50", "甘衡生物", "26.00", "48", "24", None),
    ("CPAP-7", "甘衡生物", "3100.00", None, None, None),
)
"""Product, supplier, price, least, multiple, lead time in days. 脉岸 takes 14 days by default, 甘衡 18."""


def with_suppliers(company: Company) -> Company:
    """The small company with its suppliers and their terms."""
    for name, name_en, days in (("脉岸电子", "Mai'an Electronics", 14), ("甘衡生物", "Ganheng Biotech", 18)):
        company.run("buyer", "create_supplier", {"name": name, "name_en": name_en, "lead_time_days": days})
    for product, supplier, price, least, multiple, lead_time in TERMS:
        terms = {"minimum": least, "multiple": multiple, "lead_time_days": lead_time}
        said = {key: value for key, value in terms.items() if value is not None}
        company.run("buyer", "set_supplier_product", {"supplier": supplier, "product": product, "price": price, **said})
    return company


def bought(company: Company, quantity: int = 100, product: str = "BP-200", *, warehouse: str = "SH") -> str:
    """The number of a purchase order that was sent."""
    lines = [{"product": product, "quantity": quantity}]
    made = company.run("buyer", "create_purchase_order", {"lines": lines, "warehouse": warehouse})
    company.run("buyer", "send_purchase_order", {"purchase_order": made.document.number})
    return str(made.document.number)


def came(company: Company, number: str, quantity: int | None = None, product: str = "BP-200", **said: Any) -> Any:  # noqa: ANN401
    """What receiving a part of an order, or all of it, answers."""
    lines = {} if quantity is None else {"lines": [{"product": product, "quantity": quantity}]}
    return company.run("warehouse", "receive_purchase", {"purchase_order": number, **lines, **said})


def billed(company: Company, number: str, reference: str = "F-1", **said: Any) -> Any:  # noqa: ANN401
    """What recording a supplier's bill for an order answers."""
    return company.run("accountant", "record_vendor_bill", {"purchase_order": number, "bill_number": reference, **said})


def rule(company: Company, minimum: int, maximum: int, product: str = "BP-200", warehouse: str = "SH") -> Any:  # noqa: ANN401
    """What setting a reorder rule answers."""
    said = {"product": product, "warehouse": warehouse, "minimum": minimum, "maximum": maximum}
    return company.run("buyer", "set_reorder_rule", said)


def requested(company: Company) -> list[tuple[str, str, int]]:
    """Open requisitions: product, warehouse, quantity."""
    page = company.ask("buyer", "find_requisitions")
    return sorted((one.product, one.warehouse, int(one.quantity)) for one in page.requisitions)


def balance(company: Company, role: str) -> Decimal:
    """What the account of a role stands at, debits positive."""
    statement = text(
        "SELECT coalesce(sum(line.debit - line.credit), 0) FROM journal_lines AS line"
        " JOIN ledger_accounts AS account ON account.code = line.account WHERE account.role = :role"
    )
    found: Decimal = company.session.execute(statement, {"role": role}).scalar_one()
    return found


def broken(company: Company) -> list[str]:
    """The titles of what the doctor finds wrong."""
    company.session.flush()
    return [finding.title for finding in examine(company.session, now=company.now) if finding.fails]


def day(company: Company, days: int) -> str:
    """A day from today on, as it is written."""
    return (company.today + timedelta(days=days)).isoformat()


def ordered(company: Company, quantity: int, product: str = "BP-200") -> str:
    """The number of a customer's order that all comes from Shanghai."""
    lines = [{"product": product, "quantity": quantity}]
    placed = company.run("sales", "place_order", {"customer": "仁和诊所", "lines": lines, "warehouse": "SH"})
    return str(placed.document.number)
