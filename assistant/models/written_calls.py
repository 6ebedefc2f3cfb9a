"""Calls that a model wrote into its words instead of making them, in the notations that models are trained on.

Only what is plainly a call is taken for one: words in which somebody mentions a tool stay words, and are turned down.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from langchain_core.messages import ToolCall

_MARKED = re.compile(
    r"<tool_calls?>(?P<tag>.*?)(?:</tool_calls?>|\Z)"
    r"|<function_call>(?P<old>.*?)(?:</function_call>|\Z)"
    r"|\[TOOL_CALLS\](?P<list>.*)\Z"
    r"|<\|(?:python_tag|tool_call|tool_calls_section_begin)\|>(?P<bar>.*?)(?:<\|[a-z_]+\|>|\Z)"
    r"|```(?:json|tool_call|tool_code|python)?[ \t]*\n(?P<fence>.*?)(?:```|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""Stretches of words that are marked as a call, or as code that may be one."""

_NAMED = re.compile(r"<function=(?P<name>\w+)>(?P<body>.*?)(?:</function>|\Z)", re.DOTALL)
_PARAMETER = re.compile(r"<parameter=(\w+)>\s*(.*?)\s*</parameter>", re.DOTALL)
_SEPARATED = re.compile(r"<｜tool▁sep｜>(?P<name>\w+)\s*(?:```(?:json)?)?(?P<body>.*?)(?:```|<｜|\Z)", re.DOTALL)
_REACTED = re.compile(r"^\s*Action:\s*(?P<name>\w+)\s*\n\s*Action Input:(?P<body>.*?)(?=^\s*\w+:|\Z)", re.M | re.DOTALL)
_NAMES = ("name", "tool", "tool_name", "function", "function_name")
_ARGUMENTS = ("arguments", "parameters", "args", "tool_input", "input", "kwargs")
_FENCE = re.compile(r"\A\s*```[a-z]*\s*|\s*```\s*\Z", re.IGNORECASE)
_DEPTH_MAX = 3


def calls_in(words: str, offered: Collection[str]) -> list[ToolCall]:
    """The calls that the words are written for, of whatever tools; none where they only speak.

    `offered` are names that are taken for a tool's where nothing else says that they are one.
    """
    found: list[tuple[str, dict[str, Any]]] = []
    for pattern in (_NAMED, _SEPARATED, _REACTED):
        found += [one for match in pattern.finditer(words) for one in _named(match["name"], match["body"])]
    if not found:
        marked = [next(filter(None, match.groups()), "") for match in _MARKED.finditer(words)]
        found = [one for text in marked or [words] for one in _calls(text, offered)]
    return [
        ToolCall(name=name, args=arguments, id=f"written_{place}", type="tool_call")
        for place, (name, arguments) in enumerate(found)
    ]


def arguments_in(text: str | None) -> dict[str, Any] | None:
    """Arguments that are no JSON as they stand, but in a fence, with words around them, or written twice over."""
    value = _loaded(_FENCE.sub("", text or ""))
    if isinstance(value, str):
        value = _loaded(value)
    return value if isinstance(value, dict) else None


def _calls(text: str, offered: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The calls of a text that is nothing else: JSON, or lines of a function with arguments by name."""
    value = _loaded(text, whole=True)
    if value is not None:
        yield from _in_json(value, offered)
        return
    lines = [line for line in text.strip().splitlines() if line.strip()]
    if all(line.lstrip().startswith("{") for line in lines):
        yield from (one for line in lines for one in _in_json(_loaded(line, whole=True), offered))
        return
    yield from _in_code(text.strip())


def _in_json(value: object, offered: Collection[str], depth: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    if depth > _DEPTH_MAX:
        return
    if isinstance(value, list):
        yield from (one for inner in value for one in _in_json(inner, offered, depth + 1))
    if not isinstance(value, dict):
        return
    inner = value.get("function")
    if isinstance(inner, dict):
        yield from _in_json(inner, offered, depth + 1)
        return
    if isinstance(value.get("tool_calls"), list):
        yield from _in_json(value["tool_calls"], offered, depth + 1)
        return
    name = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
    if name is not None:
        given: Any = next((value[key] for key in _ARGUMENTS if key in value), {})
        arguments = arguments_in(given) if isinstance(given, str) else given
        if isinstance(arguments, dict):
            yield name, arguments
    elif len(value) == 1 and next(iter(value)) in offered:
        only, arguments = next(iter(value.items()))
        if isinstance(arguments, dict):
            yield only, arguments


def _in_code(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Calls as code: `get_stock(product="BP-200")`, also in a list or printed; every argument by its name."""
    try:
        body = ast.parse(text, mode="exec").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    nodes = [statement.value for statement in body if isinstance(statement, ast.Expr | ast.Assign)]
    if len(nodes) != len(body):
        return
    for node in nodes:
        for one in node.elts if isinstance(node, ast.List) else [node]:
            yield from _in_node(one)


def _in_node(node: ast.expr) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
    if name == "print" and len(node.args) == 1:
        yield from _in_node(node.args[0])
        return
    if not isinstance(name, str) or node.args or any(one.arg is None for one in node.keywords):
        return
    try:
        yield name, {str(one.arg): ast.literal_eval(one.value) for one in node.keywords}
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return


def _named(name: str, body: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A call whose name stands outside its arguments."""
    parameters = dict(_PARAMETER.findall(body))
    arguments = parameters or (arguments_in(body) if body.strip() else {})
    if arguments is not None:
        yield name, arguments


def _loaded(text: str, *, whole: bool = False) -> Any:  # noqa: ANN401 - JSON
    """The JSON in a text, from its first bracket on; None where there is none. `whole`: with nothing around it."""
    start = re.search(r"[{\[]" if not text.lstrip().startswith('"') else r'"', text)
    if start is None or (whole and text[: start.start()].strip()):
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(text, start.start())
    except (ValueError, RecursionError):
        return None
    return None if whole and text[end:].strip() else value
