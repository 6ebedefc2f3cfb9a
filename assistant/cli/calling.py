"""`zhanggui call` and `operations`: the operations by their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

import core
import knowledge
from assistant.app.working import working_beside
from assistant.channels.direct import call_operation, record_refusal
from assistant.channels.terminal import CHANNEL
from assistant.cli.opening import actor_named, opened
from assistant.cli.reference import meaning
from assistant.cli.reporting import DONE, REFUSED
from assistant.cli.talking import show
from core import operations
from core.errors import Invalid, Refusal, Unavailable
from core.operations import NoSuchOperation, Operation


class ArgumentUnclear(Invalid):
    """An argument is written as parameter=value. Facts: text."""


def call(name: str, pairs: Sequence[str], *, login: str, as_json: bool) -> int:
    """Calls the operation as the user; a refusal is an answer too, with exit code 2."""
    arguments = dict(_pair(pair) for pair in pairs)
    with opened() as application:
        with application.database.transaction() as session:
            actor = actor_named(session, login)
        with working_beside(application):
            try:
                answer = call_operation(
                    application.context, name, arguments, channel=CHANNEL, identify=lambda session: actor
                )
                code = DONE
            except Unavailable:
                raise
            except Refusal as refusal:
                answer = record_refusal(
                    application.context, name, arguments, refusal, channel=CHANNEL, identify=lambda session: actor
                )
                code = REFUSED
        show(answer, login=login, as_json=as_json)
    return code


def show_operations(name: str | None, *, as_json: bool) -> int:
    """Lists the operations by area, or shows one with its parameters."""
    operations.load(core, knowledge)
    if name is None:
        shown = operations.all_operations()
        print(orjson.dumps([_described(each) for each in shown]).decode() if as_json else _list(shown))
        return DONE
    operation = operations.find(name)
    if operation is None:
        raise NoSuchOperation(operation=name)
    described = _described(operation)
    print(orjson.dumps(described).decode() if as_json else _page(operation))
    return DONE


def _pair(text: str) -> tuple[str, Any]:
    key, separator, value = text.partition("=")
    if not separator or not key:
        raise ArgumentUnclear(text=text[:80])
    if value.startswith(("[", "{")):
        try:
            return key, orjson.loads(value)
        except orjson.JSONDecodeError as error:
            raise ArgumentUnclear(text=text[:80]) from error
    return key, value


def _described(operation: Operation) -> dict[str, Any]:
    return {
        "name": operation.name,
        "area": operation.area,
        "effect": operation.effect.value,
        "harmless": operation.harmless,
        "roles": sorted(role.value for role in operation.roles),
        "description": operation.description,
        "arguments": operation.schema,
    }


def _list(shown: Sequence[Operation]) -> str:
    longest = max((len(operation.name) for operation in shown), default=0)
    lines: list[str] = []
    area = ""
    for operation in shown:
        if operation.area != area:
            area = operation.area
            lines.append(area)
        lines.append(f"  {operation.name:<{longest}}  {operation.effect.value:<7}  {operation.summary}")
    return "\n".join(lines)


def _page(operation: Operation) -> str:
    roles = ", ".join(sorted(role.value for role in operation.roles))
    lines = [f"{operation.name} ({operation.effect.value}; {roles})", "", operation.description, ""]
    required = operation.schema.get("required", ())
    for name, part in operation.schema.get("properties", {}).items():
        lines.append(f"  {name}{' *' if name in required else ''}  {meaning(part)}")
    return "\n".join(lines).rstrip()
