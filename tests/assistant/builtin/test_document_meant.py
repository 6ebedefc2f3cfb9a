"""Commands that name no number: the document they are about is found by its order, its customer, or being the one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from assistant.builtin.dialogue.decision import Decision, Heard
from assistant.builtin.dialogue.document_meant import fill_document, fill_payer, limit_to_order
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.filling import fill
from assistant.builtin.dialogue.requests import Judge
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.dialogue.vetoes import Mood, veto_of
from assistant.builtin.papers import Paper, Papers
from assistant.turn import TurnInput
from tests.assistant.builtin.hearing import COUNTED, NOW, SALES, decided, filled, read, turn_of

SO = "SO-2026-00042"


@dataclass(frozen=True, slots=True)
class Shelf(Papers):
    """Papers that lie on a shelf instead of in the books: by kind, and with an order those said to be of it."""

    held: dict[str, tuple[Paper, ...]] = field(default_factory=dict)
    approved: str | None = None

    def open(
        self,
        kind: str,
        states: Collection[str],
        *,
        customers: Collection[str] = (),
        goods: Collection[str] = (),
        order: str | None = None,
        number: str | None = None,
    ) -> tuple[Paper, ...]:
        found = self.held.get(kind, ())
        return tuple(
            one
            for one in found
            if (not customers or one.customer in customers) and (number is None or one.number == number)
        )

    def approved_last(self, numbers: Collection[str]) -> str | None:
        return self.approved


def paper(number: str, customer: str = "C-0001", *, is_own: bool = True) -> Paper:
    return Paper(number, customer, "仁和诊所", "Renhe Clinic", is_own)


def meant(text: str, operation: str, shelf: Shelf) -> list[Filled]:
    said = read(text)
    turn = TurnInput(SALES, text, (), (), None, NOW, UUID(int=2), "test")
    heard = Heard(said.text.text, said.spans, COUNTED, Judge(lambda *_: [], lambda *_: {}, SALES), papers=shelf)
    return fill_document(fill(operation, said.text.text, said.spans, COUNTED), text, said.spans, heard, Situation(turn))


def numbers(text: str, operation: str, shelf: Shelf) -> list[dict[str, Any]]:
    return [one.arguments for one in meant(text, operation, shelf)]


def test_what_arrived_of_an_order_is_every_delivery_of_it_that_is_on_its_way() -> None:
    shelf = Shelf(held={"delivery": (paper("DN-2026-00002"), paper("DN-2026-00001"))})
    found = numbers(f"{SO} 的货客户都收到了", "confirm_delivery_received", shelf)
    assert found == [{"delivery": "DN-2026-00001"}, {"delivery": "DN-2026-00002"}]


def test_an_order_of_which_nothing_is_on_its_way_is_shown() -> None:
    found = meant(f"{SO} 的货客户都收到了", "confirm_delivery_received", Shelf())
    assert [(one.operation, one.arguments) for one in found] == [("get_order", {"order": SO})]


def test_an_order_without_a_planned_delivery_is_shipped_at_once() -> None:
    assert [one.operation for one in meant(f"{SO}的货装车走了", "ship_delivery", Shelf())] == ["deliver_order"]


def test_the_customer_s_one_document_is_meant_and_of_several_none_is_taken() -> None:
    one, other = paper("QT-2026-00001"), paper("QT-2026-00002")
    assert numbers("把仁和诊所的报价发过去", "send_quotation", Shelf(held={"quotation": (one,)})) == [
        {"quotation": "QT-2026-00001"}
    ]
    (asked,) = meant("把仁和诊所的报价发过去", "send_quotation", Shelf(held={"quotation": (one, other)}))
    assert "quotation" not in asked.arguments
    assert [choice.value for choice in asked.choices["quotation"]] == ["QT-2026-00001", "QT-2026-00002"]


def test_said_of_nothing_the_quotation_approved_last_is_sent_and_no_colleague_s() -> None:
    both = (paper("QT-2026-00001"), paper("QT-2026-00002"))
    shelf = Shelf(held={"quotation": both}, approved="QT-2026-00002")
    assert numbers("批了，把报价发给客户", "send_quotation", shelf) == [{"quotation": "QT-2026-00002"}]
    others = Shelf(held={"quotation": (paper("QT-2026-00003", is_own=False),)})
    assert numbers("把报价发给客户", "send_quotation", others) == [{}]


def test_an_order_is_not_cancelled_because_it_is_the_only_one() -> None:
    assert numbers("取消订单", "cancel_order", Shelf(held={"order": (paper(SO),)})) == [{}]


@pytest.mark.parametrize("text", ["收到了", "好的收到"])
def test_got_it_alone_is_said_of_no_goods(text: str) -> None:
    shelf = Shelf(held={"delivery": (paper("DN-2026-00001"),)})
    assert numbers(text, "confirm_delivery_received", shelf) == [{}]


def test_payments_asked_about_with_an_order_are_its_customer_s() -> None:
    said = read(f"{SO}的钱到了吗")
    heard = Heard(
        said.text.text,
        said.spans,
        COUNTED,
        Judge(lambda *_: [], lambda *_: {}, SALES),
        papers=Shelf(held={"order": (paper(SO, "C-0002"),)}),
    )
    asked = filled("find_payments", f"{SO}的钱到了吗")
    limit_to_order(asked, said.spans, heard)
    assert asked.arguments["customer"] == "C-0002"


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("DN-2026-00001客户没收到", Mood.NEGATED),
        ("DN-2026-00001 is not picked yet", Mood.NEGATED),
        ("DN-2026-00001是不是收到了", Mood.QUESTION),
        ("DN-2026-00001客户收到了，没问题", None),
        ("DN-2026-00001 arrived, nothing missing", None),
    ],
)
def test_what_is_told_when_done_is_not_written_where_it_was_not_or_is_asked(text: str, mood: Mood | None) -> None:
    likely = {"command": 0.5, "remark": 0.3, "question": 0.1}
    assert veto_of("confirm_delivery_received", text, read(text).spans, likely, SALES) is mood


def lines_of(decision: Decision) -> list[tuple[str, dict[str, str]]]:
    return [
        (call.arguments["customer"], {line["product"]: line["quantity"] for line in call.arguments["lines"]})
        for call in decision.calls
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Renhe Clinic 5 BP-200, Huadong Hospital 8", [("C-0001", {"BP-200": "5"}), ("C-0002", {"BP-200": "8"})]),
        (
            "仁和诊所和华东医院各来5台血压计，华东医院再加8台血氧仪",
            [("C-0001", {"BP-200": "5"}), ("C-0002", {"BP-200": "5", "PO-5": "8"})],
        ),
    ],
)
def test_a_figure_alone_is_of_the_goods_before_and_what_is_added_for_one_is_that_one_s(
    text: str, found: list[tuple[str, dict[str, str]]]
) -> None:
    assert lines_of(decided(text, "place_order")) == found


def test_what_a_contact_is_stands_beside_the_name() -> None:
    said = filled("add_contact", "new head nurse at Renhe Clinic, Zhang Min")
    assert (said.arguments["name"], said.arguments["title"]) == ("Zhang Min", "head nurse")


@dataclass(frozen=True, slots=True)
class Invoiced(Papers):
    """Papers with one invoice."""

    def customer_of_invoice(self, invoice: str) -> str | None:
        return "C-0001" if invoice == "INV-2026-00007" else None


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("they've wired 760 so far, it's for INV-2026-00007", "C-0001"),
        ("打了760，付INV-2026-00007的", "C-0001"),
        ("they've wired 760, it's for INV-2026-00008", None),
        ("they've wired 760", None),
    ],
)
def test_who_paid_is_whose_the_invoice_is(text: str, customer: str | None) -> None:
    heard, said = read(text), filled("record_payment", text)
    judge = Judge(lambda *_: [], lambda *_: {}, SALES)
    turn = TurnInput(SALES, text, (), (), None, NOW, UUID(int=2), "test")
    everything = Heard(heard.text.text, heard.spans, COUNTED, judge, papers=Invoiced())
    fill_payer(said, text, everything, Situation(turn))
    assert said.arguments.get("customer") == customer


@pytest.mark.parametrize("text", ["one of my two orders has to go", "两张单里有一张要取消"])
def test_one_of_several_is_asked_for_though_one_was_just_made(text: str) -> None:
    made = turn_of({"operation": "get_order", "arguments": {"order": "SO-2026-00042"}, "outcome": "ok"})
    decision = decided(text, "cancel_order", transcript=(made,))
    assert not decision.calls
    assert decision.question is not None
    plain = decided("cancel that order", "cancel_order", transcript=(made,))
    assert plain.calls[0].arguments == {"order": "SO-2026-00042"}


@pytest.mark.parametrize(
    ("text", "order"),
    [("the strips", "SO-2026-00002"), ("血压计那张", "SO-2026-00001"), ("the first one", "SO-2026-00001")],
)
def test_of_several_made_here_one_is_picked_by_what_is_on_it(text: str, order: str) -> None:
    made = [
        {"number": "SO-2026-00001", "lines": [{"name_zh": "血压计", "name_en": "Blood pressure monitor"}]},
        {"document": {"number": "SO-2026-00002"}, "lines": [{"name_zh": "血糖试纸", "name_en": "Glucose test strips"}]},
    ]
    calls = [{"operation": "place_order", "arguments": {}, "outcome": "ok", "result": one} for one in made]
    before = tuple(turn_of(call) for call in calls)
    asked = decided("one of the two orders has to go", "cancel_order", transcript=before).question
    assert asked is not None
    answer = decided(text, "get_stock", transcript=before, question=asked.as_json())
    assert [call.arguments for call in answer.calls] == [{"order": order}]
