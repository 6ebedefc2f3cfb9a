"""What buyers, accountants and warehouses say beside the goods: prices, fees, terms, how many of them all came."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.builtin.dialogue.fillers import asks_outright
from assistant.builtin.dialogue.past_days import put_behind
from assistant.builtin.dialogue.reasons import reason_apart
from assistant.builtin.paperwork import Paperwork, Purchase
from assistant.builtin.short_names import given_name, short_name, without_accents
from tests.assistant.builtin.hearing import filled, read


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("采购试纸10箱，37块5一盒", {"product": "GS-50", "quantity": "240", "price": "37.5"}),
        ("采购试纸10箱，890元一箱", {"product": "GS-50", "quantity": "10", "unit": "箱", "price": "890"}),
        ("buy 48 boxes of GS-50 @ 36.80", {"product": "GS-50", "quantity": "48", "price": "36.8"}),
        ("buy 48 boxes of GS-50 at 36.80 each", {"product": "GS-50", "quantity": "48", "price": "36.8"}),
        ("buy 48 boxes of GS-50", {"product": "GS-50", "quantity": "48"}),
    ],
)
def test_a_price_is_for_the_product_s_own_unit_where_no_pack_is_named_with_it(text: str, line: dict[str, str]) -> None:
    assert filled("create_purchase_order", text).arguments["lines"] == [line]


def test_goods_that_are_only_spoken_of_first_are_no_line() -> None:
    said = filled("create_purchase_order", "we're low on test strips. Get 4 cartons of test strips")
    assert said.arguments["lines"] == [{"product": "GS-50", "quantity": "4", "unit": "箱"}]


def test_goods_named_again_behind_their_figure_stay_a_line_to_be_asked_about() -> None:
    said = filled("place_order", "10 BP-200 and 5 GS-50, everything except the GS-50")
    assert {"product": "GS-50"} in said.arguments["lines"]


@pytest.mark.parametrize(
    ("text", "amount", "charges"),
    [
        ("付了12000，手续费15", "12000", "15"),
        ("paid 15,000, bank took 20", "15000", "20"),
        ("两万，转账费8块", "20000", "8"),
        ("paid 15,000", "15000", None),
    ],
)
def test_what_the_bank_keeps_is_never_taken_for_the_amount(text: str, amount: str, charges: str | None) -> None:
    arguments = filled("pay_supplier", text).arguments
    assert (arguments["amount"], arguments.get("charges")) == (amount, charges)


@pytest.mark.parametrize("text", ["lead time 12 days, net 45", "货期12天，账期45天", "账期45天，12天到货"])
def test_payment_terms_are_told_from_the_lead_time(text: str) -> None:
    arguments = filled("create_supplier", text).arguments
    assert (arguments["lead_time_days"], arguments["payment_terms_days"]) == ("12", "45")


@pytest.mark.parametrize("text", ["min 6 max 24", "max 24, min 6", "低于6补到24", "keep it between 6 and 24"])
def test_a_rule_s_minimum_and_maximum_may_be_said_in_any_order(text: str) -> None:
    arguments = filled("set_reorder_rule", f"BP-200: {text}").arguments
    assert (arguments["minimum"], arguments["maximum"]) == ("6", "24")


@pytest.mark.parametrize("text", ["140 of the 150 oximeters", "150台到了140台", "150台里只来了140"])
def test_so_many_of_all_of_them_is_one_figure(text: str) -> None:
    assert [str(getattr(span.value, "number", "")) for span in read(text).spans if span.name is None] == ["140"]


@pytest.mark.parametrize(("text", "amount"), [("4块3一盒", "4.3"), ("2块35", "2.35"), ("4块一盒", "4")])
def test_what_stands_behind_the_yuan_are_its_parts(text: str, amount: str) -> None:
    assert str(getattr(read(text).spans[0].value, "amount", "")) == amount


def test_a_lot_expires_only_on_a_day_that_is_said_to_be_that() -> None:
    assert "expires_on" not in filled("receive_purchase", "BP-200 came today").arguments
    said = filled("receive_purchase", "20 BP-200, lot AB12, best before 2029-11-30").arguments
    assert said["expires_on"] == "2029-11-30"


def test_money_was_paid_on_the_day_behind_and_not_on_the_one_to_come() -> None:
    said = filled("record_payment", "paid 4,800 on Friday")
    put_behind(said, date(2026, 11, 23))
    assert said.arguments["paid_on"] == "2026-11-20"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("常州脉岸电子有限公司", "脉岸"),
        ("南通棉塘敷料有限公司", "棉塘"),
        ("绍兴越棉敷料厂", None),
        ("Ganheng Biotech", None),
    ],
)
def test_a_company_is_called_by_its_own_name_between_place_and_trade(name: str, short: str | None) -> None:
    assert short_name(name) == short


def test_a_name_with_accents_is_known_without_them() -> None:
    assert without_accents("Tulü Cardiac") == "Tulu Cardiac"


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("did everything arrive?", True),
        ("货到齐了吗", True),
        ("Zhicheng can do them by Friday", False),
        ("can you book it in?", False),
        ("货到齐了", False),
    ],
)
def test_news_and_a_question_about_it_are_told_apart(text: str, *, is_question: bool) -> None:
    assert asks_outright(text) is is_question


def test_a_word_for_several_products_is_the_one_on_the_document_named() -> None:
    spans = read("PO-2026-00001的血压计").spans
    several = next(span for span in spans if span.name is not None)
    paper = Paperwork({"PO-2026-00001": (several.names[-1].code,)})
    assert paper.narrowed(spans)[-1].names[0].code == several.names[-1].code


def test_the_goods_of_an_order_that_was_looked_for_are_known() -> None:
    paper = Paperwork(read_purchases=lambda: (Purchase("PO-2026-00003", "S-003", "sent", ("TH-30",)),))
    assert paper.goods_of("PO-2026-00003") == ("TH-30",)
    assert paper.goods_of("PO-2026-00004") == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SO-2026-00001退2台血压计，屏幕坏了", "屏幕坏了"),
        ("2 BP-200 of SO-2026-00001 come back, the screens are dead", "the screens are dead"),
        ("客户等不及了，取消SO-2026-00001", "客户等不及了"),
        ("取消SO-2026-00001，谢谢", None),
        ("SO-2026-00001的全退，麻烦尽快处理", None),
        ("取消SO-2026-00001", None),
        ("退SO-2026-00001的2台血压计，行吗？", None),
    ],
)
def test_why_is_what_stands_by_itself_and_wants_nothing(text: str, reason: str | None) -> None:
    found = reason_apart(text, read(text).spans)
    assert (found and text[slice(*found)].strip()) == reason


@pytest.mark.parametrize("text", ["overdue by more than 30", "bills over 30 days late", "逾期超过30天的账单"])
def test_how_long_a_bill_is_overdue_may_be_a_bare_figure(text: str) -> None:
    assert filled("get_payables", text).arguments["overdue_days"] == "30"


def test_what_a_limit_was_before_is_not_what_it_becomes() -> None:
    rule = filled(
        "set_reorder_rule", "buy BP-200 again once we're under 80 instead of 60; the upper limit of 400 can stay"
    )
    assert (rule.arguments["minimum"], rule.arguments["maximum"]) == ("80", "400")


def test_a_name_ends_with_its_sentence() -> None:
    text = "new supplier 台州临海医疗, English name Linhai Devices. They deliver in 12 days, net 45"
    assert filled("create_supplier", text).arguments["name_en"] == "Linhai Devices"


@pytest.mark.parametrize(
    ("name", "given"),
    [("周启航", "启航"), ("林悦", None), ("王经理", None), ("欧阳启航", None), ("Zhou Qihang", None), ("赵国庆", None)],
)
def test_colleagues_are_called_by_their_given_names(name: str, given: str | None) -> None:
    assert given_name(name) == given
