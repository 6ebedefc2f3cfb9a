"""Commands on suppliers, rules, requisitions and purchase orders as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import CardLine, Note, Total
from assistant.replies.purchase_orders import purchase_facts, purchase_line, purchase_totals
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from core.proposals import ProposedStep
from core.purchasing.orders.views import PurchaseOrderChanged, PurchaseOrdersMade, PurchaseRescheduled
from core.purchasing.reordering.views import ReorderRuleSet, RequisitionCancelled
from core.purchasing.suppliers.views import SupplierCreated, SupplierProductSet


def supplier_section(step: ProposedStep, made: SupplierCreated, reader: Reader) -> Section:
    """A new supplier."""
    name = reader.name(made.name_zh, made.name_en)
    code = step.document.number if step.document else ""
    return Section(
        kind=reader.say("document.create_supplier"),
        subject=name,
        proposed=reader.say("purchasing.proposed_supplier", name=name),
        done=reader.say("purchasing.done_supplier", name=name, code=code) if code else "",
        facts=facts_of(
            reader,
            ("name", made.name_zh),
            ("name_en", made.name_en),
            ("lead_time", reader.say("purchasing.lead_time", days=made.lead_time_days)),
            ("payment_terms", reader.say("order.terms", days=made.payment_terms_days)),
        ),
    )


def offer_section(step: ProposedStep, offer: SupplierProductSet, reader: Reader) -> Section:
    """A supplier's terms for a product."""
    product = reader.product(offer.product, offer.name_zh, offer.name_en)
    supplier = reader.name(offer.supplier_zh, offer.supplier_en, offer.supplier)
    price = figures.money(offer.price, offer.currency)
    words = {"product": product, "supplier": supplier, "price": price, "unit": reader.unit(offer.unit)}
    return Section(
        kind=reader.say("document.set_supplier_product"),
        subject=product,
        proposed=reader.say("purchasing.proposed_offer", **words),
        done=reader.say("purchasing.done_offer", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("supplier", supplier),
            ("product", product),
            ("price", price),
            ("price_before", figures.money(offer.before, offer.currency) if offer.before is not None else ""),
            ("minimum", reader.quantity(offer.minimum, offer.unit) if offer.minimum else ""),
            ("multiple", reader.quantity(offer.multiple, offer.unit) if offer.multiple != 1 else ""),
            ("lead_time", reader.say("purchasing.lead_time", days=offer.lead_time_days)),
            ("preferred", reader.say("yes" if offer.preferred else "no")),
        ),
    )


def rule_section(step: ProposedStep, rule: ReorderRuleSet, reader: Reader) -> Section:
    """When a product is bought again."""
    product = reader.product(rule.product, rule.name_zh, rule.name_en)
    place = reader.name(rule.warehouse_zh, rule.warehouse_en, rule.warehouse)
    minimum, maximum = reader.quantity(rule.minimum, rule.unit), reader.quantity(rule.maximum, rule.unit)
    words = {"product": product, "warehouse": place, "minimum": minimum, "maximum": maximum}
    before = ""
    if rule.before is not None:
        before = reader.listed([reader.quantity(one, rule.unit) for one in rule.before])
    raised = (
        ()
        if rule.raised is None
        else (
            Note(
                text=reader.say("purchasing.raises", quantity=reader.quantity(rule.raised, rule.unit)), level="warning"
            ),
        )
    )
    return Section(
        kind=reader.say("document.set_reorder_rule"),
        subject=product,
        proposed=reader.say("purchasing.proposed_rule", **words),
        done=reader.say("purchasing.done_rule", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("product", product),
            ("warehouse", place),
            ("minimum", minimum),
            ("maximum", maximum),
            ("before", before),
        ),
        notes=raised,
    )


def requisition_section(step: ProposedStep, dropped: RequisitionCancelled, reader: Reader) -> Section:
    """A request to buy that is dropped."""
    product = reader.product(dropped.product, dropped.name_zh, dropped.name_en)
    quantity = reader.quantity(dropped.quantity, dropped.unit)
    words = {"number": dropped.number, "product": product, "quantity": quantity}
    return Section(
        kind=reader.say("document.cancel_requisition"),
        subject=dropped.number,
        proposed=reader.say("purchasing.proposed_drop", **words),
        done=reader.say("purchasing.done_drop", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("number", dropped.number),
            ("product", product),
            ("quantity", quantity),
            ("warehouse", reader.name(dropped.warehouse_zh, dropped.warehouse_en, dropped.warehouse)),
            ("reason", dropped.reason),
        ),
    )


def orders_section(step: ProposedStep, made: PurchaseOrdersMade, reader: Reader) -> Section:
    """Purchase orders that are drafted, one for each supplier."""
    orders = made.orders
    one = orders[0] if len(orders) == 1 else None
    lines: list[CardLine] = []
    totals: list[Total] = []
    for order in orders:
        supplier = reader.name(order.supplier_zh, order.supplier_en, order.supplier)
        if one is None:
            lines.append(CardLine(title=reader.say("purchase.for", supplier=supplier)))
        lines += [purchase_line(line, order, reader) for line in order.lines]
        if one is None and order.gross is not None:
            totals.append(Total(label=supplier, value=figures.money(order.gross, order.currency), strong=True))
    first = orders[0]
    buys_from = reader.name(first.supplier_zh, first.supplier_en, first.supplier)
    words = {
        "supplier": buys_from,
        "gross": figures.money(first.gross, first.currency) if first.gross is not None else "",
        "count": len(orders),
        "numbers": reader.listed([order.number for order in orders]),
    }
    key = "one" if one is not None else "several"
    return Section(
        kind=reader.say("document.create_purchase_order"),
        subject=buys_from if one is not None else "",
        proposed=reader.say(f"purchase.proposed_{key}", **words),
        done=reader.say(f"purchase.done_{key}", **words) if step.document else "",
        facts=purchase_facts(one, reader) if one is not None else (),
        lines=tuple(lines),
        totals=purchase_totals(one, reader) if one is not None else tuple(totals),
        notes=(Note(text=reader.say("purchase.draft_expects_nothing")), *_over_limit(made, reader)),
        buttons=tuple(reader.saying("press.send_purchase_order", number=order.number) for order in orders[:3])
        if step.document
        else (),
    )


def _over_limit(made: PurchaseOrdersMade, reader: Reader) -> tuple[Note, ...]:
    """That one of the orders is over what the buyer may send alone."""
    if made.limit is None:
        return ()
    return (Note(text=reader.say("crediting.over_limit", limit=figures.number(made.limit)), level="warning"),)


def changed_section(step: ProposedStep, changed: PurchaseOrderChanged, reader: Reader) -> Section:
    """A purchase order that is approved, sent, cancelled or closed."""
    order, name = changed.order, step.operation
    words = {
        "number": order.number,
        "supplier": reader.name(order.supplier_zh, order.supplier_en, order.supplier),
        "gross": figures.money(order.gross, order.currency) if order.gross is not None else "",
        "day": reader.day(max(line.due_on for line in order.lines)),
    }
    return Section(
        kind=reader.say(f"document.{name}"),
        subject=order.number,
        proposed=reader.say(f"purchase.proposed_{name}", **words),
        done=reader.say(f"purchase.done_{name}", **words) if step.document else "",
        facts=facts_of(reader, ("purchase_order", order.number))
        + purchase_facts(order, reader)
        + facts_of(reader, ("reason", changed.reason)),
        lines=tuple(purchase_line(line, order, reader) for line in order.lines),
        totals=purchase_totals(order, reader),
        buttons=(reader.saying("press.show_purchase_order", number=order.number),) if step.document else (),
    )


def rescheduled_section(step: ProposedStep, moved: PurchaseRescheduled, reader: Reader) -> Section:
    """A supplier's new day, and how many promises to customers move with it."""
    supplier, day = reader.name(moved.supplier_zh, moved.supplier_en, moved.supplier), reader.day(moved.due_on)
    words = {"number": moved.number, "supplier": supplier, "day": day, "promises": moved.promises or ""}
    notes: tuple[Note, ...] = ()
    if moved.promises:
        notes = (Note(text=reader.say("purchase.moves_promises", count=moved.promises), level="warning"),)
    return Section(
        kind=reader.say("document.reschedule_purchase_order"),
        subject=moved.number,
        proposed=reader.say("purchase.proposed_day", **words),
        done=reader.say("purchase.done_day", **words) if step.document else "",
        facts=facts_of(reader, ("purchase_order", moved.number), ("supplier", supplier), ("due_on", day)),
        lines=tuple(
            CardLine(
                title=reader.product(line.product, line.name_zh, line.name_en),
                detail=reader.quantity(line.quantity, line.unit),
                notes=(
                    Note(
                        text=reader.say(
                            "purchase.moves",
                            before=reader.day(line.before),
                            after=reader.day(line.after),
                            warehouse=reader.name(line.warehouse_zh, line.warehouse_en, line.warehouse),
                        )
                    ),
                ),
            )
            for line in moved.lines
        ),
        notes=notes,
    )
