"""Changing an open card: a small grammar over what it holds, not a guess.

"改成25台，试纸不要了", "make it 30 and drop the cuffs", "换成宁波仓发货", "下周三之前到就行": clause by clause, each is
read against the card as the clauses before left it. What fits no rule is no change; what fits several lines is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.amending_head import amend_head, is_labelled, is_off_the_head, put_whole, put_words
from assistant.builtin.dialogue.amending_lines import LineChange, Unclear, amend_lines
from assistant.builtin.dialogue.amending_words import leaves_the_card, verbs_in
from assistant.builtin.dialogue.card_steps import steps_on
from assistant.builtin.dialogue.clauses import Stretch
from assistant.builtin.dialogue.filled import codes_in
from assistant.builtin.dialogue.fillers import asks, left_over, only_head, only_values
from assistant.builtin.dialogue.held_values import figure_of
from assistant.builtin.dialogue.line_discounts import is_for_goods_apart
from assistant.builtin.dialogue.line_terms import put_price
from assistant.builtin.dialogue.line_words import Names, is_unwanted, names_on, rules_out_goods, without_line_words
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, number_of
from assistant.builtin.dialogue.meant_clauses import goods_in, meant_clauses, takes_people, without_people
from assistant.builtin.dialogue.own_words import note_in
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.tales import DAYS, tells_of_a_place_that_has_enough, tells_what_a_day_is
from assistant.builtin.dialogue.unread import MUST_BE_READ
from assistant.builtin.dialogue.variants import in_other_variant, names_variant, only_variant, without_what_is_not_meant
from assistant.builtin.spans import Span, SpanType
from core.proposals import Proposal

_WITHOUT_VALUES = frozenset({"twice", "half", "drop", "any", "only", "except", "but"})


@dataclass(frozen=True, slots=True)
class Amendment:
    """The changed steps of the card. Where the change is not clear, what has to be asked or told instead."""

    steps: tuple[dict[str, Any], ...] = ()
    unclear: Unclear | None = None
    unread: str = ""
    empties_card: bool = False


_MORE = frozenset({"set"})
"""What a clause without a word of change does that only says how many of which goods."""


def amend(
    card: Proposal,
    text: str,
    spans: Sequence[Span],
    units: Mapping[str, ProductUnits],
    *,
    fresh: bool,
    restated: bool = False,
) -> Amendment | None:
    """The card with the message's changes, or None when the message changes nothing on it.

    While the card is `fresh`, the last thing that was shown, a mere value or a stated day, discount or warehouse
    needs no verb; nor when the message, `restated`, asks for the card's own operation and names nothing but values.
    """
    steps = steps_on(card)
    if fresh and not spans and only_variant(text) and _put_variant(card, steps[-1]["arguments"], text):
        return Amendment(steps=tuple(steps))
    if is_for_goods_apart(text, spans):
        return Amendment(unread=text.strip())
    return _amend_by_clauses(card, steps, (text, tuple(spans)), units, fresh=fresh, restated=restated)


def _amend_by_clauses(
    card: Proposal,
    steps: list[dict[str, Any]],
    said: Stretch,
    units: Mapping[str, ProductUnits],
    *,
    fresh: bool,
    restated: bool,
) -> Amendment | None:
    """The steps as the clauses change them one after the other."""
    names = names_on(card)
    verbs: frozenset[str] = frozenset()
    told = changes = False
    changed = put_whole(steps[-1], said[0], fresh=fresh)
    unread, differences = "", list[Span]()
    for words, own in meant_clauses(*(said if takes_people(steps) else without_people(*said))):
        changes = changes or bool(verbs_in(words))
        step = _step_meant(steps, own)
        verbs = verbs_in(words) or _carried_over(verbs, own)
        if fresh and (is_unwanted(step["arguments"], words, own, names) or rules_out_goods(words, own)):
            verbs, changes, own = frozenset({"drop"}), True, goods_in(own)
        elif says("unwanted", words) and not is_off_the_head(words, verbs):
            unread = unread or (words.strip() if _matters(own) else "")
            continue
        if tells_of_a_place_that_has_enough(words, own) or (changed and not own and says("the_rest", words)):
            continue
        if (fresh and put_words(step, words, own)) or _put_price(step, (words, own), units):
            changed = True
            continue
        variant = _names_another_variant(words, own, names) if fresh and not verbs else names_variant(words)
        if leaves_the_card(words) or (_changes_nothing(words, own, verbs, card) and not variant):
            continue
        verbs = verbs or (_MORE if restated else verbs)
        stated = fresh and (restated or variant or _is_stated(step, words, own, names))
        if not (changes or stated or only_values(words, own)):
            unread = unread or _left_unread(words, own, [*steps, *steps_on(card)])
            differences += filter(is_quantity, own)
            continue
        outcome = _amend_step(step, LineChange(words, own, verbs, units, names))
        if isinstance(outcome, Amendment):
            return outcome
        if not outcome and _matters(own) and not (changed and _is_said_again(own, verbs, steps)):
            unread = unread or words.strip()
        told = told or outcome or ("drop" in verbs and any(map(is_quantity, own)))
        changed = changed or outcome
    if asks(unread) or _make_the_difference(differences, card, steps):
        unread = ""
    return _outcome(steps, unread, changed=changed, told=changed or (told and fresh))


def _is_stated(step: dict[str, Any], text: str, spans: Sequence[Span], names: Names) -> bool:
    """Whether a clause states something of the card without a word of change: values, a note, what a figure is."""
    return note_in(text) is not None or _is_plain(text, spans, names) or is_labelled(step, text, spans)


def _left_unread(text: str, spans: Sequence[Span], steps: Sequence[dict[str, Any]]) -> str:
    """The clause, where it says something that matters and does not stand on the card."""
    return text.strip() if _matters(spans) and not _stands_on(spans, steps) else ""


def _names_another_variant(text: str, spans: Sequence[Span], names: Names) -> bool:
    """Whether hardly more is said than which variant is meant, and of which goods: "medium for the gloves"."""
    said = without_what_is_not_meant(without_line_words(text, spans, names))
    return only_variant(text) or only_variant(said)


def _outcome(steps: Sequence[dict[str, Any]], unread: str, *, changed: bool, told: bool) -> Amendment | None:
    if unread and told:
        return Amendment(unread=unread)
    return Amendment(steps=tuple(steps)) if changed else None


def _put_price(step: dict[str, Any], said: Stretch, units: Mapping[str, ProductUnits]) -> bool:
    return put_price(step["operation"], step["arguments"].get("lines") or (), said, units)


def _changes_nothing(text: str, spans: Sequence[Span], verbs: frozenset[str], card: Proposal) -> bool:
    """Whether a clause holds nothing that could change a card, or only tells how it stands."""
    is_empty = not spans and not verbs & _WITHOUT_VALUES and note_in(text) is None
    if is_empty or tells_what_a_day_is(text, spans):
        return True
    return not verbs_in(text) and _tells_of_before(text, spans, card)


def _carried_over(verbs: frozenset[str], spans: Sequence[Span]) -> frozenset[str]:
    """The kinds of change that the clause before named, as far as they may be meant for this one too."""
    verbs = verbs - {"drop"} if any(map(is_quantity, spans)) else verbs
    named = any(one.kind == "product" for span in spans for one in span.names)
    return verbs if named else verbs - {"twice", "half"}


def _make_the_difference(figures: Sequence[Span], card: Proposal, steps: Sequence[dict[str, Any]]) -> bool:
    """Whether a figure nobody used is what the change comes to: "又找到一个，39" where 38 were counted."""
    before, after = (arguments.get("counted") for arguments in (card.steps[-1].arguments, steps[-1]["arguments"]))
    known = len(figures) == 1 and before is not None and after is not None
    return known and abs(Decimal(str(after)) - Decimal(str(before))) == number_of(figures[0])


def _is_plain(text: str, spans: Sequence[Span], names: Names) -> bool:
    """Whether a clause says nothing but values, of the head or of what stands on the card."""
    return only_values(text, spans) or only_head(text, spans) or only_counts(text, spans, names)


def only_counts(text: str, spans: Sequence[Span], names: Names) -> bool:
    """Whether hardly anything is said but how many of what stands on the card: "six boxes of covers"."""
    rest = without_line_words(text, spans, names)
    figures = sum(map(is_quantity, spans))
    goods = sum(any(one.kind == "product" for one in span.names) for span in spans)
    if goods and figures != goods:
        return False  # a word of one line and the name of another: which figure is whose is asked
    told = figures > 0 and not asks(text) and not says("is_there", text)
    return told and not left_over(rest, "head", "told")


def _stands_on(spans: Sequence[Span], steps: Sequence[dict[str, Any]]) -> bool:
    """Whether only what stands on the card already is named: "上海那边没车", "so the 4th"."""
    held = codes_in([step["arguments"] for step in steps])
    return all(held & _said_by(span) for span in spans if _matters([span]))


def _said_by(span: Span) -> set[str]:
    return {str(figure_of(span))} if span.type in DAYS else {one.code for one in span.names}


def _is_said_again(spans: Sequence[Span], verbs: frozenset[str], steps: Sequence[dict[str, Any]]) -> bool:
    """Whether a clause behind a change only names what was just put there: "Jinxi Hospital, the Taiyuan one"."""
    return ("only" in verbs or not any(map(is_quantity, spans))) and _stands_on(spans, steps)


def _tells_of_before(text: str, spans: Sequence[Span], card: Proposal) -> bool:
    """Whether a clause only tells of a figure as the card has it, and names nothing: "nobody looks at 200"."""
    figures = {number_of(span) for span in spans if is_quantity(span)}
    held = {one for step in card.steps for one in codes_in(step.arguments)}
    told = bool(figures) and all(f"{figure:f}" in held for figure in figures)
    return told and not only_values(text, spans) and not any(span.names for span in spans)


def _put_variant(card: Proposal, arguments: dict[str, Any], text: str) -> bool:
    """Puts the card's one product in another variant: the large cuff where the medium one stands."""
    result = card.steps[-1].result
    orders = getattr(result, "orders", None) or (result,)
    lines = [line for order in orders for line in getattr(order, "lines", ())]
    names = [{name: getattr(line, name, "") for name in ("product", "name_zh", "name_en")} for line in lines]
    meant = in_other_variant(text, {"result": {"lines": names}})
    where = arguments["lines"][0] if len(arguments.get("lines") or ()) == 1 else arguments
    if meant is None or "product" not in where:
        return False
    where["product"] = meant
    return True


def _amend_step(step: dict[str, Any], said: LineChange) -> Amendment | bool:
    """Changes one step in place; whether it did, or what stands in the way."""
    text, spans, verbs, units = said.text, said.spans, said.verbs, said.units
    arguments = step["arguments"]
    changed = False
    if "lines" in arguments and not is_off_the_head(text, verbs):
        in_lines = amend_lines(arguments["lines"], said)
        if isinstance(in_lines, Unclear):
            return Amendment(unclear=in_lines)
        if not arguments["lines"]:
            return Amendment(empties_card=True)
        changed = in_lines
    outcome = amend_head(step, text, spans, verbs, units)
    return Amendment(unread=text.strip()) if outcome is None else outcome or changed


def _step_meant(steps: list[dict[str, Any]], spans: Sequence[Span]) -> dict[str, Any]:
    """The step a clause is about: of the customer or the product it names, else the last."""
    for kind in ("customer", "product"):
        codes = {one.code for span in spans for one in span.names if one.kind == kind}
        meant = [step for step in steps if codes & _codes(step["arguments"], kind)]
        if len(meant) == 1:
            return meant[0]
    return steps[-1]


def _codes(arguments: Mapping[str, Any], kind: str) -> set[str]:
    lines = arguments.get("lines") or ()
    return {str(each[kind]) for each in (arguments, *lines) if kind in each}


def _matters(spans: Sequence[Span]) -> bool:
    return any(span.type in MUST_BE_READ or span.type is SpanType.NAME for span in spans)
