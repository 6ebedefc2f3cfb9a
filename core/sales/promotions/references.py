"""What a person writes for a promotion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core import names
from core.operations import Asking, Reference


@dataclass(frozen=True, slots=True)
class PromotionRef(Reference):
    """A promotion, running or over."""

    kind: ClassVar[str] = "promotion"
    hint: ClassVar[str] = "code or name of a promotion"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> PromotionRef:
        """Refuses `NameUnknown` and `NameAmbiguous`."""
        found = names.resolve(asking.session, cls.kind, text, exact=asking.exact)
        return cls(found.id, found.code)
