"""The parts of a line that several warehouses deliver, as an order keeps them and as it shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.inventory.allocating import Allocation
from core.inventory.models import Warehouse
from core.inventory.views import PromisedPart
from core.sales.models import SalesOrderLine


def stored_parts(allocation: Allocation) -> list[dict[str, Any]]:
    """What a line keeps of its parts; nothing where it is not split."""
    if not allocation.is_split:
        return []
    return [
        {
            "warehouse": part.source.code,
            "quantity": str(part.quantity),
            "ships_on": part.ships_on.isoformat(),
            "promised_on": part.arrives_on.isoformat(),
        }
        for part in allocation.parts
    ]


def shown_parts(session: Session, lines: Iterable[SalesOrderLine]) -> dict[str, tuple[PromisedPart, ...]]:
    """The parts of stored lines as values, by the lines' ids; one statement where any is split, none else."""
    split = [line for line in lines if line.parts]
    if not split:
        return {}
    codes = {part["warehouse"] for line in split for part in line.parts}
    rows = session.execute(
        select(Warehouse.code, Warehouse.name_zh, Warehouse.name_en).where(Warehouse.code.in_(codes))
    )
    names = {row.code: (row.name_zh, row.name_en) for row in rows}
    return {str(line.id): tuple(_shown(part, *names[part["warehouse"]]) for part in line.parts) for line in split}


def _shown(part: dict[str, Any], name_zh: str, name_en: str) -> PromisedPart:
    return PromisedPart(
        warehouse=part["warehouse"],
        warehouse_zh=name_zh,
        warehouse_en=name_en,
        quantity=Decimal(part["quantity"]),
        ships_on=date.fromisoformat(part["ships_on"]),
        promised_on=date.fromisoformat(part["promised_on"]),
    )
