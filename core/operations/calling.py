"""Calling an operation: permission, then validation, then the function; each failure a refusal with its facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import to_jsonable_python
from sqlalchemy.orm import Session

from core import names
from core.actor import Actor
from core.errors import Invalid, NotFound, NotPermitted
from core.operations import registry
from core.operations.references import Asking
from core.operations.registry import Effect, Operation
from core.operations.results import CommandResult

_LONGEST_NAME = 80


class NoSuchOperation(NotFound):
    """No operation has that name. Facts: operation."""


class OperationNotAllowed(NotPermitted):
    """The actor's roles may not use it. Facts: operation, roles that may."""


class MissingArgument(Invalid):
    """Something that is needed was not said. Facts: operation, parameter."""


class UnknownArgument(Invalid):
    """The operation has no such parameter. Facts: operation, parameter."""


class InvalidArgument(Invalid):
    """A value of the wrong kind. Facts: operation, parameter, value."""


class CommandNeedsConfirmation(NotPermitted):
    """A command was called as if it were a query. Facts: operation."""


def permitted(name: str, actor: Actor) -> Operation:
    """The operation, if it exists and the actor may use it."""
    operation = registry.find(name)
    if operation is None:
        raise NoSuchOperation(operation=name)
    if not operation.may_be_used_by(actor):
        raise OperationNotAllowed(operation=name, roles=sorted(role.value for role in operation.roles))
    return operation


def understand(session: Session, name: str, arguments: Mapping[str, Any], *, actor: Actor, now: datetime) -> BaseModel:
    """The arguments with every reference and time word resolved for this actor, or a refusal."""
    operation = permitted(name, actor)
    asking = Asking(session, actor, now, names.exactly(session, _texts(arguments)))
    try:
        return operation.arguments.model_validate({**operation.of_asker(actor), **arguments}, context=asking)
    except ValidationError as error:
        raise _refusal(operation, error) from error


def canonical(understood: BaseModel) -> dict[str, Any]:
    """Understood arguments as plain JSON with codes for references: what a proposal keeps and runs again."""
    return understood.model_dump(mode="json", exclude_defaults=True)


def run_query(session: Session, name: str, arguments: Mapping[str, Any], *, actor: Actor, now: datetime) -> object:
    """The typed answer of a query; a command is refused."""
    operation = permitted(name, actor)
    if operation.effect is not Effect.QUERY:
        raise CommandNeedsConfirmation(operation=name)
    understood = understand(session, name, arguments, actor=actor, now=now)
    return _run(session, operation, understood, actor=actor, now=now)


def run_command(session: Session, name: str, understood: BaseModel, *, actor: Actor, now: datetime) -> CommandResult:
    """Runs a command in the caller's transaction. Only proposals and the policies of docs/policies.md call this."""
    operation = permitted(name, actor)
    result = _run(session, operation, understood, actor=actor, now=now)
    if not isinstance(result, CommandResult):
        raise TypeError(f"{name} must return a CommandResult")
    return result


def _texts(value: object) -> Iterator[str]:
    """Every text anywhere in JSON arguments that is short enough to be a name."""
    if isinstance(value, str):
        if len(value) <= _LONGEST_NAME:
            yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)


def _run(session: Session, operation: Operation, understood: BaseModel, *, actor: Actor, now: datetime) -> object:
    given: dict[str, Any] = {name: getattr(understood, name) for name in operation.parameters}
    given |= {name: value for name, value in (("actor", actor), ("now", now)) if name in operation.injected}
    return operation.function(session, **given)


def _refusal(operation: Operation, error: ValidationError) -> Invalid:
    """The first thing wrong, as a refusal a person can act on."""
    first = error.errors(include_url=False)[0]
    parameter = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return MissingArgument(operation=operation.name, parameter=parameter)
    if first["type"] == "extra_forbidden":
        return UnknownArgument(operation=operation.name, parameter=parameter)
    value = to_jsonable_python(first.get("input"), fallback=str)
    return InvalidArgument(operation=operation.name, parameter=parameter, value=str(value)[:80])
