"""Each line is served by whoever delivers all of it first, and two lines never count the same goods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import WeekdayCalendar
from core.company import Company
from core.database import new_id
from core.inventory.allocating import Allocation, Calendar, InsufficientStock, Need, allocate, promisable, promisable_by
from core.inventory.promise import DatedChange
from core.inventory.supply import Level, Source, Supplies, Supply

MONDAY = date(2026, 11, 23)
SHANGHAI = ZoneInfo("Asia/Shanghai")
PRODUCT = new_id()
NEAR = Source(new_id(), "SH", "上海仓", "Shanghai", 1)
FAR = Source(new_id(), "CD", "成都仓", "Chengdu", 3)
NOWHERE = Source(new_id(), "XX", "远仓", "Remote", None)
CALENDAR = Calendar(
    datetime(2026, 11, 23, 10, 2, tzinfo=SHANGHAI),
    Company("", "", "CNY", SHANGHAI, "zh", "CN", False, time(16, 0), 0, ""),
    WeekdayCalendar(),
)


def need(quantity: int, *, warehouse_id: UUID | None = None, shelf_life: int = 0) -> Need:
    """So much of the one product."""
    return Need(PRODUCT, "GS-50", "试纸", "Strips", "盒", Decimal(quantity), warehouse_id, shelf_life)


def level(free: int, expires_in: int | None = None) -> Level:
    """A balance of that many, in a lot named after its days, or without one."""
    expires_on = None if expires_in is None else MONDAY + timedelta(days=expires_in)
    return Level(new_id(), None if expires_in is None else f"L{expires_in}", expires_on, Decimal(free), Decimal(free))


def supply(*levels: Level, receipts: tuple[tuple[int, int], ...] = ()) -> Supply:
    """Balances, and receipts as (days from now, quantity)."""
    changes = [DatedChange(MONDAY + timedelta(days=days), Decimal(quantity), "r") for days, quantity in receipts]
    return Supply(sorted(levels, key=lambda one: one.expires_on or date.max), changes)


def served(needs: list[Need], near: Supply | None = None, far: Supply | None = None) -> list[Allocation]:
    """The allocations from a near and a far warehouse."""
    supplies: Supplies = {}
    if near is not None:
        supplies[PRODUCT, NEAR.id] = near
    if far is not None:
        supplies[PRODUCT, FAR.id] = far
    return allocate(needs, supplies, [NEAR, FAR, NOWHERE], CALENDAR)


def ready_on(found: Allocation) -> date:
    """The day the last of it can leave."""
    return max(part.ready_on for part in found.parts)


def test_the_nearest_that_has_it_serves_it() -> None:
    found = served([need(5)], supply(level(5)), supply(level(50)))[0]
    assert (found.source, found.ships_on, found.arrives_on) == (NEAR, MONDAY, MONDAY + timedelta(days=1))
    assert sum(take.quantity for take in found.takes) == found.parts[0].free_before == 5


def test_a_far_one_that_has_all_is_faster_than_a_near_one_that_waits() -> None:
    found = served([need(6)], supply(level(5), receipts=((9, 20),)), supply(level(50)))[0]
    assert (found.source, found.arrives_on) == (FAR, MONDAY + timedelta(days=3))


def test_a_near_one_that_waits_is_better_than_none() -> None:
    found = served([need(6)], supply(level(5), receipts=((9, 20),)), supply())[0]
    assert (found.source, found.takes, ready_on(found)) == (NEAR, (), MONDAY + timedelta(days=9))
    assert [change.quantity for change in found.rests_on] == [20]


def test_a_warehouse_that_was_asked_for_is_kept_to() -> None:
    found = served([need(5, warehouse_id=FAR.id)], supply(level(50)), supply(level(5)))[0]
    assert found.source == FAR
    with pytest.raises(InsufficientStock) as refused:
        served([need(6, warehouse_id=FAR.id)], supply(level(50)), supply(level(5)))
    assert (refused.value.facts["available"], refused.value.facts["warehouse"]) == (5, "CD")


def test_a_line_that_no_warehouse_has_whole_is_split_over_them_the_nearest_first() -> None:
    found = served([need(9)], supply(level(5)), supply(level(6)))[0]
    assert [(part.source, int(part.quantity)) for part in found.parts] == [(NEAR, 5), (FAR, 4)]
    assert (found.ships_on, found.arrives_on) == (MONDAY, MONDAY + timedelta(days=3))
    assert [int(part.free_after) for part in found.parts] == [0, 2]


def test_a_line_is_split_rather_than_late_and_not_where_one_is_as_early() -> None:
    late = supply(level(5), receipts=((9, 20),))
    assert served([need(9)], late, supply(level(6)))[0].is_split
    assert not served([need(9)], late, supply(level(9)))[0].is_split
    soon = supply(level(5), receipts=((2, 20),))
    assert not served([need(9)], soon, supply(level(6)))[0].is_split


def test_a_line_that_is_in_time_whole_is_not_split_to_be_earlier() -> None:
    late, wanted_on = supply(level(5), receipts=((9, 20),)), MONDAY + timedelta(days=10)
    assert not served([replace(need(9), wanted_on=wanted_on)], late, supply(level(6)))[0].is_split
    assert served([replace(need(9), wanted_on=MONDAY + timedelta(days=9))], late, supply(level(6)))[0].is_split


def test_a_part_may_wait_for_a_receipt() -> None:
    found = served([need(12)], supply(level(5)), supply(level(4), receipts=((2, 3), (9, 50))))[0]
    assert [(part.source, int(part.quantity), len(part.rests_on)) for part in found.parts] == [
        (NEAR, 5, 0),
        (FAR, 7, 1),
    ]
    assert [bool(part.takes) for part in found.parts] == [True, False]


def test_what_all_of_them_have_is_said_where_it_is_too_little() -> None:
    with pytest.raises(InsufficientStock) as refused:
        served([need(12)], supply(level(5)), supply(level(6)))
    assert (refused.value.facts["asked"], refused.value.facts["available"]) == (12, 11)


def test_two_lines_share_what_there_is() -> None:
    first, second = served([need(4), need(4)], supply(level(5)), supply(level(5)))
    assert (first.source, second.source) == (NEAR, FAR)
    first, second = served([need(4), need(4)], supply(level(5)), supply(level(3)))
    assert [int(part.quantity) for part in second.parts] == [1, 3]
    with pytest.raises(InsufficientStock):
        served([need(4), need(4)], supply(level(7)))


def test_two_waiting_lines_share_a_receipt() -> None:
    near = supply(receipts=((3, 5), (8, 5)))
    first, second = served([need(5), need(5)], near)
    assert (ready_on(first), ready_on(second)) == (MONDAY + timedelta(days=3), MONDAY + timedelta(days=8))


def test_what_expires_first_leaves_first() -> None:
    found = served([need(8)], supply(level(5, 400), level(6, 90), level(50)))[0]
    assert {take.lot: int(take.quantity) for take in found.takes} == {"L90": 6, "L400": 2}


def test_expired_goods_and_those_that_expire_on_the_way_stay() -> None:
    near = supply(level(9, -6), level(9, 0), level(9, 1), level(4, 2))
    found = served([need(4)], near)[0]
    assert [take.lot for take in found.takes] == ["L2"]
    with pytest.raises(InsufficientStock):
        served([need(5)], supply(level(9, -6), level(9, 1), level(4, 2)))


@pytest.mark.parametrize(
    ("lot", "expires_in", "receipts", "wanted", "ready_in"),
    [
        (10, 20, ((30, 5),), 10, 0),  # while the lot is good, it goes
        (10, 20, ((30, 5),), 5, 0),
        (10, 20, ((30, 5),), 15, None),  # on the thirtieth day the ten are gone
        (10, 40, ((30, 5),), 15, 30),
        (10, 31, ((30, 5),), 15, None),  # it expires on the way
        (10, 32, ((30, 5),), 15, 30),
        (10, 20, ((30, 15),), 15, 30),  # and what comes then is enough alone
        (10, 20, ((10, 2), (30, 5)), 12, 10),
        (10, 20, ((10, 2), (30, 5)), 17, None),
        (10, 20, ((30, 5), (30, -5)), 10, 0),  # who gets the five then, needs none of the ten
        (10, 20, ((15, -4),), 10, None),  # four of them are promised
        (10, 20, ((15, -4),), 6, 0),
        (10, 20, ((25, -4),), 10, 0),  # by the twenty-fifth day they are nobody's
    ],
)
def test_a_lot_counts_for_what_leaves_before_it_expires(
    lot: int, expires_in: int, receipts: tuple[tuple[int, int], ...], wanted: int, ready_in: int | None
) -> None:
    near = supply(level(lot, expires_in), receipts=receipts)
    if ready_in is None:
        with pytest.raises(InsufficientStock):
            served([need(wanted)], near)
    else:
        assert ready_on(served([need(wanted)], near)[0]) == MONDAY + timedelta(days=ready_in)


@pytest.mark.parametrize(("by", "most"), [(10, 10), (21, 10), (22, 0), (29, 0), (30, 5), (45, 5)])
def test_what_can_leave_by_a_coming_day_is_still_good_then(by: int, most: int) -> None:
    supplies: Supplies = {(PRODUCT, NEAR.id): supply(level(10, 23), receipts=((30, 5),))}
    day = MONDAY + timedelta(days=by)
    assert promisable_by(need(1), supplies, NEAR, CALENDAR, day) == most


def test_shelf_life_wanted_counts_from_the_later_arrival() -> None:
    near = supply(level(10, 60), receipts=((30, 5),))
    with pytest.raises(InsufficientStock):
        served([need(15, shelf_life=40)], near)
    assert ready_on(served([need(15, shelf_life=20)], near)[0]) == MONDAY + timedelta(days=30)


def test_a_customer_who_wants_shelf_life_gets_the_fresh_lot() -> None:
    found = served([need(3, shelf_life=180)], supply(level(9, 90), level(9, 400)))[0]
    assert [take.lot for take in found.takes] == ["L400"]


def test_where_no_transit_time_is_known_it_takes_long() -> None:
    supplies: Supplies = {(PRODUCT, NOWHERE.id): supply(level(5))}
    found = allocate([need(5)], supplies, [NEAR, FAR, NOWHERE], CALENDAR)[0]
    assert found.arrives_on == date(2026, 12, 2)  # seven working days


def test_goods_that_come_today_are_waited_for_and_not_half_taken() -> None:
    found = served([need(2)], supply(level(1), receipts=((0, 8),)))[0]
    assert found.takes == ()
    assert ready_on(found) == MONDAY
    assert [int(change.quantity) for change in found.rests_on] == [8]


def test_what_is_promised_elsewhere_is_not_promisable() -> None:
    near = supply(level(10))
    near.changes.append(DatedChange(MONDAY + timedelta(days=4), Decimal(-7)))
    assert promisable(need(1), {(PRODUCT, NEAR.id): near}, NEAR, CALENDAR) == 3


stocks = st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(-3, 9))), max_size=4)
arrivals = st.lists(st.tuples(st.integers(-2, 9), st.integers(1, 9)), max_size=3)


@given(stocks, arrivals, stocks, arrivals, st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_each_part_takes_all_of_itself_now_or_nothing_and_never_more_than_there_is(
    near: list[tuple[int, int | None]],
    near_receipts: list[tuple[int, int]],
    far: list[tuple[int, int | None]],
    far_receipts: list[tuple[int, int]],
    wanted: list[int],
) -> None:
    levels = {source: [level(*one) for one in frees] for source, frees in ((NEAR, near), (FAR, far))}
    before = {one.id: (source, one.free) for source, ones in levels.items() for one in ones}
    supplies = [
        supply(*levels[source], receipts=tuple(receipts))
        for source, receipts in ((NEAR, near_receipts), (FAR, far_receipts))
    ]
    try:
        found = served([need(quantity) for quantity in wanted], *supplies)
    except InsufficientStock:
        return
    taken = dict.fromkeys(before, Decimal(0))
    for allocation, quantity in zip(found, wanted, strict=True):
        assert sum(part.quantity for part in allocation.parts) == quantity
        assert len({part.source for part in allocation.parts}) == len(allocation.parts)
        for part in allocation.parts:
            assert sum(take.quantity for take in part.takes) == (0 if part.rests_on else part.quantity)
            for take in part.takes:
                assert before[take.level_id][0] == part.source
                taken[take.level_id] += take.quantity
    assert all(taken[level_id] <= free for level_id, (_, free) in before.items())


@given(stocks, arrivals, stocks, arrivals, st.integers(1, 20))
def test_a_line_is_split_only_to_be_earlier_than_anybody_alone(
    near: list[tuple[int, int | None]],
    near_receipts: list[tuple[int, int]],
    far: list[tuple[int, int | None]],
    far_receipts: list[tuple[int, int]],
    quantity: int,
) -> None:
    def arrival(warehouse_id: UUID | None) -> tuple[date, bool] | None:
        both = (
            supply(*(level(*one) for one in frees), receipts=tuple(receipts))
            for frees, receipts in ((near, near_receipts), (far, far_receipts))
        )
        try:
            found = served([need(quantity, warehouse_id=warehouse_id)], *both)[0]
        except InsufficientStock:
            return None
        return found.arrives_on, found.is_split

    alone = [one[0] for one in (arrival(NEAR.id), arrival(FAR.id)) if one]
    together = arrival(None)
    assert together is not None or not alone
    if together is not None:
        assert together[1] == (not alone or together[0] < min(alone))
        assert not alone or together[0] <= min(alone)
