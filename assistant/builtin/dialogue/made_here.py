"""The documents this conversation made or showed, called by what is on them: "one of my two orders … the oximeters"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.document_kinds import BY_KIND
from core.errors import Choice

_MOST = 6


def made_here(kind: str, situation: Situation) -> tuple[Choice, ...]:
    """Those of a kind, the oldest of the newest first, to pick from; none where there are not several."""
    found: dict[str, Choice] = {}
    for call in situation.calls():
        result = call.get("result")
        if call.get("outcome") == "ok" and isinstance(result, Mapping):
            for number in _numbers(result, f"{BY_KIND[kind].prefix}-"):
                found.setdefault(number, _called(number, result))
    choices = tuple(reversed(list(found.values())[:_MOST]))
    return choices if len(choices) > 1 else ()


def _numbers(result: Mapping[str, Any], prefix: str) -> Iterator[str]:
    document = result.get("document")
    number = result.get("number") or (document.get("number") if isinstance(document, Mapping) else None)
    if isinstance(number, str) and number.startswith(prefix):
        yield number


def _called(number: str, result: Mapping[str, Any]) -> Choice:
    lines = [line for line in result.get("lines") or () if isinstance(line, Mapping)]
    zh, en = ("、".join(str(line.get(name) or "") for line in lines) for name in ("name_zh", "name_en"))
    return Choice(number, f"{number} {zh}".strip(), f"{number} {en}".strip())
