"""The posting table: every event balances, and a line's amounts end where they belong whatever the order of events."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.finance import posting
from core.finance.posting import AccountRole as Role
from core.finance.posting import Amounts, Leg, change, is_balanced, merged, sales_position

PARTY = uuid4()
NOTHING = sales_position(Amounts(), Amounts())
SOLD = Amounts(Decimal("100.00"), Decimal("13.00"))
HALF = Amounts(Decimal("50.00"), Decimal("6.50"))

amounts = st.builds(
    Amounts,
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.decimals(min_value=0, max_value=10**8, places=2),
)


def balances(delivered: Amounts, invoiced: Amounts) -> dict[Role, Decimal]:
    return {role: amount for role, amount in sales_position(delivered, invoiced).items() if amount}


@pytest.mark.parametrize(
    ("delivered", "invoiced", "expected"),
    [
        (SOLD, Amounts(), {Role.UNBILLED: "113", Role.OUTPUT_VAT_PENDING: "-13", Role.REVENUE: "-100"}),
        (SOLD, SOLD, {Role.RECEIVABLES: "113", Role.OUTPUT_VAT: "-13", Role.REVENUE: "-100"}),
        (Amounts(), SOLD, {Role.RECEIVABLES: "113", Role.CONTRACT_LIABILITIES: "-100", Role.OUTPUT_VAT: "-13"}),
        (
            SOLD,
            HALF,
            {
                Role.RECEIVABLES: "56.5",
                Role.UNBILLED: "56.5",
                Role.OUTPUT_VAT: "-6.5",
                Role.OUTPUT_VAT_PENDING: "-6.5",
                Role.REVENUE: "-100",
            },
        ),
        (
            HALF,
            SOLD,
            {
                Role.RECEIVABLES: "113",
                Role.CONTRACT_LIABILITIES: "-50",
                Role.OUTPUT_VAT: "-13",
                Role.REVENUE: "-50",
            },
        ),
    ],
    ids=["delivered alone", "both", "invoiced first", "half invoiced", "half delivered"],
)
def test_a_line_stands_in_the_books_as_what_was_delivered_and_invoiced_of_it(
    delivered: Amounts, invoiced: Amounts, expected: dict[Role, str]
) -> None:
    assert balances(delivered, invoiced) == {role: Decimal(amount) for role, amount in expected.items()}


@given(delivered=amounts, invoiced=amounts)
def test_every_position_balances(delivered: Amounts, invoiced: Amounts) -> None:
    assert sum(sales_position(delivered, invoiced).values()) == 0


@given(steps=st.lists(st.tuples(amounts, amounts), max_size=6))
def test_steps_in_any_order_add_up_to_the_last_position(steps: list[tuple[Amounts, Amounts]]) -> None:
    before, legs = NOTHING, list[Leg]()
    for delivered, invoiced in steps:
        after = sales_position(delivered, invoiced)
        step = change(before, after, party_id=PARTY)
        assert is_balanced(step)
        legs += step
        before = after
    ended = {leg.role: leg.amount for leg in merged(legs)}
    assert ended == {role: amount for role, amount in before.items() if amount}


@given(
    amount=st.decimals(min_value="0.02", max_value=10**9, places=2),
    other=st.decimals(min_value="0.01", max_value=10**9, places=2),
)
def test_every_other_event_balances(amount: Decimal, other: Decimal) -> None:
    events = [
        posting.goods_received(amount, PARTY),
        posting.bill_posted(amount, to_inventory=other, to_cost=-other / 2, input_vat=other, party_id=PARTY),
        posting.goods_shipped(amount),
        posting.goods_delivered(amount),
        posting.goods_refused(amount),
        posting.goods_returned(amount),
        posting.goods_scrapped(amount),
        posting.stock_counted(-amount),
        posting.stock_opened(amount),
        posting.customer_paid(amount, charges=amount / 2, party_id=PARTY),
        posting.customer_refunded(amount, party_id=PARTY),
        posting.receipt_allocated(amount, other, party_id=PARTY),
        posting.supplier_paid(amount, charges=other, party_id=PARTY),
        posting.payment_allocated(amount, other, party_id=PARTY),
        posting.note_allocated(amount, other, party_id=PARTY),
    ]
    assert all(is_balanced(legs) for legs in events)


def test_legs_of_one_account_and_party_become_one_and_nothing_is_left_out_but_nothing() -> None:
    other = uuid4()
    legs = [
        Leg(Role.BANK, Decimal(5)),
        Leg(Role.BANK, Decimal(-5)),
        Leg(Role.RECEIVABLES, Decimal(3), PARTY),
        Leg(Role.RECEIVABLES, Decimal(4), PARTY),
        Leg(Role.RECEIVABLES, Decimal(-7), other),
    ]
    assert merged(legs) == (Leg(Role.RECEIVABLES, Decimal(7), PARTY), Leg(Role.RECEIVABLES, Decimal(-7), other))
