"""What a person writes for a colleague."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from sqlalchemy import false

from core import names
from core.operations import Asking, Reference


@dataclass(frozen=True, slots=True)
class ColleagueRef(Reference):
    """A colleague."""

    kind: ClassVar[str] = "user"
    hint: ClassVar[str] = "a colleague's name or login"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> Self:
        """Refuses `NameUnknown` and `NameAmbiguous`. Who is no colleague learns no colleague's name."""
        visible = None if asking.actor.is_staff else false()
        found = names.resolve(asking.session, "user", text, exact=asking.exact, visible=visible)
        return cls(found.id, found.code)


@dataclass(frozen=True, slots=True)
class SalespersonRef(ColleagueRef):
    """A colleague who sells."""
