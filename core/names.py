"""The name index: every text by which people call a product, a customer, a warehouse, a person.

One index serves both resolving what a person wrote here, in SQL, and the built-in planner, which follows it by
`changes_since`. Writers keep it in their own transaction. Which rows an actor may see is decided by the area that
owns the kind, before any candidate is shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Index,
    Text,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, new_id
from core.errors import Choice, Invalid, NotFound

CHOICES_SHOWN = 6
"""How many candidates an ambiguity offers at most."""

_CLOSE_ENOUGH = 60.0
"""Similarity (0–100) from which a misspelt name is offered as a choice; it is never taken unasked."""


class NameUnknown(NotFound):
    """Nothing the actor may see is called so. Facts: kind, text. Choices: names that look alike."""


class NameAmbiguous(Invalid):
    """Several things are called so. Facts: kind, text, count. Choices: the candidates the actor may see."""


class NameMissing(Invalid):
    """What people will ask for needs a name with a letter or a digit in it."""


class NameRow(Base):
    """One text that names one thing. A removed thing keeps its rows, marked, so that followers learn of it."""

    __tablename__ = "names"
    __table_args__ = (
        Index("ix_names_key_kind", "key", "kind"),
        Index("ix_names_ref_id", "ref_id"),
        Index("ix_names_grams", "grams", postgresql_using="gin"),
        Index("ix_names_changed_in", "changed_in"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    ref_id: Mapped[UUID]
    code: Mapped[str]
    text: Mapped[str]
    key: Mapped[str]
    language: Mapped[str | None]
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text))
    removed: Mapped[bool] = mapped_column(default=False)
    changed_in: Mapped[int] = mapped_column(BigInteger, server_default=sql("(pg_current_xact_id()::text::bigint)"))


_table = NameRow.__table__
_EXACTLY = (
    select(_table.c.kind, _table.c.key, _table.c.ref_id, _table.c.code)
    .where(_table.c.key == any_(bindparam("keys", type_=ARRAY(Text))), _table.c.removed.is_(False))
    .distinct()
)


_NEWEST = select(
    sql("pg_snapshot_xmin(pg_current_snapshot())::text::bigint"), select(func.max(NameRow.changed_in)).scalar_subquery()
)
"""The oldest transaction still running, and the last that changed a name. The maximum is the index's last entry; to
ask whether there is one from a mark on would read all names where a plan is kept for any mark.
"""


@dataclass(frozen=True, slots=True)
class Name:
    """One entry of the index as its followers see it."""

    kind: str
    ref_id: UUID
    code: str
    text: str
    language: str | None
    removed: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A thing found by its name."""

    id: UUID
    code: str


Exact = Mapping[tuple[str, str], list[Named]]
"""What texts name exactly, by (kind, key)."""


def put(session: Session, kind: str, ref_id: UUID, code: str, names: Iterable[tuple[str, str | None]]) -> None:
    """Makes `names` (text, language) and the code the names of one thing, in place of the earlier ones."""
    session.execute(delete(NameRow).where(NameRow.ref_id == ref_id))
    session.execute(insert(NameRow), rows_of(kind, ref_id, code, names))


def rows_of(kind: str, ref_id: UUID, code: str, names: Iterable[tuple[str, str | None]]) -> list[dict[str, object]]:
    """The index rows of one thing, for loading many at once."""
    texts: dict[str, tuple[str, str | None]] = {}
    for written, language in [(code, None), *names]:
        if written and key_of(written):
            texts.setdefault(key_of(written), (written, language))
    return [
        {
            "id": new_id(),
            "kind": kind,
            "ref_id": ref_id,
            "code": code,
            "text": written,
            "key": key,
            "language": language,
            "grams": sorted(_grams(key)),
        }
        for key, (written, language) in texts.items()
    ]


def exactly(session: Session, texts: Iterable[str]) -> Exact:
    """What each of `texts` names exactly, by kind and key, in one statement."""
    keys = {key_of(one) for one in texts} - {""}
    if not keys:
        return {}
    rows = session.connection().execute(_EXACTLY, {"keys": sorted(keys)})
    found: dict[tuple[str, str], list[Named]] = {}
    for kind, key, ref_id, code in rows:
        found.setdefault((kind, key), []).append(Named(ref_id, code))
    return found


def resolve(
    session: Session,
    kind: str,
    written: str,
    *,
    exact: Exact | None = None,
    visible: ColumnElement[bool] | None = None,
) -> Named:
    """The one thing of `kind` that `written` means; refuses `NameAmbiguous` or `NameUnknown` with choices.

    An exact text wins; then a fragment that only one thing's names contain. A misspelling is never taken unasked.
    `visible` restricts `NameRow.ref_id` to what the actor may see; `exact` is used only where everything is visible.
    """
    key = key_of(written)
    known = exact.get((kind, key), []) if exact and visible is None else []
    if len(known) == 1:
        return known[0]
    conditions = [NameRow.kind == kind, NameRow.removed.is_(False)]
    if visible is not None:
        conditions.append(visible)
    found = _named(session, [*conditions, NameRow.key == key])
    if not found and len(key) > 1:
        found = _named(session, [*conditions, NameRow.key.contains(key, autoescape=True)])
    if len(found) == 1:
        return found[0]
    if found:
        raise NameAmbiguous(
            kind=kind, text=written[:80], count=len(found), choices=choices(session, [one.id for one in found])
        )
    alike = _alike(session, conditions, key)
    raise NameUnknown(kind=kind, text=written[:80], choices=choices(session, alike))


def choices(session: Session, ref_ids: Iterable[UUID]) -> tuple[Choice, ...]:
    """What to show for candidates, at most `CHOICES_SHOWN`: their first Chinese and English names and their code."""
    wanted = list(ref_ids)[:CHOICES_SHOWN]
    rows = session.execute(
        select(NameRow.ref_id, NameRow.code, NameRow.text, NameRow.language)
        .where(NameRow.ref_id.in_(wanted), NameRow.removed.is_(False))
        .order_by(NameRow.id)
    ).all()
    shown: dict[UUID, dict[str, str]] = {}
    for ref_id, code, name, language in rows:
        known = shown.setdefault(ref_id, {"code": code})
        known.setdefault(language or "code", name)
    return tuple(
        Choice(value=one["code"], name_zh=one.get("zh", one["code"]), name_en=one.get("en", one["code"]))
        for one in (shown[ref_id] for ref_id in wanted if ref_id in shown)
    )


def changes_since(session: Session, mark: int) -> tuple[list[Name], int]:
    """Entries written since the reader's last `mark` (0 at first), and the next mark; none is ever missed.

    A thing's entries always come whole and replace what the reader had of it. The mark is the oldest transaction
    still running: an entry is read again rather than overlooked.
    """
    next_mark, newest = session.execute(_NEWEST).one()
    if newest is None or newest < mark:
        return [], next_mark
    rows = session.execute(
        select(NameRow.kind, NameRow.ref_id, NameRow.code, NameRow.text, NameRow.language, NameRow.removed)
        .where(NameRow.changed_in >= mark)
        # In the order of the index: else a plan kept for any mark reads all names there are, every time.
        .order_by(NameRow.changed_in, NameRow.id)
    ).all()
    return [Name(*row) for row in rows], next_mark


def both_names(name: str, name_en: str | None, *, length_max: int) -> tuple[str, str]:
    """The Chinese and the English name to keep, the one for the other where it is missing; refuses `NameMissing`."""
    zh = " ".join(name.split())[:length_max]
    if not key_of(zh):
        raise NameMissing()
    en = " ".join((name_en or "").split())[:length_max]
    return zh, en if key_of(en) else zh


def key_of(written: str) -> str:
    """The form in which names are compared: NFKC, lower case, without spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", written).lower()
    return "".join(character for character in folded if character.isalnum())


def _grams(key: str) -> set[str]:
    return {key[start : start + 2] for start in range(max(1, len(key) - 1))}


def _named(session: Session, conditions: list[ColumnElement[bool]]) -> list[Named]:
    rows = session.execute(
        select(NameRow.ref_id, NameRow.code).where(*conditions).distinct().order_by(NameRow.code).limit(50)
    )
    return [Named(ref_id, code) for ref_id, code in rows]


def _alike(session: Session, conditions: list[ColumnElement[bool]], key: str) -> list[UUID]:
    """The things whose names look most like `key`, best first."""
    if not key:
        return []
    grams = literal(sorted(_grams(key)), ARRAY(Text))
    rows = session.execute(
        select(NameRow.ref_id, NameRow.key).where(*conditions, NameRow.grams.op("&&")(grams)).limit(5_000)
    )
    best: dict[UUID, float] = {}
    for ref_id, known in rows:
        best[ref_id] = max(best.get(ref_id, 0.0), fuzz.ratio(key, known))
    ranked = sorted((score, ref_id) for ref_id, score in best.items() if score >= _CLOSE_ENOUGH)
    return [ref_id for _, ref_id in reversed(ranked)][:CHOICES_SHOWN]
