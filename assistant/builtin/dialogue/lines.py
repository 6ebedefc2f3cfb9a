"""Pairing products with quantities: which figure belongs to which name, by what stands beside what."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.builtin.spans import Number, Quantity, Span, SpanType

_NEAR = 6
"""Characters that may stand between a quantity and its product, besides glue words."""

_GLUE = re.compile(r"^(?:\s|的|了|of|the|those|these|our|your|x|×|\*|:|：|pcs|要|来|,(?=\s*$))*$", re.IGNORECASE)
_NO_DISTANCE = re.compile(r"\s|\bof\b|\b(?:the|those|these|our|your)\b|的", re.IGNORECASE)
"""What hardly parts a quantity from its goods: "6 cartons of gauze, 2 cartons of tape"."""

_ATTRIBUTE = re.compile(
    r"\s?(?:of )?(?:the |those |these |your |our )?(?!and |or |plus |with )[a-z-]{2,14}\s", re.IGNORECASE
)
"""A word of the goods that is no part of their name here: "6 bottles of the hand sanitiser"."""

_OF_IT = re.compile(r"\s*的?\s*")
_GOES_ON = re.compile(r"\s?(?:零|又|加|and|plus)\s?", re.IGNORECASE)
_COUNTING_WORD = re.compile(r"\s?[\u4e00-\u9fff]{1,2}\s?")
_FOR_THE_LOT = re.compile(r"\s?(?:for (?:the )?(?:set|lot|bundle|kit)(?![a-z])|一?整套|一套)", re.IGNORECASE)
_FOR_ONE = re.compile(
    r"\s?(?:元|块钱?)?\s?(?:一|每)\s?(?:个|台|盒|箱|条|支|只|瓶|包|套|件|卷|根|副|张|辆|双|片)(?![0-9一二三四五六七八九十])"
)
"""Behind what one of them costs."""

_ANY_PIECE = frozenset({"个", "件", "只", "台", "套"})
"""Units in which people count anything that comes in pieces."""

_PRICE = re.compile(r"(?:单价|价格|\bprice)\s?(?:是|为|就|按|of|is)?\s?[:：]?\s?$", re.IGNORECASE)
"""Behind these a bare figure says what one costs, not how many there are."""

_ONE = re.compile(r"(?<![a-z])(an?) $", re.IGNORECASE)
_BREAK = re.compile(r"[,，、;；。]|和|以及|还有|\band\b|\bplus\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProductUnits:
    """How a product is counted: its own unit, its packs, and how many of the own unit make one of each pack."""

    own: str
    packs: tuple[str, ...] = ()
    factors: tuple[Decimal, ...] = ()


@dataclass(slots=True)
class PairedLine:
    """A product with the quantity said for it, if any was."""

    product: Span
    quantity: Span | None = None


def pair(text: str, spans: Sequence[Span]) -> list[PairedLine]:
    """The products of a message, each with its quantity; a quantity belongs to one product at most.

    A quantity directly before or after its product wins over one further off. Whether figures stand before their
    products ("20台血压计和5盒试纸") or behind them ("BP-200 20, GM-10 5") is read off the whole message. "Each"
    serves every product that has none of its own.
    """
    products = [span for span in spans if _is_product(span)]
    quantities = [span for span in spans if is_quantity(span) and not is_price(span, text)]
    ways = [_paired(text, products, quantities, before=before) for before in (True, False)]
    lines, left = max(ways, key=lambda way: sum(line.quantity is not None for line in way[0]))
    _distribute(text, lines, quantities, left)
    _go_on_after(lines, left)
    return _with_more(text, _without_second_names(text, lines), left)


def is_price(figure: Span, text: str) -> bool:
    """Whether the words say that a figure is a price: "at 12", "199 for the lot", 10.5一个."""
    behind = _FOR_THE_LOT.match(text, figure.end) or _FOR_ONE.match(text, figure.end)
    return _PRICE.search(text[: figure.start]) is not None or behind is not None


def _paired(
    text: str, products: Sequence[Span], quantities: Sequence[Span], *, before: bool
) -> tuple[list[PairedLine], list[Span]]:
    """The lines where figures usually stand `before` their products, or behind them; and the figures left over."""
    lines = [PairedLine(product) for product in products]
    distances = sorted(
        (distance + (0 if stands_before == before else 1), rank, place)
        for rank, line in enumerate(lines)
        for place, quantity in enumerate(quantities)
        if (distance := _distance(text, line.product, quantity)) is not None
        and not _stands_between((*products, *quantities), line.product, quantity)
        for stands_before in (quantity.end <= line.product.start,)
    )
    taken: set[int] = set()
    for _, rank, place in distances:
        if lines[rank].quantity is None and place not in taken:
            lines[rank].quantity = quantities[place]
            taken.add(place)
    return lines, [quantity for place, quantity in enumerate(quantities) if place not in taken]


def one_of(text: str, product: Span) -> Span | None:
    """The word that says that it is one of a product: "a stethoscope", "one more large cuff"."""
    word = _ONE.search(text[: product.start])
    if word is None:
        return None
    return Span(word.start(1), word.end(1), word[1], SpanType.QUANTITY, Quantity(Decimal(1), implied=True))


def _is_product(span: Span) -> bool:
    """A product's name, or a code nobody has: that is passed on, so that the books say it is unknown."""
    return span.type is SpanType.CODE or any(one.kind == "product" for one in span.names)


def is_quantity(span: Span) -> bool:
    """Whether a span can say how many: a quantity, or a bare figure that counts nothing else."""
    if span.type is SpanType.QUANTITY:
        return True
    return span.type is SpanType.NUMBER and isinstance(span.value, Number) and span.value.counter is None


def number_of(span: Span) -> Decimal:
    """The figure of a quantity or bare number."""
    if isinstance(span.value, Quantity):
        return span.value.number
    if isinstance(span.value, Number):
        return span.value.value
    raise TypeError(f"{span.type} says no quantity")


def unit_of(span: Span, product: str, units: Mapping[str, ProductUnits]) -> str | None:
    """The product's unit a quantity's word means; None for its own or when no unit was said."""
    if not isinstance(span.value, Quantity) or span.value.unit is None:
        return None
    said = span.value.units or (span.value.unit,)
    known = units.get(product)
    if known is None:
        return span.value.unit
    for candidate in (known.own, *known.packs):
        if candidate in said:
            return None if candidate == known.own else candidate
    return span.value.unit


def is_vague(span: Span) -> bool:
    """Whether the figure is a range or "about", which nobody can be held to."""
    value = span.value
    if isinstance(value, Quantity | Number):
        return value.approximate or value.low is not None or value.high is not None
    return False


def line_arguments(line: PairedLine, units: Mapping[str, ProductUnits]) -> dict[str, Any]:
    """One line as an operation takes it; an uncertain name is passed on as it was written."""
    arguments: dict[str, Any] = {"product": code_or_words(line.product)}
    if _is_counted_otherwise(line, units):
        arguments["product"] = words_of(line.product)  # "the ECG trolley is out of paper, ten rolls": the books ask
    if line.quantity is not None:
        put_figure(arguments, line.quantity, units)
    return arguments


def _is_counted_otherwise(line: PairedLine, units: Mapping[str, ProductUnits]) -> bool:
    """Whether goods known by a part of their name only are counted as those goods never are."""
    name, figure = line.product.name, line.quantity.value if line.quantity is not None else None
    known = units.get(name.code) if name is not None else None
    if name is None or name.exact or known is None or not isinstance(figure, Quantity) or figure.unit is None:
        return False
    return not {*(figure.units or (figure.unit,))} & {known.own, *known.packs, *_ANY_PIECE}


def put_figure(line: dict[str, Any], figure: Span, units: Mapping[str, ProductUnits]) -> None:
    """Gives a line the figure and its unit, whatever it had before; none where the figure has to be asked about."""
    line.pop("quantity", None)
    line.pop("unit", None)
    if is_vague(figure):
        return
    line["quantity"] = str(number_of(figure))
    unit = unit_of(figure, str(line.get("product")), units)
    if unit is not None:
        line["unit"] = unit


def code_or_words(span: Span) -> str:
    """The code of a name that is sure, else the words themselves: then the books ask which one is meant."""
    fitting = [one for one in span.names if one.kind == "product"] or list(span.names)
    return fitting[0].code if len(fitting) == 1 and fitting[0].sure else words_of(span)


def words_of(span: Span) -> str:
    """The words of a name as the books can look them up: an English plural in the singular."""
    return span.text.removesuffix("s") if len(span.names) > 1 and span.text.isascii() else span.text


def _stands_between(others: Sequence[Span], product: Span, quantity: Span) -> bool:
    start, end = min(product.end, quantity.end), max(product.start, quantity.start)
    return any(start <= other.start and other.end <= end for other in others)


def _distance(text: str, product: Span, quantity: Span) -> int | None:
    """How far a quantity stands from a product; None when something else comes between them."""
    before = quantity.end <= product.start
    between = text[quantity.end : product.start] if before else text[product.end : quantity.start]
    if _GLUE.match(between):
        return len(_NO_DISTANCE.sub("", between)) * 2 + bool(between)
    if _is_oddly_counted(text, quantity, product):
        return None
    if before and _ATTRIBUTE.fullmatch(between):
        return 20 + len(between)
    if len(between) > _NEAR or _BREAK.search(between):
        return None
    return 20 + len(between) * 2


def _is_oddly_counted(text: str, quantity: Span, product: Span) -> bool:
    """3桶血压计: a figure with a counting word nobody knows, which has to be asked about."""
    between = text[quantity.end : product.start]
    bare = quantity.type is SpanType.NUMBER and quantity.end < product.start
    return bare and not _GLUE.match(between) and _COUNTING_WORD.fullmatch(between) is not None


def _distribute(text: str, lines: list[PairedLine], quantities: list[Span], left: list[Span]) -> None:
    each = [one for one in quantities if isinstance(one.value, Quantity) and one.value.each]
    missing = [line for line in lines if line.quantity is None]
    if each and missing:
        for line in missing:
            line.quantity = each[0]
    elif (
        len({number_of(one) for one in left}) == 1  # "only 5 of the 12 …, book the 5 in"
        and len(lines) == 1
        and missing
        and not _is_oddly_counted(text, left[0], missing[0].product)
    ):
        missing[0].quantity = left.pop(0)


def _go_on_after(lines: Sequence[PairedLine], left: list[Span]) -> None:
    """Gives a product what is counted further on, before the next product: "酒精棉片又见底了，烦请再送一箱过来"."""
    starts = [line.product.start for line in lines]
    for line in lines:
        until = min((start for start in starts if start > line.product.start), default=None)
        behind = [one for one in left if one.start >= line.product.end and (until is None or one.end <= until)]
        counted = [one for one in behind if isinstance(one.value, Quantity) and one.value.unit is not None]
        if line.quantity is None and len(behind) == len(counted) == 1:
            line.quantity = counted[0]
            left.remove(counted[0])


def _without_second_names(text: str, lines: Sequence[PairedLine]) -> list[PairedLine]:
    """The lines without a product's second name right behind its first: "四张防褥疮的气床垫"."""
    second = {
        after.product
        for before, after in itertools.pairwise(lines)
        if before.quantity is not None
        and after.quantity is None
        and len(_codes(after.product)) == 1
        and _codes(before.product) == _codes(after.product)
        and _OF_IT.fullmatch(text, before.product.end, after.product.start)
    }
    return [line for line in lines if line.product not in second]


def _codes(product: Span) -> frozenset[str]:
    return frozenset(one.code for one in product.names if one.kind == "product")


def _go_on(text: str, one: Span, other: Span) -> bool:
    first, second = (one, other) if one.end <= other.start else (other, one)
    return _GOES_ON.fullmatch(text, first.end, second.start) is not None


def _with_more(text: str, lines: list[PairedLine], left: Sequence[Span]) -> list[PairedLine]:
    """The lines, and one more for a figure that goes on from another one in a second unit: 一箱零三条."""
    found: list[PairedLine] = []
    for line in lines:
        found.append(line)
        for quantity in left:
            if line.quantity is not None and _go_on(text, line.quantity, quantity):
                found.append(PairedLine(line.product, quantity))
    return found
