"""Other goods in place of the card's only ones: "哦不对，看错了，是额温枪", "no, not the wrist ones, the upper arm"."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.builtin.dialogue.amending_words import verbs_in
from assistant.builtin.dialogue.clauses import stretches, without
from assistant.builtin.dialogue.filled import codes_in
from assistant.builtin.dialogue.fillers import asks, asks_outright, left_over, only_values
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, put_figure
from assistant.builtin.dialogue.speech import turn_of_speech
from assistant.builtin.spans import NameMatch, Span
from core.proposals import Proposal

_MORE = frozenset({"add", "more", "less", "all", "drop", "but", "except"})
"""Kinds of change that leave the card's goods where they are, or take them off."""

_BESIDES = re.compile(
    r"^\s*(?:and|plus|also|then)(?![a-z])|(?<![a-z])(?:also|too|as well|besides)(?![a-z])|[再还另加也又]", re.I
)
"""Words by which goods come beside those on the card."""

_RULED_OUT = re.compile(
    r"(?:(?<![a-z])(?:not|no|never|without)(?: (?:the|any|a|those|these|more))?|不是|不要|别要)\s*$", re.IGNORECASE
)
"""Before goods that are just not meant."""

_NOT_THOSE = re.compile(
    r"(?<![a-z])not (?:the |those |these )?(?:[a-z-]+ ){1,3}?ones?(?![a-z])|不是[\u4e00-\u9fff]{1,6}的", re.IGNORECASE
)
_WHO_SAYS = re.compile(
    r"(?<![a-z])(?:the |our )?[a-z]+ (?:meant|means|wanted|wants|asked for|said|says)(?![a-z])"
    r"|(?:人家|医生|护士|主任|上面|单子上|这里|那边)?(?:要|写|说)的是?"
    r"|数量不变|一样多|(?:the )?same (?:number|quantity|amount)",
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
    """The card's steps with the product that the words put right, and its figure where one is said; else None."""
    steps = [{"operation": one.operation, "arguments": copy.deepcopy(one.arguments)} for one in card.steps]
    place = _only_goods(steps)
    kept = [span for span in spans if not _is_denied(span, text, place)]
    meant = _only_named(kept)
    if place is None or meant is None or meant.code in codes_in(place) or asks(text) or asks_outright(text):
        return None
    if (
        verbs_in(text) & _MORE
        or _BESIDES.search(text)
        or any(_is_ruled_out(text, span) for span in kept)
        or not (
            _only_corrects(text, spans, denied=len(kept) < len(spans)) or _is_the_same_sort(card, meant, text, spans)
        )
    ):
        return None
    figures = [span for span in kept if is_quantity(span)]
    place["product"] = meant.code
    if len(figures) == 1:
        put_figure(place, figures[0], units)
    return tuple(steps) if len(figures) <= 1 else None


def other_sort(card: Proposal, text: str, read: Callable[[str], Sequence[Span]]) -> tuple[dict[str, Any], ...] | None:
    """The card's steps with the sort of its only goods that one word names: "forehead" of ear thermometers."""
    steps = [{"operation": one.operation, "arguments": copy.deepcopy(one.arguments)} for one in card.steps]
    place = _only_goods(steps)
    word = left_over(text).casefold()
    if place is None or not word or len(word.split()) > 1 or asks(text):
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
    if len(found) != 1 or found <= codes_in(place):
        return None
    place["product"] = found.pop()
    return tuple(steps)


def _only_goods(steps: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Where the one product of a card stands: in its only line, or among its arguments."""
    if len(steps) != 1:
        return None
    arguments: dict[str, Any] = steps[0]["arguments"]
    lines = arguments.get("lines")
    place = lines[0] if isinstance(lines, list) and len(lines) == 1 else arguments
    return place if "product" in place else None


def _only_named(spans: Sequence[Span]) -> NameMatch | None:
    """The one product that is named for sure, where nothing else is said but figures."""
    named = [span for span in spans if not is_quantity(span)]
    if len(named) != 1 or named[0].name is None or named[0].ambiguous or named[0].name.kind != "product":
        return None
    return named[0].name


def _is_ruled_out(text: str, span: Span) -> bool:
    return bool(span.names) and _RULED_OUT.search(text[: span.start]) is not None


def _is_denied(span: Span, text: str, place: Mapping[str, Any] | None) -> bool:
    """Whether the card's own goods are named to say that they are not meant: "不是耳温枪，是额温枪"."""
    own = {one.code for one in span.names}
    return place is not None and own == {place["product"]} and _is_ruled_out(text, span)


def _only_corrects(text: str, spans: Sequence[Span], *, denied: bool) -> bool:
    """Whether something is put right and no more told: "看错了2台" of an earlier delivery is a tale of its own."""
    corrects = denied
    for part, own in stretches(text, spans, _CLAUSE):
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
