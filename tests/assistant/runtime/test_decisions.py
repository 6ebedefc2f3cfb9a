"""A yes or no to a card: by button or by a word alone, from its owner, to the card that was shown last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from assistant.conversation.deciding import has_warning, shows_draft
from core.calendar import FixedClock
from core.proposals import ProposalRow
from tests.assistant.runtime.talking import Talk


def status(talk: Talk, reply: dict[str, Any]) -> str:
    with talk.application.database.transaction() as session:
        return session.get_one(ProposalRow, UUID(reply["proposal"]["id"])).status.value


@pytest.mark.parametrize("word", ["确认", "好的", "OK!", "yes", "可以。", "ｏｋ", "go ahead"])
def test_a_word_of_agreement_alone_executes_the_card(talk: Talk, word: str) -> None:
    talk.say("sales", "card 1")
    answer = talk.say("sales", word)
    assert answer["proposal"]["status"] == "executed"
    assert answer["proposal"]["steps"][0]["document"].startswith("SO-")
    assert answer["calls"][0]["outcome"] == "ok"
    assert talk.orders(answer["conversation"]) == 1


@pytest.mark.parametrize("words", ["好的，我先问下客户", "yes but make it 30", "确认一下库存", "ok?? why", "不是"])
def test_agreement_within_a_sentence_is_no_yes(talk: Talk, words: str) -> None:
    card = talk.say("sales", "card 2")
    assert talk.say("sales", words)["text"] == f"sales: {words}"
    assert status(talk, card) == "pending"
    assert talk.orders(card["conversation"]) == 0


@pytest.mark.parametrize("word", ["取消", "no", "算了", "never mind"])
def test_a_word_of_refusal_drops_the_card(talk: Talk, word: str) -> None:
    card = talk.say("sales", "card 2")
    assert talk.say("sales", word)["proposal"]["status"] == "rejected"
    assert talk.orders(card["conversation"]) == 0


def test_a_yes_means_nothing_once_something_else_was_shown(talk: Talk) -> None:
    card = talk.say("sales", "card 2")
    talk.say("sales", "how is the weather")
    again = talk.say("sales", "好的")
    assert status(talk, card) == "pending"
    assert [block["proposal"] for block in again["blocks"] if block["type"] == "card"] == [card["proposal"]["id"]]
    assert talk.say("sales", "好的")["proposal"]["status"] == "executed"


def test_with_two_cards_open_a_yes_shows_both_and_decides_on_neither(talk: Talk) -> None:
    first, second = talk.say("sales", "card 2"), talk.say("sales", "another 3")
    for word in ("确认", "确认", "取消"):
        again = talk.say("sales", word)
        shown = [block["proposal"] for block in again["blocks"] if block["type"] == "card"]
        assert shown == [first["proposal"]["id"], second["proposal"]["id"]]
    assert status(talk, first) == status(talk, second) == "pending"
    assert talk.press("sales", f"confirm:{first['proposal']['id']}")["proposal"]["status"] == "executed"
    assert status(talk, second) == "pending"


def test_a_strong_yes_without_a_card_is_told_that_nothing_waits_for_it(talk: Talk) -> None:
    assert "没有等您确认" in talk.say("sales", "确认")["text"]
    assert talk.say("sales", "好的")["text"] == "sales: 好的"


def test_a_changed_card_replaces_the_one_before(talk: Talk) -> None:
    first = talk.say("sales", "card 2")
    second = talk.say("sales", "card 5")
    assert status(talk, first) == "superseded"
    assert talk.press("sales", f"confirm:{first['proposal']['id']}")["proposal"]["status"] == "superseded"
    assert talk.say("sales", "确认")["proposal"]["id"] == second["proposal"]["id"]
    assert status(talk, second) == "pending"
    assert talk.press("sales", f"confirm:{second['proposal']['id']}")["proposal"]["status"] == "executed"
    assert talk.orders(first["conversation"]) == 1


def test_a_second_confirm_returns_the_first_receipt(talk: Talk) -> None:
    card = talk.say("sales", "card 2")
    press = f"confirm:{card['proposal']['id']}"
    first, second = talk.press("sales", press), talk.press("sales", press)
    assert first["proposal"]["steps"] == second["proposal"]["steps"]
    assert talk.say("sales", "确认")["proposal"]["steps"] == first["proposal"]["steps"]
    assert talk.orders(card["conversation"]) == 1


def test_thanks_after_an_order_do_not_confirm_it_again(talk: Talk) -> None:
    talk.say("sales", "card 2")
    talk.say("sales", "确认")
    assert talk.say("sales", "好的")["text"] == "sales: 好的"


def test_another_person_may_not_press_the_button(talk: Talk) -> None:
    card = talk.say("sales", "card 2")
    refused = talk.press("sales2", f"confirm:{card['proposal']['id']}", conversation=card["conversation"])
    assert refused["proposal"] is None
    assert status(talk, card) == "pending"
    assert talk.orders(card["conversation"]) == 0


def test_another_person_may_not_say_yes(talk: Talk) -> None:
    card = talk.say("sales", "card 2")
    assert "没有等您确认" in talk.say("manager", "确认", conversation=card["conversation"])["text"]
    assert talk.orders(card["conversation"]) == 0


def test_who_takes_a_chat_over_has_nothing_to_do_with_the_cards_of_who_had_it(talk: Talk) -> None:
    old = talk.say("sales", "card 2")
    new = talk.say("manager", "card 5", conversation=old["conversation"])
    assert new["proposal"]["id"] != old["proposal"]["id"]
    assert status(talk, old) == status(talk, new) == "pending"
    done = talk.say("manager", "确认", conversation=old["conversation"])["proposal"]
    assert (done["id"], done["status"]) == (new["proposal"]["id"], "executed")
    assert status(talk, old) == "pending"


def test_a_card_of_yesterday_is_told_to_be_too_old(own_talk: Talk, clock: FixedClock) -> None:
    with own_talk.working():
        card = own_talk.say("sales", "card 2")
        clock.advance(timedelta(hours=25))
        answer = own_talk.say("sales", "确认")
    assert answer["proposal"]["status"] == "expired"
    assert status(own_talk, card) == "expired"
    assert own_talk.orders(card["conversation"]) == 0


def test_asking_for_a_change_keeps_the_card_but_a_bare_yes_no_longer_confirms_it(talk: Talk) -> None:
    card = talk.say("sales", "card 2")
    talk.press("sales", f"change:{card['proposal']['id']}")
    assert talk.say("sales", "好的")["proposal"]["status"] == "pending"
    assert status(talk, card) == "pending"


@pytest.mark.parametrize("action", ["confirm:", "confirm:nonsense", "explode:1", "undo:x", "confirm"])
def test_a_button_nobody_made_is_answered_politely(talk: Talk, action: str) -> None:
    assert "按钮" in talk.press("sales", action)["text"]


def test_a_card_nobody_made_is_unknown(talk: Talk) -> None:
    answer = talk.press("sales", "confirm:00000000-0000-7000-8000-000000000000")
    assert answer["proposal"] is None


def test_a_warning_on_the_card_or_on_a_line_counts() -> None:
    card = UUID(int=1)
    plain: dict[str, Any] = {"type": "card", "proposal": str(card), "notes": [], "lines": [{"notes": []}]}
    late = {"text": "late", "level": "warning"}
    assert not has_warning({"blocks": [plain]}, card)
    assert has_warning({"blocks": [{**plain, "notes": [late]}]}, card)
    assert has_warning({"blocks": [{**plain, "lines": [{"notes": [late]}]}]}, card)
    assert not has_warning({"blocks": [{**plain, "notes": [late]}]}, UUID(int=2))


def test_a_plain_yes_to_a_card_with_a_warning_asks_for_a_strong_one(talk: Talk) -> None:
    card = talk.say("sales", "card 2 2026-11-23")
    assert has_warning(card, UUID(card["proposal"]["id"])), "the order cannot arrive that early"
    assert "回复“确认”" in talk.say("sales", "好的")["text"]
    assert status(talk, card) == "pending"
    assert talk.say("sales", "确认")["proposal"]["status"] == "executed"


@pytest.mark.parametrize(("state", "is_one"), [("draft", True), ("confirmed", False), ("cancelled", False)])
def test_only_a_draft_that_was_shown_can_be_meant_by_a_yes(state: str, is_one: bool) -> None:
    assert shows_draft({"head": {"number": "SO-1", "state": state}, "lines": []}) is is_one
    assert shows_draft({"orders": [{"state": "confirmed"}, {"state": state}]}) is is_one
