"""Picking the section for a command's result by its type; a result no area has words for is shown field by field."""

from __future__ import annotations

from dataclasses import replace

from assistant.replies.approvals import approvals_section
from assistant.replies.catalog import product_section
from assistant.replies.credit_cards import correction_section, credit_section, return_section, used_section
from assistant.replies.customers import contact_section, customer_section, segment_section
from assistant.replies.finance import (
    allocation_section,
    payment_section,
    period_section,
    rate_section,
    refund_section,
)
from assistant.replies.fulfilment import fulfilment_section
from assistant.replies.goods import scrap_section, transfer_section
from assistant.replies.inventory import count_section, receipt_section, warehouse_section
from assistant.replies.order_cards import cancelled_section, placed_section
from assistant.replies.plain import plain_section
from assistant.replies.pricing import price_list_section, price_section
from assistant.replies.promotions import promotion_end_section, promotion_section
from assistant.replies.purchase_cards import (
    changed_section,
    offer_section,
    orders_section,
    requisition_section,
    rescheduled_section,
    rule_section,
    supplier_section,
)
from assistant.replies.reader import Reader
from assistant.replies.receipt_cards import bill_section, paid_section, received_section, released_section
from assistant.replies.rules import rules_section
from assistant.replies.sections import Section, notes_of
from assistant.replies.service import ticket_section
from core.catalog.views import ProductCreated
from core.customers.views import ContactAdded, CustomerCreated, SegmentSet
from core.finance.views import CreditAllocated, PaymentRecorded, PaymentRefunded, PeriodChanged, RateSet
from core.inventory.scrapping.views import StockScrapped
from core.inventory.transfers.views import StockTransferred
from core.inventory.views import ReceiptExpected, StockCounted, WarehouseCreated
from core.proposals import ProposedStep, Unreadable
from core.purchasing.billing.views import SupplierPaid, VendorBillRecorded
from core.purchasing.crediting.views import VendorBillCorrected, VendorCreditRecorded, VendorCreditUsed
from core.purchasing.orders.views import PurchaseOrderChanged, PurchaseOrdersMade, PurchaseRescheduled
from core.purchasing.receiving.views import HoldReleased, PurchaseReceived
from core.purchasing.reordering.views import ReorderRuleSet, RequisitionCancelled
from core.purchasing.returning.views import PurchaseReturned
from core.purchasing.suppliers.views import SupplierCreated, SupplierProductSet
from core.sales.prices.views import PriceListCreated, PriceSet
from core.sales.promotions.views import PromotionCreated, PromotionEnded
from core.sales.views import OrderCancelled, OrderPlaced
from core.service.views import TicketChanged


def section_of(step: ProposedStep, reader: Reader) -> Section:
    """What a step would do, or did, in words."""
    if isinstance(step.result, Unreadable):
        return _unreadable(step, reader)
    section = _of_a_sale(step, reader) or fulfilment_section(step, reader) or _of_master_data(step, reader)
    section = section or _of_a_purchase(step, reader) or _of_the_books(step, reader) or _of_pricing(step, reader)
    section = section or rules_section(step, reader) or approvals_section(step, reader)
    return section or plain_section(step, reader)


def _unreadable(step: ProposedStep, reader: Reader) -> Section:
    """A step as an earlier version kept it: what it was, and that no more can be said."""
    return replace(plain_section(step, reader), facts=(), notes=notes_of([reader.say("card.unreadable")]))


def _of_a_sale(step: ProposedStep, reader: Reader) -> Section | None:
    match step.result:
        case OrderPlaced() as placed:
            return placed_section(step, placed, reader)
        case OrderCancelled() as cancelled:
            return cancelled_section(step, cancelled, reader)
        case TicketChanged() as changed:
            return ticket_section(step, changed, reader)
        case StockCounted() as count:
            return count_section(step, count, reader)
        case ReceiptExpected() as receipt:
            return receipt_section(step, receipt, reader)
        case StockTransferred() as moved:
            return transfer_section(step, moved, reader)
        case StockScrapped() as lost:
            return scrap_section(step, lost, reader)
    return None


def _of_a_purchase(step: ProposedStep, reader: Reader) -> Section | None:
    match step.result:
        case PurchaseOrdersMade() as made:
            return orders_section(step, made, reader)
        case PurchaseOrderChanged() as changed:
            return changed_section(step, changed, reader)
        case PurchaseRescheduled() as moved:
            return rescheduled_section(step, moved, reader)
        case PurchaseReceived() as came:
            return received_section(step, came, reader)
        case HoldReleased() as released:
            return released_section(step, released, reader)
        case VendorBillRecorded() as bill:
            return bill_section(step, bill, reader)
        case SupplierPaid() as paid:
            return paid_section(step, paid, reader)
        case VendorCreditRecorded() as credit:
            return credit_section(step, credit, reader)
        case VendorBillCorrected() as corrected:
            return correction_section(step, corrected, reader)
        case VendorCreditUsed() as used:
            return used_section(step, used, reader)
        case PurchaseReturned() as gone:
            return return_section(step, gone, reader)
        case RequisitionCancelled() as dropped:
            return requisition_section(step, dropped, reader)
    return None


def _of_master_data(step: ProposedStep, reader: Reader) -> Section | None:
    match step.result:
        case CustomerCreated() as customer:
            return customer_section(step, customer, reader)
        case ContactAdded() as contact:
            return contact_section(step, contact, reader)
        case SegmentSet() as segment:
            return segment_section(step, segment, reader)
        case ProductCreated() as product:
            return product_section(step, product, reader)
        case SupplierCreated() as supplier:
            return supplier_section(step, supplier, reader)
        case SupplierProductSet() as offer:
            return offer_section(step, offer, reader)
        case ReorderRuleSet() as rule:
            return rule_section(step, rule, reader)
        case WarehouseCreated() as warehouse:
            return warehouse_section(step, warehouse, reader)
    return None


def _of_pricing(step: ProposedStep, reader: Reader) -> Section | None:
    match step.result:
        case PriceSet() as price:
            return price_section(step, price, reader)
        case PriceListCreated() as made:
            return price_list_section(step, made, reader)
        case PromotionCreated() as begun:
            return promotion_section(step, begun, reader)
        case PromotionEnded() as ended:
            return promotion_end_section(step, ended, reader)
    return None


def _of_the_books(step: ProposedStep, reader: Reader) -> Section | None:
    match step.result:
        case PaymentRecorded() as paid:
            return payment_section(step, paid, reader)
        case CreditAllocated() as allocated:
            return allocation_section(step, allocated, reader)
        case PaymentRefunded() as refund:
            return refund_section(step, refund, reader)
        case PeriodChanged() as changed:
            return period_section(step, changed, reader)
        case RateSet() as rate:
            return rate_section(step, rate, reader)
    return None
