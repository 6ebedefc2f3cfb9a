"""Goods that move, are lost, do not sell or expire: answers about them, and commands on them as sections of a card."""

from __future__ import annotations

from assistant.replies import figures
from assistant.replies.blocks import Block
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core.inventory.ageing.views import ExpiringLot, ExpiringLots, SlowProduct, SlowStock
from core.inventory.history.views import StockChange, StockHistory
from core.inventory.models import PlaceKind
from core.inventory.scrapping.views import StockScrapped
from core.inventory.transfers.views import StockTransferred
from core.proposals import ProposedStep

_INSIDE = (PlaceKind.STOCK, PlaceKind.QUARANTINE)


def present_history(history: StockHistory, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """What came in and went out of a product's stock."""
    product = reader.product(history.product, history.name_zh, history.name_en)
    if not history.changes:
        return reader.say("goods.no_history", product=product, warehouse=history.warehouse or ""), ()
    key = "goods.history" if history.count == len(history.changes) else "goods.history_more"
    text = reader.say(
        key,
        product=product,
        warehouse=history.warehouse or "",
        count=history.count,
        shown=len(history.changes),
        unit=reader.unit(history.unit),
    )
    columns = ("at", "happened", "quantity", "warehouse", "lot", "value", "by")
    return text, (table_of(columns, (_change(one, reader) for one in history.changes), reader),)


def present_slow_stock(slow: SlowStock, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """What does not sell, and what it ties up."""
    if not slow.products:
        return reader.say("goods.no_slow", days=slow.idle_days), ()
    value = "" if slow.value is None else figures.money(slow.value, slow.currency)
    key = "goods.slow" if slow.count == len(slow.products) else "goods.slow_more"
    text = reader.say(key, days=slow.idle_days, count=slow.count, shown=len(slow.products), value=value)
    columns = ("product", "on_hand", "last_sold", "idle", "value")
    return text, (table_of(columns, (_slow(one, slow.currency, reader) for one in slow.products), reader),)


def present_expiring(found: ExpiringLots, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Lots that expire soon or have."""
    if not found.lots:
        return reader.say("goods.no_expiring", day=reader.day(found.expires_by)), ()
    value = "" if found.value is None else figures.money(found.value, found.currency)
    expired = sum(1 for lot in found.lots if lot.days_left <= 0)
    key = "goods.expiring" if found.count == len(found.lots) else "goods.expiring_more"
    text = reader.say(
        key,
        day=reader.day(found.expires_by),
        count=found.count,
        shown=len(found.lots),
        expired=expired or "",
        value=value,
    )
    columns = ("product", "lot", "expires_on", "warehouse", "on_hand", "reserved", "value")
    return text, (table_of(columns, (_lot(one, found.currency, reader) for one in found.lots), reader),)


def transfer_section(step: ProposedStep, moved: StockTransferred, reader: Reader) -> Section:
    """Goods from one warehouse to another."""
    product = reader.product(moved.product, moved.name_zh, moved.name_en)
    source = reader.name(moved.source_zh, moved.source_en, moved.source)
    target = reader.name(moved.target_zh, moved.target_en, moved.target)
    quantity = reader.quantity(moved.quantity, moved.unit)
    words = {"product": product, "source": source, "target": target, "quantity": quantity}
    lots = [f"{one.lot} {reader.quantity(one.quantity, moved.unit)}" for one in moved.lots]
    return Section(
        kind=reader.say("document.transfer_stock"),
        subject=product,
        proposed=reader.say("goods.proposed_transfer", **words),
        done=reader.say("goods.done_transfer", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("product", product),
            ("quantity", quantity),
            ("source", source),
            ("target", target),
            ("lot", reader.listed(lots)),
        ),
    )


def scrap_section(step: ProposedStep, lost: StockScrapped, reader: Reader) -> Section:
    """Goods that are thrown away."""
    product = reader.product(lost.product, lost.name_zh, lost.name_en)
    place = reader.name(lost.warehouse_zh, lost.warehouse_en, lost.warehouse)
    quantity = reader.quantity(lost.quantity, lost.unit)
    words = {"product": product, "warehouse": place, "quantity": quantity}
    return Section(
        kind=reader.say("document.scrap_stock"),
        subject=product,
        proposed=reader.say("goods.proposed_scrap", **words),
        done=reader.say("goods.done_scrap", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("product", product),
            ("quantity", quantity),
            ("warehouse", place),
            ("lot", lost.lot or ""),
            ("reason", lost.reason),
            ("value", "" if lost.value is None else figures.number(lost.value)),
        ),
    )


def _change(one: StockChange, reader: Reader) -> dict[str, str]:
    inside = one.source in _INSIDE and one.target in _INSIDE
    way = "transfer" if one.source_warehouse != one.target_warehouse else f"{one.source.value}_to_{one.target.value}"
    houses = [code for code in (one.source_warehouse, one.target_warehouse) if code]
    outside = one.target if one.source in _INSIDE else one.source
    direction = "to" if one.source in _INSIDE else "from"
    key = f"goods.way.{way}" if inside else f"goods.way.{direction}_{outside.value}"
    if one.origin == "opening":
        key = "goods.way.opening"
    return {
        "at": reader.moment(one.at),
        "happened": reader.say(key),
        "quantity": figures.number(one.quantity) if inside and one.quantity > 0 else figures.signed(one.quantity),
        "warehouse": " → ".join(dict.fromkeys(houses)),
        "lot": one.lot or "",
        "value": "" if one.value is None else figures.number(one.value),
        "by": one.user,
    }


def _slow(one: SlowProduct, currency: str, reader: Reader) -> dict[str, str]:
    return {
        "product": reader.product(one.product, one.name_zh, one.name_en),
        "on_hand": reader.quantity(one.on_hand, one.unit),
        "last_sold": reader.day(one.idle_since) if one.ever_sold else reader.say("goods.never_sold"),
        "idle": reader.say("goods.days", days=one.idle_days),
        "value": "" if one.value is None else figures.plain_amount(one.value, currency),
    }


def _lot(one: ExpiringLot, currency: str, reader: Reader) -> dict[str, str]:
    key = "goods.expired_on" if one.days_left <= 0 else "goods.expires_in"
    return {
        "product": reader.product(one.product, one.name_zh, one.name_en),
        "lot": one.lot,
        "expires_on": reader.say(key, day=reader.day(one.expires_on), days=abs(one.days_left)),
        "warehouse": reader.name(one.warehouse_zh, one.warehouse_en, one.warehouse),
        "on_hand": reader.quantity(one.on_hand, one.unit),
        "reserved": figures.number(one.reserved) if one.reserved else "",
        "value": "" if one.value is None else figures.plain_amount(one.value, currency),
    }
