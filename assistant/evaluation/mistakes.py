"""What kind of mistake a turn made: a question that was not needed, a write that nobody asked for or a wrong one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from assistant.evaluation.books import agrees
from assistant.evaluation.judging import Made, matched
from assistant.evaluation.talks import Expected, ExpectedCall


class WrongWrite(StrEnum):
    """What is wrong with a write that was made, or shown on a card. The gravest counts."""

    UNASKED = "unasked"
    CUSTOMER = "customer"
    PRODUCT = "product"
    QUANTITY = "quantity"
    PRICE = "price"
    OTHER = "other"


_NAMED: Mapping[WrongWrite, frozenset[str]] = {
    WrongWrite.CUSTOMER: frozenset({"customer", "supplier"}),
    WrongWrite.PRODUCT: frozenset({"product", "products", "gift"}),
    WrongWrite.QUANTITY: frozenset({"quantity", "counted", "buy_quantity", "gift_quantity", "quantity_min"}),
    WrongWrite.PRICE: frozenset({"price", "amount", "percent", "discount", "discount_percent", "unit_price"}),
}


def wrong_writes(made: Sequence[Made], expected: Expected) -> Iterator[WrongWrite]:
    """A mistake for each write of a turn that is not the one its talk expects.

    The yes to a card is left out: what it wrote was shown before, and is judged by the books.
    """
    if expected.proposal == "executed":
        return
    taken, _ = matched(made, expected.operations)
    for one in made:
        if one.is_write and one not in taken:
            meant = next((wanted for wanted in expected.operations if one.operation in wanted.names), None)
            yield WrongWrite.UNASKED if meant is None else _wrong_in(one.arguments, meant)


def is_needless(made: Sequence[Made], expected: Expected, *, asks: bool) -> bool:
    """Whether something was asked though everything had been said.

    That is where a talk expects no question, a card, or calls that were not made.
    """
    if not asks or expected.question:
        return False
    if expected.question is False or expected.proposal not in (None, "none"):
        return True
    _, missing = matched(made, expected.operations)
    return any(wanted.outcome in ("ok", "proposed") for wanted in missing)


def made_as_expected(made: Sequence[Made], expected: Expected) -> Iterator[tuple[str, bool]]:
    """Each call that had to be made, by its (first) name, and whether it was, with the right arguments."""
    _, missing = matched(made, expected.operations)
    for wanted in expected.operations:
        if not wanted.optional:
            yield wanted.names[0], not any(wanted is one for one in missing)


def _wrong_in(arguments: Mapping[str, Any], meant: ExpectedCall) -> WrongWrite:
    differing = {name for name, value in meant.given.items() if not agrees(arguments.get(name), value)}
    if "lines" in differing:
        found, wanted = arguments.get("lines"), meant.given["lines"]
        same = isinstance(found, Mapping) and isinstance(wanted, Mapping) and found.keys() == wanted.keys()
        differing.add("quantity" if same else "product")
    return next((kind for kind, names in _NAMED.items() if names & differing), WrongWrite.OTHER)
