"""Who may speak in a talk: the demo company's users, and a visitor whom nobody has vouched for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from core.actor import Role
from core.demo.reading import read_rows

VISITOR = "visitor"


def is_known(login: str) -> bool:
    """Whether anybody can be spoken as under that login."""
    return login in _roles()


def role_of(login: str) -> str:
    """The role of a speaker, several joined by a plus."""
    return _roles()[login]


@cache
def _roles() -> Mapping[str, str]:
    users = {user["login"]: "+".join(user["roles"]) for user in read_rows("users.yaml")}
    return {VISITOR: Role.VISITOR.value, **users}
