"""Operations in the form chat models take tools: short schemas without references, made once for each operation.

Values are checked against the operation's own, stricter types when it is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from core import operations
from core.actor import Actor
from core.operations import Effect, Operation

CHANGE_CARD = "change_card"
"""The tool that replaces an open card by a changed one. It is no operation: it proposes the commands anew."""

# What models do not need, and what some endpoints trip over.
_LEFT_OUT = frozenset({"title", "default", "additionalProperties", "x-reference", "anyOf"})


def tool_schemas(actor: Actor, *, with_change: bool, only: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The tools of the actor's operations, or of `only` those in their order; `change_card` where a card is open."""
    allowed = {one.name: one for one in operations.available_to(actor)}
    available = tuple(allowed[name] for name in (allowed if only is None else only) if name in allowed)
    shown = _said_once([_tool(operation) for operation in available])
    return [*shown, _change_card(available)] if with_change else shown


def _said_once(tools: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tools with the words about an argument at the first that has it: a third less for a model to read."""
    said: set[tuple[str, str]] = set()

    def without(name: str, node: dict[str, Any]) -> dict[str, Any]:
        shown = dict(node)
        if (about := (name, shown.get("description", ""))) in said:
            del shown["description"]
        elif about[1]:
            said.add(about)
        if "properties" in shown:
            shown["properties"] = {inner: without(inner, one) for inner, one in shown["properties"].items()}
        if isinstance(shown.get("items"), dict):
            shown["items"] = without(name, shown["items"])
        return shown

    functions = [tool["function"] for tool in tools]
    return [_function(one["name"], one["description"], without("", one["parameters"])) for one in functions]


@lru_cache(maxsize=512)
def _tool(operation: Operation) -> dict[str, Any]:
    return _function(operation.name, operation.description, _plain(operation.schema))


def _change_card(available: tuple[Operation, ...]) -> dict[str, Any]:
    commands = [operation.name for operation in available if operation.effect is Effect.COMMAND]
    step = {
        "type": "object",
        "properties": {"operation": {"type": "string", "enum": commands}, "arguments": {"type": "object"}},
        "required": ["operation", "arguments"],
    }
    parameters = {
        "type": "object",
        "properties": {
            "proposal": {"type": "string", "description": "the id of the open card; omit for the newest"},
            "steps": {"type": "array", "items": step},
        },
        "required": ["steps"],
    }
    description = "Replaces the open card by a changed one. Give every command of the card with every argument."
    return _function(CHANGE_CARD, description, parameters)


def _function(name: str, description: str, parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": parameters},
    }


def _plain(node: dict[str, Any]) -> dict[str, Any]:
    """The schema with "or null" left out: an argument nobody named is left out too."""
    inner: dict[str, Any] = {}
    if "anyOf" in node:
        chosen = [choice for choice in node["anyOf"] if choice.get("type") != "null"]
        inner = _plain(chosen[0]) if len(chosen) == 1 else {}
    own = {name: value for name, value in node.items() if name not in _LEFT_OUT}
    if "properties" in own:
        own["properties"] = {name: _plain(one) for name, one in own["properties"].items()}
    if isinstance(own.get("items"), dict):
        own["items"] = _plain(own["items"])
    return {**inner, **own}
