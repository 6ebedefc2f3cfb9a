"""Proposals as cards: what a yes would do, line by line, and who may press what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from assistant.replies.blocks import CardBlock
from assistant.replies.present import present_proposal
from core.actor import Actor
from core.customers.models import CustomerKind
from core.customers.views import CustomerCreated
from core.operations import Document
from core.proposals import Proposal, ProposalStatus, Unreadable
from core.sales.models import OrderState
from tests.assistant.replies.samples import (
    CUFFS,
    MONITOR,
    NOW,
    OVER_LIMIT,
    buyer,
    manager,
    placed,
    proposal,
    seller,
)
from tests.assistant.replies.samples_results import CANCELLED, TICKET_OPENED

_P = ProposalStatus


def card(shown: Proposal, actor: Actor | None = None) -> CardBlock:
    """The card as its owner sees it, or somebody else."""
    return present_proposal(shown, actor=actor or seller(), now=NOW)


def actions(shown: CardBlock) -> list[str]:
    """What the buttons do."""
    return [button.action.split(":")[0] for button in shown.buttons]


def notes(shown: CardBlock) -> str:
    """All remarks on a card and its lines."""
    return "\n".join(note.text for note in (*shown.notes, *(note for line in shown.lines for note in line.notes)))


def test_a_card_an_earlier_version_left_says_so() -> None:
    left = proposal(Unreadable(), operation="place_wish", status=_P.EXPIRED)
    assert "旧版本" in notes(card(left))
    assert "earlier version" in notes(card(left, seller().speaking("en")))


def test_an_order_card_shows_party_lines_days_and_sums() -> None:
    shown = card(proposal(placed()))
    assert shown.title == "销售订单"
    assert shown.status_label == "待确认"
    assert {fact.label: fact.value for fact in shown.facts} == {
        "客户": "华东医院",
        "送货地址": "杭州市上城区清泰街99号",
        "账期": "月结30天",
        "要求到货": "12月4日 周五",
        "预计到货": "12月7日 周一",
    }
    assert [(line.title, line.detail, line.amount) for line in shown.lines] == [
        ("BP-200 上臂式血压计", "20 台 × 189.00", "3,780.00"),
        ("BP-CUFF-L 大号袖带", "2 箱（24 条） × 312.00", "624.00"),
    ]
    assert [(total.label, total.value) for total in shown.totals] == [
        ("未税", "4,404.00"),
        ("增值税13%", "572.52"),
        ("合计", "¥4,976.52"),
    ]
    assert shown.totals[-1].strong


def test_the_same_card_in_english() -> None:
    shown = card(proposal(placed()), seller("en"))
    assert shown.title == "Sales order"
    assert shown.lines[1].detail == "2 cartons (24 pieces) × 312.00"
    assert [note.text for note in shown.lines[1].notes] == [
        "Ningbo warehouse · arrives Mon 7 Dec, 3 days late: waits for 24 pieces due in on Wed 2 Dec",
        "then 9 pieces left to promise in Ningbo warehouse",
    ]


def test_a_line_in_time_is_good_and_a_late_one_says_by_how_much_and_what_it_waits_for() -> None:
    in_time, late = (line.notes[0] for line in card(proposal(placed())).lines)
    assert (in_time.level, in_time.text) == ("good", "上海仓 · 12月3日 周四到（要求 12月4日 周五）")
    assert (late.level, late.text) == ("warning", "宁波仓 · 12月7日 周一到，晚3天：等12月2日 周三到货的 24 条")


def test_a_day_nobody_asked_for_is_neither_good_nor_late() -> None:
    shown = card(proposal(placed(MONITOR, requested_on=None)))
    assert (shown.lines[0].notes[0].level, shown.lines[0].notes[0].text) == ("info", "上海仓 · 12月3日 周四到")


def test_a_day_in_a_year_whose_holidays_nobody_knows_is_marked() -> None:
    order = placed()
    far = replace(order, lines=tuple(replace(line, promised_on=date(2096, 1, 4)) for line in order.lines))
    assert "holidays of 2096" in notes(card(proposal(far), seller("en")))
    assert "holidays" not in notes(card(proposal(order), seller("en")))


def test_taxes_are_summed_by_rate() -> None:
    books = replace(MONITOR, net=Decimal("100.00"), tax_rate=Decimal("0.09"), tax=Decimal("9.00"))
    labels = [(total.label, total.value) for total in card(proposal(placed(MONITOR, books, CUFFS))).totals]
    assert labels[1:3] == [("增值税13%", "572.52"), ("增值税9%", "9.00")]


def test_amounts_include_tax_where_prices_do() -> None:
    order = placed(MONITOR)
    taxed = replace(order, head=replace(order.head, tax_included=True))
    shown = card(proposal(taxed))
    assert shown.lines[0].amount == "4,271.40"
    assert "单价含税" in notes(shown)


def test_a_card_shows_no_number_of_a_document_that_is_not_made_yet() -> None:
    new_customer = CustomerCreated(
        document=Document("customer", UUID(int=3), "C0061"),
        name_zh="安康药房",
        name_en="Ankang Pharmacy",
        kind=CustomerKind.PHARMACY,
        region="EAST",
        owner="sales",
        address="",
        payment_terms_days=30,
        code="C0061",
    )
    for result, operation, number in (
        (placed(), "place_order", "SO-2026-00042"),
        (TICKET_OPENED, "open_ticket", "T-2026-00007"),
        (new_customer, "create_customer", "C0061"),
    ):
        before = card(proposal(result, operation=operation))
        assert number not in before.model_dump_json()
        assert before.number is None
        after = card(proposal(result, operation=operation, status=_P.EXECUTED))
        assert after.number == number


def test_an_order_that_is_to_be_cancelled_is_named() -> None:
    shown = card(proposal(CANCELLED, operation="cancel_order", arguments={"order": "SO-2026-00042"}))
    assert shown.title == "取消订单"
    assert shown.number is None
    assert ("订单", "SO-2026-00042") in [(fact.label, fact.value) for fact in shown.facts]
    assert [button.label for button in shown.buttons] == ["确认", "修改", "保留订单"]


def test_pieces_and_boxes_freed_are_not_added_up() -> None:
    assert "释放订单占用的库存" in notes(card(proposal(CANCELLED, operation="cancel_order")))
    assert "44" not in notes(card(proposal(CANCELLED, operation="cancel_order")))
    alike = replace(CANCELLED, lines=(MONITOR,), freed=Decimal(20))
    assert "释放订单占用的库存 20 台" in notes(card(proposal(alike, operation="cancel_order")))


def test_the_owner_may_confirm_change_or_cancel_and_nobody_else() -> None:
    shown = card(proposal(placed()))
    assert actions(shown) == ["confirm", "change", "reject"]
    assert all(button.action.endswith(shown.proposal or "-") for button in shown.buttons)
    assert actions(card(proposal(placed()), manager())) == []


def test_a_draft_says_that_it_reserves_nothing() -> None:
    draft = replace(placed(replace(MONITOR, promised_on=None, ships_on=None)), state=OrderState.DRAFT)
    shown = card(proposal(draft, operation="draft_order"))
    assert "不预留库存" in notes(shown)
    assert "没有承诺" not in notes(shown)


def test_a_discount_over_the_limit_says_who_will_be_asked() -> None:
    cheap = replace(MONITOR, discount_percent=Decimal(8), unit_price=Decimal("173.88"))
    over = proposal(placed(cheap, approvals=(OVER_LIMIT,), unusual=("over_limit",)))
    shown = card(over)
    assert "标价 189.00，折扣 8%" in notes(shown)
    assert "折扣 8% 超过您的上限 5%，确认后交经理审批；期间不预留库存" in notes(shown)
    assert any(note.level == "warning" for note in shown.notes)
    assert "有不寻常之处" in shown.footer


def test_a_request_waiting_for_approval_has_other_buttons_for_owner_and_approver() -> None:
    waiting = proposal(placed(MONITOR, approvals=(OVER_LIMIT,)), status=_P.AWAITING_APPROVAL)
    assert actions(card(waiting)) == ["reject"]
    assert [button.label for button in card(waiting).buttons] == ["撤回"]
    assert actions(card(waiting, manager())) == ["approve", "reject", "delegate"]
    assert "sales 申请折扣 8%，本人上限 5%" in notes(card(waiting, manager()))
    assert "sales 申请" in card(waiting, manager()).footer
    too_low = replace(manager(), discount_limit_percent=Decimal(6))
    assert actions(card(waiting, too_low)) == []


def test_nobody_approves_their_own_request() -> None:
    waiting = proposal(placed(MONITOR, approvals=(OVER_LIMIT,)), status=_P.AWAITING_APPROVAL, owner=manager())
    assert actions(card(waiting, manager())) == ["reject"]


@pytest.mark.parametrize("status", [_P.FAILED, _P.REJECTED, _P.EXPIRED, _P.WITHDRAWN, _P.SUPERSEDED])
def test_a_closed_card_says_so_and_has_no_buttons(status: ProposalStatus) -> None:
    for language in ("zh", "en"):
        shown = card(proposal(placed(), status=status), seller(language))
        assert shown.buttons == ()
        assert shown.expires_at is None
        assert shown.status_label not in ("", shown.status)


def test_a_card_past_its_time_is_expired_though_nobody_marked_it() -> None:
    shown = present_proposal(proposal(placed()), actor=seller(), now=NOW + timedelta(hours=25))
    assert shown.status == "expired"
    assert shown.buttons == ()


def test_a_card_is_valid_until_a_moment_in_the_zone_of_the_company() -> None:
    shown = card(proposal(placed(MONITOR)))
    assert shown.footer == "有效至 11月24日 10:02 · 按按钮，或回复“确认”"
    assert shown.model_dump(mode="json")["expires_at"] == "2026-11-24T10:02:00+08:00"


def test_a_receipt_has_its_number_and_can_be_undone_for_a_while() -> None:
    done = proposal(TICKET_OPENED, operation="open_ticket", status=_P.EXECUTED, undoable=True)
    assert card(done).number == "T-2026-00007"
    assert actions(card(done)) == ["undo"]
    late = present_proposal(done, actor=seller(), now=NOW + timedelta(hours=1))
    assert actions(late) == []
    assert actions(card(done, manager())) == []


def test_a_receipt_of_an_order_offers_to_show_it() -> None:
    shown = card(proposal(placed(), status=_P.EXECUTED))
    assert [(button.label, button.action) for button in shown.buttons] == [("查看", "say:查看订单 SO-2026-00042")]
    assert "之后" not in notes(shown)


def test_several_steps_are_one_card_with_a_heading_each() -> None:
    shown = card(proposal(placed(MONITOR), CANCELLED, operations=("place_order", "cancel_order")))
    assert shown.title == "2 项操作"
    titles = [line.title for line in shown.lines]
    assert titles[0] == "1. 销售订单 · 华东医院"
    assert "2. 取消订单 · SO-2026-00042" in titles
    assert [total.label for total in shown.totals if total.strong] == ["1. 合计"]
    assert actions(shown) == ["confirm", "change", "reject"]


def test_those_outside_see_neither_warehouses_nor_stock_nor_price_lists() -> None:
    shown = card(proposal(placed(), owner=buyer()), buyer())
    everything = shown.model_dump_json()
    for inner in ("上海仓", "宁波仓", "可承诺", "STD", "sales"):
        assert inner not in everything
    assert "12月7日 周一到，晚3天" in notes(shown)


def test_an_order_promised_in_another_year_says_which() -> None:
    far = replace(MONITOR, promised_on=date(2027, 1, 5))
    assert "2027年1月5日 周二" in notes(card(proposal(placed(far, requested_on=None))))
