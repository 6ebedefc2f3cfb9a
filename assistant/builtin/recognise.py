"""All recognisers together: one reading of a whole text as typed spans that never overlap.

The longest reading wins; what a bare figure counts is settled here, where numbers and names are both known. Which
span becomes which argument is decided later, by the signature of the operation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from assistant.builtin.amounts import find_amounts
from assistant.builtin.clocks import find_clocks
from assistant.builtin.documents import find_numbered
from assistant.builtin.name_context import apposed, at_places, attributed, narrowed, of_places
from assistant.builtin.names import Allowed, NameIndex
from assistant.builtin.normalise import Normalised, normalise
from assistant.builtin.numbers import find_numerals
from assistant.builtin.quantities import find_quantities
from assistant.builtin.spans import Amount, Number, Quantity, Span, SpanType
from assistant.builtin.units import Units
from core.calendar import SpanKind, WorkingCalendar, find_time_spans

_TIMES = {
    SpanKind.DATE: SpanType.DATE, SpanKind.PERIOD: SpanType.PERIOD, SpanKind.COMPARISON: SpanType.COMPARISON,
}  # fmt: skip
_STRONGER = [
    SpanType.EMAIL, SpanType.PHONE, SpanType.NAME, SpanType.DOCUMENT, SpanType.LOT, SpanType.DATE, SpanType.PERIOD,
    SpanType.COMPARISON, SpanType.CLOCK, SpanType.DISCOUNT, SpanType.MONEY, SpanType.PERCENT, SpanType.FRACTION,
    SpanType.ORDINAL, SpanType.DURATION, SpanType.QUANTITY, SpanType.MEASURE, SpanType.NUMBER, SpanType.UNCLEAR,
    SpanType.CODE,
]  # fmt: skip
_RANK = {kind: at for at, kind in enumerate(_STRONGER)}
_FIGURE_THEN_NAME = re.compile(
    r"\s?(?:[x×*]|的|of(?: the| these| those)?|more|extra|new|additional|个|只|(?:packs?|pieces?|units?) of)?\s?"
)
_NAME_THEN_FIGURE = re.compile(
    r"\s?(?:[x×*:,=]|- |\(|要|来|订|买|加|就|共|一共|总共|需要|需|数量|的数量|qty|quantity)?\s?(?:是|:|of)?\s?"
)
_FOR_ALL = re.compile(r"\s?(?:for (?:the )?(?:set|lot|bundle|whole|kit|all|both)(?![a-z])|一?整套|一套)")
_OF_ALL = re.compile(r"\s*(?:units? |pcs |pieces )?(?:out )?of (?:the|those|these|our|all)\s*")
_CAME_OF_ALL = re.compile(
    r"[里中]?(?:只|才|就|实)?(?:到货|到|来|收)(?:了|到)?|(?:里面?|[当之]?中)(?:头|边)?(?:只|就)?有|,? of which "
)
"""What stands between how many of all of them there are and all of them; and the other way about."""

_ASKING_FOR = re.compile(
    r"(?:改成|改为|改到|换成|变成|调到|调成|增加到|减到|加到|再来|来|要|加|订|买|拿|补|留|减|少|送|发|下|就|只|共|各|是|to|just|only|get|take|want|need)\s?$"
)
_AFTER = re.compile(r"^after\b|[后後]$", re.IGNORECASE)
_PAUSE = re.compile(r"\s*[,，、]?\s*(?:on )?")
"""A day after another, and what may stand before the day itself."""

_CLAUSE_END = re.compile(r"\s*(?:$|[,.。!?;:、\n)吧呢了啊哦呀嘛的送])")


@dataclass(frozen=True, slots=True)
class Recognition:
    """A text and everything recognised in it, in order, without overlaps."""

    text: Normalised
    spans: tuple[Span, ...]

    def of(self, *types: SpanType) -> tuple[Span, ...]:
        """The spans of these types, in order."""
        return tuple(span for span in self.spans if span.type in types)

    def words(self, span: Span) -> str:
        """The words of a span as the person typed them."""
        return self.text.words(span.start, span.end)


def recognise(
    text: str,
    *,
    today: date,
    working: WorkingCalendar,
    names: NameIndex,
    units: Units,
    allowed: Allowed | None = None,
) -> Recognition:
    """Reads a text as of the company's day `today`, counting its working days. Never raises.

    Names that `allowed` turns down are not there.
    """
    normal = normalise(text)
    numerals = find_numerals(normal)
    times = [
        Span(span.start, span.end, normal.text[span.start : span.end], _TIMES[span.kind], span)
        for span in find_time_spans(normal.text, today=today, working=working)
    ]
    found = _settled(
        [
            *names.exact(normal, allowed),
            *find_numbered(normal),
            *times,
            *find_clocks(normal),
            *find_amounts(normal, numerals),
            *find_quantities(normal, numerals, units),
        ],
        len(normal.text),
    )
    weak = {(numeral.start, numeral.end) for numeral in numerals if numeral.weak}
    glued = {numeral.end for numeral in numerals if numeral.glued}
    firm = [(span.start, span.end) for span in found if (span.start, span.end) not in weak]
    guessed = names.near(normal, allowed, firm)
    near = [narrowed(span, normal, [*found, *guessed]) for span in guessed]
    still = [span for span in found if not any(span.overlaps(name) for name in near)]
    found = sorted([*still, *near], key=lambda span: span.start)
    found = _without_parts([attributed(span, normal, names, allowed) for span in found])
    found = apposed(at_places(of_places(found, normal), normal), normal)
    products = [span for span in found if any(match.kind == "product" for match in span.names)]
    found = _without_vaguer_days(found, normal)
    read = (_counted(span, normal, products, weak, glued) for span in found)
    return Recognition(normal, tuple(_out_of_all([span for span in read if span is not None], normal)))


def _without_parts(spans: list[Span]) -> list[Span]:
    """The spans without those that a longer name took in: 防褥疮 in 防褥疮的气床垫."""
    beside = zip([None, *spans], spans, [*spans[1:], None], strict=False)
    return [span for before, span, behind in beside if not (_holds(before, span) or _holds(behind, span))]


def _holds(longer: Span | None, part: Span) -> bool:
    return (
        longer is not None
        and longer.start <= part.start
        and part.end <= longer.end
        and len(longer.text) > len(part.text)
    )


def _without_vaguer_days(spans: list[Span], text: Normalised) -> list[Span]:
    """The spans without "after new year" where the day itself is said right behind it: "元旦后，1月6号"."""
    days = [span for span in spans if span.type is SpanType.DATE]
    vague = {
        before
        for before, behind in pairwise(days)
        if _AFTER.search(before.text) and _PAUSE.fullmatch(text.lower, before.end, behind.start)
    }
    return [span for span in spans if span not in vague]


def _out_of_all(spans: list[Span], text: Normalised) -> list[Span]:
    """The spans with "140 of the 150" and "150台到了140台" as one figure: of all of them, so many."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found and _counts(found[-1]) and _counts(span) else None
        between = text.lower[before.end : span.start] if before else ""
        if before is not None and _OF_ALL.fullmatch(between):
            found[-1] = _joined(before, span, text, figure=before)
        elif before is not None and _CAME_OF_ALL.fullmatch(between):
            found[-1] = _joined(before, span, text, figure=span)
        else:
            found.append(span)
    return found


def _counts(span: Span) -> bool:
    return isinstance(span.value, Quantity | Number)


def _joined(before: Span, behind: Span, text: Normalised, *, figure: Span) -> Span:
    """One quantity of the `figure`, with the unit that either of the two has."""
    figures = [figure.value, before.value, behind.value]
    said = next((one for one in figures if isinstance(one, Quantity) and one.unit is not None), None)
    value = figure.value
    assert isinstance(value, Quantity | Number)
    number = value.number if isinstance(value, Quantity) else value.value
    quantity = Quantity(number) if said is None else replace(said, number=number, implied=False)
    return Span(before.start, behind.end, text.text[before.start : behind.end], SpanType.QUANTITY, quantity)


def _settled(candidates: Iterable[Span], size: int) -> list[Span]:
    """Of overlapping readings the longest, of equally long ones the more telling."""
    taken = bytearray(size)
    kept: list[Span] = []
    for span in sorted(candidates, key=lambda one: (one.start - one.end, _RANK[one.type], one.start)):
        if span.start < span.end and not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _counted(
    span: Span, text: Normalised, products: list[Span], weak: set[tuple[int, int]], glued: set[int]
) -> Span | None:
    """A figure settled by its neighbours: a quantity beside a product, a bare number, or nothing at all."""
    value = span.value
    if isinstance(value, Amount) and span.text.endswith("块") and any(one.start == span.end for one in products):
        return replace(span, type=SpanType.QUANTITY, value=Quantity(value.amount))  # 两块电池 costs nothing yet
    if isinstance(value, Quantity):
        return _settled_quantity(span, value, text, products)
    if span.type is not SpanType.NUMBER or not isinstance(value, Number):
        return span
    if value.counter is not None:
        return None if value.value == 1 and text.lower[span.start] in "一o" else span
    lower = text.lower
    if span.end in glued and not any(product.start == span.end for product in products):
        return None
    if _beside(span, lower, products):
        goods = Quantity(value.value, None, value.approximate, value.low, value.high)
        return _unless_dashed(replace(span, type=SpanType.QUANTITY, value=goods), goods, lower, products)
    if (span.start, span.end) not in weak:
        return span
    asked = _ASKING_FOR.search(lower, max(0, span.start - 8), span.start) and _CLAUSE_END.match(lower, span.end)
    alone = span.end - span.start >= len(lower.strip()) - 2 and lower.find(span.text.lower()) <= 1
    return span if asked or alone else None


def _settled_quantity(span: Span, value: Quantity, text: Normalised, products: list[Span]) -> Span | None:
    lower = text.lower
    if not value.implied:
        return _unless_dashed(span, value, lower, products)
    asked = _ASKING_FOR.search(lower, max(0, span.start - 8), span.start) and _CLAUSE_END.match(lower, span.end)
    if _beside(span, lower, products) or asked:
        return replace(span, value=replace(value, implied=False))
    generic = lower[span.start : span.end].endswith("个")
    return None if generic and not _CLAUSE_END.match(lower, span.end) else span


def _unless_dashed(span: Span, value: Quantity, lower: str, products: list[Span]) -> Span:
    """A dash right behind a product may part or may be a minus: 血压计-20台 is asked about."""
    dashed = value.number < 0 and lower[span.start] == "-" and any(product.end == span.start for product in products)
    return replace(span, type=SpanType.UNCLEAR, value=None) if dashed else span


def _beside(span: Span, lower: str, products: list[Span]) -> bool:
    after = bisect_left(products, span.end, key=lambda product: product.start)
    if after < len(products) and _FIGURE_THEN_NAME.fullmatch(lower, span.end, products[after].start):
        return True
    if _FOR_ALL.match(lower, span.end):
        return False  # "…, 149 for the set" is a price
    before = bisect_right(products, span.start, key=lambda product: product.end) - 1
    return before >= 0 and _NAME_THEN_FIGURE.fullmatch(lower, products[before].end, span.start) is not None
