"""What a model asks to be written: cards, never doubled, kept when the model fails, told in the books' own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.replies.blocks import ButtonsBlock
from assistant.testing import calling
from assistant.tools import Toolbox, ToolCall
from core.database.refusals import DatabaseUnreachable
from core.operations import CommandResult
from core.proposals import ProposalStatus
from tests.assistant.agent.shop import (
    ORDER,
    OWN_WORDS,
    STOCK,
    TICKET,
    Shop,
    own_planner,
    planners,
    reading_stock,
    saying,
    scripted,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited(CommandResult):
    """A result with a moment that is on no calendar of the company, so that no words can be made of it."""

    seen_at: datetime


def test_an_order_becomes_a_card_and_the_model_is_not_asked_for_words(shop: Shop) -> None:
    model = scripted(calling(ORDER), saying("已为您下单！"))
    outcome = shop.run(shop.turn("给仁和诊所下单2台BP-200"), planners(model))
    assert outcome.proposal is not None
    assert outcome.proposal.status is ProposalStatus.PENDING
    assert len(model.heard) == 1
    assert "已为您下单" not in outcome.text
    assert outcome.planner == "model"


def test_several_commands_of_one_answer_are_one_card(shop: Shop) -> None:
    other = ("place_order", {"customer": "仁和诊所", "lines": [{"product": "TH-30", "quantity": "1"}]})
    outcome = shop.run(
        shop.turn("给仁和诊所下单2台BP-200，另下一单1个TH-30"), planners(scripted(calling(ORDER, other)))
    )
    assert outcome.proposal is not None
    assert len(outcome.proposal.steps) == 2
    assert len(shop.cards()) == 1


def test_a_card_stays_when_the_model_fails_after_it(shop: Shop) -> None:
    model = scripted(calling(STOCK, ("find_warehouses", {})), calling(ORDER), RuntimeError("down"))
    builtin = own_planner(calling(ORDER), "")
    outcome = shop.run(shop.turn("上海仓BP-200还有多少？给仁和诊所下单2台"), planners(model, builtin))
    assert [call.operation for call in outcome.calls] == ["get_stock", "find_warehouses", "place_order"]
    assert len(builtin.heard) == 1  # its first reading, of which nothing was done
    assert shop.made() == 1


def test_reads_of_a_model_that_failed_are_made_again_by_who_takes_over(shop: Shop) -> None:
    model = scripted(calling(STOCK), RuntimeError("down"))
    outcome = shop.run(shop.turn("给仁和诊所下单2台BP-200"), planners(model, own_planner(calling(ORDER), "")))
    assert outcome.planner == "builtin"
    assert outcome.proposal is not None
    assert shop.made() == 1


def test_what_a_model_read_is_shown_when_nobody_else_understands_the_message(shop: Shop) -> None:
    model = scripted(calling(STOCK), RuntimeError("down"))
    outcome = shop.run(shop.turn("SH 那款测压的剩几"), planners(model, own_planner()))
    assert outcome.planner == "model"
    assert "70" in outcome.text


def test_a_ticket_opened_before_the_model_failed_is_opened_once(shop: Shop) -> None:
    model = scripted(calling(TICKET), RuntimeError("down"))
    outcome = shop.run(shop.turn("耳温枪坏了", login="renhe"), planners(model, own_planner(calling(TICKET), "")))
    assert outcome.planner == "model"
    assert shop.tickets("耳温枪坏了") == 1


def test_the_same_message_tried_again_after_a_kill_opens_no_second_ticket(shop: Shop) -> None:
    subject = "显示屏不亮了"
    first = shop.turn(subject, login="renhe", cause="message-1")
    shop.run(first, planners(scripted(calling(STOCK, ("open_ticket", {"subject": subject})))))
    again = own_planner(calling(("open_ticket", {"subject": "屏幕不亮"})), "")
    outcome = shop.run(first, planners(None, again))
    assert shop.tickets(subject) == 1
    assert shop.tickets("屏幕不亮") == 0
    assert outcome.proposal is not None
    assert outcome.proposal.status is ProposalStatus.EXECUTED


def test_the_card_of_a_killed_attempt_is_replaced_by_that_of_the_next(shop: Shop) -> None:
    turn = shop.turn("给仁和诊所下单2台BP-200，再开个工单", cause="message-2")
    shop.run(turn, planners(scripted(calling(ORDER))))
    shop.run(turn, planners(None, own_planner(calling(("open_ticket", {"subject": "另一件事"}), ORDER), "")))
    assert len(shop.cards()) == 1
    assert shop.tickets("另一件事") == 1


def test_a_changed_card_replaces_the_open_one(shop: Shop) -> None:
    shop.run(shop.turn("给仁和诊所下单2台BP-200"), planners(scripted(calling(ORDER))))
    (card,) = shop.cards()
    outcome = shop.run(shop.turn("改成5台"), planners(scripted(calling(changed(5, str(card.id))))))
    (now_open,) = shop.cards()
    assert outcome.proposal is not None
    assert now_open.id == outcome.proposal.id != card.id


@pytest.mark.parametrize("named", ["", "the open one", "00000000-0000-7000-8000-000000000000"])
def test_a_change_that_names_no_open_card_changes_the_newest(shop: Shop, named: str) -> None:
    shop.run(shop.turn("给仁和诊所下单2台BP-200"), planners(scripted(calling(ORDER))))
    shop.run(shop.turn("改成5台"), planners(scripted(calling(changed(5, named)))))
    assert len(shop.cards()) == 1


@pytest.mark.parametrize("steps", [None, "place_order", [], [None], [{"operation": "place_order"}], {"a": 1}, [[]]])
def test_a_change_that_makes_no_sense_is_refused_and_the_card_stays(shop: Shop, steps: Any) -> None:  # noqa: ANN401
    shop.run(shop.turn("给仁和诊所下单2台BP-200"), planners(scripted(calling(ORDER))))
    before = shop.cards()
    model = scripted(calling(("change_card", {"steps": steps})), saying("哪里要改？"))
    outcome = shop.run(shop.turn("改一下"), planners(model))
    assert shop.cards() == before
    assert "change_card" not in outcome.text


def test_the_open_card_is_told_to_the_model_with_all_its_arguments(shop: Shop) -> None:
    shop.run(shop.turn("给仁和诊所下单2台BP-200"), planners(scripted(calling(ORDER))))
    model = scripted(saying("要改成多少台？"))
    shop.run(shop.turn("改一下数量"), planners(model))
    told = str(model.heard[0].messages[-1].content)
    assert str(shop.cards()[0].id) in told
    assert '"quantity": "2"' in told
    assert "</data>\n改一下数量\n" in told
    assert "change_card" in model.heard[0].tools


def test_a_refusal_is_told_in_its_own_words_with_its_choices(shop: Shop) -> None:
    model = scripted(calling(("get_customer", {"customer": "仁合诊所"})), saying("这个客户不存在，请联系管理员。"))
    builtin = own_planner(calling(("get_customer", {"customer": "仁合诊所"})), "")
    outcome = shop.run(shop.turn("仁合诊所的地址"), planners(model, builtin))
    assert "联系管理员" not in outcome.text
    assert "仁合诊所" in outcome.text
    buttons = [button for block in outcome.blocks if isinstance(block, ButtonsBlock) for button in block.buttons]
    assert [button.action for button in buttons] == ["say:C-0001"]


def test_a_model_that_came_to_the_same_refusal_answered_the_turn(shop: Shop) -> None:
    unknown = calling(("get_customer", {"customer": "仁合诊所"}))
    outcome = shop.run(shop.turn("仁合诊所的地址"), planners(scripted(unknown), own_planner(unknown, "")))
    assert outcome.planner == "model"
    assert outcome.calls[0].outcome == "refused"


def test_what_may_not_be_done_is_refused(shop: Shop) -> None:
    toolbox = Toolbox(shop.database, shop.turn("上个月销售额", login="renhe"))
    (result,) = toolbox.run([ToolCall("1", "report_sales", {"period": "上个月"})])
    assert result.refusal is not None
    assert result.refusal.code == "OperationNotAllowed"
    assert result.value is None


def test_a_model_that_calls_what_it_was_not_offered_gets_nothing_and_says_nothing(shop: Shop) -> None:
    model = scripted(calling(("report_sales", {"period": "上个月"})), saying("80万"))
    builtin = own_planner()
    outcome = shop.run(shop.turn("上个月销售额", login="renhe"), planners(model, builtin))
    assert outcome.calls == ()
    assert outcome.text == OWN_WORDS
    assert len(model.heard) == 1


def test_a_refusal_that_was_overcome_is_not_shown(shop: Shop) -> None:
    wrong = ("get_stock", {"product": "没有的东西"})
    model = scripted(calling(wrong), calling(STOCK), saying("70台"))
    outcome = shop.run(shop.turn("上海仓血压计BP-200"), planners(model))
    assert [call.outcome for call in outcome.calls] == ["refused", "ok"]
    assert "没有的东西" not in outcome.text
    assert "70" in outcome.text


def test_a_question_left_open_by_a_refusal_is_kept_for_the_next_turn(shop: Shop) -> None:
    model = scripted(calling(("get_customer", {"customer": "ong"})), saying("哪一家？"))
    outcome = shop.run(shop.turn("ong的地址", login="manager"), planners(model))
    assert outcome.question is not None
    assert {choice["value"] for choice in outcome.question["choices"]} == {"C-0002", "C-0003"}


def test_a_fault_in_one_call_leaves_the_others_their_results(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    from core import operations
    from core.actor import EVERYONE
    from core.operations import query

    with operations.separate():

        @query(roles=EVERYONE)
        def count_unicorns(session: object) -> int:
            """Counts unicorns."""
            raise ZeroDivisionError

        toolbox = Toolbox(shop.database, shop.turn("x"))
        broken, fine = toolbox.run([ToolCall("1", "count_unicorns", {}), ToolCall("2", *STOCK)])
    assert broken.made[0].outcome == "failed"
    assert "ZeroDivision" not in broken.text
    assert broken.text.split("。")[0]
    assert fine.is_sound
    assert "count_unicorns failed" in caplog.text


@pytest.mark.parametrize("harmless", [True, False])
def test_what_cannot_be_put_into_words_is_not_written(
    shop: Shop, caplog: pytest.LogCaptureFixture, *, harmless: bool
) -> None:
    from core import operations
    from core.actor import EVERYONE
    from core.operations import command

    with operations.separate():

        @command(roles=EVERYONE, harmless=harmless)
        def await_unicorn(session: object) -> Awaited:
            """Awaits a unicorn."""
            return Awaited(seen_at=datetime(9999, 12, 31, 23, tzinfo=UTC))

        (broken,) = Toolbox(shop.database, shop.turn("x")).run([ToolCall("1", "await_unicorn", {})])
    assert broken.made[0].outcome == "failed"
    assert "什么都没有写入" in broken.text
    assert "await_unicorn failed" in caplog.text
    assert "OverflowError" in caplog.text
    assert shop.made() == 0


def test_a_database_that_is_away_is_not_an_answer(shop: Shop) -> None:
    class Away:
        def transaction(self) -> object:
            raise DatabaseUnreachable(reason="not_listening")

    turn = shop.turn("SH BP-200")
    away = Shop(Away())  # type: ignore[arg-type]
    with pytest.raises(DatabaseUnreachable):
        away.run(turn, planners(scripted(calling(STOCK)), reading_stock()))


def changed(quantity: int, named: str) -> tuple[str, dict[str, Any]]:
    arguments = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": str(quantity)}]}
    return "change_card", {"proposal": named, "steps": [{"operation": "place_order", "arguments": arguments}]}
