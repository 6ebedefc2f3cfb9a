"""Changing an open card: a small grammar over what it holds, not a guess.

"改成25台，试纸不要了", "make it 30 and drop the cuffs", "换成宁波仓发货", "下周三之前到就行": clause by clause, each is
read against the card as the clauses before left it. What fits no rule is no change; what fits several lines is asked.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assistant.builtin.dialogue.amending_lines import LineChange, Unclear, amend_lines
from assistant.builtin.dialogue.amending_words import head_patterns, no_change, patterns, verbs_in
from assistant.builtin.dialogue.clauses import Stretch, stretch, stretches
from assistant.builtin.dialogue.fillers import asks, only_head, only_values
from assistant.builtin.dialogue.filling import MUST_BE_READ, fill
from assistant.builtin.dialogue.filling_terms import ends_then
from assistant.builtin.dialogue.line_terms import put_price
from assistant.builtin.dialogue.lines import ProductUnits, is_quantity, number_of
from assistant.builtin.dialogue.own_words import note_in
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.variants import in_other_variant, names_variant, only_variant
from assistant.builtin.spans import Span, SpanType
from core.proposals import Proposal

_HEAD_SLOTS = (
    "customer",
    "warehouse",
    "requested_on",
    "discount_percent",
    "note",
    "due_on",
    "price",
    "counted",
    "quantity",
    "limit",
    "amount",
    "percent",
    "valid_until",
    "colleague",
    "period",
    "allowed_days",
    "working_hours",
    "purchase_limit",
    "loss_limit",
    "allowance_limit",
    "buyer",
    "buy_quantity",
    "gift_quantity",
    "valid_from",
    "paid_on",
    "ship_on",
    "charges",
    "minimum",
    "maximum",
    "valid_days",
    "hold_until",
)
_WITHOUT_VALUES = frozenset({"twice", "half", "drop", "any"})
_CLAUSE = re.compile(r"[,，;；。\n]|另外|然后|顺便|(?<!\w)(?:and then|and also|and|then|also)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amendment:
    """The changed steps of the card. Where the change is not clear, what has to be asked or told instead."""

    steps: tuple[dict[str, Any], ...] = ()
    unclear: Unclear | None = None
    unread: str = ""
    empties_card: bool = False


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
    steps: list[dict[str, Any]] = [
        {"operation": one.operation, "arguments": copy.deepcopy(one.arguments)} for one in card.steps
    ]
    if fresh and not spans and only_variant(text) and _put_variant(card, steps[-1]["arguments"], text):
        return Amendment(steps=tuple(steps))
    names = _names_on(card)
    verbs: frozenset[str] = frozenset()
    changed = told = False
    unread = ""
    differences: list[Span] = []
    for words, own in _meant_clauses(text, spans):
        verbs = verbs_in(words) or (verbs - {"drop"} if any(map(is_quantity, own)) else verbs)
        variant = names_variant(words) and (bool(verbs) or (fresh and only_variant(words)))
        if not own and not verbs & _WITHOUT_VALUES and note_in(words) is None and not variant:
            continue
        step = _step_meant(steps, own)
        if put_price(step["operation"], step["arguments"].get("lines") or (), (words, own), units):
            changed = True
            continue
        stated = fresh and (restated or only_values(words, own) or only_head(words, own) or variant)
        if not verbs and not stated and not only_values(words, own):
            unread = unread or (words.strip() if _matters(own) else "")
            differences += filter(is_quantity, own)
            continue
        outcome = _amend_step(_step_meant(steps, own), LineChange(words, own, verbs, units, names))
        if isinstance(outcome, Amendment):
            return outcome
        if not outcome and _matters(own):
            unread = unread or words.strip()
        told = told or outcome or ("drop" in verbs and any(map(is_quantity, own)))
        changed = changed or outcome
    if not changed and not (told and fresh):
        return None
    if unread and not asks(unread) and not _make_the_difference(differences, card, steps):
        return Amendment(unread=unread)
    return Amendment(steps=tuple(steps)) if changed else None


def _make_the_difference(figures: Sequence[Span], card: Proposal, steps: Sequence[dict[str, Any]]) -> bool:
    """Whether a figure nobody used is what the change comes to: "又找到一个，39" where 38 were counted."""
    before, after = (arguments.get("counted") for arguments in (card.steps[-1].arguments, steps[-1]["arguments"]))
    known = len(figures) == 1 and before is not None and after is not None
    return known and abs(Decimal(str(after)) - Decimal(str(before))) == number_of(figures[0])


def _names_on(card: Proposal) -> dict[str, dict[str, str]]:
    """What the products on the card's lines are called, by language."""
    return {
        str(line.product): {"zh": str(line.name_zh), "en": str(line.name_en)}
        for step in card.steps
        for line in getattr(step.result, "lines", ())
        if hasattr(line, "name_zh")
    }


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


def _meant_clauses(text: str, spans: Sequence[Span]) -> Iterator[Stretch]:
    """The clauses that are to change something, without what they take back: "手消不是20，是24"."""
    about: Span | None = None
    for words, own in _clauses(text, spans):
        if about is not None and not any(one.kind == "product" for span in own for one in span.names):
            words, own = _said_of(about, words, own)
        if (about := _taken_back(words, own)) is not None:
            continue
        own = _after_negation(words, own)
        if verbs_in(words) or not no_change().search(words) or any(map(is_quantity, own)):
            yield words, own  # not "试纸不要动"


def _clauses(text: str, spans: Sequence[Span]) -> list[Stretch]:
    """The message's clauses; a note is one to its end."""
    start = note_in(text)
    before, own = stretch(text, spans, 0, len(text) if start is None else start)
    note: list[Stretch] = [] if start is None else [(text[start:], ())]
    return [*stretches(before, own, _CLAUSE), *note]


def _amend_step(step: dict[str, Any], said: LineChange) -> Amendment | bool:
    """Changes one step in place; whether it did, or what stands in the way."""
    text, spans, verbs, units = said.text, said.spans, said.verbs, said.units
    arguments = step["arguments"]
    changed = False
    if "lines" in arguments and not _is_off_the_head(text, verbs):
        outcome = amend_lines(arguments["lines"], said)
        if isinstance(outcome, Unclear):
            return Amendment(unclear=outcome)
        if not arguments["lines"]:
            return Amendment(empties_card=True)
        changed = outcome
    meant = _some_lines(arguments, spans)
    if meant is not None and _is_about_discount(step["operation"], (text, spans), verbs, units):
        return _discount_lines(step, (text, spans), meant, units) or Amendment(unread=text.strip())
    return _amend_head(step, text, spans, verbs, units) or changed


def _is_off_the_head(text: str, verbs: frozenset[str]) -> bool:
    """Whether what is to be dropped stands above the lines, whatever product it is said of: "试纸不打折"."""
    return "drop" in verbs and any(pattern.search(text) for pattern in head_patterns().values())


def _is_about_discount(operation: str, said: Stretch, verbs: frozenset[str], units: Mapping[str, ProductUnits]) -> bool:
    text, spans = said
    off = "drop" in verbs and head_patterns()["discount_percent"].search(text) is not None
    return off or "discount_percent" in fill(operation, text, spans, units).arguments


def _some_lines(arguments: Mapping[str, Any], spans: Sequence[Span]) -> list[dict[str, Any]] | None:
    """The lines whose products a clause names, none of them perhaps; None where it names none or all that there are."""
    lines: list[dict[str, Any]] = arguments.get("lines") or []
    codes = {one.code for span in spans for one in span.names if one.kind == "product"}
    named = [line for line in lines if line["product"] in codes]
    return named if codes and len(lines) > 1 and len(named) < len(lines) else None


def _discount_lines(
    step: dict[str, Any], said: Stretch, meant: Sequence[dict[str, Any]], units: Mapping[str, ProductUnits]
) -> bool:
    """A discount on some products only, or taken off them; not where there is none of their own to take off."""
    text, spans = said
    percent = fill(step["operation"], text, spans, units).arguments.get("discount_percent")
    if percent is None:
        own = [line.pop("discount_percent", None) for line in meant]
        return bool(own) and None not in own
    for line in meant:
        line["discount_percent"] = percent
    return bool(meant)


def _amend_head(
    step: dict[str, Any], text: str, spans: Sequence[Span], verbs: frozenset[str], units: Mapping[str, ProductUnits]
) -> bool:
    """Changes what stands above the lines: customer, warehouse, day, discount."""
    said = fill(step["operation"], text, spans, units).arguments
    arguments = step["arguments"]
    changed = False
    if "discount_percent" in said.keys() & arguments.keys() and says("more_off", text):
        said["discount_percent"] = str(Decimal(said["discount_percent"]) + Decimal(str(arguments["discount_percent"])))
    if "charges" in said.keys() - arguments.keys():
        said.pop("amount", None)  # what the bank kept is not what was paid
    if "period" in said.keys() & arguments.keys():
        said["period"] = ends_then(str(arguments["period"]), said["period"], text) or said["period"]
    for name in _HEAD_SLOTS:
        if name in said and said[name] != arguments.get(name) and not (name == "quantity" and "lines" in arguments):
            arguments[name] = said[name]
            changed = True
    for name, pattern in head_patterns().items():
        if verbs & {"drop", "any"} and name not in said and name in arguments and pattern.search(text):
            del arguments[name]
            changed = True
    return changed


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


def _after_negation(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """ "不是上海，是宁波": what directly follows a "not" is left out."""
    ends = {match.end() for match in patterns()["not"].finditer(text)}
    return tuple(span for span in spans if not any(0 <= span.start - end <= 2 for end in ends))


def _taken_back(text: str, spans: tuple[Span, ...]) -> Span | None:
    """The product of a clause that takes back its figure: "手消不是20", "not 20 masks"."""
    left = _after_negation(text, spans)
    products = [span for span in left if any(one.kind == "product" for one in span.names)]
    gone = any(is_quantity(span) for span in spans) and not any(is_quantity(span) for span in left)
    return products[0] if gone and len(products) == 1 else None


def _said_of(product: Span, text: str, spans: tuple[Span, ...]) -> Stretch:
    """A clause with the product in front that the clause before was about: "是24" after "手消不是20"."""
    ahead = len(product.text) + 1
    moved = (replace(span, start=span.start + ahead, end=span.end + ahead) for span in spans)
    return f"{product.text} {text}", (replace(product, start=0, end=ahead - 1), *moved)
