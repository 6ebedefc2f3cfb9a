"""What a person writes for a price list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import func, or_, select

from core import names
from core.catalog.models import PriceList
from core.operations import Asking, Reference


@dataclass(frozen=True, slots=True)
class PriceListRef(Reference):
    """A price list."""

    kind: ClassVar[str] = "price_list"
    hint: ClassVar[str] = "code or name of a price list; LIST is the default one"

    @classmethod
    def resolve(cls, asking: Asking, text: str) -> PriceListRef:
        """Refuses `NameUnknown` and `NameAmbiguous`.

        The default list is not in the name index, where "list price" would be taken for it in every other sentence.
        """
        written = text.strip()
        default = asking.session.execute(
            select(PriceList.id, PriceList.code).where(
                PriceList.is_default,
                or_(
                    PriceList.code == written.upper(),
                    PriceList.name_zh == written,
                    func.lower(PriceList.name_en) == written.lower(),
                ),
            )
        ).one_or_none()
        if default is not None:
            return cls(default[0], default[1])
        found = names.resolve(asking.session, cls.kind, written, exact=asking.exact)
        return cls(found.id, found.code)
