"""The language of a message, and the words that decide by themselves."""

from __future__ import annotations

import pytest

from assistant.conversation.language import (
    Decision,
    asks_for_file,
    decision_in,
    gives_up,
    language_of,
    says_something,
)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("血压计还有多少？", "zh"),
        ("BP-200还有吗", "zh"),
        ("给 Renhe Clinic 下单 20 台 BP-200", "zh"),
        ("帮我check一下order status", "zh"),
        ("How many are left?", "en"),
        ("Can we deliver 20 BP-200 to 仁和诊所 by Friday", "en"),
        ("Order for 西安灞柳医院: twenty boxes", "en"),
        ("BP monitor large cuff 还有吗", "zh"),
        ("stock SH BP-200", "en"),
        ("confirm", "en"),
    ],
)
def test_a_message_with_words_has_their_language(said: str, language: str) -> None:
    assert language_of(said, "zh") == language_of(said, "en") == language


def test_a_name_in_chinese_leaves_an_english_thread_english() -> None:
    assert (language_of("just 上海仓", "zh"), language_of("just 上海仓", "en")) == ("zh", "en")


@pytest.mark.parametrize("said", ["ok", "OK", "BP-200 20", "SO-2026-00042", "20", "🙂", "", "SH", "GS-50 x 3"])
def test_a_message_without_words_keeps_the_threads_language(said: str) -> None:
    assert (language_of(said, "zh"), language_of(said, "en")) == ("zh", "en")


@pytest.mark.parametrize(
    ("said", "decision"),
    [
        ("确认", Decision.STRONG_YES),
        (" 确认！", Decision.STRONG_YES),
        ("Confirm.", Decision.STRONG_YES),
        ("好的", Decision.PLAIN_YES),
        ("ＯＫ", Decision.PLAIN_YES),
        ("Yes!", Decision.PLAIN_YES),
        ("that’s right", Decision.PLAIN_YES),
        ("取消", Decision.NO),
        ("No, thanks", Decision.NO),
        ("no thanks", Decision.NO),
        ("取消它", None),
        ("好的，我先问下客户", None),
        ("确认库存", None),
        ("yes 25", None),
        ("yep thats it, go", Decision.PLAIN_YES),
        ("行，就这样下吧", Decision.PLAIN_YES),
        ("嗯 可以", Decision.PLAIN_YES),
        ("好的，确认，辛苦了", Decision.STRONG_YES),
        ("that's fine, thanks", Decision.PLAIN_YES),
        ("ok, go to Ningbo", None),
        ("thanks, great", None),
        ("行不行", None),
        ("对了", None),
        ("嗯，对吧", None),
        ("没问题吧", None),
        ("that's it?", None),
        ("好？", None),
        ("", None),
        ("？", None),
        ("確認，謝謝", Decision.STRONG_YES),
        ("对了，提交吧", Decision.PLAIN_YES),
        ("你好", None),
        ("你好，谢谢", None),
        ("可是", None),
        ("好的，那这张呢", None),
        ("嗯，那…", None),
        ("你确认", None),
        ("Please confirm that's correct", None),
    ],
)
def test_only_a_whole_message_decides(said: str, decision: Decision | None) -> None:
    assert decision_in(said) is decision


@pytest.mark.parametrize(
    "said",
    [
        "车还没来，先不发了",
        "先别记了，我让成都那边下午再数一遍",
        "算了先别弄，客户那边刚说行程取消了",
        "不取消了，沈总说年底有个大客户要",
        "院里采购办还没盖章，这单先撤了，等批下来再说",
        "No, stop, there's a supplier's statement I haven't seen yet.",
        "Actually no. Not until I have it from them in writing.",
        "Hmm no, drop it. I'll speak to Shen Lan first.",
        "dont send it yet, waiting on their po",
        "他们仓库又翻出来两箱，取消吧",
        "they found a box in the cupboard, cancel",
        "等等，我得先和院里对账。取消。",
        "You know what, leave it, I'll ask him when I'm there.",
    ],
)
def test_no_with_a_reason_beside_it_is_no(said: str) -> None:
    assert decision_in(said) is Decision.NO


@pytest.mark.parametrize("said", ["取消", "算下来不划算，取消吧", "it's too dear, drop it", "No, don't change it."])
def test_some_noes_give_up_what_is_open_in_so_many_words(said: str) -> None:
    assert gives_up(said)


@pytest.mark.parametrize("said", ["no", "不用", "算了", "no thanks", "取消，改成5台", "cancel the order for Jinxi"])
def test_others_may_answer_something_else(said: str) -> None:
    assert not gives_up(said)


@pytest.mark.parametrize("said", ["好，就这样下单", "嗯，可以下单了", "按这个下单吧", "可以下了，谢谢"])
def test_a_yes_may_say_that_it_is_to_be_ordered(said: str) -> None:
    assert decision_in(said) is Decision.PLAIN_YES


@pytest.mark.parametrize("said", ["可以下单吗", "还可以下单吗", "下了吗", "可以下了没"])
def test_whether_one_may_order_is_no_yes(said: str) -> None:
    assert decision_in(said) is None


def test_a_hostile_message_is_read_in_no_time() -> None:
    for said in ("那这次" * 3000, "no " * 4000, "先别" * 5000, "hmmm, " * 2000):
        assert decision_in(said) is not Decision.STRONG_YES


@pytest.mark.parametrize(
    "said",
    [
        "不发上海了，改发宁波",
        "先不发了，还有多少？",
        "别发顺丰",
        "don't ship before Friday",
        "no, make it 20",
        "试纸不要了",
        "stop the promotion",
        "别忘了",
        "not yet",
        "确认，不用改",
        "好的，不改了",
        "不加了，下单吧",
        "never mind, confirm",
        "确认，先不开票",
        "place the order, just don't ship it yet",
        "先别提交，把数量改一下",
        "hold on, add a line for gloves",
        "actually no, use the Ningbo warehouse",
        "hold on, let me check",
        "平澜那单不要了，取消",
        "他说取消",
        "别走，我还有事",
        "先不弄，帮我查一下仁和的欠款",
        "cancel that, show me the stock",
    ],
)
def test_no_to_a_part_or_with_something_else_instead_is_left_to_the_planner(said: str) -> None:
    assert decision_in(said) is not Decision.NO


@pytest.mark.parametrize(
    "said",
    [
        "导出Excel",
        "导出",
        "请把这个报表导出成 Excel 文件",
        "可以下载吗？",
        "给我一份电子表格，谢谢",
        "ＥＸＣＥＬ",
        "Export to Excel",
        "Could you give me that as a spreadsheet, please?",
        "download it",
        "and can I have that one in excel pls",
        "导成电子表格给我",
        "弄成表格吧，周会上要用",
        "下载一份，我转给董事",
        "Excel please, the auditors are here",
        "export it, I want that in the slides",
        "could I have it in Excel for the meeting at nine?",
    ],
)
def test_what_was_shown_is_asked_for_as_a_file(said: str) -> None:
    assert asks_for_file(said)


@pytest.mark.parametrize(
    "said",
    [
        "导出上个月各区域销售额",
        "export last month's sales by region",
        "下载BP-200的说明书",
        "报表",
        "give me the report",
        "excellent",
        "as excel, but only Shanghai",
        "导出来，按产品的也要，周会用",
        "excel for the board, and the same by customer",
        "导出来，老板问华东卖了多少",
        "tell the board about the excel course",
        "给我一份",
        "",
    ],
)
def test_what_names_something_else_is_a_request_of_its_own(said: str) -> None:
    assert not asks_for_file(said)


def test_emoji_and_punctuation_say_nothing() -> None:
    assert not says_something("🙂！ …")
    assert says_something("2")
    assert says_something("货")
