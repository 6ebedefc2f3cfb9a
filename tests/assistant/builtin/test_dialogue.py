"""From spans to calls: filling slots, splitting into requests, going on from what was said."""

from __future__ import annotations

import pytest

from tests.assistant.builtin.hearing import ORDER, card, decided, filled, turn_of


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


def test_an_order_that_is_told_whole_is_given() -> None:
    decision = decided("仁和诊所那边要20台血压计，我答应他们打九五折", "place_order", mood="remark")
    assert [call.operation for call in decision.calls] == ["place_order"]
    for told in ("仁和诊所上周订过20台血压计，挺满意", "仁和诊所可能要20台血压计", "仁和诊所还想要血压计来着"):
        assert not decided(told, "place_order", mood="remark").calls


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


def test_of_two_ranges_the_one_said_first_is_asked_about_first() -> None:
    said = filled("place_order", "三五台血压计，试纸十来盒，血氧仪二三十台，给仁和诊所下单")
    assert [span.start for span in said.vague] == sorted(span.start for span in said.vague)
    assert len(said.vague) == 3
