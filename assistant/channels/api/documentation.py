"""A page that documents the API, made from the registry: nothing in it is loaded from elsewhere.

The machine-readable description is /openapi.json.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, Template

from assistant.channels.api.identifying import language_wanted
from assistant.replies.words import say
from core import operations
from core.operations import Operation

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ParameterShown:
    """A parameter of an operation as the page shows it."""

    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class OperationDocumented:
    """An operation as the page shows it."""

    name: str
    effect: str
    description: str
    roles: tuple[str, ...]
    parameters: tuple[ParameterShown, ...]


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """The page, in the language the browser prefers."""
    language = language_wanted(request)
    areas: dict[str, list[OperationDocumented]] = {}
    for operation in operations.all_operations():
        areas.setdefault(operation.area, []).append(_documented(operation))
    page = _template().render(
        areas=areas,
        base=str(request.base_url).rstrip("/"),
        language=language,
        t=lambda key: say(f"api.docs.{key}", language),
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"})


@cache
def _template() -> Template:
    source = Path(__file__).with_name("documentation.html").read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(source)


def _documented(operation: Operation) -> OperationDocumented:
    schema = operation.schema
    needed = schema.get("required", ())
    return OperationDocumented(
        name=operation.name,
        effect=operation.effect.value,
        description=operation.description,
        roles=tuple(sorted(role.value for role in operation.roles)),
        parameters=tuple(
            ParameterShown(
                name=name,
                kind=_kind(part),
                required=name in needed,
                description=str(part.get("description", "")),
            )
            for name, part in schema.get("properties", {}).items()
        ),
    )


def _kind(part: dict[str, Any]) -> str:
    """The type in few words: string, [ {product, quantity} ], date …"""
    if "anyOf" in part:
        kinds = [_kind(each) for each in part["anyOf"] if each.get("type") != "null"]
        return " | ".join(dict.fromkeys(kinds))
    if part.get("type") == "array":
        return f"[ {_kind(part.get('items', {}))} ]"
    if "properties" in part:
        return "{ " + ", ".join(part["properties"]) + " }"
    if "enum" in part:
        return " | ".join(str(value) for value in part["enum"])
    return str(part.get("format") or part.get("type") or "")
