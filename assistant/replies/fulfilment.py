"""Picking the words for quotations, deliveries, returns and invoices, by the type of a result."""

from __future__ import annotations

from assistant.replies.blocks import Block
from assistant.replies.quotations import moved_section, present_quotation, present_quotations, quotation_section
from assistant.replies.reader import Reader
from assistant.replies.sections import Section
from core.proposals import ProposedStep
from core.sales.quotations.views import QuotationMade, QuotationMoved, QuotationPage, QuotationShown


def fulfilment_section(step: ProposedStep, reader: Reader) -> Section | None:
    """The section of a command's result, None where it is of another area."""
    match step.result:
        case QuotationMade() as made:
            return quotation_section(step, made, reader)
        case QuotationMoved() as moved:
            return moved_section(step, moved, reader)
    return None


def present_fulfilment(result: object, reader: Reader) -> tuple[str, tuple[Block, ...]] | None:
    """A query's result in words, None where it is of another area."""
    match result:
        case QuotationShown():
            return present_quotation(result, reader)
        case QuotationPage():
            return present_quotations(result, reader)
    return None
