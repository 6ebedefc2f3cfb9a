"""Rows are taken in one order whatever order they are named in; who takes them as written deadlocks."""

from __future__ import annotations

import pytest

from tests.concurrency import deeds, naive
from tests.concurrency.hands import Hands, Refused

pytestmark = pytest.mark.slow

FORTH = (("BP-200", 1), ("GS-50", 1), ("TH-30", 1))
BACK = tuple(reversed(FORTH))


def test_lines_reserved_as_they_are_written_deadlock(hands: Hands) -> None:
    forth, back = (("BP-200", 1), ("TH-30", 1)), (("TH-30", 1), ("BP-200", 1))
    for hand, lines in zip(hands.each, (forth, back), strict=False):
        hand.begin(naive.reserve_as_written, *lines)
        hand.pauses()  # holds its first
    for hand in hands.each[:2]:
        hand.go_on()
    outcomes = {hand.outcome() for hand in hands.each[:2]}
    assert outcomes == {"held", Refused("DeadlockDetected")}


def test_orders_of_the_same_goods_in_opposite_orders_all_get_through(hands: Hands) -> None:
    orders = [(deeds.place, *lines) for lines in (FORTH, BACK)] * 6
    assert hands.at_once(*orders) == [0] * 12
    assert hands.broken() == []
