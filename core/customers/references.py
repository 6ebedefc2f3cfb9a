"""What a person writes for a region; for a customer, see `scope`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core import names
from core.operations import Asking, Reference


@dataclass(frozen=True, slots=True)
class RegionRef(Reference):
    """A sales region."""

    kind: ClassVar[str] = "region"
    hint: ClassVar[str] = "region such as 华东 or East China"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> RegionRef:
        """Refuses `NameUnknown` and `NameAmbiguous`."""
        found = names.resolve(asking.session, "region", text, exact=asking.exact)
        return cls(found.id, found.code)
