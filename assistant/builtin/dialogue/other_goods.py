"""Other goods in place of those on a card: "哦不对，看错了，是额温枪", "no, not the wrist ones, the upper arm"."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from assistant.builtin.dialogue.amending_words import no_change, verbs_in
from assistant.builtin.dialogue.card_steps import steps_on
from assistant.builtin.dialogue.clauses import Stretch, stretches, without
from assistant.builtin.dialogue.filled import codes_in
from assistant.builtin.dialogue.fillers import asks, asks_outright, left_over, only_values
from assistant.builtin.dialogue.line_words import Names, names_on
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, number_of, put_figure
from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.dialogue.speech import turn_of_speech
from assistant.builtin.dialogue.variants import varied
from assistant.builtin.spans import NameMatch, Span
from core.proposals import Proposal

_MORE = frozenset({"add", "more", "less", "all", "drop", "but", "except"})
"""Kinds of change that leave the card's goods where they are, or take them off."""

_BESIDES = re.compile(
    r"^\s*(?:and|plus|also|then)(?![a-z])|(?<![a-z])(?:also|too|as well|besides)(?![a-z])|[再还另加也又]", re.I
)
"""Words by which goods come beside those on the card."""

_RULED_OUT = re.compile(
    r"(?:(?<![a-z])(?:not|no|never|without|instead of|rather than)(?: (?:the|any|a|those|these|more))?"
    r"|不是|不要|别要)\s*$",
    re.IGNORECASE,
)
"""Before goods that are just not meant."""

_NOT_THOSE = re.compile(
    r"(?<![a-z])not (?:the |those |these )?(?:[a-z-]+ ){1,3}?ones?(?![a-z])|不是[\u4e00-\u9fff]{1,6}的", re.IGNORECASE
)
_WHO_SAYS = re.compile(
    r"(?<![a-z])(?:(?:the|our|their) )?(?:[a-z]+ )?[a-z]+ (?:meant|means|wanted|wants?|asked for|said|says)(?![a-z])"
    r"|(?:人家|医生|护士|主任|上面|单子上|这里|那边)?(?:要|写|说)的是?"
    r"|(?:[\u4e00-\u9fff]{1,2}(?:室|科|院|部|房)|护士长?|医生|主任|客户|人家|他们)要"
    r"|数量(?:不变|照旧|一样)|一样多|(?:the )?same (?:number|quantity|amount)|尺码|尺寸|型号|规格",
    re.IGNORECASE,
)
"""Whose word it is that other goods are meant; and that the figure stays."""

_OF_OLD = re.compile(
    r"上次|上回|[发送寄]错|坏|(?<![a-z])(?:sent|delivered|shipped|last|broken|got|came)(?![a-z])", re.IGNORECASE
)
"""Of what came to somebody, and not of what is on the card."""

_CLAUSE = re.compile(r"[,，;；:：。.!！]")


def other_goods(
    card: Proposal, text: str, spans: Sequence[Span], units: Mapping[str, ProductUnits]
) -> tuple[dict[str, Any], ...] | None:
    """The card's steps with the product that the words put right, and its figure where one is said; else None.

    Of several goods only those are put right that are of the same sort, or that are named as not meant.
    """
    steps = steps_on(card)
    places = _goods(steps)
    held = {str(place["product"]) for place in places}
    kept = [span for span in spans if not _is_denied(span, text, held) and not _stays(span, text)]
    meant = _only_named(kept, held)
    if meant is None or meant.code in codes_in(places) or asks(text) or asks_outright(text):
        return None
    if (
        verbs_in(text) & _MORE
        or _BESIDES.search(text)
        or any(_is_ruled_out(text, span) for span in kept)
        or not (
            _only_corrects(text, spans, denied=any(_is_denied(span, text, held) for span in spans))
            or _is_the_same_sort(card, meant, text, spans)
        )
    ):
        return None
    figures = [span for span in kept if is_quantity(span)]
    place = _place_meant(card, places, meant, {one.code for span in spans if span not in kept for one in span.names})
    if place is None or len(figures) > 1:
        return None
    place["product"] = meant.code
    if figures and not _put_count_or_price(str(steps[0]["operation"]), place, figures[0], units):
        return None
    return tuple(steps)


def _put_count_or_price(operation: str, place: dict[str, Any], figure: Span, units: Mapping[str, ProductUnits]) -> bool:
    """Puts a figure beside the goods: how many there are, or what they cost where nothing is counted."""
    slots = {slot.name for slot in slots_of(operation)}
    if "lines" in slots or "quantity" in slots:
        put_figure(place, figure, units)
    elif "price" in slots:
        place["price"] = f"{number_of(figure):f}"
    else:
        return False
    return True


def other_sort(card: Proposal, text: str, read: Callable[[str], Sequence[Span]]) -> tuple[dict[str, Any], ...] | None:
    """The card's steps with the sort of its only goods that one word names: "forehead" of ear thermometers."""
    steps = steps_on(card)
    places = _goods(steps)
    word = left_over(text).casefold()
    if len(places) != 1 or not word or len(word.split()) > 1 or asks(text):
        return None
    result = card.steps[0].result
    shown = getattr(result, "lines", None) or (result,)
    names = [str(getattr(line, name, "")) for line in shown for name in ("name_zh", "name_en")]
    tails = [
        name.rpartition(" ")[2] if name.isascii() else name[-size:] for name in names if name for size in (2, 3, 1)
    ]
    found = {
        span.names[0].code
        for tail in dict.fromkeys(tails)
        if tail.isascii() == word.isascii()
        for span in read(f"{word} {tail}" if tail.isascii() else f"{word}{tail}")
        if span.start == 0 and len(span.names) == 1 and span.names[0].kind == "product" and span.names[0].sure
    }
    if len(found) != 1 or found <= codes_in(places[0]):
        return None
    places[0]["product"] = found.pop()
    return tuple(steps)


def _goods(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where the products of a card of one step stand: in its lines, or among its arguments."""
    if len(steps) != 1:
        return []
    arguments: dict[str, Any] = steps[0]["arguments"]
    lines = arguments.get("lines")
    return [place for place in (lines if isinstance(lines, list) else [arguments]) if "product" in place]


def _place_meant(
    card: Proposal, places: Sequence[dict[str, Any]], meant: NameMatch, denied: Collection[str]
) -> dict[str, Any] | None:
    """The one place in which other goods may come: the only one, the one denied, or the one of the same sort."""
    if len(places) == 1:
        return places[0]
    names = names_on(card)
    alike = [place for place in places if _ends_alike(names, place, meant)]
    named = [place for place in alike if place["product"] in denied]
    varied_ = [place for place in alike if varied(meant.text, names.get(str(place["product"]), {}))]
    fitting = named or varied_ or alike
    return fitting[0] if len(fitting) == 1 else None


def _ends_alike(names: Names, place: Mapping[str, Any], meant: NameMatch) -> bool:
    own = meant.text.casefold()
    tail = own.rpartition(" ")[2] if own.isascii() else own[-2:]
    return any(name.casefold().endswith(tail) for name in names.get(str(place["product"]), {}).values())


def _only_named(spans: Sequence[Span], held: Collection[str]) -> NameMatch | None:
    """The one product that is named for sure, where nothing else is said but figures, and the sort of the goods."""
    named = [span for span in spans if not is_quantity(span)]
    sure = [span for span in named if span.name is not None and not span.ambiguous and span.name.kind == "product"]
    meant = sure[0].name if len(sure) == 1 else None
    if meant is None:
        return None
    sorts = [span for span in named if span is not sure[0]]
    alike = all({meant.code} < {one.code for one in span.names} and _codes(span) & {*held} for span in sorts)
    return meant if alike else None


def _codes(span: Span) -> set[str]:
    return {one.code for one in span.names}


def _is_ruled_out(text: str, span: Span) -> bool:
    return bool(span.names) and _RULED_OUT.search(text[: span.start]) is not None


def _is_denied(span: Span, text: str, held: Collection[str]) -> bool:
    """Whether goods of the card are named to say that they are not meant: "不是耳温枪，是额温枪"."""
    return len(_codes(span)) == 1 and _codes(span) <= {*held} and _is_ruled_out(text, span)


def _stays(span: Span, text: str) -> bool:
    """Whether goods are named to say that nothing changes of them: "masks stay as they are"."""
    clause = next(part for part, _ in _clauses_around(text, span))
    return bool(span.names) and no_change().search(clause) is not None


def _clauses_around(text: str, span: Span) -> Iterator[Stretch]:
    return (part for part in stretches(text, [span], _CLAUSE) if part[1])


def _only_corrects(text: str, spans: Sequence[Span], *, denied: bool) -> bool:
    """Whether something is put right and no more told: "看错了2台" of an earlier delivery is a tale of its own."""
    corrects = denied
    for part, own in stretches(text, spans, _CLAUSE):
        if own and all(_stays(one, part) for one in own):
            continue
        words, found = turn_of_speech("corrects").subn(" ", _NOT_THOSE.sub(" not ", without(part, own)))
        more = left_over(_WHO_SAYS.sub(" ", words), "head", "again", "told", "figures")
        if _OF_OLD.search(part) or (more and (own or not found)):
            return False
        corrects = corrects or found > 0
    return corrects


def _is_the_same_sort(card: Proposal, meant: NameMatch, text: str, spans: Sequence[Span]) -> bool:
    """Whether hardly more than a name is said, which ends as that of the card's goods does: large cuff, medium cuff."""
    result = card.steps[0].result
    lines = getattr(result, "lines", None) or (result,)
    names = [str(getattr(line, name, "")).casefold() for line in lines for name in ("name_zh", "name_en")]
    own = meant.text.casefold()
    tail = own.rpartition(" ")[2] if own.isascii() else own[-2:]
    return only_values(text, spans) and any(name.endswith(tail) for name in names if name)
