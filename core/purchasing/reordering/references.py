"""What a person writes for a requisition."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from core.errors import NotFound
from core.operations import Asking, Reference
from core.purchasing.access import MAY_READ
from core.purchasing.reordering.models import Requisition


class RequisitionUnknown(NotFound):
    """No requisition the actor may see has that number. Facts: number."""


@dataclass(frozen=True, slots=True)
class RequisitionRef(Reference):
    """A requisition; only for those who may see purchases."""

    kind: ClassVar[str] = "requisition"
    hint: ClassVar[str] = "requisition number such as PR-2026-00042"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> RequisitionRef:
        """Refuses `RequisitionUnknown`, in the same words for what never was and what is out of scope."""
        number = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
        found = asking.session.execute(
            select(Requisition.id, Requisition.number).where(Requisition.number == number)
        ).one_or_none()
        if found is None or not asking.actor.may(MAY_READ):
            raise RequisitionUnknown(number=text[:40])
        return cls(found[0], found[1])
