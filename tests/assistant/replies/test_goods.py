"""Goods that move, are lost, do not sell or expire, in words; and a line that comes from two warehouses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypedDict

import pytest

from assistant.replies.blocks import Block, TableBlock
from assistant.replies.present import present_result
from assistant.replies.reader import Reader
from assistant.replies.section_of import section_of
from core.inventory.ageing.views import ExpiringLot, ExpiringLots, SlowProduct, SlowStock
from core.inventory.history.views import StockChange, StockHistory
from core.inventory.models import PlaceKind
from core.inventory.scrapping.views import StockScrapped
from core.inventory.transfers.views import StockTransferred
from core.inventory.views import LotQuantity, PromisedPart
from core.operations import CommandResult
from core.proposals import ProposedStep
from tests.assistant.replies.samples import NOW, manager, seller
from tests.assistant.replies.samples_results import MONITORS_WANTED, availability


class Named(TypedDict):
    """A product as results name it."""

    product: str
    name_zh: str
    name_en: str
    unit: str


MONITORS: Named = {"product": "BP-200", "name_zh": "上臂式血压计", "name_en": "Upper-arm monitor", "unit": "台"}
STRIPS: Named = {"product": "GS-50", "name_zh": "血糖试纸", "name_en": "Test strips", "unit": "盒"}


def table(blocks: tuple[Block, ...]) -> TableBlock:
    """The one table."""
    (found,) = [block for block in blocks if isinstance(block, TableBlock)]
    return found


def change(quantity: int, source: PlaceKind, target: PlaceKind, *houses: str, value: str | None = "112") -> StockChange:
    """A move of monitors."""
    return StockChange(
        at=NOW,
        quantity=Decimal(quantity),
        source=source,
        source_warehouse=houses[0] if source is PlaceKind.STOCK else None,
        target=target,
        target_warehouse=houses[-1] if target is PlaceKind.STOCK else None,
        lot=None,
        origin="test",
        user="chu",
        value=None if value is None else Decimal(value),
    )


def section(result: CommandResult, *, language: str = "zh") -> str:
    """What a yes to the command would bring."""
    step = ProposedStep("any", {}, result, None)
    return section_of(step, Reader.of(seller(language), NOW)).proposed


def test_the_history_says_what_happened_and_where() -> None:
    changes = (
        change(-20, PlaceKind.STOCK, PlaceKind.TRANSIT, "SH"),
        change(5, PlaceKind.STOCK, PlaceKind.STOCK, "SH", "NB"),
        change(-2, PlaceKind.STOCK, PlaceKind.ADJUSTMENT, "NB"),
        change(3, PlaceKind.CUSTOMER, PlaceKind.STOCK, "SH"),
    )
    history = StockHistory(**MONITORS, warehouse=None, changes=changes, count=4)
    text, blocks = present_result("get_stock_history", history, actor=manager(), now=NOW)
    assert text == "BP-200 上臂式血压计的库存变动，共 4 笔，单位是台。"
    assert [row[1:5] for row in table(blocks).rows] == [
        ("发货", "−20", "SH", "112"),
        ("调拨", "5", "SH → NB", "112"),
        ("盘亏", "−2", "NB", "112"),
        ("退货", "+3", "SH", "112"),
    ]


def test_a_history_without_costs_has_no_column_for_them() -> None:
    changes = (change(-20, PlaceKind.STOCK, PlaceKind.TRANSIT, "SH", value=None),)
    history = StockHistory(**MONITORS, warehouse="SH", changes=changes, count=80)
    text, blocks = present_result("get_stock_history", history, actor=seller(), now=NOW)
    assert "80" in text
    assert "成本" not in [column.label for column in table(blocks).columns]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("855.60"), "1 product has not sold for 90 days, tying up ¥855.60."),
        (None, "1 product has not sold for 90 days."),
    ],
)
def test_slow_stock_is_told_with_its_cost_to_those_who_may_know_it(value: Decimal | None, said: str) -> None:
    product = SlowProduct(
        **MONITORS,
        on_hand=Decimal(12),
        idle_since=date(2026, 6, 1),
        idle_days=175,
        ever_sold=False,
        value=value,
    )
    slow = SlowStock(idle_days=90, products=(product,), count=1, value=value, currency="CNY")
    text, blocks = present_result("find_slow_stock", slow, actor=seller("en"), now=NOW)
    assert text == said
    assert table(blocks).rows[0][1:4] == ("12 units", "never", "175 days")


def test_lots_that_expire_say_how_long_they_have() -> None:
    def lot(days_left: int, code: str) -> ExpiringLot:
        return ExpiringLot(
            **STRIPS,
            lot=code,
            expires_on=date(2026, 12, 1),
            days_left=days_left,
            warehouse="SH",
            warehouse_zh="上海仓",
            warehouse_en="Shanghai",
            on_hand=Decimal(9),
            reserved=Decimal(0),
            value=None,
        )

    found = ExpiringLots(date(2027, 2, 21), (lot(-6, "2403"), lot(8, "2405")), 2, None, "CNY")
    text, blocks = present_result("find_expiring_lots", found, actor=seller(), now=NOW)
    assert text == "2 批货到 2027年2月21日 周日 会到期，其中 1 批已过期。"
    assert [row[2] for row in table(blocks).rows] == ["12月1日 周二（已过期 6 天）", "12月1日 周二（还有 8 天）"]


def test_nothing_slow_and_nothing_expiring_is_said() -> None:
    slow = SlowStock(90, (), 0, None, "CNY")
    assert present_result("find_slow_stock", slow, actor=seller(), now=NOW)[0] == "没有超过 90 天没卖出的库存。"
    lots = ExpiringLots(date(2026, 12, 1), (), 0, None, "CNY")
    assert "12月1日" in present_result("find_expiring_lots", lots, actor=seller(), now=NOW)[0]


def test_a_transfer_and_scrap_say_what_a_yes_brings() -> None:
    moved = StockTransferred(
        document=None,
        **STRIPS,
        quantity=Decimal(45),
        source="SH",
        source_zh="上海仓",
        source_en="Shanghai",
        target="NB",
        target_zh="宁波仓",
        target_en="Ningbo",
        lots=(LotQuantity("2405", Decimal(40)), LotQuantity("2407", Decimal(5))),
    )
    assert section(moved) == "45 盒 GS-50 血糖试纸从上海仓调到宁波仓，请确认。"
    lost = StockScrapped(
        document=None,
        **MONITORS,
        quantity=Decimal(2),
        warehouse="SH",
        warehouse_zh="上海仓",
        warehouse_en="Shanghai",
        lot=None,
        reason="摔坏了",
    )
    assert section(lost, language="en").startswith("2 units of BP-200 Upper-arm monitor in Shanghai are thrown away")


def test_a_line_from_two_warehouses_says_what_comes_from_each() -> None:
    parts = tuple(
        PromisedPart(
            warehouse=code,
            warehouse_zh=name,
            warehouse_en=code,
            quantity=Decimal(quantity),
            ships_on=date(2026, 11, 23),
            promised_on=day,
        )
        for code, name, quantity, day in (
            ("SH", "上海仓", 70, date(2026, 11, 24)),
            ("NB", "宁波仓", 10, date(2026, 11, 25)),
        )
    )
    shown = availability(replace(MONITORS_WANTED, parts=parts))
    text, _ = present_result("check_availability", shown, actor=seller(), now=NOW)
    assert text.endswith("分 2 处发货：从上海仓发 70 台，11月24日 周二到；从宁波仓发 10 台，11月25日 周三到。")
