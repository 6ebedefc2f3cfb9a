"""Reading message HTML as Telegram does: the text, its entities, and the same words of refusal."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "s": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(r"<(/?)([^<>]*)>|&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);?|([^<&]+)|([<&])", re.DOTALL)
_NAMED = {"lt", "gt", "amp", "quot"}


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked part of a text; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int


class CannotParse(Exception):
    """The text is not what Telegram takes; the words are Telegram's."""


def length_of(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parse(text: str) -> tuple[str, list[Entity]]:
    """The text without its tags, and its entities; raises `CannotParse`."""
    plain, entities, open_tags = "", [], list[tuple[str, int]]()
    for token in _TOKEN.finditer(text):
        closing, tag, named, literal, stray = token.groups()
        at = len(text[: token.start()].encode())
        if literal is not None:
            plain += literal
        elif named is not None and (named.startswith("#") or named in _NAMED):
            plain += html.unescape(f"&{named};")
        elif tag is None:
            if stray == "<":
                raise CannotParse(f"Unclosed start tag at byte offset {at}")
            plain += token.group()
        elif closing:
            if not open_tags or open_tags[-1][0] != tag.strip():
                raise CannotParse(f'Unmatched end tag at byte offset {at}, expected "</{_last(open_tags)}>"')
            name, start = open_tags.pop()
            if length_of(plain) > start:
                entities.append(Entity(_TAGS[name], start, length_of(plain) - start))
        else:
            name = tag.split()[0].lower() if tag.split() else ""
            if name not in _TAGS:
                raise CannotParse(f'Unsupported start tag "{name}" at byte offset {at}')
            open_tags.append((name, length_of(plain)))
    if open_tags:
        raise CannotParse(f'Can\'t find end tag corresponding to start tag "{_last(open_tags)}"')
    return plain, entities


def _last(open_tags: list[tuple[str, int]]) -> str:
    return open_tags[-1][0] if open_tags else ""
