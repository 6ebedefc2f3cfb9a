"""The company's vocabulary in this process: names from the name index, unit words, and how products are counted.

It follows the database: before every use it reads what was written since, so a new name is known at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import get_args
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.builtin.dialogue.lines import ProductUnits
from assistant.builtin.lots import as_lots, possible_lots
from assistant.builtin.name_store import Entry, Kind
from assistant.builtin.name_synonyms import in_other_words
from assistant.builtin.names import NameIndex
from assistant.builtin.papers import Papers
from assistant.builtin.paperwork import Paperwork, goods_for, paperwork_of
from assistant.builtin.price_lists import PriceLists
from assistant.builtin.short_names import given_name, short_name, without_accents
from assistant.builtin.spans import Span
from assistant.builtin.traits import Traits
from assistant.builtin.units import Units
from core import names
from core.actor import Actor
from core.catalog.models import Product, ProductPack, Unit
from core.database import Database
from core.inventory.models import Lot

_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
_STAFF_ONLY = frozenset({"customer", "user", "supplier", "price_list", "promotion"})
_ON_PAPER = frozenset({"purchase_order", "order", "delivery", "goods_return", "supplier", "product"})
"""Kinds of things in a message of which documents are looked through."""

_BY_CODE_ONLY = frozenset({"price_list", "promotion"})
"""Kinds of which only the code is recognised anywhere in a sentence: their names are made of everybody's words."""


class Lexicon:
    """Names, units and products' units, kept up to date. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._mark = 0
        self.names = NameIndex([])
        self.units = Units({})
        self.product_units: dict[str, ProductUnits] = {}

    def refresh(self) -> None:
        """Reads what changed since the last time; one short transaction."""
        with self._lock, self._database.transaction() as session:
            first = self._mark == 0
            changes, self._mark = names.changes_since(session, self._mark)
            by_ref: dict[UUID, list[names.Name]] = {}
            for change in changes:
                by_ref.setdefault(change.ref_id, []).append(change)
            if first:
                self.names = NameIndex([entry for own in by_ref.values() for entry in _entries(own)])
                self.units = Units({unit.code: unit.words for unit in session.scalars(select(Unit))})
            else:
                for ref_id, own in by_ref.items():
                    self.names.remove(ref_id)
                    self.names.add(_entries(own))
            products = [ref_id for ref_id, own in by_ref.items() if own[0].kind == "product"]
            if products:
                self.product_units |= _product_units(session, None if first else products)

    def paperwork(self, spans: Sequence[Span], actor: Actor) -> Paperwork:
        """What is on the documents that the actor names. An outsider learns nothing of others' documents that way."""
        kinds = {getattr(span.value, "kind", None) for span in spans}
        looked_through = spans if kinds & _ON_PAPER else ()
        known = paperwork_of(self._database, looked_through) if actor.is_staff else Paperwork()
        return replace(known, read_goods=goods_for(self._database, actor))

    def lots(self, text: str, spans: tuple[Span, ...], actor: Actor) -> tuple[Span, ...]:
        """The spans, a code or number being the lot that it is in the books. An outsider learns of none that way."""
        if not actor.is_staff or not (may_be := possible_lots(text, spans)):
            return spans
        with self._database.transaction() as session:
            known = set(session.scalars(select(Lot.code).where(Lot.code.in_(one.text.upper() for one in may_be))))
        return as_lots(spans, may_be, known)

    def papers(self, actor: Actor) -> Papers:
        """The open documents the actor may see, looked up when one is asked for."""
        return Papers(actor, self._database)

    def traits(self, actor: Actor) -> Traits:
        """What tells the customers apart whom the actor may see, looked up when one of several is asked for."""
        return Traits(actor, self._database)

    def price_lists(self, actor: Actor, on: date) -> PriceLists:
        """The price lists the actor may see and that are not over on a day, looked up when one is meant."""
        return PriceLists(actor, self._database, on)

    def allowed_to(self, actor: Actor) -> Callable[[Entry], bool]:
        """Which names may be recognised in what this actor says: an outsider knows no customers but itself."""
        if actor.is_staff:
            return lambda entry: True
        own = actor.customer_id
        return lambda entry: entry.kind not in _STAFF_ONLY or (entry.kind == "customer" and entry.ref == own)


def _entries(own: list[names.Name]) -> list[Entry]:
    entries = [
        Entry(kind=_KINDS[name.kind], ref=name.ref_id, code=name.code, text=name.text)
        for name in own
        if name.kind in _KINDS and not name.removed and (name.kind not in _BY_CODE_ONLY or name.text == name.code)
    ]
    suppliers = [one for one in entries if one.kind == "supplier"]
    shorter = [replace(one, text=short) for one in suppliers if (short := short_name(one.text))]
    people = [one for one in entries if one.kind == "user"]
    given = [replace(one, text=short) for one in people if (short := given_name(one.text))]
    plainer = [replace(one, text=plain) for one in entries if (plain := without_accents(one.text)) != one.text]
    goods = [one for one in entries if one.kind == "product" and one.text != one.code]
    everyday = [replace(one, text=other) for one in goods for other in in_other_words(one.text)]
    return [*entries, *shorter, *given, *plainer, *everyday]


def _product_units(session: Session, product_ids: list[UUID] | None) -> dict[str, ProductUnits]:
    """How the given products (all for None) are counted, by code."""
    query = select(Product.code, Product.unit_code, ProductPack.unit_code, ProductPack.factor).join(
        ProductPack, ProductPack.product_id == Product.id, isouter=True
    )
    if product_ids is not None:
        query = query.where(Product.id.in_(product_ids))
    found: dict[str, ProductUnits] = {}
    for code, own, pack, factor in session.execute(query):
        known = found.get(code, ProductUnits(own))
        more = ((pack,), (factor,)) if pack else ((), ())
        found[code] = ProductUnits(own, (*known.packs, *more[0]), (*known.factors, *more[1]))
    return found
