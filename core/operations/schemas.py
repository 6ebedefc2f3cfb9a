"""JSON schemas with their references written out in place, as everything outside Pydantic reads them."""

from __future__ import annotations

from typing import Any


def written_out(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without `$defs`: each `$ref` is replaced by what it names, and what stands beside it is added."""
    definitions: dict[str, Any] = schema.get("$defs", {})

    def inlined(part: object) -> Any:  # noqa: ANN401 - JSON
        if isinstance(part, list):
            return [inlined(each) for each in part]
        if not isinstance(part, dict):
            return part
        if isinstance(part.get("$ref"), str):
            rest = {key: value for key, value in part.items() if key != "$ref"}
            return inlined(definitions[part["$ref"].rsplit("/", 1)[-1]]) | inlined(rest)
        return {key: inlined(value) for key, value in part.items() if key != "$defs"}

    plain: dict[str, Any] = inlined(schema)
    return plain
