"""The demo company's people: its users, its customers and their contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.customers.models import Contact, Customer, CustomerKind
from core.database import new_id
from core.demo.batch import Batch
from core.identity import User


@dataclass(frozen=True, slots=True)
class CustomerEntry:
    """A customer as the history needs it. `size` is its weight among the customers of its region."""

    id: UUID
    code: str
    region: str
    kind: str
    size: int
    owner_id: UUID


def add_users(batch: Batch, users: list[dict[str, Any]], *, customer_ids: Mapping[str, UUID]) -> dict[str, UUID]:
    """Adds the users, without passwords: in the demo one picks an account. Their ids by login."""
    user_ids: dict[str, UUID] = {}
    for user in users:
        customer = user["customer"]
        row = {
            "login": user["login"],
            "name_zh": user["name_zh"],
            "name_en": user["name_en"],
            "roles": user["roles"],
            "language": user["language"],
            "team": user["team"],
            "customer_id": customer_ids[customer] if customer else None,
            "discount_limit_percent": Decimal(user["discount_limit_percent"] or 0),
        }
        user_ids[user["login"]] = batch.add(User, row)
        if not customer:  # a customer's account is nobody one speaks of, as in `add_user`
            batch.name("user", user_ids[user["login"]], user)
    return user_ids


def add_customers(
    batch: Batch,
    customers: list[dict[str, Any]],
    *,
    customer_ids: Mapping[str, UUID],
    region_ids: Mapping[str, UUID],
    user_ids: Mapping[str, UUID],
    now: datetime,
) -> list[CustomerEntry]:
    """Adds the customers with their contacts."""
    entries = []
    for customer in customers:
        entry = CustomerEntry(
            id=customer_ids[customer["code"]],
            code=customer["code"],
            region=customer["region"],
            kind=customer["kind"],
            size=customer["size"],
            owner_id=user_ids[customer["owner"]],
        )
        row = {
            "id": entry.id,
            "code": entry.code,
            "name_zh": customer["name_zh"],
            "name_en": customer["name_en"],
            "kind": CustomerKind(entry.kind),
            "region_id": region_ids[entry.region],
            "owner_id": entry.owner_id,
            "address": customer["address"],
            "payment_terms_days": customer["payment_terms_days"],
            "segment": customer["segment"],
            "created_at": now,
        }
        batch.add_all(Customer, [row])
        batch.name("customer", entry.id, customer)
        batch.add_all(Contact, [_contact(entry.id, contact) for contact in customer["contacts"]])
        entries.append(entry)
    return entries


def ids_of(records: list[dict[str, Any]]) -> dict[str, UUID]:
    """A new id for every record, by its code: users name customers and customers name users."""
    return {record["code"]: new_id() for record in records}


def _contact(customer_id: UUID, contact: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "customer_id": customer_id,
        "name": f"{contact['name_zh']} {contact['name_en']}",
        "title": f"{contact['title_zh']} / {contact['title_en']}",
        "phone": contact["phone"],
        "email": contact["email"],
    }
