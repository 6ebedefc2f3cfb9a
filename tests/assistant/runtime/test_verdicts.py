"""What words say of a request: why not, who else is to decide, and what is no word about it at all."""

from __future__ import annotations

import pytest

from assistant.conversation.verdicts import (
    HandedOn,
    Verdict,
    announces_reason,
    approval_for_reasons,
    asks_to_undo,
    handed_on_in,
    reason_in,
    refusals_for_a_reason,
    verdict_in,
    without_title,
)


@pytest.mark.parametrize(
    ("text", "place", "words", "reason"),
    [
        ("驳回，折扣太大", None, "", "折扣太大"),
        ("驳回第二个，毛利只剩 3.5%", 2, "", "毛利只剩 3.5%"),
        ("拒绝因为毛利太低", None, "", "毛利太低"),
        ("我不同意：这个折扣太高了", None, "", "这个折扣太高了"),
        ("拒绝仁和诊所的，超预算", None, "仁和诊所", "超预算"),
        ("不批，理由是没有预算", None, "", "没有预算"),
        ("打回去——缺合同", None, "", "缺合同"),
        ("reject the second one: Margin too thin", 2, "", "Margin too thin"),
        ("the second one: reject, margin too thin", 2, "", "margin too thin"),
        ("Reject it because the customer owes us money", None, "", "the customer owes us money"),
        ("don't approve it - BP-200 is short", None, "", "BP-200 is short"),
    ],
)
def test_what_follows_a_pause_is_why(text: str, place: int | None, words: str, reason: str) -> None:
    assert next(refusals_for_a_reason(text)) == Verdict(False, place, words, reason)


@pytest.mark.parametrize(
    "text",
    ["驳回 SO-2026-00042", "批准，但折扣改成8%", "approve, but only 5%", "the discount is too high, sorry"],
)
def test_there_is_no_reason_without_a_refusal(text: str) -> None:
    assert not list(refusals_for_a_reason(text))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("fine, approve it", Verdict(True, None, "")),
        ("ok. approve the second one", Verdict(True, 2, "")),
        ("好的，批掉吧", Verdict(True, None, "")),
        ("没问题，第二个批了", Verdict(True, 2, "")),
        ("看过了，驳回", Verdict(False, None, "")),
    ],
)
def test_what_agrees_by_itself_adds_nothing_to_a_verdict(text: str, verdict: Verdict) -> None:
    assert verdict_in(text) == verdict


@pytest.mark.parametrize(
    "text", ["ok, is it approved", "好，等批准", "好的，客户同意了", "good, who approves", "fine, but approve nothing"]
)
def test_what_agrees_makes_no_verdict_of_what_is_none(text: str) -> None:
    verdict = verdict_in(text)
    assert verdict is None or verdict.words


@pytest.mark.parametrize(
    "text",
    [
        "批准，我不放心",
        "Approve. Actually no.",
        "Is it approved",
        "can I approve",
        "wait, approve",
        "客户同意了",
        "要我批准，凭什么",
        "等，批准",
    ],
)
def test_a_doubt_a_question_or_somebody_elses_yes_grants_nothing(text: str) -> None:
    assert verdict_in(text) is None


def test_a_message_of_pauses_is_read_in_no_time() -> None:
    assert not list(refusals_for_a_reason("，" * 4000))


@pytest.mark.parametrize("text", ["第二个先别批准", "不太同意", "I would not approve", "approve nothing, never"])
def test_a_word_turned_round_approves_nothing(text: str) -> None:
    verdict = verdict_in(text)
    assert verdict is None or not verdict.approves


@pytest.mark.parametrize(
    ("text", "colleague", "which"),
    [
        ("转给沈经理批", "沈经理", Verdict(True, None, "")),
        ("把第二个转给沈岚批", "沈岚", Verdict(True, 2, "")),
        ("请王敏批一下", "王敏", Verdict(True, None, "")),
        ("这个让唐静批吧", "唐静", Verdict(True, None, "")),
        ("把仁和诊所那个申请交给唐静审批", "唐静", Verdict(True, None, "仁和诊所")),
        ("delegate this to Wang Min", "wang min", Verdict(True, None, "")),
        ("Please hand the second one to Zhou Qihang to decide.", "zhou qihang", Verdict(True, 2, "")),
        ("have Tang Jing approve the first one", "tang jing", Verdict(True, 1, "")),
    ],
)
def test_a_colleague_is_named(text: str, colleague: str, which: Verdict) -> None:
    handed = handed_on_in(text)
    assert handed is not None
    assert (handed.colleague, handed.which) == (colleague, which)


@pytest.mark.parametrize("text", ["请帮我批准第二个", "请批准", "send the goods to Renhe", "转", "give me the report"])
def test_other_requests_hand_over_nothing(text: str) -> None:
    assert handed_on_in(text) is None


def test_what_is_handed_on_without_a_word_of_approval_may_be_anything() -> None:
    assert handed_on_in("把客户转给林悦") == HandedOn("林悦", Verdict(True, None, "客户"), of_approval=False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("原因：客户逾期", "客户逾期"), ("因为太贵", "太贵"), ("Because it is too much", "it is too much")],
)
def test_a_reason_is_announced(text: str, reason: str) -> None:
    assert announces_reason(text)
    assert reason_in(text) == reason


@pytest.mark.parametrize("text", ["原因不明的退货有哪些", "reasons", "since when", "为什么"])
def test_what_only_sounds_like_one_is_none(text: str) -> None:
    assert not announces_reason(text)


@pytest.mark.parametrize("text", ["撤销", "撤销刚才的操作。", "Undo that!", "undo, please", "take it back"])
def test_undo_is_asked_for(text: str) -> None:
    assert asks_to_undo(text)


@pytest.mark.parametrize("text", ["撤销订单 SO-2026-00042", "undo the order", "取消"])
def test_undo_of_something_is_a_request_of_its_own(text: str) -> None:
    assert not asks_to_undo(text)


@pytest.mark.parametrize(
    ("written", "name"),
    [("沈经理", "沈"), ("Mr. Zhou", "Zhou"), ("唐静老师", "唐静"), ("总部", "总部"), ("manager Shen", "Shen")],
)
def test_a_title_is_no_part_of_a_name(written: str, name: str) -> None:
    assert without_title(written) == name


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("That's alright with me, they are worth it. Approve it.", ""),
        ("行，仁和一直付款很准时，这单我同意。", ""),
        ("好，既然不欠钱，禾溪诊所这单就批准吧", "禾溪诊所"),
        ("Long-standing customer, pays on the day, I approve", ""),
    ],
)
def test_an_approval_may_end_what_only_says_why(said: str, words: str) -> None:
    verdict = approval_for_reasons(said)
    assert verdict is not None
    assert verdict.approves
    assert verdict.words == words


@pytest.mark.parametrize(
    "said",
    [
        "客户那边说了，同意了",
        "财务说可以，批准吧",
        "如果不欠钱，批准",
        "不欠钱的话，批准",
        "不行，批准",
        "No, approve",
        "Reject the first, approve the second",
        "驳回第一个，批准第二个",
        "Zhou: approve it",
        "Is it late? Approve it",
        "他急着要，谁批准",
        "Lin Yue wants you to look, approve it",
        "they keep asking, nobody would approve it",
        "I looked at it, he did not approve it",
        "这单金额不大，等我批准",
        "Fine with me, but approve it only once they paid",
        "好的，批准流程是什么",
        "that was fast, approved",
        "批准",
        "approve it",
        "，" * 4000 + "批准",
    ],
)
def test_what_asks_doubts_or_tells_of_others_ends_in_no_approval(said: str) -> None:
    verdict = approval_for_reasons(said)
    assert verdict is None or verdict.words
