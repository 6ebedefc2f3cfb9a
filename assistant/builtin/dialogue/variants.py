"""The product spoken of in another variant of it: after the large cuff, "中号的呢" means the medium cuff.

Which words are variants of each other is data; whether there is such a product the books know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from assistant.builtin.dialogue.choices import any_of, blanked
from assistant.builtin.dialogue.fillers import left_over
from assistant.data_files import data_of


def in_other_variant(text: str, read: dict[str, Any]) -> str | None:
    """The name of the one product that a read was about, with the variant the text names in place of its own."""
    names = list(_names_in(read.get("result")))
    if len(names) != 1:
        return None
    return varied(text, names[0])


def varied(text: str, names: Mapping[str, str]) -> str | None:
    """A product's name (by language) with the variant that a text names in place of its own; None without another."""
    for language, pattern in _variants():
        said = pattern.search(text)
        own = pattern.search(names.get(language, ""))
        if said and own and said[0].casefold() != own[0].casefold():
            return names[language].replace(own[0], said[0].capitalize() if own[0][0].isupper() else said[0], 1)
    return None


def only_variant(text: str) -> bool:
    """Whether hardly anything but a variant was said: "no, the large ones"."""
    return any(pattern.search(text) for _, pattern in _variants()) and not left_over(without_variants(text), "head")


def names_variant(text: str) -> bool:
    """Whether a word for a variant stands in the text."""
    return any(pattern.search(text) for _, pattern in _variants())


def without_variants(text: str) -> str:
    """The text with words for variants blanked."""
    for _, pattern in _variants():
        text = blanked(pattern, text)
    return text


def _names_in(result: object) -> Iterator[dict[str, str]]:
    """The names, by language, of the products a result is about."""
    rows = result.get("lines") or [result] if isinstance(result, dict) else []
    for row in rows:
        if isinstance(row, dict) and row.get("product") and row.get("name_zh"):
            yield {"zh": str(row["name_zh"]), "en": str(row.get("name_en") or "")}


@cache
def _variants() -> list[tuple[str, re.Pattern[str]]]:
    groups: list[dict[str, Any]] = data_of("assistant.builtin.dialogue", "variants.yaml")
    return [(group["language"], any_of({"zh": [], "en": [], group["language"]: group["words"]})) for group in groups]
