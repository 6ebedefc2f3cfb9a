"""Deeds done the product's way. Each stands still when it has done everything but its commit."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any
from uuid import UUID

from core import proposals
from tests.company import Company
from tests.concurrency.hands import Undo

Doing = Generator[None, None, Any]


def run(company: Company, login: str, command: str, arguments: Mapping[str, Any]) -> Doing:
    """Any command; the number of the document it made or changed."""
    result = company.run(login, command, arguments)
    yield
    return result.document.number


def undone(company: Company, login: str, command: str, arguments: Mapping[str, Any]) -> Doing:
    """Any command, whose transaction is then rolled back."""
    company.run(login, command, arguments)
    yield
    raise Undo


def place(company: Company, *lines: tuple[str, int]) -> Doing:
    """An order from Shanghai; how many approvals it needs."""
    wanted = [{"product": product, "quantity": quantity} for product, quantity in lines]
    placed = company.run("sales", "place_order", {"customer": "仁和诊所", "warehouse": "SH", "lines": wanted})
    yield
    return len(placed.approvals)


def pay(company: Company, amount: str) -> Doing:
    """A payment of the clinic; what of it settles nothing."""
    paid = company.run("accountant", "record_payment", {"customer": "仁和诊所", "amount": amount})
    yield
    return int(paid.advance)


def use_credit(company: Company, payment: str, claim: str) -> Doing:
    """A payment made in advance used for an invoice; how much of it."""
    used = company.run("accountant", "allocate_payment", {"payment": payment, "invoice": claim})
    yield
    return int(sum(part.amount for part in used.settles))


def say_yes(company: Company, login: str, proposal_id: UUID) -> Doing:
    """Confirms or approves a card; its outcome."""
    confirmation = proposals.confirm(company.session, proposal_id, actor=company.actor(login), now=company.now)
    yield
    return confirmation.outcome.value
