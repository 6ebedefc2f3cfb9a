"""Returns: answers about them, and their steps as sections of a card."""

from __future__ import annotations

from assistant.replies.blocks import Block, Button, CardBlock
from assistant.replies.goods_lines import goods_lines, goods_words
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core import operations
from core.proposals import ProposedStep
from core.sales.returns.models import ReturnState
from core.sales.returns.views import ReturnChanged, ReturnExchanged, ReturnPage, ReturnShown

_NEXT = {
    ReturnState.REQUESTED: ("approve_return", "refuse_return"),
    ReturnState.APPROVED: ("receive_return",),
    ReturnState.INSPECTED: ("finish_repair",),
    ReturnState.RESTOCKED: ("credit_return", "exchange_return"),
    ReturnState.SCRAPPED: ("credit_return", "exchange_return"),
    ReturnState.TO_SUPPLIER: ("credit_return", "exchange_return"),
}


def return_section(step: ProposedStep, changed: ReturnChanged, reader: Reader) -> Section:
    """A return that is asked for, approved, refused, or received."""
    number = step.document.number if step.document else changed.number
    customer = reader.name(changed.customer_zh, changed.customer_en, changed.customer)
    place = reader.name(changed.warehouse_zh, changed.warehouse_en)
    words = {
        "number": number,
        "order": changed.order,
        "customer": customer,
        "goods": goods_words(changed.lines, reader),
        "place": place,
        "reason": changed.reason,
    }
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=changed.number or changed.order,
        proposed=reader.say(f"return.proposed_{changed.state.value}", **words),
        done=reader.say(f"return.done_{changed.state.value}", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("goods_return", changed.number),
            ("order", changed.order),
            ("customer", customer),
            ("reason", changed.reason),
            ("warehouse", place),
        ),
        lines=goods_lines(changed.lines, reader),
        buttons=_next_steps(number, changed.state, reader) if step.document else (),
    )


def exchange_section(step: ProposedStep, made: ReturnExchanged, reader: Reader) -> Section:
    """A return whose goods are delivered again, from one warehouse or several."""
    places = reader.listed([reader.name(part.warehouse_zh, part.warehouse_en, part.warehouse) for part in made.parts])
    customer = reader.name(made.customer_zh, made.customer_en, made.customer)
    delivery = step.document.number if step.document else ""
    words = {"number": made.number, "customer": customer, "places": places, "delivery": delivery}
    return Section(
        kind=reader.say(f"document.{step.operation}"),
        subject=made.number,
        proposed=reader.say("return.proposed_exchanged", **words),
        done=reader.say("return.done_exchanged", **words) if delivery else "",
        facts=facts_of(
            reader,
            ("goods_return", made.number),
            ("order", made.order),
            ("customer", customer),
            ("ship_to", made.ship_to),
            ("warehouse", places),
            ("ships_on", reader.day(made.ship_on)),
        ),
        lines=tuple(line for part in made.parts for line in goods_lines(part.lines, reader)),
        buttons=(reader.saying("press.ship_delivery", number=delivery),)
        if delivery and len(made.parts) == 1 and _may("ship_delivery", reader)
        else (),
    )


def present_return(shown: ReturnShown, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Where a return stands in a sentence, and its card."""
    customer = reader.name(shown.customer_zh, shown.customer_en, shown.customer)
    notes = reader.listed(list(shown.credit_notes))
    card = CardBlock(
        title=reader.say("return.title"),
        status=shown.state.value,
        status_label=reader.say(f"state.return.{shown.state.value}"),
        number=shown.number,
        facts=facts_of(
            reader,
            ("order", shown.order),
            ("customer", customer),
            ("reason", shown.reason),
            ("refusal", shown.refusal or ""),
            ("ordered_at", reader.moment(shown.created_at)),
            ("received_at", reader.moment(shown.received_at) if shown.received_at else ""),
            ("credit_note", notes),
            ("delivery", reader.listed(list(shown.deliveries))),
        ),
        lines=goods_lines(shown.lines, reader),
        buttons=_next_steps(shown.number, shown.state, reader),
    )
    words = {"number": shown.number, "order": shown.order, "customer": customer, "notes": notes}
    words["deliveries"] = reader.listed(list(shown.deliveries))
    return reader.say(f"return.is_{shown.state.value}", reason=shown.refusal or "", **words), (card,)


def present_returns(page: ReturnPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Returns as a table, newest first."""
    if not page.returns:
        return reader.say("return.none_found"), ()
    rows = [
        {
            "number": one.number,
            "state": reader.say(f"state.return.{one.state.value}"),
            "order": one.order,
            "customer": reader.name(one.customer_zh, one.customer_en, one.customer) if reader.inside else "",
            "ordered_at": reader.moment(one.created_at),
            "product": reader.listed(list(one.products)),
        }
        for one in page.returns
    ]
    columns = ("number", "state", "order", "customer", "ordered_at", "product")
    shown = str(len(page.returns)) if page.count > len(page.returns) else ""
    return reader.say("return.found", count=page.count, shown=shown), (table_of(columns, rows, reader),)


def _next_steps(number: str, state: ReturnState, reader: Reader) -> tuple[Button, ...]:
    steps = (step for step in _NEXT.get(state, ()) if _may(step, reader))
    return tuple(reader.saying(f"press.{step}", number=number) for step in steps)


def _may(name: str, reader: Reader) -> bool:
    operation = operations.find(name)
    return operation is not None and operation.may_be_used_by(reader.actor)
