"""Two yeses at once, a yes against a no, a yes that waits for the goods: one outcome, and everybody is told it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core import proposals
from core.calendar import FixedClock
from core.database import Database, locked
from core.doctor import examine
from core.proposals import BooksBusy, Outcome, Proposal, ProposalClosed, ProposalRow, Step
from tests.company import Company, found
from tests.core.proposals.conftest import executions, order, orders
from tests.races import overlapping


def proposed(database: Database, clock: FixedClock, quantities: Sequence[int]) -> list[Proposal]:
    """Cards of a salesperson in a new company, committed."""
    with database.transaction() as session:
        company = found(session, now=clock.now())
        return [company.propose("sales", "place_order", order(quantity, warehouse="SH")) for quantity in quantities]


def at_once(deeds: Sequence[Callable[[], str]]) -> Counter[str]:
    """What came of the deeds, all begun together."""
    together = Barrier(len(deeds))

    def begin(deed: Callable[[], str]) -> str:
        together.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(begin, deeds))


def say_yes(session: Session, clock: FixedClock, proposal: Proposal) -> str:
    """A yes within a transaction."""
    return Company(session, clock.now()).confirm("sales", proposal).outcome.value


def say_no(session: Session, clock: FixedClock, proposal: Proposal) -> str:
    """A no within a transaction."""
    actor = Company(session, clock.now()).actor("sales")
    return proposals.reject(session, proposal.id, actor=actor, now=clock.now()).status.value


def yes(database: Database, clock: FixedClock, proposal: Proposal) -> Callable[[], str]:
    """A yes in a transaction of its own."""

    def confirm() -> str:
        with database.transaction() as session:
            return say_yes(session, clock, proposal)

    return confirm


def no(database: Database, clock: FixedClock, proposal: Proposal) -> Callable[[], str]:
    """A no in a transaction of its own."""

    def reject() -> str:
        try:
            with database.transaction() as session:
                return say_no(session, clock, proposal)
        except ProposalClosed:
            return "closed before"

    return reject


def test_of_four_yeses_at_once_one_writes_and_three_get_its_receipt(database: Database, clock: FixedClock) -> None:
    (proposal,) = proposed(database, clock, [20])
    again = yes(database, clock, proposal)
    first, others = overlapping(database, lambda session: say_yes(session, clock, proposal), again, others=3)
    assert (first, others) == (Outcome.EXECUTED, [Outcome.ALREADY_EXECUTED] * 3)
    with database.transaction() as session:
        company = Company(session, clock.now())
        assert (orders(company), executions(company), company.on_hand("BP-200")) == (1, 1, (70, 20))


def test_a_no_that_comes_while_a_yes_is_done_is_too_late(database: Database, clock: FixedClock) -> None:
    (proposal,) = proposed(database, clock, [20])
    outcomes = overlapping(database, lambda session: say_yes(session, clock, proposal), no(database, clock, proposal))
    assert outcomes == ("executed", ["closed before"])
    with database.transaction() as session:
        assert orders(Company(session, clock.now())) == 1


def test_a_yes_that_comes_while_a_no_is_noted_does_nothing(database: Database, clock: FixedClock) -> None:
    (proposal,) = proposed(database, clock, [20])
    outcomes = overlapping(database, lambda session: say_no(session, clock, proposal), yes(database, clock, proposal))
    assert outcomes == ("rejected", ["closed"])
    with database.transaction() as session:
        assert orders(Company(session, clock.now())) == 0


def test_a_yes_that_waits_too_long_for_the_books_may_be_said_again(database: Database, clock: FixedClock) -> None:
    (card,) = proposed(database, clock, [20])

    def impatiently() -> None:
        with database.transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '50ms'"))
            Company(session, clock.now()).confirm("sales", card)

    with database.transaction() as holding:
        holding.execute(text("SELECT id FROM stock_levels FOR UPDATE"))
        with pytest.raises(BooksBusy):
            impatiently()
    assert yes(database, clock, card)() == Outcome.EXECUTED


@pytest.mark.parametrize("deed", ["confirm", "reject", "replace", "undo"])
def test_a_card_that_somebody_else_holds_for_too_long_is_busy_and_no_fault(
    database: Database, clock: FixedClock, deed: str
) -> None:
    (card,) = proposed(database, clock, [20])

    def impatiently() -> None:
        with database.transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '50ms'"))
            actor = Company(session, clock.now()).actor("sales")
            match deed:
                case "confirm":
                    proposals.confirm(session, card.id, actor=actor, now=clock.now())
                case "reject":
                    proposals.reject(session, card.id, actor=actor, now=clock.now())
                case "undo":
                    proposals.undo(session, card.id, actor=actor, now=clock.now())
                case _:
                    steps = [Step("place_order", order(5))]
                    proposals.propose(
                        session, steps, actor=actor, now=clock.now(), conversation_id=None, replaces=card.id
                    )

    with database.transaction() as holding:
        locked(holding, ProposalRow, card.id)
        with pytest.raises(BooksBusy):
            impatiently()


def test_cards_for_more_than_there_is_fail_with_what_is_left(database: Database, clock: FixedClock) -> None:
    cards = proposed(database, clock, [20] * 5)
    outcomes = at_once([yes(database, clock, card) for card in cards])
    assert outcomes == {Outcome.EXECUTED: 3, Outcome.FAILED: 2}
    with database.transaction() as session:
        company = Company(session, clock.now())
        assert company.on_hand("BP-200") == (70, 60)
        actor = company.actor("sales")
        kept = [proposals.get(session, card.id, actor=actor, now=clock.now()) for card in cards]
        left = {str(one.refusal.facts["available"]).split(".")[0] for one in kept if one.refusal}
        assert left == {"10"}
        assert not [finding for finding in examine(session, now=clock.now()) if finding.fails]
