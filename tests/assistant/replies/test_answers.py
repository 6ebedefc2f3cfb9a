"""Answers of queries in words and tables, and what of them those outside the company are not told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from assistant.replies.blocks import Block, CardBlock, TableBlock, TextBlock
from assistant.replies.present import present_result
from core import operations
from core.actor import Actor, Role
from core.catalog.views import ProductPage
from core.customers.views import CustomerPage
from core.inventory.views import StockSignal, WarehouseShown
from core.proposals import ProposalStatus
from core.sales import commands as sales_commands
from core.sales.models import OrderState
from core.sales.views import OrderPage
from core.service.models import TicketState
from core.service.views import TicketPage
from knowledge.queries import KnowledgeAnswer, KnowledgeCitation
from tests.assistant.replies.samples import MONITOR, NOW, OVER_LIMIT, buyer, manager, person, placed, proposal, seller
from tests.assistant.replies.samples_results import (
    CUFFS_WANTED,
    CUSTOMERS,
    METER,
    MONITORS_WANTED,
    NEVER,
    NINGBO_ROW,
    ORDER,
    ORDERS,
    PRICE,
    PRODUCTS,
    RENHE,
    SHANGHAI_ROW,
    TICKET,
    TICKETS,
    availability,
    coarse_stock,
    stock,
)


def answer(operation: str, result: object, actor: Actor | None = None) -> tuple[str, tuple[Block, ...]]:
    """What is answered to a salesperson in Chinese, or to somebody else."""
    return present_result(operation, result, actor=actor or seller(), now=NOW)


def table(blocks: tuple[Block, ...]) -> TableBlock:
    """The one table."""
    (found,) = [block for block in blocks if isinstance(block, TableBlock)]
    return found


def card(blocks: tuple[Block, ...]) -> CardBlock:
    """The one card."""
    (found,) = [block for block in blocks if isinstance(block, CardBlock)]
    return found


def test_stock_of_one_warehouse_is_one_sentence() -> None:
    text, blocks = answer("get_stock", stock(SHANGHAI_ROW))
    assert text == "上海仓有 BP-200 上臂式血压计 120 台，可承诺 96 台（已预留 24 台）。"
    assert blocks == ()


def test_stock_of_several_warehouses_is_a_total_and_a_table() -> None:
    text, blocks = answer("get_stock", stock(SHANGHAI_ROW, NINGBO_ROW))
    assert text == "BP-200 上臂式血压计共 129 台，可承诺 103 台（已预留 24 台）；其中过期 2 台，不可售。"
    assert table(blocks).rows == (
        ("上海仓", "96 台", "120", "24", "—", "—"),
        ("宁波仓", "7 台", "9", "—", "2", "12月2日 周三 240 台"),
    )


def test_columns_nobody_needs_are_left_out() -> None:
    _, blocks = answer("get_stock", stock(SHANGHAI_ROW, SHANGHAI_ROW))
    assert [column.label for column in table(blocks).columns] == ["仓库", "可承诺", "在库", "已预留"]


def test_stock_by_a_coming_day_is_what_can_be_promised_and_of_a_past_one_nobody_knows() -> None:
    ahead = replace(stock(NINGBO_ROW), needed_by=date(2026, 12, 4), promisable_by=Decimal(247))
    assert "算上在途，到 12月4日 周五 可承诺 247 台。" in answer("get_stock", ahead)[0]
    today = replace(stock(NINGBO_ROW), needed_by=date(2026, 11, 23))
    assert answer("get_stock", today)[0] == answer("get_stock", stock(NINGBO_ROW))[0]
    past = replace(stock(NINGBO_ROW), needed_by=date(2026, 10, 31))
    assert "10月31日 周六 的库存没有记录" in answer("get_stock", past)[0]


@pytest.mark.parametrize("signal", list(StockSignal))
def test_those_outside_are_told_stock_in_words_only(signal: StockSignal) -> None:
    for language in ("zh", "en"):
        text, blocks = answer("get_stock", coarse_stock(signal), buyer(language))
        assert blocks == ()
        assert not any(character.isdigit() for character in text.replace("BP-200", ""))


def test_figures_do_not_reach_those_outside_even_when_they_are_in_the_result() -> None:
    text, blocks = answer("get_stock", stock(SHANGHAI_ROW, NINGBO_ROW), buyer())
    assert "103" not in text
    assert blocks == ()


def test_one_line_that_can_be_in_time_is_a_yes_with_its_day() -> None:
    text, _ = answer("check_availability", availability(MONITORS_WANTED))
    assert text.startswith("可以：20 台 BP-200 上臂式血压计，12月3日 周四送到仁和诊所，赶得上 12月4日 周五。")
    english, _ = answer("check_availability", availability(MONITORS_WANTED), seller("en"))
    assert english.startswith("Yes: 20 units of BP-200")
    assert "Renhe Clinic Thu 3 Dec, in time for Fri 4 Dec" in english


def test_one_line_that_is_late_says_when_and_what_it_waits_for() -> None:
    text, _ = answer("check_availability", availability(CUFFS_WANTED))
    assert "赶不上 12月4日 周五" in text
    assert "晚 3 天，要等 12月2日 周三 的到货" in text


def test_a_line_nothing_covers_is_a_no_with_what_there_is() -> None:
    text, _ = answer("check_availability", availability(NEVER))
    assert text.startswith("不行")
    assert "9" in text


def test_several_lines_are_a_table() -> None:
    text, blocks = answer("check_availability", availability(MONITORS_WANTED, CUFFS_WANTED, NEVER))
    assert text.startswith("不能全部满足")
    assert [row[-1][:1] for row in table(blocks).rows] == ["✓", "⚠", "不"]


def test_a_day_in_a_year_whose_holidays_nobody_knows_is_marked() -> None:
    far = replace(MONITORS_WANTED, promised_on=date(2096, 1, 4))
    assert answer("check_availability", availability(MONITORS_WANTED))[1] == ()
    (note,) = answer("check_availability", availability(far))[1]
    assert isinstance(note, TextBlock)
    assert note.text == "2096年的放假安排尚未公布，到货日按周一至周五推算"


def test_without_a_customer_the_assumption_is_said() -> None:
    nowhere = replace(availability(MONITORS_WANTED), customer=None, customer_zh="", customer_en="")
    text, blocks = answer("check_availability", nowhere)
    assert text.startswith("可以：20 台 BP-200 上臂式血压计")
    assert "从上海仓发货，赶得上 12月4日 周五；送到最远的地区是 12月3日 周四" in text
    assert blocks[0].type == "text"
    assert "最远的路程" in blocks[0].text


def test_products_are_a_table_and_a_single_one_a_sentence() -> None:
    text, blocks = answer("find_products", PRODUCTS, seller("en"))
    assert text == "2 products."
    assert table(blocks).rows[0] == ("GM-10", "Glucose meter", "Blood glucose", "¥128.00", "unit")
    assert answer("find_products", ProductPage((METER,), 1))[0] == "GM-10 血糖仪：¥128.00/台（未税）。"
    assert answer("find_products", ProductPage((), 0))[0].startswith("没有找到")
    assert "45" in answer("find_products", replace(PRODUCTS, count=45))[0]


def test_a_price_comes_with_tax_and_what_the_quantity_comes_to() -> None:
    text, _ = answer("get_price", PRICE)
    assert text == (
        "BP-200 上臂式血压计：¥189.00/台（未税，税率 13%），20 台 未税 ¥3,780.00，税 ¥491.40，含税 ¥4,271.40。"
    )
    one = replace(PRICE, quantity=Decimal(1), gross=Decimal("213.57"))
    assert answer("get_price", one)[0].endswith("含税 ¥213.57。")


def test_a_customer_of_a_colleague_is_a_name_and_an_owner() -> None:
    _, blocks = answer("find_customers", CUSTOMERS)
    assert table(blocks).rows[1] == ("—", "宏达贸易", "—", "—", "sales2")
    assert answer("find_customers", CustomerPage((), 0))[0].startswith("没有找到")


def test_a_customer_is_a_card_with_its_contacts() -> None:
    text, blocks = answer("get_customer", RENHE)
    assert text == "仁和诊所：华东，诊所，1 位联系人。"
    assert [(line.title, line.detail) for line in card(blocks).lines] == [("王敏 · 设备科", "138-0000-0001")]


def test_an_order_is_told_by_state_and_days() -> None:
    text, blocks = answer("get_order", ORDER)
    assert text.startswith("订单 SO-2026-00042（华东医院，合计 ¥4,976.52）已确认，计划 12月2日 周三起发货")
    assert card(blocks).number == "SO-2026-00042"
    simple = replace(ORDER, lines=(MONITOR,), head=placed(MONITOR).head)
    assert answer("get_order", simple)[0].endswith("计划 12月2日 周三发货，12月3日 周四送到。")


@pytest.mark.parametrize("state", list(OrderState))
def test_every_state_of_an_order_has_words(state: OrderState) -> None:
    for language in ("zh", "en"):
        shown = replace(ORDER, state=state, cancelled_at=NOW, cancel_reason="other supplier")
        text, blocks = answer("get_order", shown, seller(language))
        assert "SO-2026-00042" in text
        assert card(blocks).status == state.value


def test_a_customer_sees_its_order_without_anything_internal() -> None:
    text, blocks = answer("get_order", ORDER, buyer())
    everything = text + card(blocks).model_dump_json()
    for inner in ("上海仓", "宁波仓", "sales", "STD", "到货的 24 条"):
        assert inner not in everything


def test_what_can_be_done_with_an_order_depends_on_who_asks() -> None:
    assert operations.find("cancel_order") is not None
    assert sales_commands.MAY_SELL
    for asking in (seller(), buyer()):
        buttons = card(answer("get_order", ORDER, asking)[1]).buttons
        assert [button.action for button in buttons] == ["say:取消订单 SO-2026-00042"]
    stores = person("stores", Role.WAREHOUSE)
    assert "取消订单" not in str(card(answer("get_order", ORDER, stores)[1]).buttons)
    done = replace(ORDER, state=OrderState.CANCELLED)
    assert card(answer("get_order", done)[1]).buttons == ()


def test_orders_are_a_table_with_how_many_there_are_in_all() -> None:
    text, blocks = answer("find_orders", ORDERS)
    assert text == "共 31 张订单，这是最近的 1 张。"
    assert table(blocks).rows[0][0] == "SO-2026-00042"
    outside = table(answer("find_orders", ORDERS, buyer())[1])
    assert "客户" not in [column.label for column in outside.columns]
    assert answer("find_orders", OrderPage((), 0))[0] == "没有符合的订单。"


@pytest.mark.parametrize("state", list(TicketState))
def test_every_state_of_a_ticket_has_words(state: TicketState) -> None:
    for language in ("zh", "en"):
        text, blocks = answer("get_ticket", replace(TICKET, state=state, resolution="replaced"), seller(language))
        assert "T-2026-00007" in text
        assert card(blocks).status == state.value


def test_a_customer_does_not_see_who_works_on_a_ticket() -> None:
    assert "support" not in card(answer("get_ticket", TICKET, buyer())[1]).model_dump_json()
    assert "support" in card(answer("get_ticket", TICKET, manager())[1]).model_dump_json()


def test_a_withdrawn_ticket_says_so_in_words() -> None:
    withdrawn = replace(TICKET, state=TicketState.RESOLVED, resolution="withdrawn")
    assert answer("get_ticket", withdrawn)[0].endswith("已解决：提交人撤回。")


def test_tickets_are_a_table() -> None:
    assert table(answer("find_tickets", TICKETS)[1]).rows[0][0] == "T-2026-00007"
    assert answer("find_tickets", TicketPage((), 0))[0] == "没有符合的工单。"


def test_warehouses_are_a_table() -> None:
    text, blocks = answer("find_warehouses", (WarehouseShown("SH", "上海仓", "Shanghai warehouse", "青浦"),))
    assert text == "共 1 个仓库。"
    assert table(blocks).rows == (("SH", "上海仓", "青浦"),)
    assert answer("find_warehouses", ())[0] == "还没有仓库。"


def test_approvals_are_cards_to_decide_on() -> None:
    waiting = proposal(placed(MONITOR, approvals=(OVER_LIMIT,)), status=ProposalStatus.AWAITING_APPROVAL)
    text, blocks = answer("list_approvals", (waiting,), manager())
    assert text == "有 1 项申请待您审批。"
    assert [button.label for button in card(blocks).buttons] == ["批准", "拒绝", "转交"]
    assert answer("list_approvals", (), manager())[0] == "现在没有待您审批的申请。"


CITED = KnowledgeCitation(1, UUID(int=5), "BP-200 使用说明", "错误代码", "E3 表示袖带太松。", 0.8)


def test_an_answer_from_documents_stands_as_it_is_with_its_sources() -> None:
    found = KnowledgeAnswer(True, "E3 表示袖带太松。[1]", "zh", (CITED,), 0.8)
    text, blocks = answer("search_knowledge", found)
    assert text == "E3 表示袖带太松。[1]"
    assert [block.type for block in blocks] == ["citations"]
    _, outside = answer("search_knowledge", found, buyer())
    assert [block.type for block in outside] == ["citations", "buttons"]


def test_an_answer_in_the_other_language_says_so() -> None:
    found = KnowledgeAnswer(True, "E3 表示袖带太松。[1]", "zh", (CITED,), 0.8)
    _, blocks = answer("search_knowledge", found, seller("en"))
    assert blocks[0].type == "text"
    assert blocks[0].text.startswith("Only the Chinese documents")


def test_no_answer_is_made_up_and_a_ticket_is_offered() -> None:
    text, blocks = answer("search_knowledge", KnowledgeAnswer(False, "", "zh", (), 0.2))
    assert "没有查到" in text
    assert blocks[0].type == "buttons"
