"""One definition of a capability: `@query` and `@command` turn a typed function into an operation.

Everything else that shows or runs an operation (tool, REST route, CLI sub-command, documentation) is derived from
what is registered here; nothing is registered twice.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import ModuleType
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter, create_model

from core.actor import Actor, Role
from core.operations.references import Reference
from core.operations.schemas import written_out

_INJECTED = ("actor", "now")
_DECLARING = ("queries", "commands", "reactions")
_F = TypeVar("_F", bound=Callable[..., Any])


class Effect(StrEnum):
    """Whether an operation reads or writes."""

    QUERY = "query"
    COMMAND = "command"


@dataclass(frozen=True)
class Operation:
    """A capability of the company: a typed function, who may use it, and what is derived from both.

    A `harmless` command (no money, stock or third party) runs without a card; `undo` names the command that takes
    it back, given the made document's number as its only argument.
    """

    name: str
    effect: Effect
    area: str
    roles: frozenset[Role]
    function: Callable[..., Any]
    harmless: bool = False
    undo: str | None = None

    @property
    def description(self) -> str:
        """The docstring: the text a model reads."""
        return inspect.getdoc(self.function) or ""

    @property
    def summary(self) -> str:
        """The first line of the description."""
        return self.description.split("\n", 1)[0]

    @cached_property
    def hints(self) -> dict[str, Any]:
        """The types of the parameters a caller fills, by name."""
        hints = get_type_hints(self.function, include_extras=True)
        return {name: hints[name] for name in self.parameters}

    @cached_property
    def parameters(self) -> dict[str, inspect.Parameter]:
        """The parameters a caller fills: all but the session and what the kernel injects."""
        everything = list(inspect.signature(self.function).parameters.items())
        return {name: parameter for name, parameter in everything[1:] if name not in _INJECTED}

    @cached_property
    def injected(self) -> frozenset[str]:
        """Which of `actor` and `now` the function asks for."""
        return frozenset(_INJECTED) & set(inspect.signature(self.function).parameters)

    @cached_property
    def arguments(self) -> type[BaseModel]:
        """A pydantic model of the parameters; unknown ones are refused."""
        fields: dict[str, Any] = {
            name: (self.hints[name], ... if parameter.default is parameter.empty else parameter.default)
            for name, parameter in self.parameters.items()
        }
        title = "".join(part.title() for part in self.name.split("_"))
        config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
        return create_model(title, __config__=config, **fields)

    def of_asker(self, actor: Actor) -> dict[str, str]:
        """What need not be said because the actor can only mean one thing, by parameter."""
        meant = {name: reference.of_asker(actor) for name, reference in self._needed_references.items()}
        return {name: text for name, text in meant.items() if text is not None}

    @cached_property
    def _needed_references(self) -> dict[str, type[Reference]]:
        """The references among the parameters without a default."""
        needed = (name for name, parameter in self.parameters.items() if parameter.default is parameter.empty)
        found = {name: self.hints[name] for name in needed}
        return {name: hint for name, hint in found.items() if isinstance(hint, type) and issubclass(hint, Reference)}

    @cached_property
    def returns(self) -> Any:  # noqa: ANN401
        """The type of the result."""
        return get_type_hints(self.function, include_extras=True)["return"]

    @cached_property
    def result(self) -> TypeAdapter[Any]:
        """Reads and writes the operation's result as JSON; decimals are strings there."""
        return TypeAdapter(self.returns)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the arguments, without references, as tools, REST and documentation show it."""
        return written_out(self.arguments.model_json_schema())

    def may_be_used_by(self, actor: Actor) -> bool:
        """Whether any of the actor's roles may use it."""
        return actor.may(self.roles)


_operations: dict[str, Operation] = {}


def query(*, roles: frozenset[Role]) -> Callable[[_F], _F]:
    """Declares a read. The function takes a session, then keyword-only parameters; `actor` and `now` are given."""
    return _declare(Effect.QUERY, roles, harmless=False, undo=None)


def command(*, roles: frozenset[Role], harmless: bool = False, undo: str | None = None) -> Callable[[_F], _F]:
    """Declares a write. Its function returns a `CommandResult`, may flush and never commits."""
    return _declare(Effect.COMMAND, roles, harmless=harmless, undo=undo)


def find(name: str) -> Operation | None:
    """The operation called `name`, or None."""
    return _operations.get(name)


def all_operations() -> tuple[Operation, ...]:
    """Every operation, by area and then in the order of its file."""
    return tuple(sorted(_operations.values(), key=lambda operation: operation.area))


def available_to(actor: Actor) -> tuple[Operation, ...]:
    """The operations the actor's roles may use."""
    return tuple(operation for operation in all_operations() if operation.may_be_used_by(actor))


def load(*packages: ModuleType) -> None:
    """Imports every `queries`, `commands` and `reactions` module under `packages`.

    The first two declare operations, the last says what happens upon an event.
    """
    for package in packages:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.rsplit(".", 1)[-1] in _DECLARING:
                importlib.import_module(module.name)


@contextmanager
def separate() -> Iterator[None]:
    """Forgets, on leaving, whatever was declared inside: for operations that exist only in a test."""
    before = dict(_operations)
    try:
        yield
    finally:
        _operations.clear()
        _operations.update(before)


def _declare(effect: Effect, roles: frozenset[Role], *, harmless: bool, undo: str | None) -> Callable[[_F], _F]:
    def declare(function: _F) -> _F:
        name = function.__name__
        known = _operations.get(name)
        if known is not None and known.function.__module__ != function.__module__:
            raise ValueError(f"two operations are called {name}")
        if not re.fullmatch(r"[a-z][a-z_]+", name) or not function.__doc__:
            raise ValueError(f"operation {name} needs a plain name and a docstring")
        _operations[name] = Operation(name, effect, _area(function.__module__), roles, function, harmless, undo)
        return function

    return declare


def _area(module: str) -> str:
    """The first package below the root, or the root where nothing is between; tests mirror what they test."""
    packages = module.removeprefix("tests.").split(".")[:-1]
    return next(iter(packages[1:2] or packages[:1]), module)
