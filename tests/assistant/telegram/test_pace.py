"""The limits of sending: one a second to a chat, twenty a minute to a group, thirty a second to all."""

from __future__ import annotations

import pytest

from assistant.channels.telegram.pace import Pace


def test_a_chat_gets_one_message_a_second() -> None:
    pace = Pace()
    assert pace.wait(1, 100.0) == 0
    pace.sent(1, 100.0)
    assert pace.wait(1, 100.25) == pytest.approx(0.75)
    assert pace.wait(1, 101.0) == 0


def test_a_busy_chat_holds_up_no_other() -> None:
    pace = Pace()
    pace.sent(1, 100.0)
    pace.hold(1, 160.0)
    assert pace.wait(2, 100.0) == 0


def test_a_group_gets_twenty_a_minute() -> None:
    pace = Pace()
    for second in range(20):
        assert pace.wait(-5, 100.0 + second) == 0
        pace.sent(-5, 100.0 + second)
    assert pace.wait(-5, 120.0) == pytest.approx(40.0)
    assert pace.wait(5, 120.0) == 0


def test_all_chats_together_get_thirty_a_second() -> None:
    pace = Pace()
    for chat in range(30):
        pace.sent(chat + 1, 100.0)
    assert pace.wait(99, 100.5) == pytest.approx(0.5)
    assert pace.wait(99, 101.0) == 0


def test_a_chat_that_asked_for_rest_gets_it_to_the_end() -> None:
    pace = Pace()
    pace.hold(1, 130.0)
    pace.hold(1, 110.0)
    assert pace.wait(1, 100.0) == pytest.approx(30.0)


def test_chats_long_silent_are_forgotten() -> None:
    pace = Pace()
    for chat in range(1, 2100):
        pace.sent(chat, chat / 10)
    assert pace.wait(1, 210.0) == 0
    assert pace.wait(2099, 210.0) > 0
