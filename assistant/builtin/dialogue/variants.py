"""The product spoken of in another variant of it: after the large cuff, "中号的呢" means the medium cuff.

Which words are variants of each other is data; whether there is such a product the books know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from assistant.builtin.dialogue.choices import any_of, blanked
from assistant.builtin.dialogue.fillers import left_over
from assistant.builtin.dialogue.lines import PairedLine
from assistant.builtin.spans import Span, SpanType
from assistant.data_files import data_of

_NOT_MEANT = (
    r"(?:(?<![a-z])(?:not|no|without|instead of|rather than)(?: (?:the|a|an|any))? |不要|不是|而不是|别要|不用)(?:的)?"
)
"""Before a variant that is not meant."""

_BESIDE = re.compile(r"\s*(?:of )?(?:the )?")
"""Between a figure and the variant it counts."""


def in_other_variant(text: str, read: dict[str, Any]) -> str | None:
    """The name of the one product that a read was about, with the variant the text names in place of its own."""
    names = list(_names_in(read.get("result")))
    if len(names) != 1:
        return None
    return varied(text, names[0])


def varied(text: str, names: Mapping[str, str]) -> str | None:
    """A product's name (by language) with the variant that a text names in place of its own; None without another."""
    for language, pattern in _variants():
        said = pattern.search(without_what_is_not_meant(text))
        own = pattern.search(names.get(language, ""))
        word = _one(said[0]) if said else ""
        if own and word and word.casefold() != own[0].casefold():
            return names[language].replace(own[0], word.capitalize() if own[0][0].isupper() else word, 1)
    return None


def without_what_is_not_meant(text: str) -> str:
    """The text without the variants that it says are not meant: "large, not medium", 不要中号."""
    for _, pattern in _variants():
        text = re.sub(rf"{_NOT_MEANT}(?:{pattern.pattern})(?: ones?)?", " ", text, flags=re.IGNORECASE)
    return text


def _one(word: str) -> str:
    """A variant as names have it: "mediums" are medium ones."""
    return word[:-1] if word.isascii() and word.casefold().endswith("s") else word


def lines_in_variants(text: str, lines: Sequence[PairedLine], figures: Sequence[Span]) -> list[PairedLine]:
    """Lines of a product named before in another variant: "中号手套两箱，再加十盒大号的"."""
    found = []
    for figure in figures:
        before = [line.product for line in lines if line.product.end <= figure.start]
        own = next((line for line in lines if line.quantity == figure), None)
        goes_on = own is not None and any(line.product == own.product for line in lines[: lines.index(own)])
        several = bool(before) and before[-1].ambiguous  # "手套，大号50盒、中号30盒"
        if not before or (own is not None and not goes_on and not (several and own.product == before[-1])):
            continue
        first = next((one for one in figures if several and one.start >= before[-1].end), figure)
        name = _one_among(text, figure, first, before[-1]) if several else _named_again(text, figure, before[-1])
        if name is not None:
            product = Span(figure.start, figure.end, name, SpanType.NAME, None)
            found.append(PairedLine(product, figure))
    return found


def _named_again(text: str, figure: Span, product: Span) -> str | None:
    """The product's name in the variant that stands right beside a figure, on its one side or the other."""
    if product.name is None or product.ambiguous:
        return None
    for _, pattern in _variants():
        own = pattern.search(product.name.text)
        beside = [find(pattern, text, figure, product) for find in (_said_behind, _said_before)]
        meant = next((one for one in beside if one and own and one.casefold() != own[0].casefold()), None)
        if own and meant:
            return product.name.text.replace(own[0], meant, 1)
    return None


def _one_among(text: str, figure: Span, first: Span, product: Span) -> str | None:
    """The only one of several goods that a word may mean that is in the variant right beside a figure.

    On which side of their figures the variants stand, the first one tells: "大号两箱中号一箱", "两箱大号一箱中号".
    """
    for _, pattern in _variants():
        leads = _said_before(pattern, text, first, product) is not None
        beside = (_said_before if leads else _said_behind)(pattern, text, figure, product)
        short = (beside or "").casefold().removesuffix("号")  # 大袖带 is the large one too
        fitting = {one.text for one in product.names if short and short in one.text.casefold()}
        if len(fitting) == 1:
            return fitting.pop()
    return None


def _said_behind(pattern: re.Pattern[str], text: str, figure: Span, product: Span) -> str | None:
    """The words of a variant right behind a figure."""
    behind = _BESIDE.match(text, figure.end)
    found = pattern.match(text[behind.end() if behind else figure.end :])
    return None if found is None else found[0]


def _said_before(pattern: re.Pattern[str], text: str, figure: Span, product: Span) -> str | None:
    """The words of a variant between goods and a figure, right before it."""
    between = text[product.end : figure.start]
    return next((one[0] for one in pattern.finditer(between) if not between[one.end() :].strip("的 ")), None)


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
    return [(group["language"], any_of({"zh": [], "en": [], group["language"]: _words(group)})) for group in groups]


def _words(group: dict[str, Any]) -> list[str]:
    plurals = [f"{word}s" for word in group["words"]] if group["language"] == "en" else []
    return [*group["words"], *plurals]
