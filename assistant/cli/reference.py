"""The page of all operations, made from the registry: `python -m assistant.cli.reference > docs/operations.md`."""

from __future__ import annotations

from itertools import groupby

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
        lines.append(f"- `{name}`{needed}: {_meaning(part)}")
    return "\n".join([*lines, ""]) if operation.parameters else "\n".join(lines)


def _meaning(part: dict[str, object]) -> str:
    if "description" in part:
        return str(part["description"])
    choices = part.get("anyOf")
    options = [each for each in choices if each.get("type") != "null"] if isinstance(choices, list) else []
    if options:
        return _meaning(options[0])
    if "$ref" in part:
        return str(part["$ref"]).rsplit("/", 1)[-1]
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
