"""Presenting: what a turn found, proposed or did, as a text and the blocks under it, in the reader's language.

The text is the reply's own `text`; the blocks come under it and do not repeat it. Figures are written by code from
results; no word here comes from a model. Each area's presenters are in its module; this one picks among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.replies import decisions, proposals
from assistant.replies.approvals import present_delegations
from assistant.replies.availability import present_availability
from assistant.replies.blocks import Block, CardBlock
from assistant.replies.catalog import present_products
from assistant.replies.credit_cards import present_credits
from assistant.replies.customers import present_customer, present_customers
from assistant.replies.finance import present_ageing, present_journal, present_payments, present_trial_balance
from assistant.replies.fulfilment import present_fulfilment
from assistant.replies.goods import present_expiring, present_history, present_slow_stock
from assistant.replies.inventory import present_stock, present_warehouses
from assistant.replies.lots import present_lots
from assistant.replies.plain import present_plainly
from assistant.replies.pricing import present_price, present_price_lists
from assistant.replies.promotions import present_promotions
from assistant.replies.purchase_orders import present_bills, present_purchase_order, present_purchase_orders
from assistant.replies.purchasing import (
    present_offers,
    present_requisitions,
    present_rules,
    present_shortages,
    present_suppliers,
)
from assistant.replies.reader import Reader
from assistant.replies.refusals import present_refusal, present_stored_refusal, refusal_sentence
from assistant.replies.rehearsal import present_rehearsal
from assistant.replies.reports import present_sales_report
from assistant.replies.rules import present_rules_of_company
from assistant.replies.sales import present_last_order, present_order, present_orders
from assistant.replies.service import present_ticket, present_tickets
from assistant.replies.words import say
from core.actor import Actor
from core.catalog.views import ProductPage
from core.customers.views import CustomerDetails, CustomerPage
from core.finance.views import AgeingShown, JournalEntryShown, PaymentPage, TrialBalance
from core.inventory.ageing.views import ExpiringLots, SlowStock
from core.inventory.history.views import StockHistory
from core.inventory.views import AvailabilityShown, StockShown, WarehouseShown
from core.proposals import Confirmation, Proposal, ProposalStatus
from core.proposals.delegations.views import DelegationPage
from core.purchasing.billing.views import PayablesShown, VendorBillPage
from core.purchasing.crediting.views import VendorCreditPage
from core.purchasing.orders.views import PurchaseOrderPage, PurchaseOrderShown
from core.purchasing.reordering.views import ReorderRulePage, RequisitionPage, ShortageList
from core.purchasing.suppliers.views import SupplierPage, SupplierProductPage
from core.rehearsal.views import Rehearsal
from core.reports.views import SalesReport
from core.sales.prices.views import PriceListPage, PriceShown
from core.sales.promotions.views import PromotionPage
from core.sales.views import LastOrder, OrderPage, OrderShown
from core.service.views import TicketPage, TicketShown
from core.tracing.views import LotTraces

__all__ = [
    "present_closed",
    "present_confirmation",
    "present_proposal",
    "present_proposed",
    "present_refusal",
    "present_result",
    "present_run",
    "present_stored_refusal",
    "refusal_sentence",
    "say",
]

Shown = tuple[str, tuple[Block, ...]]


def present_result(operation: str, result: object, *, actor: Actor, now: datetime) -> Shown:
    """A query's result. One that no area has words for is shown field by field."""
    reader = Reader.of(actor, now)
    shown = _of_trade(result, reader) or _of_stock(result, reader) or present_fulfilment(result, reader)
    shown = shown or _of_purchasing(result, reader) or _of_people_and_figures(result, reader)
    shown = shown or present_rules_of_company(result, reader)
    if shown is not None:
        return shown
    if operation == "search_knowledge":
        from assistant.replies.knowledge import present_answer
        from knowledge.queries import KnowledgeAnswer

        if isinstance(result, KnowledgeAnswer):
            return present_answer(result, reader)
    if isinstance(result, DelegationPage):
        return present_delegations(result, reader)
    if operation in ("list_approvals", "list_requests") and isinstance(result, Sequence):
        listed = [one for one in result if isinstance(one, Proposal)]
        return _approvals(listed, reader, now) if operation == "list_approvals" else _requests(listed, reader, now)
    if operation == "get_journal" and isinstance(result, Sequence):
        return present_journal([one for one in result if isinstance(one, JournalEntryShown)], reader)
    if operation == "find_warehouses" and isinstance(result, Sequence):
        return present_warehouses([one for one in result if isinstance(one, WarehouseShown)], reader)
    return present_plainly(operation, result, reader)


def present_proposal(proposal: Proposal, *, actor: Actor, now: datetime) -> CardBlock:
    """A proposal's card as it stands now, with the buttons that are open to `actor`."""
    return proposals.present_proposal(proposal, reader=Reader.of(actor, now), now=now)


def present_proposed(proposal: Proposal, *, actor: Actor, now: datetime) -> Shown:
    """A new proposal: what a yes would bring, in a sentence, and its card."""
    return decisions.present_proposed(proposal, reader=Reader.of(actor, now), now=now)


def present_run(proposal: Proposal, *, actor: Actor, now: datetime) -> Shown:
    """A command that was run at once (or taken back): what was done, and its receipt with Undo while that is open."""
    return decisions.present_receipt(proposal, reader=Reader.of(actor, now), now=now)


def present_confirmation(confirmation: Confirmation, *, actor: Actor, now: datetime) -> Shown:
    """What came of a yes: done, done before, changed, failed, expired, or waiting for an approval."""
    return decisions.present_confirmation(confirmation, reader=Reader.of(actor, now), now=now)


def present_closed(proposal: Proposal, *, actor: Actor, now: datetime) -> Shown:
    """What came of a no: dropped, withdrawn, or not approved; in a sentence."""
    return decisions.present_closed(proposal, reader=Reader.of(actor, now), now=now)


def _of_trade(result: object, reader: Reader) -> Shown | None:
    match result:
        case OrderShown():
            return present_order(result, reader)
        case OrderPage():
            return present_orders(result, reader)
        case LastOrder():
            return present_last_order(result, reader)
        case PriceShown():
            return present_price(result, reader)
        case PriceListPage():
            return present_price_lists(result, reader)
        case PromotionPage():
            return present_promotions(result, reader)
        case ProductPage():
            return present_products(result, reader)
    return None


def _of_purchasing(result: object, reader: Reader) -> Shown | None:
    match result:
        case SupplierPage():
            return present_suppliers(result, reader)
        case SupplierProductPage():
            return present_offers(result, reader)
        case ReorderRulePage():
            return present_rules(result, reader)
        case ShortageList():
            return present_shortages(result, reader)
        case RequisitionPage():
            return present_requisitions(result, reader)
        case PurchaseOrderShown():
            return present_purchase_order(result, reader)
        case PurchaseOrderPage():
            return present_purchase_orders(result, reader)
        case VendorBillPage():
            return present_bills(result, reader)
        case VendorCreditPage():
            return present_credits(result, reader)
        case PayablesShown():
            return present_ageing(result.ageing, reader, side="payables")
    return None


def _of_stock(result: object, reader: Reader) -> Shown | None:
    match result:
        case StockShown():
            return present_stock(result, reader)
        case AvailabilityShown():
            return present_availability(result, reader)
        case StockHistory():
            return present_history(result, reader)
        case SlowStock():
            return present_slow_stock(result, reader)
        case ExpiringLots():
            return present_expiring(result, reader)
        case LotTraces():
            return present_lots(result, reader)
    return None


def _of_people_and_figures(result: object, reader: Reader) -> Shown | None:
    match result:
        case CustomerDetails():
            return present_customer(result, reader)
        case CustomerPage():
            return present_customers(result, reader)
        case TicketShown():
            return present_ticket(result, reader)
        case TicketPage():
            return present_tickets(result, reader)
        case SalesReport():
            return present_sales_report(result, reader)
        case Rehearsal():
            return present_rehearsal(result, reader)
        case AgeingShown():
            return present_ageing(result, reader)
        case PaymentPage():
            return present_payments(result, reader)
        case TrialBalance():
            return present_trial_balance(result, reader)
    return None


def _approvals(waiting: Sequence[Proposal], reader: Reader, now: datetime) -> Shown:
    """Requests that wait for the reader, each as a card to approve or reject."""
    if not waiting:
        return reader.say("outcome.no_approvals"), ()
    cards = tuple(proposals.present_proposal(one, reader=reader, now=now) for one in waiting)
    return reader.say("outcome.approvals", count=len(waiting)), cards


def _requests(own: Sequence[Proposal], reader: Reader, now: datetime) -> Shown:
    """What the reader asked colleagues to approve, each as its card stands now."""
    if not own:
        return reader.say("outcome.no_requests"), ()
    waiting = sum(one.status is ProposalStatus.AWAITING_APPROVAL for one in own)
    cards = tuple(proposals.present_proposal(one, reader=reader, now=now) for one in own)
    return reader.say("outcome.requests", count=len(own), waiting=waiting), cards
