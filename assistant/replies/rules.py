"""What the company sets for itself (limits of buyers and losses, its tax), and costs that were never said."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of, notes_of
from assistant.replies.tables import table_of
from core.inventory.limits.views import LossLimitSet
from core.inventory.opening.views import OpeningCostSet, UncostedStock
from core.proposals import ProposedStep
from core.purchasing.limits.views import PurchaseLimitPage, PurchaseLimitSet
from core.purchasing.taxing.views import TaxpayerSet
from core.sales.terms.views import AllowanceLimitSet

Shown = tuple[str, tuple[Block, ...]]


def rules_section(step: ProposedStep, reader: Reader) -> Section | None:
    """The section of a command that sets a rule or an opening cost; None for another one."""
    match step.result:
        case PurchaseLimitSet() as limit:
            return _buyer_limit(step, limit, reader)
        case LossLimitSet() as limit:
            return _company_limit("loss_limit", limit, reader)
        case AllowanceLimitSet() as limit:
            return _company_limit("allowance_limit", limit, reader)
        case TaxpayerSet() as taxpayer:
            return _taxpayer(step, taxpayer, reader)
        case OpeningCostSet() as cost:
            return _opening_cost(step, cost, reader)
    return None


def present_rules_of_company(result: object, reader: Reader) -> Shown | None:
    """An answer about limits or goods without a cost; None for another one."""
    match result:
        case PurchaseLimitPage():
            return _limits(result, reader)
        case UncostedStock():
            return _uncosted(result, reader)
    return None


def _buyer_limit(step: ProposedStep, done: PurchaseLimitSet, reader: Reader) -> Section:
    name = reader.name(done.name_zh, done.name_en, done.login)
    limit, before = (figures.money(one, done.currency) for one in (done.limit, done.before))
    words = {"name": name, "limit": limit, "before": before}
    return Section(
        kind=reader.say("document.set_purchase_limit"),
        subject=name,
        proposed=reader.say("crediting.proposed_limit", **words),
        done=reader.say("crediting.done_limit", **words) if step.document else "",
        facts=facts_of(reader, ("buyer", name), ("limit", limit), ("before", before)),
    )


def _company_limit(name: str, done: LossLimitSet | AllowanceLimitSet, reader: Reader) -> Section:
    limit, before = (figures.money(one, done.currency) for one in (done.limit, done.before))
    words = {"limit": limit, "before": before}
    return Section(
        kind=reader.say(f"document.set_{name}"),
        proposed=reader.say(f"crediting.proposed_{name}", **words),
        done=reader.say(f"crediting.done_{name}", **words),
        facts=facts_of(reader, ("limit", limit), ("before", before)),
    )


def _taxpayer(step: ProposedStep, done: TaxpayerSet, reader: Reader) -> Section:
    kind, before = (reader.say(f"crediting.taxpayer_{one.value}") for one in (done.kind, done.before))
    return Section(
        kind=reader.say("document.set_taxpayer_kind"),
        proposed=reader.say("crediting.proposed_taxpayer", kind=kind),
        done=reader.say("crediting.done_taxpayer", kind=kind),
        facts=facts_of(reader, ("taxpayer", kind), ("before", before)),
    )


def _opening_cost(step: ProposedStep, said: OpeningCostSet, reader: Reader) -> Section:
    product = reader.product(said.product, said.name_zh, said.name_en)
    quantity = reader.quantity(said.quantity, said.unit)
    cost, value, average = (figures.money(one, said.currency) for one in (said.unit_cost, said.value, said.average))
    words = {
        "product": product,
        "quantity": quantity,
        "unit": reader.unit(said.unit),
        "unit_cost": cost,
        "value": value,
        "average": average,
    }
    return Section(
        kind=reader.say("document.set_opening_cost"),
        subject=product,
        proposed=reader.say("crediting.proposed_cost", **words),
        done=reader.say("crediting.done_cost", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("product", product),
            ("quantity", quantity),
            ("unit_cost", cost),
            ("value", value),
            ("average", average),
        ),
        notes=notes_of([reader.say("crediting.against_equity")]),
    )


def _limits(page: PurchaseLimitPage, reader: Reader) -> Shown:
    if not page.limits:
        return reader.say("crediting.no_limits"), ()
    rows = (
        {
            "buyer": reader.name(one.name_zh, one.name_en, one.login),
            "limit": figures.money(one.limit, page.currency),
            "note": reader.say("crediting.usual") if one.usual else "",
        }
        for one in page.limits
    )
    table = table_of(("buyer", "limit", "note"), rows, reader)
    return reader.say("crediting.limits", count=len(page.limits)), (table,)


def _uncosted(stock: UncostedStock, reader: Reader) -> Shown:
    if not stock.products:
        return reader.say("crediting.no_uncosted"), ()
    rows = (
        {
            "product": reader.product(one.product, one.name_zh, one.name_en),
            "quantity": reader.quantity(one.quantity, one.unit),
            "on_hand": reader.quantity(one.on_hand, one.unit),
        }
        for one in stock.products
    )
    table = table_of(("product", "quantity", "on_hand"), rows, reader)
    return reader.say("crediting.uncosted", count=len(stock.products)), (table,)
