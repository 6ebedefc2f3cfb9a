"""Reading sets of talks: a YAML file, a folder of them, or one that comes with the product, by its name.

A set with a mistake is refused as a whole, with the file and the talk: half a set would give figures of nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

import core
import knowledge
from assistant.evaluation.speakers import is_known
from assistant.evaluation.talks import Talk
from core import operations
from core.errors import Invalid, NotFound

KNOWN_FAILURES = "known_failures.yaml"
"""A file of this name beside the talks holds none: it says which do not come out right yet."""

_SHIPPED = resources.files(__package__) / "sets"


class SetUnknown(NotFound):
    """No file, no folder and no shipped set is called that. Facts: name, shipped."""


class SetUnreadable(Invalid):
    """A file of the set cannot be read, or holds no list of talks. Facts: path, said (where and why, if known)."""


class TalkUnfit(Invalid):
    """A talk is not written as talks are. Facts: path, talk (its id, or its place in the file), said."""


class TalkTwice(Invalid):
    """Two talks of a set have the same id. Facts: talk."""


class TalkUnknown(NotFound):
    """A talk that was asked for is not in the set. Facts: talk."""


class NoTalks(Invalid):
    """The set is empty. Facts: path."""


def shipped_sets() -> tuple[str, ...]:
    """The names of the sets that come with the product."""
    return tuple(sorted(file.name.removesuffix(".yaml") for file in _SHIPPED.iterdir() if file.name.endswith(".yaml")))


def read_set(name: str | Path) -> tuple[Talk, ...]:
    """The set's talks, by file and then in their order.

    Refuses `SetUnknown`, `SetUnreadable`, `TalkUnfit`, `TalkTwice` and `NoTalks`.
    """
    operations.load(core, knowledge)
    talks = tuple(talk for path in _files(name) for talk in _talks(path))
    if not talks:
        raise NoTalks(path=str(name))
    for talk, count in Counter(talk.id for talk in talks).items():
        if count > 1:
            raise TalkTwice(talk=talk)
    return talks


def chosen(talks: Sequence[Talk], *, only: Sequence[str] = (), sample: int | None = None) -> tuple[Talk, ...]:
    """The talks called `only`, or `sample` of all, in their order: spread evenly over languages and kinds.

    The same set gives the same sample. Refuses `TalkUnknown`.
    """
    known = {talk.id for talk in talks}
    for name in only:
        if name not in known:
            raise TalkUnknown(talk=name[:80])
    left = [talk for talk in talks if not only or talk.id in only]
    if sample is None or sample >= len(left):
        return tuple(left)
    sorted_ = sorted(left, key=lambda talk: (talk.language, talk.kind, talk.speaker, talk.id))
    taken = {sorted_[place * len(sorted_) // sample].id for place in range(sample)}
    return tuple(talk for talk in left if talk.id in taken)


def _files(name: str | Path) -> list[Path]:
    path = Path(name).expanduser()
    if path.is_dir():
        return sorted(file for file in path.glob("*.yaml") if file.name != KNOWN_FAILURES)
    if path.exists():
        return [path]
    if str(name) in shipped_sets():
        return [Path(str(_SHIPPED / f"{name}.yaml"))]
    raise SetUnknown(name=str(name)[:200], shipped=list(shipped_sets()))


def _talks(path: Path) -> Iterator[Talk]:
    try:
        rows: Any = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise SetUnreadable(path=str(path), said=_where(error)) from error
    except (OSError, UnicodeError) as error:
        raise SetUnreadable(path=str(path), said=getattr(error, "strerror", None) or str(error)) from error
    if not isinstance(rows, list):
        raise SetUnreadable(path=str(path), said="")
    for place, row in enumerate(rows, start=1):
        yield _talk(path, place, row)


def _talk(path: Path, place: int, row: object) -> Talk:
    written = row.get("id") if isinstance(row, dict) else None
    name = written if isinstance(written, str) else f"#{place}"
    try:
        talk = Talk.model_validate(row)
    except ValidationError as error:
        raise TalkUnfit(path=str(path), talk=name, said=_said(error)) from error
    for mistake in _unknown_in(talk):
        raise TalkUnfit(path=str(path), talk=name, said=mistake)
    return talk


def _unknown_in(talk: Talk) -> Iterator[str]:
    """What the talk names and does not exist: it would count as a failure of the assistant."""
    for login in (talk.speaker, *(said.speaker for said in talk.turns if said.speaker)):
        if not is_known(login):
            yield f"as: {login}"
    for place, said in enumerate(talk.turns):
        for call in said.expect.operations:
            for name in call.names:
                if operations.find(name) is None:
                    yield f"turns.{place}.expect.operations: {name}"


def _said(error: ValidationError) -> str:
    """Each mistake with its place in the talk, such as `turns.0.expect.proposal`."""
    found = error.errors(include_url=False)
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or '-'}: {one['msg']}" for one in found[:5])


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error)
    return said if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: {said}"
