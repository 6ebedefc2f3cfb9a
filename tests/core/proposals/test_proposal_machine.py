"""Cards of several people, said yes and no to in any order by anybody, late and twice: each is done once, or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from core import proposals
from core.actor import Role
from core.errors import Refusal
from core.identity import add_user
from core.proposals import Confirmation, Outcome, Proposal, Step
from core.proposals.models import APPROVABLE_FOR, UNDO_WITHIN, VALID_FOR
from core.sales.views import OrderPlaced
from tests.company import Company
from tests.core.machine import Machine, all_rows, deed, endure
from tests.core.proposals.conftest import executions, order, orders

WHICH = st.integers(0, 30)
SELLERS = st.sampled_from(["sales", "teammate", "manager"])
PEOPLE = st.sampled_from(
    ["sales", "teammate", "manager", "deputy", "accountant", "support", "admin", "renhe", "visitor"]
)
STAFF = {"sales", "teammate", "manager", "deputy", "accountant", "support", "admin"}
LIMITS = {"sales": 5, "teammate": 0, "manager": 20, "deputy": 8}
APPROVERS = ("manager", "deputy")
OPEN = ("pending", "awaiting_approval")
DONE = {"executed": Outcome.ALREADY_EXECUTED, "expired": Outcome.EXPIRED, "failed": Outcome.FAILED}


@dataclass(slots=True)
class Card:
    """A card as the test knows it; `discount` is what it takes off, in percent, `gross` what its orders cost."""

    id: UUID
    owner: str
    orders: int
    discount: int
    expires_at: datetime
    gross: Decimal = Decimal(0)
    status: str = "pending"
    approver: str | None = None

    @property
    def needs_approval(self) -> bool:
        """Whether its owner may not give so much alone."""
        return self.discount > LIMITS.get(self.owner, 0)

    def may_be_approved_by(self, login: str) -> bool:
        """Whether somebody's yes is the one it waits for."""
        return self.needs_approval and login != self.owner and login in APPROVERS and self.discount <= LIMITS[login]

    def concerns(self, login: str) -> bool:
        """Whether somebody may hear what became of it."""
        return login in (self.owner, self.approver) or self.may_be_approved_by(login)


class Cards(Machine):
    """People who propose, and people who answer."""

    def prepare(self) -> None:
        """A second manager, of a smaller limit."""
        self.cards: list[Card] = []
        self.placed = self.done = 0
        self.tickets: list[tuple[UUID, datetime]] = []
        add_user(
            self.company.session,
            login="deputy",
            name_zh="副经理",
            name_en="Deputy",
            roles=[Role.MANAGER],
            language="zh",
            discount_limit_percent=Decimal(8),
            actor=self.now.actor("admin"),
            now=self.now.now,
        )

    @deed(
        times=4,
        owner=SELLERS,
        quantities=st.lists(st.integers(1, 60), min_size=1, max_size=2),
        discount=st.sampled_from([0, 0, 5, 6, 12, 25]),
        replaces=st.none() | WHICH,
    )
    def propose(self, owner: str, quantities: list[int], discount: int, replaces: int | None) -> None:
        """Somebody wants to order, once or twice on one card, perhaps in place of another card."""
        steps = [Step("place_order", order(one, discount_percent=str(discount))) for one in quantities]
        old = self._card(replaces) if replaces is not None else None
        card = self._shown(owner, steps, len(steps), discount, replaces=old.id if old else None)
        assert card is None or discount <= 20
        if card is not None and old is not None and old.status in OPEN and old.owner == owner:
            old.status = "superseded"

    @deed(amount=st.sampled_from(["100", "0.01"]))
    def propose_a_payment(self, amount: str) -> None:
        """Something else is on a card: money that came."""
        steps = [Step("record_payment", {"customer": "仁和诊所", "amount": amount})]
        assert self._shown("accountant", steps, 0, 0) is not None

    @deed(when="cards", times=3, which=WHICH, login=PEOPLE)
    def say_yes(self, which: int, login: str) -> None:
        """Anybody says yes to any card."""
        card = self._card(which)
        if card is None:
            return
        before, orders_before = all_rows(self.company.session), orders(self.company)
        expected = self._expected(card, login)
        answer = self._confirmed(card, login)
        if isinstance(answer, str) or isinstance(expected, str):
            assert answer == expected
            assert all_rows(self.company.session) == before
            return
        assert answer.outcome in expected, f"{login} said yes to {card}: {answer.outcome}"
        if card.status not in OPEN or (answer.outcome is Outcome.AWAITING_APPROVAL and card.status != "pending"):
            assert all_rows(self.company.session) == before
        more = card.orders if answer.outcome is Outcome.EXECUTED else 0
        assert orders(self.company) == orders_before + more
        assert answer.outcome is not Outcome.EXECUTED or _gross(answer.proposal) <= card.gross, "more than was shown"
        self._follow(card, login, answer)

    @deed(when="cards", times=6, which=WHICH)
    def let_the_owner_say_yes(self, which: int) -> None:
        """Whose card it is says yes."""
        card = self._card(which)
        if card is not None:
            self.say_yes(which, card.owner)

    @deed(when="cards", which=WHICH, login=PEOPLE)
    def say_no(self, which: int, login: str) -> None:
        """Anybody says no to any card."""
        card = self._card(which)
        if card is None:
            return
        before = all_rows(self.company.session)
        if card.status in OPEN and login == card.owner:
            expected = "withdrawn" if card.status == "awaiting_approval" else "rejected"
        elif card.status == "awaiting_approval" and card.may_be_approved_by(login):
            expected = "rejected"
        else:
            expected = ""
        try:
            shown = proposals.reject(self.company.session, card.id, actor=self.now.actor(login), now=self.now.now)
        except Refusal as refusal:
            known = login in STAFF if card.status in OPEN else card.concerns(login)
            words = "ProposalUnknown" if not known else "NotYourProposal" if card.status in OPEN else "ProposalClosed"
            code = refusal.code
        else:
            code, words = "", ""
            assert shown.status == expected
            card.status, card.approver = expected, login if login != card.owner else None
        if code:
            assert (code, expected) == (words, "")
            assert all_rows(self.company.session) == before

    @deed(quantity=st.integers(1, 40))
    def sell_beside(self, quantity: int) -> None:
        """Goods on somebody's card are sold to somebody else meanwhile."""
        lines = [{"product": "BP-200", "quantity": quantity}]
        if self.act("sales2", "place_order", customer="成都宏达医疗", lines=lines) is not None:
            self.placed += 1

    @deed(times=3, price=st.sampled_from(["150.00", "189.00", "200.00"]))
    def change_the_price(self, price: str) -> None:
        """What somebody's card says costs something else."""
        self.do("manager", "set_price", product="BP-200", price=price)

    @deed()
    def bring_goods(self) -> None:
        """There is more again."""
        self.now.receive("BP-200", "SH", 40)

    @deed(hours=st.sampled_from([1, 1, 12, 24, 100]))
    def wait(self, hours: int) -> None:
        """Time goes by."""
        self.now = self.now.later(timedelta(hours=hours))

    @deed()
    def sweep(self) -> None:
        """What nobody decided in time is over."""
        due = [card for card in self.cards if card.status in OPEN and card.expires_at <= self.now.now]
        swept = proposals.expire_due(self.company.session, now=self.now.now, actor=self.now.actor("admin"))
        assert swept == len(due)
        for card in due:
            card.status = "expired"

    @deed()
    def open_a_ticket(self) -> None:
        """Something harmless is done at once."""
        step = Step("open_ticket", {"subject": "屏幕不亮", "customer": "仁和诊所"})
        receipt = proposals.run_harmless(
            self.company.session, step, actor=self.now.actor("support"), now=self.now.now, conversation_id=None
        )
        self.done += 1
        self.tickets.append((receipt.id, self.now.now))

    @deed(when="tickets", which=WHICH, login=st.sampled_from(["support", "support", "sales", "visitor"]))
    def take_it_back(self, which: int, login: str) -> None:
        """It is taken back once, by who did it, within half an hour."""
        if not self.tickets:
            return
        receipt, at = self.tickets[which % len(self.tickets)]
        before = all_rows(self.company.session)
        try:
            proposals.undo(self.company.session, receipt, actor=self.now.actor(login), now=self.now.now)
        except Refusal:
            assert login != "support" or self.now.now > at + UNDO_WITHIN
            assert all_rows(self.company.session) == before
        else:
            assert login == "support"
            assert self.now.now <= at + UNDO_WITHIN
            self.tickets.remove((receipt, at))
            self.done += 1

    @deed(login=PEOPLE)
    def answer_a_card_that_never_was(self, login: str) -> None:
        """There is none, and nothing happens."""
        never = Card(uuid4(), "sales", 1, 0, self.now.now)
        assert self._confirmed(never, login) == "ProposalUnknown"

    @invariant()
    def every_card_is_where_the_test_says_and_was_done_once(self) -> None:
        """Statuses, what is on record, and the orders that were made, by the test's own count."""
        kept = {row.id: row.status for row in self.company.session.query(proposals.ProposalRow)}
        assert {card.id: card.status for card in self.cards} == {card.id: kept[card.id] for card in self.cards}
        executed = [card for card in self.cards if card.status == "executed"]
        assert executions(self.company) == len(executed) + self.done
        assert orders(self.company) == sum(card.orders for card in executed) + self.placed

    def _card(self, which: int) -> Card | None:
        return self.cards[which % len(self.cards)] if self.cards else None

    def _shown(
        self, owner: str, steps: list[Step], made: int, discount: int, *, replaces: UUID | None = None
    ) -> Card | None:
        before, actor = all_rows(self.company.session), self.now.actor(owner)
        try:
            shown = proposals.propose(
                self.company.session, steps, actor=actor, now=self.now.now, conversation_id=None, replaces=replaces
            )
        except Refusal:
            assert all_rows(self.company.session) == before
            return None
        card = Card(shown.id, owner, made, discount, self.now.now + VALID_FOR, _gross(shown))
        assert bool(shown.approvals) == card.needs_approval
        self.cards.append(card)
        return card

    def _confirmed(self, card: Card, login: str) -> Confirmation | str:
        try:
            return proposals.confirm(self.company.session, card.id, actor=self.now.actor(login), now=self.now.now)
        except Refusal as refusal:
            return refusal.code

    def _expected(self, card: Card, login: str) -> set[Outcome] | str:
        """What may come of somebody's yes: outcomes, or the one refusal."""
        tried = {Outcome.EXECUTED, Outcome.CHANGED, Outcome.FAILED}
        if login not in STAFF:
            return "ProposalUnknown"
        if card.status not in OPEN:
            return {DONE.get(card.status, Outcome.CLOSED)} if card.concerns(login) else "ProposalUnknown"
        if login != card.owner and card.status == "pending":
            return "NotYourProposal"
        if login != card.owner and not card.may_be_approved_by(login):
            return "ApprovalNotYours"
        if card.expires_at <= self.now.now:
            return {Outcome.EXPIRED}
        if login == card.owner and card.needs_approval:
            return {Outcome.AWAITING_APPROVAL}
        return tried

    def _follow(self, card: Card, login: str, answer: Confirmation) -> None:
        """Keeps what the answer did."""
        if card.status not in OPEN:
            return
        if answer.outcome is Outcome.AWAITING_APPROVAL and card.status == "pending":
            card.expires_at = self.now.now + APPROVABLE_FOR
        if answer.replacement is not None:
            new = Card(answer.replacement.id, card.owner, card.orders, card.discount, self.now.now + VALID_FOR)
            new.gross = _gross(answer.replacement)
            self.cards.append(new)
        card.status = "superseded" if answer.outcome is Outcome.CHANGED else answer.outcome.value
        if answer.outcome is Outcome.EXECUTED and login != card.owner:
            card.approver = login


def _gross(card: Proposal) -> Decimal:
    """What the orders on a card come to."""
    return sum((step.result.head.gross for step in card.steps if isinstance(step.result, OrderPlaced)), Decimal(0))


@pytest.mark.slow
def test_every_card_is_done_once_by_whom_it_may_be(company: Company) -> None:
    endure(Cards, company, runs=8, steps=30)
