"""What a model answered, made uniform or turned down: calls of tools that were offered, or words in plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, InvalidToolCall, ToolCall

from assistant.models.written_calls import arguments_in, calls_in

REPLY = "reply_to_user"
"""The tool by which a model that has to call something says its words."""

ARGUMENTS_MAX = 20_000
WORDS_MAX = 1_500
"""Characters of one answer's arguments, and of its words; more is a model that lost its way."""

REPLY_SCHEMA: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": REPLY,
        "description": "Says something to the person: the answer once the tools have returned, or one short question.",
        "parameters": {
            "type": "object",
            "properties": {"text": {"type": "string", "description": "one or two sentences of plain text"}},
            "required": ["text"],
        },
    },
}

_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_MARKS = re.compile(r"\*\*|__|`+|^#{1,6}\s+|^>\s?|</?data>", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[*-][ \t]+", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)")
_CALL_IN_WORDS = re.compile(r"</?tool_call|<\|\w+\|>|\A\s*[{\[]\s*[\"{]|\"(?:arguments|parameters)\"\s*:")
# What no database and no channel can carry: control characters and halves of surrogate pairs.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_STOPPED_EARLY = frozenset({"length", "content_filter"})


class UnfitAnswer(Exception):
    """The model answered too late, not at all, or nothing that can be used."""


class CutOff(UnfitAnswer):
    """The answer ended before it was whole: mostly a model that repeats itself. `calls` are those that came whole."""

    def __init__(self, calls: Sequence[ToolCall]) -> None:
        super().__init__("an answer that was cut off")
        self.calls = calls


def fit(said: BaseMessage, offered: Collection[str]) -> AIMessage:
    """The answer with calls of offered tools, or else with words; refuses `UnfitAnswer`.

    Words come as plain text however they were said; calls that were written as words are calls. Words beside calls
    are left out: they were said before anything was known. Every call has an id of its own.
    """
    if not isinstance(said, AIMessage):
        raise UnfitAnswer("no message of an assistant")
    if said.response_metadata.get("finish_reason") in _STOPPED_EARLY:
        raise CutOff(said.tool_calls)
    made = [*said.tool_calls, *map(_mended, said.invalid_tool_calls)]
    thought = _THOUGHTS.sub("", str(said.text))
    if not made and len(thought) <= ARGUMENTS_MAX:
        made = calls_in(thought, offered)
    calls = [_call(call, offered, place) for place, call in enumerate(made)]
    wanted = [call for call in calls if call["name"] != REPLY]
    if wanted:
        return AIMessage("", tool_calls=_with_own_ids(wanted))
    spoken = [value for call in calls for value in call["args"].values() if isinstance(value, str)]
    words = plain("\n".join(spoken) if calls else thought)
    if not words:
        raise UnfitAnswer("an empty answer")
    if len(words) > WORDS_MAX:
        raise UnfitAnswer("words without an end")
    if _CALL_IN_WORDS.search(words):
        raise UnfitAnswer("a call written as words")
    return AIMessage(words)


def plain(words: str) -> str:
    """Words without thoughts, marks of markup and unwritable characters."""
    text = _THOUGHTS.sub("", _UNWRITABLE.sub("", words))
    text = _LINK.sub(r"\1", text)
    return _MARKS.sub("", _BULLET.sub("- ", text)).strip()


def _mended(call: InvalidToolCall) -> ToolCall:
    arguments = arguments_in(call["args"])
    if arguments is None:
        raise UnfitAnswer("arguments that are no JSON")
    return ToolCall(name=call["name"] or "", args=arguments, id=call["id"], type="tool_call")


def _call(call: ToolCall, offered: Collection[str], place: int) -> ToolCall:
    if call["name"] not in offered:
        raise UnfitAnswer(f"a tool that was not offered: {call['name'][:60]!r}")
    if len(json.dumps(call["args"], default=str)) > ARGUMENTS_MAX:
        raise UnfitAnswer("arguments without an end")
    arguments = _writable(call["args"])
    return ToolCall(name=call["name"], args=arguments, id=call["id"] or f"call_{place}", type="tool_call")


def _with_own_ids(calls: list[ToolCall]) -> list[ToolCall]:
    """The calls under ids that differ: some endpoints give all calls of an answer the same, or none."""
    ids = [call["id"] for call in calls]
    if len(set(ids)) == len(ids):
        return calls
    return [ToolCall(**{**call, "id": f"call_{place}"}) for place, call in enumerate(calls)]


def _writable(value: Any) -> Any:  # noqa: ANN401 - JSON
    match value:
        case str():
            return _UNWRITABLE.sub("", value)
        case dict():
            return {_UNWRITABLE.sub("", str(name)): _writable(inner) for name, inner in value.items()}
        case list():
            return [_writable(inner) for inner in value]
    return value
