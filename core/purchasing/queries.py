"""Operations that read suppliers."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core import names
from core.actor import Role
from core.names import NameRow
from core.operations import query
from core.purchasing.models import Supplier
from core.purchasing.views import SupplierPage, SupplierShown

MAY_READ = frozenset({Role.BUYER, Role.WAREHOUSE, Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN})
_PAGE = 50


@query(roles=MAY_READ)
def find_suppliers(session: Session, *, text: str | None = None) -> SupplierPage:
    """Suppliers by part of a name or code, or all of them, with their lead times."""
    conditions: list[ColumnElement[bool]] = []
    if text:
        key = names.key_of(text)
        named = select(NameRow.ref_id).where(NameRow.kind == "supplier", NameRow.key.contains(key, autoescape=True))
        conditions.append(Supplier.id.in_(named))
    rows = session.scalars(select(Supplier).where(*conditions).order_by(Supplier.code).limit(_PAGE)).all()
    count = session.scalar(select(func.count()).select_from(Supplier).where(*conditions)) or 0
    return SupplierPage(
        tuple(SupplierShown(row.code, row.name_zh, row.name_en, row.lead_time_days) for row in rows), count
    )
