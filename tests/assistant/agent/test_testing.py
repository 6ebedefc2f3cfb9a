"""The fakes that ship: a model that plays its script, and a channel that keeps what it is to send."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from assistant.outbox import Delivery
from assistant.testing import CollectingChannel, Later, ScriptedModel, ScriptEnded, calling


def test_a_script_is_played_in_order_and_what_was_asked_is_kept() -> None:
    model = ScriptedModel(lines=["one", AIMessage("two"), lambda messages: f"heard {messages[-1].content}"])
    said = [model.invoke([HumanMessage(word)]).content for word in ("a", "b", "c")]
    assert said == ["one", "two", "heard c"]
    assert [heard.messages[0].content for heard in model.heard] == ["a", "b", "c"]


def test_a_line_may_be_an_error_or_take_its_time() -> None:
    model = ScriptedModel(lines=[ValueError("no"), Later(0.01, "late")])
    with pytest.raises(ValueError, match="no"):
        model.invoke("x")
    assert asyncio.run(model.ainvoke("x")).content == "late"


def test_asking_beyond_the_script_is_an_error_unless_the_last_line_is_for_ever() -> None:
    ended = ScriptedModel(lines=[])
    with pytest.raises(ScriptEnded):
        ended.invoke("x")
    endless = ScriptedModel(lines=["same"], for_ever=True)
    assert {str(endless.invoke("x").content) for _ in range(3)} == {"same"}


def test_tools_that_were_offered_are_kept() -> None:
    model = ScriptedModel(lines=[calling(("get_stock", {"product": "BP-200"}))])
    tool = {"type": "function", "function": {"name": "get_stock", "parameters": {}}}
    said = model.bind_tools([tool], tool_choice="required").invoke("x")
    assert said.tool_calls[0]["args"] == {"product": "BP-200"}
    assert (model.heard[0].tools, model.heard[0].tool_choice) == (("get_stock",), "required")


def test_a_collecting_channel_keeps_deliveries_or_fails_as_told() -> None:
    channel = CollectingChannel()
    delivery = Delivery.__new__(Delivery)
    asyncio.run(channel.send(delivery))
    assert channel.sent == [delivery]
    channel.failing = ConnectionError(str(uuid4()))
    with pytest.raises(ConnectionError):
        asyncio.run(channel.send(delivery))
