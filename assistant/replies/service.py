"""Answers about tickets, and commands on them as sections of a card."""

from __future__ import annotations

from assistant.replies.blocks import Block, Button, CardBlock, Fact
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core import operations
from core.proposals import ProposedStep
from core.service.commands import WITHDRAWN
from core.service.models import TicketPriority, TicketState
from core.service.views import TicketChanged, TicketPage, TicketShown


def present_ticket(ticket: TicketShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """One ticket: its state in a sentence, and its card."""
    card = CardBlock(
        title=reader.say("ticket.title"),
        status=ticket.state.value,
        status_label=_state(ticket.state, reader),
        number=ticket.number,
        facts=_facts(ticket, reader),
        buttons=_next_steps(ticket, reader),
    )
    words = {"number": ticket.number, "subject": ticket.subject, "resolution": _resolution(ticket, reader)}
    return reader.say(f"ticket.is_{ticket.state.value}", **words), (card,)


def present_tickets(page: TicketPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Tickets as a table, newest first."""
    if not page.tickets:
        return reader.say("ticket.none_found"), ()
    key = "ticket.found" if page.count <= len(page.tickets) else "ticket.found_more"
    columns = ["number", "state", "priority", "subject", "customer", "opened_at"]
    if not reader.inside:
        columns.remove("customer")
    table = table_of(columns, (_row(ticket, reader) for ticket in page.tickets), reader)
    return reader.say(key, count=page.count, shown=len(page.tickets)), (table,)


def ticket_section(step: ProposedStep, changed: TicketChanged, reader: Reader) -> Section:
    """A ticket that is opened, started, resolved or withdrawn; a new one has no number before."""
    ticket = changed.ticket
    number = step.document.number if step.document else ""
    shown = number or ("" if changed.was is None else ticket.number)
    words = {"number": shown, "subject": ticket.subject, "resolution": _resolution(ticket, reader)}
    done = f"ticket.done_{step.operation}"
    if step.operation == "open_ticket" and ticket.priority is not TicketPriority.NORMAL:
        done = "ticket.done_open_ticket_soon"
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=ticket.subject,
        proposed=reader.say(f"ticket.proposed_{step.operation}", **words),
        done=reader.say(done, **words) if step.document else "",
        facts=facts_of(reader, ("number", shown)) + _facts(ticket, reader),
    )


def _facts(ticket: TicketShown, reader: Reader) -> tuple[Fact, ...]:
    product = reader.product(ticket.product, ticket.product_zh, ticket.product_en) if ticket.product else ""
    priority = "" if ticket.priority is TicketPriority.NORMAL else reader.say(f"priority.{ticket.priority.value}")
    return facts_of(
        reader,
        ("subject", ticket.subject),
        ("description", ticket.description),
        ("product", product),
        ("customer", reader.name(ticket.customer_zh, ticket.customer_en, ticket.customer)),
        ("priority", priority),
        ("contact", ticket.contact),
        ("reporter", ticket.reporter if reader.inside else ""),
        ("assignee", ticket.assignee if reader.inside else ""),
        ("resolution", _resolution(ticket, reader)),
        ("opened_at", reader.moment(ticket.opened_at)),
        ("resolved_at", reader.moment(ticket.resolved_at) if ticket.resolved_at else ""),
    )


def _row(ticket: TicketShown, reader: Reader) -> dict[str, str]:
    return {
        "number": ticket.number,
        "state": _state(ticket.state, reader),
        "priority": reader.say(f"priority.{ticket.priority.value}"),
        "subject": ticket.subject,
        "customer": reader.name(ticket.customer_zh, ticket.customer_en, ticket.customer),
        "opened_at": reader.moment(ticket.opened_at),
    }


def _state(state: TicketState, reader: Reader) -> str:
    return reader.say(f"state.ticket.{state.value}")


def _resolution(ticket: TicketShown, reader: Reader) -> str:
    return reader.say("ticket.withdrawn") if ticket.resolution == WITHDRAWN else ticket.resolution


def _next_steps(ticket: TicketShown, reader: Reader) -> tuple[Button, ...]:
    start = operations.find("start_ticket")
    if ticket.state is not TicketState.NEW or start is None or not start.may_be_used_by(reader.actor):
        return ()
    return (reader.saying("press.start_ticket", number=ticket.number),)
