"""Everything of a purchase, from the rule to the payment, is said in both languages, with every fact in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy.orm import Session

from assistant.replies.present import present_confirmation, present_proposed, present_result
from core import proposals
from core.calendar import FixedClock
from tests.company import Company, found
from tests.core.purchasing.buying import day, with_suppliers

FORGOTTEN = "…"
LANGUAGES = ("zh", "en")


@pytest.fixture
def company(session: Session, clock: FixedClock) -> Company:
    return with_suppliers(found(session, now=clock.now()))


def said(shown: tuple[str, tuple[Any, ...]]) -> str:
    """All words of an answer, its blocks included."""
    text, blocks = shown
    return " ".join([text, *(block.model_dump_json() for block in blocks)])


def do(company: Company, login: str, command: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Proposes a command and says yes; what is shown of both in both languages. Gives the made number last."""
    proposal = company.propose(login, command, arguments)
    for language in LANGUAGES:
        actor = company.actor(login).speaking(language)
        yield said(present_proposed(proposal, actor=actor, now=company.now))
    confirmation = company.confirm(login, proposal)
    if confirmation.proposal.status is proposals.ProposalStatus.AWAITING_APPROVAL:
        for language in LANGUAGES:
            yield said(
                present_confirmation(confirmation, actor=company.actor(login).speaking(language), now=company.now)
            )
        confirmation = company.confirm("manager", proposal)
    for language in LANGUAGES:
        yield said(present_confirmation(confirmation, actor=company.actor(login).speaking(language), now=company.now))
    document = confirmation.proposal.steps[0].document
    yield document.number if document else ""


def ask(company: Company, login: str, query: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    result = company.ask(login, query, arguments)
    for language in LANGUAGES:
        yield said(present_result(query, result, actor=company.actor(login).speaking(language), now=company.now))


def the_whole_way(company: Company) -> Iterator[str]:
    """Every command and every query of purchasing, on the way from a shortage to the supplier paid."""
    terms = {"supplier": "甘衡生物", "product": "BP-200", "price": "115", "minimum": "20", "multiple": "10"}
    yield from do(company, "buyer", "create_supplier", {"name": "新厂", "lead_time_days": 9})
    yield from do(company, "buyer", "set_supplier_product", terms)
    rule = {"product": "BP-200", "warehouse": "SH", "minimum": "80", "maximum": "160"}
    yield from do(company, "buyer", "set_reorder_rule", rule)
    yield from do(company, "buyer", "set_reorder_rule", {**rule, "product": "TH-30", "minimum": "20", "maximum": "60"})
    for query in (
        "find_suppliers",
        "find_supplier_products",
        "find_reorder_rules",
        "find_shortages",
        "find_requisitions",
    ):
        yield from ask(company, "buyer", query, {})
    number = company.ask("buyer", "find_requisitions", {"product": "TH-30"}).requisitions[0].number
    yield from do(company, "buyer", "cancel_requisition", {"requisition": number, "reason": "停产"})
    *shown, order = do(company, "buyer", "order_requisitions", {})
    yield from shown
    yield from do(company, "buyer", "approve_purchase_order", {"purchase_order": order})
    yield from do(company, "buyer", "send_purchase_order", {"purchase_order": order})
    company.order(150)
    yield from do(company, "buyer", "reschedule_purchase_order", {"purchase_order": order, "due_on": day(company, 20)})
    held = {"purchase_order": order, "lines": [{"product": "BP-200", "quantity": 40}], "quality": "on_hold"}
    yield from do(company, "warehouse", "receive_purchase", held)
    yield from do(company, "warehouse", "release_hold", {"purchase_order": order})
    over = {"purchase_order": order, "lines": [{"product": "BP-200", "quantity": 54}]}
    yield from do(company, "warehouse", "receive_purchase", over)
    off = {
        "purchase_order": order,
        "bill_number": "F-1",
        "lines": [{"product": "BP-200", "quantity": 50, "price": "120"}],
    }
    yield from do(company, "accountant", "record_vendor_bill", off)
    *shown, bill = do(company, "accountant", "record_vendor_bill", {"purchase_order": order, "bill_number": "F-2"})
    yield from shown
    for login, query in (("warehouse", "get_purchase_order"), ("buyer", "get_purchase_order")):
        yield from ask(company, login, query, {"purchase_order": order})
    yield from ask(company, "buyer", "find_purchase_orders", {})
    yield from ask(company, "accountant", "find_vendor_bills", {})
    yield from ask(company, "accountant", "get_payables", {})
    yield from do(company, "accountant", "pay_vendor_bill", {"vendor_bill": bill, "amount": "100"})
    yield from do(company, "accountant", "pay_supplier", {"supplier": "脉岸电子", "amount": "20000"})
    yield from ask(company, "accountant", "get_payables", {})


def the_other_ways(company: Company) -> Iterator[str]:
    """Goods that are rejected, an order that is closed short, and one that is cancelled."""
    lines = [{"product": "TH-30", "quantity": 10}]
    *shown, other = do(company, "buyer", "create_purchase_order", {"lines": lines, "warehouse": "NB"})
    yield from shown
    yield from do(company, "buyer", "send_purchase_order", {"purchase_order": other})
    yield from do(company, "warehouse", "receive_purchase", {"purchase_order": other, "quality": "on_hold"})
    yield from do(company, "warehouse", "release_hold", {"purchase_order": other, "outcome": "rejected"})
    yield from do(company, "buyer", "close_purchase_order", {"purchase_order": other})
    *shown, last = do(company, "buyer", "create_purchase_order", {"lines": lines, "warehouse": "NB"})
    yield from shown
    yield from do(company, "buyer", "cancel_purchase_order", {"purchase_order": last, "reason": "换供应商"})


def test_every_fact_has_its_place(company: Company) -> None:
    everything = [*the_whole_way(company), *the_other_ways(company)]
    assert len(everything) > 100
    for words in everything:
        assert FORGOTTEN not in words
        assert "{" not in words.replace('{"', "").replace('":{', "").replace("[{", "").replace(",{", "")


def test_a_buyer_s_price_is_not_shown_to_the_warehouse(company: Company) -> None:
    lines = [{"product": "TH-30", "quantity": 10}]
    *_, order = do(company, "buyer", "create_purchase_order", {"lines": lines, "warehouse": "NB"})
    for words in ask(company, "warehouse", "get_purchase_order", {"purchase_order": order}):
        assert "713" not in words
        assert "71.3" not in words
