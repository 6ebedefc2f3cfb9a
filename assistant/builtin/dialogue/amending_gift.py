"""Changing what an offer gives away: "还是送药盒吧，送两个", 改成买五送一, "give them a box instead of the scale"."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any

from assistant.builtin.dialogue.clauses import Stretch, stretches
from assistant.builtin.dialogue.fillers import asks
from assistant.builtin.dialogue.lines import is_quantity, is_vague, number_of
from assistant.builtin.spans import Span
from core.proposals import Proposal

_GIFT = "create_gift_promotion"
_CLAUSE = re.compile(r"[,，;；。!！\n]|(?<=[a-z])\.\s")
_BUYS = re.compile(r"(?:买|满|购|每)\s*$|(?<![a-z])(?:buy|buys|buying|for every|every)\s*$", re.IGNORECASE)
_GIVES = re.compile(
    r"(?:送|赠|搭)(?:他们?|她们?|给他们?|的是)?\s*$"
    r"|(?<![a-z])(?:get|gets|give|gives|giving)(?: (?:them|him|her|away))?\s*$",
    re.IGNORECASE,
)
_FREE = re.compile(r"\s*(?:[a-z-]+ ){0,2}?(?:free|for free|for nothing)(?![a-z])|\s*(?:免费|赠送)", re.IGNORECASE)
_THE_GIFT = re.compile(
    r"(?:赠品|礼品|送的)(?:就|也)?(?:换成?|改成?|改为|变成|用|是)?\s*$"
    r"|(?<![a-z])(?:gift|freebie|free one|giveaway)s?(?: (?:is|to|with|for|should be|becomes))*"
    r"(?: (?:a|an|the|one))?\s*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\s*(?:(?:a|an|one|the)\s+)?$", re.IGNORECASE)
_NO_GIFT = re.compile(r"太|亏|贵|不划算|[不别没]送|舍不得|(?<![a-z])(?:too|not|don'?t|never|costly|expensive)(?![a-z])")


def gift_changed(card: Proposal, text: str, spans: Sequence[Span]) -> tuple[dict[str, Any], ...] | None:
    """The card's steps with another gift, or other numbers bought and given; None where anything else is said too."""
    if len(card.steps) != 1 or card.steps[0].operation != _GIFT or asks(text):
        return None
    before = card.steps[0].arguments
    arguments = copy.deepcopy(before)
    for clause in stretches(text, spans, _CLAUSE):
        if not _put(arguments, clause):
            return None
    if arguments == before:
        return None
    return ({"operation": _GIFT, "arguments": arguments},)


def _put(arguments: dict[str, Any], clause: Stretch) -> bool:
    """Puts what one clause says; whether nothing of it is left over."""
    text, spans = clause
    if _NO_GIFT.search(text):
        return all(_codes(span) <= _held(arguments) for span in spans)  # "送秤太亏了" only tells why
    figures = [span for span in spans if is_quantity(span)]
    goods = [span for span in spans if span not in figures]
    for span in figures:
        name = _counted_by(text, span)
        if name is None or is_vague(span):
            return False
        arguments[name] = f"{number_of(span):f}"
    given = [span for span in goods if _is_given(text, span, figures)]
    spoken_of = [span for span in goods if span not in given]
    if len(given) > 1 or any(not _codes(span) or not _codes(span) <= _held(arguments) for span in spoken_of):
        return False
    return not given or _give(arguments, given[0])


def _give(arguments: dict[str, Any], goods: Span) -> bool:
    name = goods.name
    if name is None or name.kind != "product" or not name.sure:
        return False
    arguments.pop("gift", None)
    if name.code != arguments.get("product"):
        arguments["gift"] = name.code
    return True


def _counted_by(text: str, span: Span) -> str | None:
    """What a figure counts: what has to be bought, or what is given for it."""
    before = text[: span.start]
    if _BUYS.search(before):
        return "buy_quantity"
    given = _GIVES.search(before) or _FREE.match(text, span.end) or _THE_GIFT.search(before)
    return "gift_quantity" if given else None


def _is_given(text: str, goods: Span, figures: Sequence[Span]) -> bool:
    """Whether goods are what is given away, perhaps with how many of them in front."""
    before = text[: goods.start]
    counted = next((one for one in figures if not text[one.end : goods.start].strip(" 的")), None)
    if counted is not None and counted.end <= goods.start:
        return _counted_by(text, counted) == "gift_quantity"
    bare = before[: _ARTICLE.search(before).start()]  # type: ignore[union-attr]  # it matches nothing too
    return any(one.search(bare) for one in (_GIVES, _THE_GIFT)) or _FREE.match(text, goods.end) is not None


def _codes(span: Span) -> set[str]:
    return {one.code for one in span.names if one.kind == "product"}


def _held(arguments: dict[str, Any]) -> set[str]:
    return {str(arguments[name]) for name in ("product", "gift") if name in arguments}
