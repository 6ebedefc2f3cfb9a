"""What a person writes for a warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core import names
from core.operations import Asking, Reference


@dataclass(frozen=True, slots=True)
class WarehouseRef(Reference):
    """A warehouse."""

    kind: ClassVar[str] = "warehouse"
    hint: ClassVar[str] = "warehouse name or code such as SH, 上海仓"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> WarehouseRef:
        """Refuses `NameUnknown` and `NameAmbiguous`."""
        found = names.resolve(asking.session, "warehouse", text, exact=asking.exact)
        return cls(found.id, found.code)
