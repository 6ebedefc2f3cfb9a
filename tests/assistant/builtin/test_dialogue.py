"""From spans to calls: filling slots, changing an open card, taking answers, going on, and splitting into requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

import core
from assistant.builtin.dialogue.amending import Amendment, amend
from assistant.builtin.dialogue.amending_lines import Unclear
from assistant.builtin.dialogue.answering import answered
from assistant.builtin.dialogue.deciding import decide
from assistant.builtin.dialogue.decision import Decision, Heard
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.lines import ProductUnits
from assistant.builtin.dialogue.requests import Judge
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.recognise import Recognition, recognise
from assistant.builtin.spans import Span
from assistant.history import TurnRecord
from assistant.turn import TurnInput
from core import operations
from core.actor import Actor, Role
from core.operations import CommandResult
from core.proposals import Proposal, ProposalStatus, ProposedStep
from tests.assistant.builtin.company import TODAY, names, units

NOW = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
SALES = Actor(user_id=UUID(int=7), login="sales", name="Sales", roles=frozenset({Role.SALESPERSON}))
COUNTED = {
    "BP-200": ProductUnits("台", ("箱",)),
    "GS-50": ProductUnits("盒", ("箱",), piece=False),
    "PO-5": ProductUnits("台", ()),
}
ORDER: dict[str, Any] = {
    "customer": "C-0001",
    "lines": [{"product": "BP-200", "quantity": "20"}, {"product": "GS-50", "quantity": "5"}],
}


@pytest.fixture(autouse=True)
def _operations() -> None:
    operations.load(core)


def read(text: str) -> Recognition:
    return recognise(text, today=TODAY, names=names(), units=units())


def filled(operation: str, text: str) -> Filled:
    heard = read(text)
    return fill(operation, heard.text.text, heard.spans, COUNTED)


def card(arguments: dict[str, Any], operation: str = "place_order") -> Proposal:
    return Proposal(
        id=UUID(int=1),
        status=ProposalStatus.PENDING,
        owner_id=SALES.user_id,
        owner_login="sales",
        conversation_id=None,
        steps=(ProposedStep(operation, arguments, CommandResult(), None),),
        approvals=(),
        approver_id=None,
        created_at=NOW,
        expires_at=NOW,
        decided_at=None,
        refusal=None,
        replaced_by_id=None,
        undoable=False,
    )


def amended(text: str, arguments: dict[str, Any] | None = None, *, fresh: bool = True) -> Amendment | None:
    heard = read(text)
    return amend(card(arguments or ORDER), heard.text.text, heard.spans, COUNTED, fresh=fresh)


def lines_after(text: str, arguments: dict[str, Any] | None = None) -> dict[str, str]:
    change = amended(text, arguments)
    assert change is not None
    return {line["product"]: line["quantity"] + line.get("unit", "") for line in change.steps[0]["arguments"]["lines"]}


def decided(text: str, intent: str, *, mood: str = "command", **around: Any) -> Decision:  # noqa: ANN401
    """What is decided when the words score as `intent` in `mood`."""
    heard = read(text)

    def score(part: str, spans: Sequence[Span]) -> list[tuple[str, float]]:
        return [(intent, 0.95), ("greet", 0.02)]

    turn = TurnInput(
        actor=SALES,
        text=text,
        transcript=(),
        pending=(),
        question=None,
        now=NOW,
        conversation_id=UUID(int=2),
        cause="test",
    )
    judge = Judge(score, lambda part, spans: {mood: 0.97}, turn.actor)
    understood = Heard(heard.text.text, heard.spans, COUNTED, judge)
    return decide(understood, Situation(replace(turn, **around)))


def turn_of(call: dict[str, Any], proposal: dict[str, Any] | None = None) -> TurnRecord:
    return TurnRecord(
        id=UUID(int=3),
        user_id=SALES.user_id,
        said="…",
        language="zh",
        reply={"text": "…", "proposal": proposal},
        calls=(call,),
        question=None,
        proposal_id=None,
        at=NOW,
    )


def test_each_product_gets_the_quantity_beside_it() -> None:
    said = filled("place_order", "给仁和诊所下单20台血压计和5盒试纸")
    assert said.arguments == ORDER
    assert not said.missing
    assert not said.unread


def test_each_serves_every_product_without_a_figure_of_its_own() -> None:
    said = filled("place_order", "血压计和血氧仪各10台，仁和诊所")
    assert [line["quantity"] for line in said.arguments["lines"]] == ["10", "10"]


def test_a_range_is_vague_and_asked_about() -> None:
    decision = decided("三五台血压计给仁和诊所下单", "place_order")
    assert decision.question is not None
    assert decision.question.key == "exactly_how_many"
    assert not decision.calls


def test_an_unknown_code_is_passed_on_so_that_the_books_refuse_it() -> None:
    said = filled("place_order", "给仁和诊所下单20台ABC-999")
    assert said.arguments["lines"][0]["product"] == "ABC-999"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("改成25台", {"BP-200": "25", "GS-50": "5"}),
        ("血压计改成30台", {"BP-200": "30", "GS-50": "5"}),
        ("make the BP-200 30", {"BP-200": "30", "GS-50": "5"}),
        ("加10盒试纸", {"BP-200": "20", "GS-50": "15"}),
        ("试纸加到10盒", {"BP-200": "20", "GS-50": "10"}),
        ("加2台血氧仪", {"BP-200": "20", "GS-50": "5", "PO-5": "2"}),
        ("去掉试纸", {"BP-200": "20"}),
        ("drop the test strips", {"BP-200": "20"}),
        ("试纸要2箱", {"BP-200": "20", "GS-50": "2箱"}),
    ],
)
def test_a_change_touches_the_line_it_names_and_no_other(text: str, lines: dict[str, str]) -> None:
    assert lines_after(text) == lines


def test_a_bare_figure_that_fits_several_lines_is_asked_about() -> None:
    two = {**ORDER, "lines": [{"product": "BP-200", "quantity": "20"}, {"product": "PO-5", "quantity": "3"}]}
    change = amended("改成25台", two)
    assert change is not None
    assert change.unclear == Unclear(("BP-200", "PO-5"), "改成25台")


def test_dropping_the_last_line_is_not_done_silently() -> None:
    change = amended("去掉血压计", {**ORDER, "lines": [{"product": "BP-200", "quantity": "20"}]})
    assert change is not None
    assert change.empties_card


def test_not_this_but_that_keeps_only_that() -> None:
    change = amended("不是上海仓，是宁波仓")
    assert change is not None
    assert change.steps[0]["arguments"]["warehouse"] == "NB"


def test_a_message_without_values_changes_nothing() -> None:
    assert amended("好的，我先问下客户") is None


def test_an_order_for_somebody_else_is_no_change_of_the_card() -> None:
    decision = decided("给华东医院下单3台血压计", "place_order", pending=(card(ORDER),))
    assert [call.operation for call in decision.calls] == ["place_order"]
    assert decision.calls[0].arguments["customer"] != "C-0001"


def test_a_missing_customer_is_asked_for_and_never_invented() -> None:
    decision = decided("下单20台血压计", "place_order")
    assert decision.question is not None
    assert decision.question.parameter == "customer"


def test_somebody_unknown_is_not_replaced_by_the_customer_talked_about() -> None:
    before = turn_of({"operation": "place_order", "arguments": ORDER, "outcome": "proposed"})
    decision = decided("给四川大学下单1台血压计", "place_order", transcript=(before,))
    assert decision.calls[0].arguments["customer"] == "四川大学"


def test_the_customer_talked_about_is_taken_where_nobody_is_named() -> None:
    before = turn_of({"operation": "place_order", "arguments": ORDER, "outcome": "proposed"})
    decision = decided("再给他们下单1台血氧仪", "place_order", transcript=(before,))
    assert decision.calls[0].arguments["customer"] == "C-0001"


def test_it_is_the_order_that_was_made_last() -> None:
    made = {"steps": [{"operation": "place_order", "arguments": ORDER, "document": "SO-2026-00042"}]}
    before = turn_of({"operation": "place_order", "arguments": ORDER, "outcome": "ok"}, made)
    decision = decided("取消它", "cancel_order", transcript=(before,))
    assert decision.calls[0].arguments == {"order": "SO-2026-00042"}


def test_same_again_repeats_the_lines_of_the_last_order() -> None:
    before = turn_of({"operation": "place_order", "arguments": ORDER, "outcome": "ok"})
    decision = decided("同样的再来一单", "same_again", transcript=(before,))
    assert decision.calls[0].arguments["lines"] == ORDER["lines"]


@pytest.mark.parametrize("mood", ["question", "what_if"])
def test_a_command_that_was_only_asked_about_becomes_its_question(mood: str) -> None:
    decision = decided("能给仁和诊所下单20台血压计吗", "place_order", mood=mood)
    assert [call.operation for call in decision.calls] == ["check_availability"]


@pytest.mark.parametrize("mood", ["negated", "remark"])
def test_a_command_that_is_not_wanted_does_nothing(mood: str) -> None:
    decision = decided("先别给仁和诊所下单20台血压计", "place_order", mood=mood)
    assert not decision.calls
    assert [talk.key for talk in decision.talk] == ["nothing_done"]


def test_a_part_that_is_no_whole_command_is_no_request_of_its_own() -> None:
    decision = decided("给仁和诊所下单5台血压计，2月31日前到", "place_order")
    assert len(decision.calls) == 1
    assert decision.calls[0].arguments["requested_on"] == "2月31日前"


def test_several_products_ask_a_question_about_one_several_times() -> None:
    decision = decided("血压计和血氧仪还有货吗", "get_stock")
    assert [call.arguments["product"] for call in decision.calls] == ["BP-200", "PO-5"]


def test_a_follow_up_changes_its_part_of_the_last_report() -> None:
    asked = {"period": "2026-10-01..2026-10-31", "by": ["region"]}
    before = turn_of({"operation": "report_sales", "arguments": asked, "outcome": "ok"})
    decision = decided("按产品", "report_sales", transcript=(before,))
    assert decision.calls[0].arguments == {**asked, "by": ["product"]}


QUESTION: dict[str, Any] = {
    "operation": "place_order",
    "arguments": {"customer": "宏达", "lines": [{"product": "BP-200", "quantity": "10"}]},
    "parameter": None,
    "replace": "宏达",
    "choices": [
        {"value": "C-0003", "zh": "宏达贸易（杭州）", "en": "Hongda Trading (Hangzhou)"},
        {"value": "C-0004", "zh": "宏达医疗（成都）", "en": "Hongda Medical (Chengdu)"},
    ],
}


@pytest.mark.parametrize("text", ["第二个", "the second one", "C-0004", "宏达医疗（成都）", "成都"])
def test_a_choice_is_picked_by_place_code_or_name(text: str) -> None:
    heard = read(text)
    found = answered(QUESTION, heard.text.text, heard.spans, COUNTED, is_new_request=False)
    assert found is not None
    assert found["customer"] == "C-0004"
    assert found["lines"] == [{"product": "BP-200", "quantity": "10"}]


def test_an_answer_in_parts_keeps_what_was_said_first() -> None:
    question = {"operation": "place_order", "arguments": {"customer": "C-0001"}, "parameter": "lines", "choices": []}
    heard = read("20台血压计")
    found = answered(question, heard.text.text, heard.spans, COUNTED, is_new_request=False)
    assert found == {"customer": "C-0001", "lines": [{"product": "BP-200", "quantity": "20"}]}


def test_a_new_request_is_no_answer() -> None:
    heard = read("上海仓还有多少台血压计？")
    question = {"operation": "place_order", "arguments": {}, "parameter": "customer", "choices": []}
    assert answered(question, heard.text.text, heard.spans, COUNTED, is_new_request=True) is None
