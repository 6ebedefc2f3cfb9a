"""What is said after a yes, a no, an approval or a change: always with what was written, or that nothing was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from assistant.replies.present import present_closed, present_confirmation, present_proposed, present_run
from core.inventory.allocating import InsufficientStock
from core.proposals import Confirmation, Outcome, Proposal, ProposalStatus, RefusalFacts
from core.sales.models import OrderState
from core.service.models import TicketPriority
from tests.assistant.replies.samples import CUFFS, MONITOR, NOW, OVER_LIMIT, manager, placed, proposal, seller
from tests.assistant.replies.samples_results import CANCELLED, TICKET, TICKET_OPENED

_P = ProposalStatus


def executed(*, operation: str = "place_order", late: bool = False) -> Proposal:
    """A proposal that was carried out."""
    order = placed(MONITOR, CUFFS) if late else placed(MONITOR)
    return proposal(order, operation=operation, status=_P.EXECUTED)


def said(outcome: Outcome, shown: Proposal, language: str = "zh") -> str:
    """The sentence for an outcome."""
    return present_confirmation(Confirmation(outcome, shown), actor=seller(language), now=NOW)[0]


def test_a_placed_order_is_told_with_number_total_and_day() -> None:
    assert said(Outcome.EXECUTED, executed()) == "已下单 SO-2026-00042，合计 ¥4,271.40，12月3日 周四到。"
    assert said(Outcome.EXECUTED, executed(), "en") == (
        "Ordered: SO-2026-00042, ¥4,271.40 in total, arrives Thu 3 Dec."
    )


def test_an_order_that_arrives_in_parts_says_when_the_first_and_the_last() -> None:
    assert said(Outcome.EXECUTED, executed(late=True)) == (
        "已下单 SO-2026-00042，合计 ¥4,976.52，首批 12月3日 周四到，全部 12月7日 周一到。"
    )


def test_a_second_yes_gets_the_first_receipt_and_says_so() -> None:
    text, blocks = present_confirmation(Confirmation(Outcome.ALREADY_EXECUTED, executed()), actor=seller(), now=NOW)
    assert text.startswith("之前已经确认过")
    assert "SO-2026-00042" in text
    assert blocks[0].type == "card"
    assert blocks[0].number == "SO-2026-00042"


@pytest.mark.parametrize("operation", ["place_order", "confirm_order"])
def test_every_way_to_an_order_has_its_receipt_in_both_languages(operation: str) -> None:
    for late in (True, False):
        for language in ("zh", "en"):
            assert "SO-2026-00042" in said(Outcome.EXECUTED, executed(operation=operation, late=late), language)


def test_a_saved_draft_says_that_nothing_is_reserved() -> None:
    draft = replace(placed(replace(MONITOR, promised_on=None)), state=OrderState.DRAFT)
    shown = proposal(draft, operation="draft_order", status=_P.EXECUTED)
    assert said(Outcome.EXECUTED, shown) == "已存草稿 SO-2026-00042，合计 ¥4,271.40，还没有预留库存。"


def test_a_cancelled_order_is_told() -> None:
    shown = proposal(CANCELLED, operation="cancel_order", status=_P.EXECUTED)
    assert said(Outcome.EXECUTED, shown) == "已取消订单 SO-2026-00042，占用的库存已释放。"


def test_what_changed_is_named_beside_the_new_card() -> None:
    moved = replace(
        MONITOR,
        unit_price=Decimal("195.00"),
        net=Decimal("3900.00"),
        promised_on=date(2026, 12, 8),
        warehouse="CD",
        warehouse_zh="成都仓",
    )
    old, new = proposal(placed(MONITOR), status=_P.SUPERSEDED), proposal(placed(moved))
    text, blocks = present_confirmation(Confirmation(Outcome.CHANGED, old, new), actor=seller(), now=NOW)
    assert "还没有写入" in text
    for change in (
        "BP-200 单价由 189.00 变为 195.00",
        "BP-200 到货日由 12月3日 周四 变为 12月8日 周二",
        "BP-200 发货仓由上海仓变为成都仓",
        "合计由 ¥4,271.40 变为 ¥4,391.40",
    ):
        assert change in text
    assert blocks[0].type == "card"
    assert blocks[0].status == "pending"


def test_an_approval_that_became_necessary_is_a_change() -> None:
    old, new = proposal(placed(MONITOR)), proposal(placed(MONITOR, approvals=(OVER_LIMIT,)))
    text, _ = present_confirmation(Confirmation(Outcome.CHANGED, old, new), actor=seller(), now=NOW)
    assert "经理审批" in text


def test_a_change_found_at_approval_goes_back_to_the_requester() -> None:
    old, new = proposal(placed(MONITOR)), proposal(placed(replace(MONITOR, promised_on=date(2026, 12, 8))))
    text, blocks = present_confirmation(Confirmation(Outcome.CHANGED, old, new), actor=manager(), now=NOW)
    assert "已退回 sales 重新确认" in text
    assert blocks == ()


def test_a_failure_says_why_and_that_nothing_was_written() -> None:
    refusal = InsufficientStock(
        product="BP-200",
        product_zh="上臂式血压计",
        product_en="Monitor",
        asked=Decimal(20),
        available=Decimal(3),
        unit="台",
    )
    failed = replace(
        proposal(placed(), status=_P.FAILED),
        refusal=RefusalFacts(refusal.code, refusal.kind, {**refusal.facts, "asked": "20", "available": "3"}),
    )
    first, _ = present_confirmation(Confirmation(Outcome.FAILED, failed, refusal=refusal), actor=seller(), now=NOW)
    assert "最多还能承诺 3 台" in first
    assert first.endswith("没有写入任何内容。")
    assert said(Outcome.FAILED, failed) == first


def test_an_approval_says_who_is_asked() -> None:
    waiting = proposal(placed(MONITOR, approvals=(OVER_LIMIT,)), status=_P.AWAITING_APPROVAL)
    assert said(Outcome.AWAITING_APPROVAL, waiting) == (
        "折扣 8% 超过您的上限 5%，已交经理审批；期间不预留库存。批准后立即执行，结果会通知您。"
    )


def test_the_approver_is_told_whose_request_it_was() -> None:
    done = replace(executed(), approver_id=manager().user_id)
    text, _ = present_confirmation(Confirmation(Outcome.EXECUTED, done), actor=manager(), now=NOW)
    assert text == "已批准 sales 的申请。已下单 SO-2026-00042，合计 ¥4,271.40，12月3日 周四到。"


@pytest.mark.parametrize(
    ("outcome", "status", "words"),
    [
        (Outcome.EXPIRED, _P.EXPIRED, "已过期"),
        (Outcome.CLOSED, _P.SUPERSEDED, "已被新的替换"),
        (Outcome.CLOSED, _P.REJECTED, "已取消"),
        (Outcome.CLOSED, _P.WITHDRAWN, "已撤回"),
    ],
)
def test_a_card_that_is_closed_says_how(outcome: Outcome, status: ProposalStatus, words: str) -> None:
    assert words in said(outcome, proposal(placed(), status=status))
    assert said(outcome, proposal(placed(), status=status), "en").endswith((".", "on."))


def test_a_no_is_answered_with_that_nothing_was_written() -> None:
    dropped = proposal(placed(), status=_P.REJECTED)
    assert present_closed(dropped, actor=seller(), now=NOW)[0] == "好的，已取消，什么都没有写入。"
    refused = replace(dropped, approver_id=manager().user_id)
    assert present_closed(refused, actor=seller(), now=NOW)[0] == "申请没有获批，什么都没有写入。"
    assert present_closed(refused, actor=manager(), now=NOW)[0] == "已拒绝 sales 的申请，什么都没有写入。"


def test_a_new_card_says_what_can_be_in_time_and_what_cannot() -> None:
    assert present_proposed(proposal(placed()), actor=seller(), now=NOW)[0] == (
        "上臂式血压计可以准时，大号袖带要晚 3 天。"
    )
    assert present_proposed(proposal(placed(CUFFS)), actor=seller(), now=NOW)[0] == (
        "赶不上 12月4日 周五：最早12月7日 周一送到，晚 3 天。"
    )
    assert present_proposed(proposal(placed(MONITOR)), actor=seller(), now=NOW)[0].startswith("可以准时")


def test_a_new_card_over_the_limit_says_who_has_to_approve() -> None:
    over = proposal(placed(MONITOR, approvals=(OVER_LIMIT,)))
    assert "确认后交经理审批" in present_proposed(over, actor=seller(), now=NOW)[0]


def test_several_steps_are_announced_as_all_or_none() -> None:
    both = proposal(placed(MONITOR), CANCELLED, operations=("place_order", "cancel_order"))
    assert present_proposed(both, actor=seller("en"), now=NOW)[0].startswith("2 steps, confirmed together")


def test_a_command_run_at_once_has_a_receipt_with_undo() -> None:
    opened = proposal(TICKET_OPENED, operation="open_ticket", status=_P.EXECUTED, undoable=True)
    text, blocks = present_run(opened, actor=seller(), now=NOW + timedelta(minutes=1))
    assert text == "已提交工单 T-2026-00007：耳温枪坏了。已标为优先，同事会马上跟进。"
    assert blocks[0].type == "card"
    assert [button.action.split(":")[0] for button in blocks[0].buttons] == ["undo"]
    calm = replace(TICKET_OPENED, ticket=replace(TICKET, priority=TicketPriority.NORMAL))
    usual = proposal(calm, operation="open_ticket", status=_P.EXECUTED)
    assert present_run(usual, actor=seller(), now=NOW)[0].endswith("同事会尽快跟进。")


@pytest.mark.parametrize("operation", ["open_ticket", "start_ticket", "resolve_ticket", "withdraw_ticket"])
def test_every_change_of_a_ticket_has_words(operation: str) -> None:
    for language in ("zh", "en"):
        done = proposal(TICKET_OPENED, operation=operation, status=_P.EXECUTED)
        assert "T-2026-00007" in present_run(done, actor=seller(language), now=NOW)[0]
        waiting = proposal(TICKET_OPENED, operation=operation)
        assert present_proposed(waiting, actor=seller(language), now=NOW)[0]
