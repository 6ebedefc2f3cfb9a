"""A file of Markdown, with or without front matter, as a document. Reads files, writes nothing.

The tables live in `knowledge.models`, what Markdown says in `knowledge.markdown`, storing in `knowledge.ingest`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from core.errors import Invalid, NotFound, Unavailable
from knowledge.language import language_of
from knowledge.markdown import Section, sections_of, visible

SUFFIXES = (".md", ".markdown")
BYTES_MAX = 1_000_000
FRONT_MATTER_CHARACTERS_MAX = 10_000

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)


class DocumentAbsent(NotFound):
    """There is no such file or folder. Facts: path."""


class DocumentUnreadable(Unavailable):
    """The system does not let us read it. Facts: path."""


class DocumentKindUnknown(Invalid):
    """Not a Markdown file. Facts: path, allowed (suffixes)."""


class DocumentTooLarge(Invalid):
    """More than a document has. Facts: path, bytes, bytes_max."""


class DocumentNotText(Invalid):
    """Not text in UTF-8: a binary file, or text in another encoding. Facts: path."""


class DocumentEmpty(Invalid):
    """Says nothing. Facts: path."""


class FrontMatterUnfit(Invalid):
    """What stands between the two lines of dashes cannot be read. Facts: path, field, problem (in English)."""


class Audience(StrEnum):
    """Who may read a document: everyone, or those who work for the company."""

    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says and about what. `products` are the codes it is about, none when it is about all or none.

    `source` names the file to those who keep it; it is never shown to a customer.
    """

    source: str
    title: str
    language: str
    audience: Audience
    products: tuple[str, ...]
    topic: str | None
    body: str
    sections: tuple[Section, ...]

    @property
    def content_hash(self) -> str:
        """The same for two files that say the same, wherever they are kept."""
        said = [self.title, self.language, self.audience, self.products, self.topic, self.body]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def read_document(path: Path, *, source: str, audience: Audience) -> Document:
    """The document in the file at `path`; `audience` counts where its front matter names none.

    Refuses what is absent, unreadable, no Markdown, too large, no UTF-8 text, empty, or has unfit front matter.
    """
    text = visible(_text_of(path))
    front, body = _front_matter(path, text)
    sections = sections_of(body)
    if not sections:
        raise DocumentEmpty(path=str(path))
    said = "\n".join(line for section in sections for line in section.lines)
    return Document(
        source=source,
        title=front.title or _first_heading(sections) or path.stem,
        language=front.language or language_of(said) or "en",
        audience=front.audience or audience,
        products=front.products,
        topic=front.topic,
        body=body.strip(),
        sections=sections,
    )


def _text_of(path: Path) -> str:
    if not path.is_file():
        raise DocumentAbsent(path=str(path))
    if path.suffix.lower() not in SUFFIXES:
        raise DocumentKindUnknown(path=str(path), allowed=SUFFIXES)
    try:
        size = path.stat().st_size
        if size > BYTES_MAX:
            raise DocumentTooLarge(path=str(path), bytes=size, bytes_max=BYTES_MAX)
        written = path.read_bytes()
    except OSError as error:
        raise DocumentUnreadable(path=str(path)) from error
    if b"\0" in written:
        raise DocumentNotText(path=str(path))
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentNotText(path=str(path)) from error


def _as_line(value: object) -> object:
    # YAML reads `title: 2026` as a number; to whoever wrote it, it was a title.
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else value


def _as_language(value: object) -> object:
    return re.split(r"[-_]", value.strip().lower())[0] if isinstance(value, str) else value


def _as_codes(value: object) -> object:
    listed = re.split(r"[,，、\s]+", value) if isinstance(value, str) else value
    if not isinstance(listed, list):
        return listed or ()
    return tuple(dict.fromkeys(str(code).strip().upper() for code in listed if str(code).strip()))


class _FrontMatter(BaseModel):
    """Fields of other tools are left unread."""

    model_config = ConfigDict(extra="ignore")

    title: Annotated[str | None, BeforeValidator(_as_line)] = None
    language: Annotated[str | None, BeforeValidator(_as_language)] = None
    audience: Audience | None = None
    products: Annotated[tuple[str, ...], BeforeValidator(_as_codes)] = ()
    topic: Annotated[str | None, BeforeValidator(_as_line)] = None


def _front_matter(path: Path, text: str) -> tuple[_FrontMatter, str]:
    found = _FRONT_MATTER.match(text)
    if found is None:
        return _FrontMatter(), text
    written = found["yaml"] or ""
    if len(written) > FRONT_MATTER_CHARACTERS_MAX:
        raise FrontMatterUnfit(path=str(path), field="", problem=f"longer than {FRONT_MATTER_CHARACTERS_MAX}")
    try:
        values = yaml.safe_load(written) or {}
        if not isinstance(values, Mapping):
            raise FrontMatterUnfit(path=str(path), field="", problem="not a list of fields")
        return _FrontMatter.model_validate(dict(values)), text[found.end() :]
    except yaml.YAMLError as error:
        raise FrontMatterUnfit(path=str(path), field="", problem=str(error).splitlines()[0]) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise FrontMatterUnfit(path=str(path), field=str(first["loc"][0]), problem=first["msg"]) from error


def _first_heading(sections: tuple[Section, ...]) -> str | None:
    return next((section.path[0] for section in sections if section.path), None)
