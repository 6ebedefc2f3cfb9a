"""Which line of a card is meant by words that name no product of their own: "the covers" are the probe covers on it.

Only words of the names on the card count, and only those that tell its lines apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.builtin.dialogue.amending_words import left_verbs_out
from assistant.builtin.dialogue.choices import any_of, blanked
from assistant.builtin.dialogue.fillers import asks, left_over
from assistant.builtin.dialogue.line_figures import Line
from assistant.builtin.dialogue.lines import code_or_words, is_quantity
from assistant.builtin.dialogue.picking import is_ruled_out, parts_of_name
from assistant.builtin.dialogue.said_before import is_left_over
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.dialogue.variants import names_variant
from assistant.builtin.spans import Span
from core.proposals import Proposal

Names = Mapping[str, Mapping[str, str]]
"""What the products on a card are called, by language."""

_PLACES = {"两": 2, "二": 2, "2": 2, "two": 2, "三": 3, "3": 3, "three": 3, "四": 4, "4": 4, "four": 4}
"""How many lines a word for their number means."""

_SHORTEST = 2
_NONE_OF_ANY = re.compile(
    r"(?<![a-z])(?:no|none of (?:the|those|these)|without(?: the| any)?|not any)(?![a-z])", re.IGNORECASE
)
_NONE_OF = re.compile(rf"{_NONE_OF_ANY.pattern}\s*$", re.IGNORECASE)
"""Before goods of which there are none, or of which none is wanted."""

_SURELY_NAMED = 0.8
_ONE_CHARACTER = re.compile("\\s*([\u4e00-\u9fff])(?=是|要|改|换|就|只|先|也|各|减|加|的?\\s)")
_PLURAL = re.compile(r"(?:(?<=ss|ch|sh)es|(?<=[a-rt-z])s)(?![a-z])", re.IGNORECASE)


def names_on(card: Proposal) -> dict[str, dict[str, str]]:
    """What the products on the card's lines are called, by language."""
    results = [step.result for step in card.steps]
    shown = [one for result in results for one in (getattr(result, "orders", None) or (result,))]
    return {
        str(line.product): {"zh": str(line.name_zh), "en": str(line.name_en)}
        for one in shown
        for line in getattr(one, "lines", ())
        if hasattr(line, "name_zh")
    }


def lines_called(lines: Sequence[dict[str, Any]], text: str, spans: Sequence[Span], names: Names) -> list[str]:
    """The products of the lines that the words fit; none where no word tells a line from the others."""
    products = [str(line["product"]) for line in lines]
    words = _singular(left_verbs_out(_blanked(text, spans)).casefold())
    fitting, told = products, False
    mentions = list(_mentions(words, products, names)) or list(_last_characters(words, products, names))
    for start, end, mark in mentions:
        fit = _fitting(mark, products, names)
        if len(fit) < len(products) or len(products) == 1:
            ruled_out = is_ruled_out(words, start, end)
            fitting = [product for product in fitting if (product in fit) is not ruled_out]
            told = True
    return fitting if told else []


def is_unwanted(arguments: Mapping[str, Any], text: str, spans: Sequence[Span], names: Names) -> bool:
    """Whether hardly more is said than that some of the lines are not wanted: "she doesn't need the gel"."""
    lines: Sequence[dict[str, Any]] = arguments.get("lines") or ()
    if not lines or not says("unwanted", text) or asks(text) or any(not span.names for span in spans):
        return False
    if _is_another_customer(arguments, spans):
        return False
    goods = {one.code for span in spans for one in span.names if one.kind == "product"}
    named = goods & {str(line["product"]) for line in lines} or lines_called(lines, text, spans, names)
    rest = blanked(turn_of_speech("unwanted"), without_line_words(text, spans, names))
    return bool(named) and not left_over(left_verbs_out(rest), "head", "told")


def rules_out_goods(text: str, spans: Sequence[Span]) -> bool:
    """Whether hardly more is said than that there are none of some goods: "no masks though", "none of the cuffs"."""
    goods = [span for span in spans if any(one.kind == "product" for one in span.names)]
    if not goods or len(goods) < len(spans) or asks(text):
        return False
    if not all(_NONE_OF.search(text[: span.start]) for span in goods):
        return False
    return not left_over(_NONE_OF_ANY.sub(" ", _blanked(text, spans)), "head", "told", "again")


def _is_another_customer(arguments: Mapping[str, Any], spans: Sequence[Span]) -> bool:
    """Whether some other customer is surely named; half a name may be that of somebody who works there."""
    named = [one for span in spans for one in span.names if one.kind == "customer" and one.score >= _SURELY_NAMED]
    return any(one.code != arguments.get("customer") for one in named)


def without_line_words(text: str, spans: Sequence[Span], names: Names) -> str:
    """The words that are neither spans nor stand in the names on the card."""
    words = _singular(_blanked(text, spans).casefold())
    for start, end, _ in list(_mentions(words, list(names), names)):
        words = words[:start] + " " * (end - start) + words[end:]
    return words


def counts_what_is_not_there(lines: Sequence[dict[str, Any]], text: str, spans: Sequence[Span], names: Names) -> bool:
    """Whether a figure counts goods, or a variant of them, that are on none of the lines: "six boxes of gowns"."""
    figures = [span for span in spans if is_quantity(span)] if names else []
    if not figures:
        return False
    other_variant = names_variant(text) and not lines_called(lines, text, spans, names)
    return other_variant or any(
        _counts_other_goods(text, figure, names)
        for figure in figures
        if not is_left_over(text[: figure.start], text[figure.end :])
    )


def _counts_other_goods(text: str, figure: Span, names: Names) -> bool:
    match = turn_of_speech("goods").match(text, figure.end)
    said = match["goods"].strip() if match else ""
    if len(said) < _SHORTEST or not left_over(left_verbs_out(said), "head", "follow", "told"):
        return False
    words = _singular(said.casefold())
    return not any(True for _ in _mentions(words, list(names), names))


def _fitting(mark: str, products: Sequence[str], names: Names) -> list[str]:
    """The products in whose names a word stands; where that is all of them, those that are just that thing."""
    fit = [product for product in products if mark in _marks(names.get(product, {}))]
    fit = fit or [product for product in products if _chinese(names, product).endswith(mark)]
    if len(fit) < len(products) or len(products) == 1:
        return fit
    heads = [product for product in fit if any(_singular(n).casefold().endswith(mark) for n in names[product].values())]
    return heads or fit


def _mentions(words: str, products: Sequence[str], names: Names) -> Iterator[tuple[int, int, str]]:
    marks = {mark for product in products for mark in _marks(names.get(product, {}))}
    if marks:
        for match in any_of({"zh": sorted(marks), "en": []}).finditer(words):
            yield match.start(), match.end(), match[0]


def _last_characters(words: str, products: Sequence[str], names: Names) -> Iterator[tuple[int, int, str]]:
    """Where a clause begins with the one character a product's name ends with, and no other's has: 纸是六箱."""
    match = _ONE_CHARACTER.match(words)
    ends = {product: _chinese(names, product)[-1:] for product in products}
    if match is None or match[1] not in ends.values():
        return
    if sum(match[1] in _chinese(names, product) for product in products) == 1:
        yield match.start(1), match.end(1), match[1]


def _chinese(names: Names, product: str) -> str:
    return names.get(product, {}).get("zh", "")


def _marks(own: Mapping[str, str]) -> set[str]:
    return {part for name in own.values() for part in parts_of_name(_singular(name))}


def _singular(text: str) -> str:
    """The text with its English plurals taken back; a blank keeps the place of what is left out."""
    return _PLURAL.sub(lambda match: " " * len(match[0]), text)


def _blanked(text: str, spans: Sequence[Span]) -> str:
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def in_place(lines: list[Line], text: str) -> tuple[list[Line], tuple[int, int]]:
    """The lines that are meant by their place, and where that is said: 前两样各减1; all of them where none is."""
    for turn in ("first_lines", "last_lines"):
        match = turn_of_speech(turn).search(text)
        if match is not None:
            number = _PLACES[(match["zh"] or match["en"]).lower()]
            return (lines[:number] if turn == "first_lines" else lines[-number:]), match.span()
    return lines, (0, 0)


def lines_meant(lines: Sequence[Line], span: Span) -> list[Line]:
    """The lines whose product the words may name: a word for many products names the one that is on the card."""
    codes = {one.code for one in span.names if one.kind == "product"} | {code_or_words(span)}
    return [line for line in lines if line["product"] in codes]


def called_so(lines: Sequence[Line], span: Span, names: Names) -> list[Line]:
    """The line whose name ends with the very words, though another product is called just that: "thermometers"."""
    words = span.text.casefold()
    ends = {words, words.removesuffix("s"), words.removesuffix("es")}
    called = {code: [name.casefold() for name in own.values()] for code, own in names.items()}
    fitting = [line for line in lines if any(n.endswith(tuple(ends)) for n in called.get(str(line["product"]), ()))]
    return fitting if len(fitting) == 1 else []
