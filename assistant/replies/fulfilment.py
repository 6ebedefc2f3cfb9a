"""Picking the words for quotations, deliveries, returns and invoices, by the type of a result."""

from __future__ import annotations

from assistant.replies.blocks import Block
from assistant.replies.credit import limit_section, term_section
from assistant.replies.deliveries import (
    deliveries_section,
    delivery_section,
    present_deliveries,
    present_delivery,
    present_due,
)
from assistant.replies.invoices import (
    credit_section,
    invoice_section,
    present_credit_note,
    present_invoice,
    present_invoices,
)
from assistant.replies.order_cards import closed_section
from assistant.replies.quotations import moved_section, present_quotation, present_quotations, quotation_section
from assistant.replies.reader import Reader
from assistant.replies.returns import exchange_section, present_return, present_returns, return_section
from assistant.replies.sections import Section
from core.customers.views import CreditLimitSet
from core.proposals import ProposedStep
from core.sales.deliveries.views import DeliveriesMade, DeliveryMoved, DeliveryPage, DeliveryShown, DueShipments
from core.sales.invoicing.views import CreditNoteShown, CreditPosted, InvoicePage, InvoicePosted, InvoiceShown
from core.sales.quotations.views import QuotationMade, QuotationMoved, QuotationPage, QuotationShown
from core.sales.returns.views import ReturnChanged, ReturnExchanged, ReturnPage, ReturnShown
from core.sales.terms.views import SalesTermSet
from core.sales.views import OrderClosed


def fulfilment_section(step: ProposedStep, reader: Reader) -> Section | None:
    """The section of a command's result, None where it is of another area."""
    match step.result:
        case QuotationMade() as made:
            return quotation_section(step, made, reader)
        case QuotationMoved() as moved:
            return moved_section(step, moved, reader)
        case DeliveriesMade() as made:
            return deliveries_section(step, made, reader)
        case DeliveryMoved() as moved:
            return delivery_section(step, moved, reader)
        case OrderClosed() as closed:
            return closed_section(step, closed, reader)
        case ReturnChanged() as changed:
            return return_section(step, changed, reader)
        case ReturnExchanged() as made:
            return exchange_section(step, made, reader)
        case InvoicePosted() as posted:
            return invoice_section(step, posted, reader)
        case CreditPosted() as posted:
            return credit_section(step, posted, reader)
        case CreditLimitSet() as limit:
            return limit_section(step, limit, reader)
        case SalesTermSet() as term:
            return term_section(step, term, reader)
    return None


def present_fulfilment(result: object, reader: Reader) -> tuple[str, tuple[Block, ...]] | None:
    """A query's result in words, None where it is of another area."""
    match result:
        case QuotationShown():
            return present_quotation(result, reader)
        case QuotationPage():
            return present_quotations(result, reader)
        case DeliveryShown():
            return present_delivery(result, reader)
        case DeliveryPage():
            return present_deliveries(result, reader)
        case DueShipments():
            return present_due(result, reader)
        case ReturnShown():
            return present_return(result, reader)
        case ReturnPage():
            return present_returns(result, reader)
        case InvoiceShown():
            return present_invoice(result, reader)
        case InvoicePage():
            return present_invoices(result, reader)
        case CreditNoteShown():
            return present_credit_note(result, reader)
    return None
