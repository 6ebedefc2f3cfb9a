"""A message becomes one turn: taken once, answered in its language, decided by code where a card waits."""

from __future__ import annotations

from tests.assistant.runtime.talking import Talk


def test_a_message_is_answered(talk: Talk) -> None:
    answer = talk.say("sales", "你好，掌柜")
    assert answer["text"] == "sales: 你好，掌柜"
    assert answer["blocks"][0] == {"type": "text", "text": "sales: 你好，掌柜", "tone": "normal"}
    assert answer["language"] == "zh"
