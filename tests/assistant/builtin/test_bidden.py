"""Commands that begin with their verb, though later words ask; and questions that begin with such a verb."""

from __future__ import annotations

import pytest

from assistant.builtin.dialogue.vetoes import Mood, is_bidden, veto_of
from tests.assistant.builtin.hearing import SALES, decided, filled

ASKED = {"question": 0.97, "command": 0.02}

BIDDEN = [
    ("open_ticket", "log a ticket: the nebuliser makes a noise when it runs"),
    ("open_ticket", "please open a ticket for Renhe Clinic, they want to know which cuff fits"),
    ("open_ticket", "ok, raise a ticket. Nobody there knows how to switch it on"),
    ("open_ticket", "Log a ticket: can we get a new cuff, what does it cost"),
    ("add_contact", "add Wang Fang as a contact at Renhe Clinic, she knows when to deliver"),
    ("create_customer", "hi, register a new customer, Riverside Clinic, who are next to Renhe"),
    ("place_order", "put in 20 BP-200 for Renhe Clinic, the ones they had when I was there"),
    ("place_order", "yes the client does want 20 BP-200"),
]


@pytest.mark.parametrize(("intent", "text"), BIDDEN)
def test_what_begins_with_its_verb_is_bidden_though_it_sounds_like_a_question(intent: str, text: str) -> None:
    assert is_bidden(text)
    assert veto_of(intent, text, (), ASKED, SALES) is None


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("cancel_order", "cancel SO-2026-00001?"),
        ("cancel_order", "cancel SO-2026-00001, can we still do that"),
        ("cancel_order", "cancel SO-2026-00001, should we"),
        ("cancel_order", "cancel SO-2026-00001 or not, what do they say"),
        ("confirm_order", "confirm SO-2026-00001, is that possible, when does it ship"),
        ("add_contact", "add a contact at Renhe Clinic, how do I do that"),
        ("add_contact", "register a contact, but how"),
        ("deliver_order", "ship date of SO-2026-00001, when is it"),
        ("deliver_order", "send status of SO-2026-00001, which is it"),
        ("place_order", "how many BP-200 do they need, what does the client want"),
        ("place_order", "what does the client want to order"),
        ("open_ticket", "when do I log a ticket"),
        ("open_ticket", "who opens a ticket when it breaks"),
    ],
)
def test_a_question_that_begins_with_a_verb_or_has_one_is_a_question(intent: str, text: str) -> None:
    assert not is_bidden(text)
    assert veto_of(intent, text, (), ASKED, SALES) is Mood.QUESTION


@pytest.mark.parametrize("text", ["don't log a ticket, it runs", "no need to add Wang Fang as a contact"])
def test_what_is_forbidden_stays_so(text: str) -> None:
    assert not is_bidden(text)
    assert veto_of("open_ticket", text, (), {"negated": 0.97, "command": 0.01}, SALES) is Mood.NEGATED


@pytest.mark.parametrize(
    ("text", "vetoed"),
    [
        ("two of the BP-200 don't switch on, they want to return them", None),
        ("送来的血压计有2台不亮，要退", None),
        ("don't send them back yet", Mood.NEGATED),
        ("they'd rather not return the two", Mood.NEGATED),
        ("先别退", Mood.NEGATED),
        ("they keep the two after all, nothing goes back", Mood.NEGATED),
    ],
)
def test_what_does_not_work_comes_back_and_what_is_kept_does_not(text: str, vetoed: Mood | None) -> None:
    assert veto_of("request_return", text, (), {"negated": 0.97, "command": 0.01}, SALES) == vetoed


def test_the_whole_message_is_the_ticket() -> None:
    text = "log a ticket: the nebuliser at Renhe Clinic makes a noise when it runs"
    [call] = decided(text, "open_ticket", mood="question").calls
    assert (call.operation, call.arguments["customer"]) == ("open_ticket", "C-0001")
    assert "noise when it runs" in call.arguments["subject"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("add Wang Fang as a contact at Renhe Clinic, phone 13800001111", "Wang Fang"),
        ("please put Li Na down as their contact, Renhe Clinic, 13800001111", "Li Na"),
        ("把王芳加为仁和诊所的联系人，电话13800001111", "王芳"),
        ("把王芳登记为仁和诊所联系人", "王芳"),
        ("add a contact for Renhe Clinic - Wang Fang, phone 13800001111", "Wang Fang"),
        ("add a contact as requested by Renhe Clinic", None),
        ("add Wang Fang and Li Na as contacts at Renhe Clinic", None),
        ("add them as a contact at Renhe Clinic", None),
    ],
)
def test_the_name_before_what_somebody_is_to_be_is_theirs(text: str, name: str | None) -> None:
    assert filled("add_contact", text).arguments.get("name") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("start a promotion: buy ten test strips, get one", None),
        ("let's run a special offer: 10% off BP-200", None),
        ("we want a campaign, 10% off BP-200", None),
        ("搞个促销：血压计打9折", None),
        ("起一个促销，血压计打9折", None),
        ("我们办个活动，血压计打9折", None),
        ("new promotion Winter Sale: 10% off BP-200", "Winter Sale"),
        ("start a promotion, 10% off BP-200, call it Winter Breath", "Winter Breath"),
        ("搞个促销，叫双旦大促，血压计打9折", "双旦大促"),
    ],
)
def test_what_kind_of_thing_is_begun_is_no_name_of_it(text: str, name: str | None) -> None:
    assert filled("create_promotion", text).arguments.get("name") == name


@pytest.mark.parametrize(
    "text", ["他们设备科又打来，说预算没批，SO-2026-00001撤掉吧", "the ward is closing, we have to cancel it"]
)
def test_what_is_bidden_at_the_end_of_a_tale_is_no_remark(text: str) -> None:
    remark = {"remark": 0.9, "command": 0.05}
    assert veto_of("cancel_order", text, (), remark, SALES) is None
    assert veto_of("cancel_order", "he cancelled SO-2026-00001 himself last week", (), remark, SALES) is Mood.REMARK


def test_who_has_said_why_asks_leave_to_cancel() -> None:
    told = "the nurses found a full cupboard of them. can we still cancel that one?"
    assert veto_of("cancel_order", told, (), ASKED, SALES) is None
    assert veto_of("cancel_order", "护士又翻出好几盒来，那单还能取消吗？", (), ASKED, SALES) is None


@pytest.mark.parametrize(
    "text",
    [
        "can I still cancel it?",
        "这单还能取消吗？要收费吗？",
        "is it late? can I still cancel it?",
        "no. can I cancel it",
    ],
)
def test_whether_it_may_be_cancelled_is_a_question(text: str) -> None:
    assert veto_of("cancel_order", text, (), ASKED, SALES) is Mood.QUESTION


@pytest.mark.parametrize(
    "text", ["谢主任问能不能出一份报价，20台血压计", "Dr Xie wonders if we could make an offer on 20 BP-200"]
)
def test_what_somebody_else_asks_of_us_is_to_be_done(text: str) -> None:
    assert veto_of("create_quotation", text, (), ASKED, SALES) is None
    assert veto_of("create_quotation", "can we quote them 20 BP-200?", (), ASKED, SALES) is Mood.QUESTION
