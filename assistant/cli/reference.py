"""The page of all operations, made from the registry: `python -m assistant.cli.reference > docs/operations.md`."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import core
import knowledge
from core import operations
from core.operations import Effect, Operation

_INTRODUCTION = """# Operations

Everything the company can be asked or told, made from the code: do not edit this page. Each operation is a tool of the
assistant, a route `POST /api/v1/operations/NAME`, and `zhanggui call NAME key=value`. A command becomes a card that
waits for a yes, unless it is marked harmless: then it runs at once and, where it says so, can be undone.
"""


def reference() -> str:
    """The page as Markdown: by area a table, then each operation with its parameters."""
    parts = [_INTRODUCTION]
    for area, own in groupby(operations.all_operations(), key=lambda operation: operation.area):
        listed = list(own)
        parts.append(f"## {area}\n")
        parts.append(_table(listed))
        parts.extend(_details(operation) for operation in listed)
    return "\n".join(parts)


def _table(listed: list[Operation]) -> str:
    rows = [f"| `{one.name}` | {_effect(one)} | {_roles(one)} |" for one in listed]
    return "\n".join(["| operation | effect | roles |", "| --- | --- | --- |", *rows, ""])


def _details(operation: Operation) -> str:
    required = operation.schema.get("required", ())
    lines = [f"### {operation.name}\n", operation.description, ""]
    for name, part in operation.schema.get("properties", {}).items():
        needed = " (required)" if name in required else ""
        lines.append(f"- `{name}`{needed}: {meaning(part)}")
    return "\n".join([*lines, ""]) if operation.parameters else "\n".join(lines)


def meaning(part: dict[str, Any]) -> str:
    """What a parameter takes, in few words."""
    if "enum" in part:
        return ", ".join(str(value) for value in part["enum"])
    if "properties" in part:
        return ", ".join(part["properties"])
    if "description" in part:
        return str(part["description"])
    options = [each for each in part.get("anyOf", ()) if each.get("type") != "null"]
    if options:
        return meaning(options[0])
    if part.get("type") == "array":
        return f"a list, each of: {meaning(part.get('items', {}))}"
    return str(part.get("type", "text"))


def _effect(operation: Operation) -> str:
    if operation.effect is Effect.QUERY:
        return "query"
    if not operation.harmless:
        return "command"
    return f"harmless command, undone by `{operation.undo}`" if operation.undo else "harmless command"


def _roles(operation: Operation) -> str:
    return ", ".join(sorted(role.value for role in operation.roles))


if __name__ == "__main__":
    operations.load(core, knowledge)
    print(reference(), end="")
