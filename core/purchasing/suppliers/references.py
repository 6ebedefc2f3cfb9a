"""What a person writes for a supplier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core import names
from core.operations import Asking, Reference
from core.purchasing.access import MAY_READ


@dataclass(frozen=True, slots=True)
class SupplierRef(Reference):
    """A supplier; only for those who may see suppliers."""

    kind: ClassVar[str] = "supplier"
    hint: ClassVar[str] = "the supplier's name or code, as the person wrote it"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> SupplierRef:
        """Refuses `NameUnknown` and `NameAmbiguous`; to anybody else no supplier is known."""
        if not asking.actor.may(MAY_READ):
            raise names.NameUnknown(kind="supplier", text=text[:80])
        found = names.resolve(asking.session, "supplier", text, exact=asking.exact)
        return cls(found.id, found.code)
