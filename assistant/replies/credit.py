"""Credit limits and the company's terms of sale as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from core.customers.views import CreditLimitSet
from core.proposals import ProposedStep
from core.sales.terms.views import SalesTerm, SalesTermSet


def limit_section(step: ProposedStep, made: CreditLimitSet, reader: Reader) -> Section:
    """What a customer may owe and have on order from now on."""
    customer = reader.name(made.customer_zh, made.customer_en, made.customer)
    limit = figures.money(made.limit, made.currency)
    before = reader.say("nothing") if made.before is None else figures.money(made.before, made.currency)
    words = {"customer": customer, "limit": limit}
    return Section(
        kind=reader.say("document.set_credit_limit"),
        subject=customer,
        proposed=reader.say("credit.proposed", **words),
        done=reader.say("credit.done", **words) if step.document else "",
        facts=facts_of(reader, ("customer", customer), ("credit_limit", limit), ("limit_before", before)),
    )


def term_section(step: ProposedStep, made: SalesTermSet, reader: Reader) -> Section:
    """How many days the company allows from now on."""
    counted = "sales_term.working_days" if made.term is SalesTerm.TRANSIT else "sales_term.days"
    term, days = reader.say(f"sales_term.{made.term.value}"), reader.say(counted, days=made.days)
    words = {"term": term, "days": days}
    return Section(
        kind=reader.say("document.set_sales_term"),
        subject=term,
        proposed=reader.say("sales_term.proposed", **words),
        done=reader.say("sales_term.done", **words) if step.document else "",
        facts=facts_of(reader, ("term", term), ("days_before", reader.say(counted, days=made.before))),
    )
