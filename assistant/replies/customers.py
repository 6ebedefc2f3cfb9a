"""Answers about customers, and commands on them as sections of a card."""

from __future__ import annotations

from assistant.replies.blocks import Block, CardBlock, CardLine
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core.customers.views import ContactAdded, CustomerCreated, CustomerDetails, CustomerPage, CustomerShown, SegmentSet
from core.proposals import ProposedStep


def present_customers(page: CustomerPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Customers as a table; of a colleague's only the name and who looks after it."""
    if not page.customers:
        return reader.say("customer.none_found"), ()
    key = "customer.found" if page.count <= len(page.customers) else "customer.found_more"
    table = table_of(("code", "name", "kind", "region", "owner"), (_row(one, reader) for one in page.customers), reader)
    return reader.say(key, count=page.count, shown=len(page.customers)), (table,)


def present_customer(customer: CustomerDetails, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """One customer as a card, its contacts as lines."""
    name = reader.name(customer.name_zh, customer.name_en, customer.code)
    kind = reader.say(f"customer_kind.{customer.kind.value}")
    region = reader.name(customer.region_zh, customer.region_en)
    card = CardBlock(
        title=name,
        status=customer.kind.value,
        status_label=kind,
        number=customer.code,
        facts=facts_of(
            reader,
            ("region", region),
            ("address", customer.address),
            ("payment_terms", _terms(customer.payment_terms_days, reader)),
            ("owner", customer.owner if reader.inside else ""),
        ),
        lines=tuple(
            CardLine(
                title=f"{contact.name} · {contact.title}" if contact.title else contact.name,
                detail=" · ".join(filter(None, (contact.phone, contact.email))),
            )
            for contact in customer.contacts
        ),
    )
    return reader.say("customer.is", name=name, kind=kind, region=region, contacts=len(customer.contacts)), (card,)


def customer_section(step: ProposedStep, made: CustomerCreated, reader: Reader) -> Section:
    """A new customer; its code is shown once it has one."""
    name = reader.name(made.name_zh, made.name_en)
    code = step.document.number if step.document else ""
    return Section(
        kind=reader.say("document.create_customer"),
        subject=name,
        proposed=reader.say("customer.proposed_new", name=name),
        done=reader.say("customer.done_new", name=name, code=code) if code else "",
        facts=facts_of(
            reader,
            ("code", code),
            ("name", made.name_zh),
            ("name_en", made.name_en),
            ("kind", reader.say(f"customer_kind.{made.kind.value}")),
            ("region", made.region),
            ("address", made.address),
            ("payment_terms", _terms(made.payment_terms_days, reader)),
            ("owner", made.owner),
        ),
    )


def contact_section(step: ProposedStep, added: ContactAdded, reader: Reader) -> Section:
    """A new contact."""
    customer = reader.name(added.customer_zh, added.customer_en, added.customer)
    return Section(
        kind=reader.say("document.add_contact"),
        subject=added.name,
        proposed=reader.say("customer.proposed_contact", name=added.name, customer=customer),
        done=reader.say("customer.done_contact", name=added.name, customer=customer) if step.document else "",
        facts=facts_of(
            reader,
            ("customer", customer),
            ("name", added.name),
            ("title", added.title or ""),
            ("phone", added.phone or ""),
            ("email", added.email or ""),
        ),
    )


def _row(customer: CustomerShown, reader: Reader) -> dict[str, str]:
    return {
        "code": customer.code,
        "name": reader.name(customer.name_zh, customer.name_en),
        "kind": reader.say(f"customer_kind.{customer.kind.value}") if customer.kind else "",
        "region": reader.name(customer.region_zh, customer.region_en),
        "owner": customer.owner,
    }


def _terms(days: int, reader: Reader) -> str:
    return reader.say("order.terms" if days else "order.terms_at_once", days=days)


def segment_section(step: ProposedStep, change: SegmentSet, reader: Reader) -> Section:
    """A customer in another segment."""
    customer = reader.name(change.customer_zh, change.customer_en, change.customer)
    segment = reader.name(change.segment_zh, change.segment_en, change.segment)
    words = {"customer": customer, "segment": segment}
    return Section(
        kind=reader.say("document.set_segment"),
        subject=customer,
        proposed=reader.say("customer.proposed_segment", **words),
        done=reader.say("customer.done_segment", **words) if step.document else "",
        facts=facts_of(reader, ("customer", customer), ("segment", segment)),
    )
