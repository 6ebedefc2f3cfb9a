"""What may not be done with an order that is delivered, returned or invoiced, and who may not see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.operations import OperationNotAllowed
from core.sales.closing import InvoicedBeyond
from core.sales.commands import NothingShipped, OrderBegun
from core.sales.deliveries.ready import NothingToDeliver
from core.sales.deliveries.references import DeliveryUnknown
from core.sales.fulfilling import MoreThanOpen, NotOnOrder
from core.sales.invoicing.claiming import NothingToInvoice
from core.sales.invoicing.crediting import NothingToCredit
from core.sales.invoicing.references import InvoiceUnknown
from core.sales.returns.policy import NothingToReturn, ReturnTooLate
from core.states import InvalidTransition
from tests.company import Company


def received(company: Company, order: str) -> str:
    """The delivery of all of an order, received."""
    number = str(company.run("warehouse", "deliver_order", {"order": order}).document.number)
    company.run("warehouse", "confirm_delivery_received", {"delivery": number})
    return number


def test_no_more_is_delivered_than_is_held_and_nothing_twice(company: Company) -> None:
    order = company.order(5)
    with pytest.raises(MoreThanOpen) as refused:
        company.run("warehouse", "deliver_order", {"order": order, "lines": [{"product": "BP-200", "quantity": 6}]})
    assert (refused.value.facts["asked"], refused.value.facts["open"]) == (6, 5)
    with pytest.raises(NotOnOrder):
        company.run("warehouse", "deliver_order", {"order": order, "lines": [{"product": "TH-30", "quantity": 1}]})
    company.run("warehouse", "plan_delivery", {"order": order})
    with pytest.raises(NothingToDeliver):
        company.run("warehouse", "deliver_order", {"order": order})


def test_an_order_is_not_cancelled_once_goods_have_left_or_are_to_leave(company: Company) -> None:
    order = company.order(5)
    planned = company.run("warehouse", "plan_delivery", {"order": order}).document.number
    with pytest.raises(OrderBegun):
        company.run("sales", "cancel_order", {"order": order})
    company.run("warehouse", "cancel_delivery", {"delivery": planned})
    company.run("sales", "cancel_order", {"order": order})
    with pytest.raises(InvalidTransition):
        company.run("warehouse", "deliver_order", {"order": order})


def test_an_order_is_closed_short_only_after_something_left_and_not_below_its_invoices(company: Company) -> None:
    order = company.order(5)
    with pytest.raises(NothingShipped):
        company.run("sales", "close_order", {"order": order})
    company.run("accountant", "invoice_ahead", {"order": order})
    with pytest.raises(InvoicedBeyond):
        company.run("sales", "cancel_order", {"order": order})
    company.run("warehouse", "deliver_order", {"order": order, "lines": [{"product": "BP-200", "quantity": 2}]})
    with pytest.raises(InvoicedBeyond):
        company.run("sales", "close_order", {"order": order})


def test_goods_refused_of_an_order_that_was_closed_short_are_free_again(company: Company) -> None:
    order = company.order(5)
    part = [{"product": "BP-200", "quantity": 3}]
    number = company.run("warehouse", "deliver_order", {"order": order, "lines": part}).document.number
    company.run("sales", "close_order", {"order": order})
    assert company.run("warehouse", "refuse_delivery", {"delivery": number}).order_closed
    assert company.on_hand("BP-200") == (70, 0)


def test_goods_that_were_invoiced_and_are_refused_after_a_short_close_need_a_credit_note_first(
    company: Company,
) -> None:
    order = company.order(5)
    part = [{"product": "BP-200", "quantity": 3}]
    number = company.run("warehouse", "deliver_order", {"order": order, "lines": part}).document.number
    invoice = company.run("accountant", "invoice_ahead", {"order": order, "lines": part}).document.number
    company.run("sales", "close_order", {"order": order})
    with pytest.raises(InvoicedBeyond), company.session.begin_nested():
        company.run("warehouse", "refuse_delivery", {"delivery": number})
    company.session.expire_all()
    company.run("accountant", "credit_invoice", {"invoice": invoice})
    company.run("warehouse", "refuse_delivery", {"delivery": number})
    assert company.on_hand("BP-200") == (70, 0)


def test_nothing_is_invoiced_twice_or_beyond_what_was_received(company: Company) -> None:
    order = company.order(5)
    with pytest.raises(NothingToInvoice):
        company.run("accountant", "invoice_order", {"order": order})
    received(company, order)
    company.run("accountant", "invoice_order", {"order": order})
    with pytest.raises(NothingToInvoice):
        company.run("accountant", "invoice_order", {"order": order})


def test_an_invoice_is_credited_once_and_never_beyond_it(company: Company) -> None:
    order = company.order(5)
    received(company, order)
    invoice = company.run("accountant", "invoice_order", {"order": order}).document.number
    some = [{"product": "BP-200", "quantity": 2}]
    company.run("accountant", "credit_invoice", {"invoice": invoice, "lines": some, "reason": "价格错"})
    with pytest.raises(MoreThanOpen):
        company.run(
            "accountant", "credit_invoice", {"invoice": invoice, "lines": [{"product": "BP-200", "quantity": 4}]}
        )
    company.run("accountant", "credit_invoice", {"invoice": invoice})
    with pytest.raises(NothingToCredit):
        company.run("accountant", "credit_invoice", {"invoice": invoice})
    again = company.run("accountant", "invoice_order", {"order": order})
    assert again.totals.net == 945


def test_goods_are_returned_within_the_policy_s_days_and_once(company: Company) -> None:
    order = company.order(5)
    with pytest.raises(NothingToReturn):
        company.run("renhe", "request_return", {"order": order})
    received(company, order)
    late = company.later(timedelta(days=31))
    with pytest.raises(ReturnTooLate):
        late.run("renhe", "request_return", {"order": order})
    first = company.run("renhe", "request_return", {"order": order}).document.number
    with pytest.raises(NothingToReturn):
        company.run("renhe", "request_return", {"order": order})
    company.run("support", "refuse_return", {"goods_return": first, "reason": "人为损坏"})
    company.run("renhe", "request_return", {"order": order})
    with pytest.raises(InvalidTransition):
        company.run("warehouse", "receive_return", {"goods_return": first, "outcome": "restock"})


def test_a_customer_sees_and_returns_only_what_is_its_own(company: Company) -> None:
    order = company.order(5, login="teammate", customer="华东医院")
    delivery = received(company, order)
    invoice = company.run("accountant", "invoice_order", {"order": order}).document.number
    with pytest.raises(DeliveryUnknown):
        company.ask("renhe", "get_delivery", {"delivery": delivery})
    with pytest.raises(InvoiceUnknown):
        company.ask("renhe", "get_invoice", {"invoice": invoice})
    assert company.ask("renhe", "find_invoices").count == 0
    with pytest.raises(OperationNotAllowed):
        company.ask("renhe", "find_due_shipments")
    with pytest.raises(OperationNotAllowed):
        company.run("renhe", "approve_return", {"goods_return": "RT-2026-00001"})
