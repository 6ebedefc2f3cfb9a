"""Words for units: what "boxes" or 台 means for one product, which has its own unit and its own packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Unit
from core.errors import Invalid


class UnitUnknown(Invalid):
    """The product is not counted in that unit. Facts: product, unit, units that it is counted in."""


@dataclass(frozen=True, slots=True)
class UnitWords:
    """A unit with every word that may mean it. Any word for a `piece` may mean any unit that is a piece."""

    code: str
    piece: bool
    words: frozenset[str]


def units_of(session: Session) -> tuple[UnitWords, ...]:
    """All units, read once per session."""
    known = session.info.get("units")
    if isinstance(known, tuple):
        return known
    rows = session.execute(select(Unit.code, Unit.piece, Unit.words))
    units = tuple(UnitWords(code, piece, frozenset([code, *words])) for code, piece, words in rows)
    session.info["units"] = units
    return units


def choose_unit(
    word: str, *, product: str, own: str, packs: Mapping[str, Decimal], units: tuple[UnitWords, ...]
) -> str:
    """The unit of the product that `word` means: its own first, then its packs; refuses `UnitUnknown`."""
    said = word.strip().lower()
    by_code = {unit.code: unit for unit in units}
    for candidate in (own, *packs):
        if said == candidate or (candidate in by_code and said in by_code[candidate].words):
            return candidate
    own_is_piece = own in by_code and by_code[own].piece
    if own_is_piece and any(unit.piece and said in unit.words for unit in units):
        return own
    raise UnitUnknown(product=product, unit=word[:20], units=[own, *packs])
