"""What is said of an order's lines besides product and quantity: what one of them costs.

And which of the lines that were paired are none: goods only spoken of ("we're low on gauze. Get 4 boxes of gauze").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.clauses import Stretch
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.introduced import is_introduced, leads_up_to
from assistant.builtin.dialogue.lines import PairedLine, ProductUnits
from assistant.builtin.dialogue.slots import Slot, SlotKind, slots_of
from assistant.builtin.spans import Amount, Number, Quantity, Span

_PRICE = "price"
_SIGNS = tuple(",，(（)）.。;；")
_NONE_OF_IT = re.compile(
    r"\s*(?:are |is )?(?:not yet|not here|not come|missing|still to come|还没|没到|没来|未到|缺货)", re.IGNORECASE
)
_NONE_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:none of|without|minus|but not|not|no)(?: any of)?(?: the| a single| any)?"
    r"|不要|不含|不带|没有|没来|没见|没看到|不见|缺|少了?)\s*$",
    re.IGNORECASE,
)
"""Before goods of which none are there: "the 12 CPAPs are on it but none of the concentrators"."""

_FOR_IT = re.compile(
    r"(?:(?<![a-z])(?:for|to go with|that go with|to fit) (?:the|our|my|their|those|these)|配|配套)\s*$", re.IGNORECASE
)
"""Before goods that what is counted is for."""

_PAUSE = re.compile(r"[。.!！?？;；\n]|[,，](?!\s*(?:and|plus|和|以及|还有))")
"""Parts goods that are listed together from a tale of them."""

_PER_PACK = re.compile(
    r"\s*(?:元|块钱?)?\s*(?:一|每|/|per |a |each )\s*(?:大?箱|件|cartons?|cases?|ctn)", re.IGNORECASE
)


def spoken_of_only(lines: Sequence[PairedLine], text: str) -> list[PairedLine]:
    """Lines without a quantity whose goods are counted further on in the message, of which it says that none came, or
    that what is counted is for: "10 adapters for the BP monitors".

    Goods named once more behind that are something else: "10 monitors and 5 cuffs, everything but the cuffs".
    """
    counted = [(one.code, line.product) for line in lines if line.quantity for one in line.product.names]
    bare = [line for line in lines if line.quantity is None]
    absent = [line for line in bare if _NONE_BEFORE.search(text[: line.product.start])]
    if len(absent) == len(lines):
        absent = []
    bare = [line for line in bare if line not in absent]
    return absent + [
        line
        for line in bare
        if any(goods.start > line.product.start and _speaks_of(line, code, text, goods) for code, goods in counted)
        or (counted and (_NONE_OF_IT.match(text, line.product.end) or _FOR_IT.search(text[: line.product.start])))
    ]


def without_words_for_several(lines: Sequence[PairedLine], text: str, figures: Sequence[Span]) -> list[PairedLine]:
    """The lines without a word that may mean several goods, where one of these is counted: "手套，大号丁腈的50盒".

    A code behind the goods it is the code of is no second line either: "the 15 child masks again, NB-MASK-C". Where a
    figure is nobody's yet, it may be that word's.
    """
    counted = [line for line in lines if line.quantity is not None]
    if any(figure not in {line.quantity for line in counted} for figure in figures):
        return list(lines)
    own = [_codes(line) for line in counted if len(_codes(line)) == 1]
    called = {line.product.text for line in counted}
    return [
        line
        for line in lines
        if line.quantity is not None
        or not (
            (len(_codes(line)) > 1 and any(codes < _codes(line) for codes in own))
            or (line.product.ambiguous and any(one.text in called for one in line.product.names))
            or (_codes(line) in own and _is_code_apart(line.product, text))
        )
    ]


def _is_code_apart(product: Span, text: str) -> bool:
    """Whether goods are named by their code, between signs: ", NB-MASK-C,"."""
    code = any(one.code.casefold() == product.text.casefold() for one in product.names)
    return code and text[: product.start].rstrip()[-1:] in _SIGNS and (text[product.end :].strip() or ",")[0] in _SIGNS


def _speaks_of(line: PairedLine, code: str, text: str, counted: Span) -> bool:
    """Whether goods are those counted further on, or a word for several sorts, which theirs has in it, tells of them in
    a clause before: "they lost all their masks. 20 boxes of surgical masks"."""
    codes = _codes(line)
    if codes == {code}:
        return True
    within = line.product.text.casefold().removesuffix("s") in counted.text.casefold()
    return code in codes and within and _PAUSE.search(text, line.product.end, counted.start) is not None


def _codes(line: PairedLine) -> set[str]:
    return {one.code for one in line.product.names}


def fill_prices(
    filled: Filled, slot: Slot, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]
) -> None:
    """Gives each price to the line it follows, where the operation's lines have one: "30 boxes at 18.90"."""
    if _PRICE not in slot.of.split() or not filled.lines:
        return
    lines: list[dict[str, Any]] = filled.arguments[slot.name]
    for span in spans:
        if span in filled.used or not (_is_price(span, text) or _is_price_of_each(span, text)):
            continue
        place = _line_before(filled.lines, span)
        if _PRICE not in lines[place]:
            if not _PER_PACK.match(text, span.end):
                _count_singly(lines[place], units)
            lines[place][_PRICE] = _figure(span)
            filled.used.add(span)


def put_price(
    operation: str, lines: Sequence[dict[str, Any]], said: Stretch, units: Mapping[str, ProductUnits]
) -> bool:
    """Gives the line of a card that is meant the price a clause says; False where it says none, or not whose."""
    text, spans = said
    slot = next((one for one in slots_of(operation) if one.kind is SlotKind.LINES), None)
    prices = [span for span in spans if _is_price(span, text) or _is_price_of_each(span, text)]
    named = {one.code for span in spans for one in span.names if one.kind == "product"}
    meant = [line for line in lines if str(line["product"]) in named] or list(lines)
    if slot is None or _PRICE not in slot.of.split() or len(prices) != 1 or len(meant) != 1:
        return False
    if not _PER_PACK.match(text, prices[0].end):
        _count_singly(meant[0], units)
    meant[0][_PRICE] = _figure(prices[0])
    return True


def _is_price_of_each(span: Span, text: str) -> bool:
    """Whether a figure that might count goods is a price: introduced as one, or with parts of a unit."""
    value = span.value
    if not isinstance(value, Quantity):
        return False
    return leads_up_to(_PRICE, text, span) or (value.each and value.number % 1 != 0)


def _count_singly(line: dict[str, Any], units: Mapping[str, ProductUnits]) -> None:
    """Counts a line in the product's own unit, for that is what a price is for where no pack is named with it."""
    known = units.get(str(line["product"]))
    if known is None or "quantity" not in line or line.get("unit") not in known.packs:
        return
    factor = known.factors[known.packs.index(line.pop("unit"))]
    line["quantity"] = f"{(Decimal(line['quantity']) * factor).normalize():f}"


def _is_price(span: Span, text: str) -> bool:
    if isinstance(span.value, Amount):
        return not is_introduced("total", text, span)
    return isinstance(span.value, Number) and is_introduced(_PRICE, text, span)


def _figure(span: Span) -> str:
    value = span.value
    assert isinstance(value, Amount | Number | Quantity)
    if isinstance(value, Amount):
        return str(value.amount)
    return str(value.value if isinstance(value, Number) else value.number)


def _line_before(lines: Sequence[PairedLine], price: Span) -> int:
    """The line said last before the price; the first one where none is."""
    ends: Mapping[int, int] = {
        at: max(line.product.end, line.quantity.end if line.quantity else 0) for at, line in enumerate(lines)
    }
    before = [at for at, end in ends.items() if end <= price.start]
    return max(before, key=lambda at: ends[at]) if before else 0
