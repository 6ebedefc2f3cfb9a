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
from tests.core.proposals.conftest import asked_for, executions, order, orders
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


def asked_by_sales(database: Database, clock: FixedClock) -> Proposal:
    """A request of a salesperson in a new company with two managers, committed; the manager handed it to support."""
    with database.transaction() as session:
        company = found(session, now=clock.now())
        company.manager("manager2")
        asked = asked_for(company)
        support = company.actor("support").user_id
        assert support is not None
        proposals.hand_over(session, asked.id, to=support, actor=company.actor("manager"), now=clock.now())
        return asked


def approve(session: Session, clock: FixedClock, asked: Proposal, login: str) -> str:
    """An approval within a transaction."""
    return Company(session, clock.now()).confirm(login, asked).outcome.value


def refuse(session: Session, clock: FixedClock, asked: Proposal, login: str) -> str:
    """A refusal, or the owner's withdrawal, within a transaction."""
    actor = Company(session, clock.now()).actor(login)
    try:
        return proposals.reject(session, asked.id, actor=actor, now=clock.now(), reason="no").status.value
    except ProposalClosed:
        return "closed before"


def in_own_transaction(
    database: Database, deed: Callable[[Session, FixedClock, Proposal, str], str], clock: FixedClock, asked: Proposal
) -> Callable[[str], Callable[[], str]]:
    """The deed of a login in a transaction of its own."""

    def of(login: str) -> Callable[[], str]:
        def do() -> str:
            with database.transaction() as session:
                return deed(session, clock, asked, login)

        return do

    return of


def test_of_two_approvers_and_a_delegate_at_once_one_decides(database: Database, clock: FixedClock) -> None:
    asked = asked_by_sales(database, clock)
    approving = in_own_transaction(database, approve, clock, asked)
    outcomes = at_once([approving(login) for login in ("manager", "manager2", "support")])
    assert outcomes == {Outcome.EXECUTED: 1, Outcome.ALREADY_EXECUTED: 2}
    with database.transaction() as session:
        assert (orders(Company(session, clock.now())), executions(Company(session, clock.now()))) == (1, 1)


@pytest.mark.parametrize(("first", "second"), [("manager", "support"), ("support", "manager")])
def test_a_no_while_the_other_approves_is_too_late(
    database: Database, clock: FixedClock, first: str, second: str
) -> None:
    asked = asked_by_sales(database, clock)
    refusing = in_own_transaction(database, refuse, clock, asked)
    outcomes = overlapping(database, lambda session: approve(session, clock, asked, first), refusing(second))
    assert outcomes == ("executed", ["closed before"])


def test_the_requester_who_withdraws_while_it_is_approved_is_too_late(database: Database, clock: FixedClock) -> None:
    asked = asked_by_sales(database, clock)
    withdrawing = in_own_transaction(database, refuse, clock, asked)
    outcomes = overlapping(database, lambda session: approve(session, clock, asked, "manager"), withdrawing("sales"))
    assert outcomes == ("executed", ["closed before"])


def test_an_approval_while_the_requester_withdraws_does_nothing(database: Database, clock: FixedClock) -> None:
    asked = asked_by_sales(database, clock)
    approving = in_own_transaction(database, approve, clock, asked)
    outcomes = overlapping(database, lambda session: refuse(session, clock, asked, "sales"), approving("support"))
    assert outcomes == ("withdrawn", ["closed"])
    with database.transaction() as session:
        assert orders(Company(session, clock.now())) == 0
