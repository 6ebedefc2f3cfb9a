"""What the state machines share: deeds of several people, refusals that leave nothing, the doctor after every step.

Every run begins with the same company and leaves it as it was. The environment variable SOAK lengthens all of them so
many times; a longer soak is better many processes than one, whose transaction grows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.orm import Session

from core import proposals
from core.database import Base
from core.doctor import books, decisions, examine, fulfilment, numbers, prices, purchases, stock, worth
from core.doctor.findings import Level
from core.doctor.lives import broken_lives
from core.errors import Refusal
from core.proposals import Outcome, Step
from core.proposals.running import execute
from core.states import all_machines
from tests.company import Company

EVERY = (stock, worth, fulfilment, prices, purchases, books, numbers, decisions)
"""The checks of the doctor that are one statement each."""

_SEEDS = st.integers(0, 2**32 - 1)
_BROKEN = text("SELECT * FROM pg_temp.broken(:now, :places)")


_Function = TypeVar("_Function", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that may happen in a run: `times` as often as other things, and only while `when` is not empty."""

    when: str | None
    times: int
    drawn: Mapping[str, st.SearchStrategy[Any]]


def deed(
    *,
    when: str | None = None,
    times: int = 1,
    **drawn: Any,  # noqa: ANN401
) -> Callable[[_Function], _Function]:
    """Marks a method of a machine as something that may happen, with arguments drawn from strategies.

    `when` names what of the machine must not be empty then: a list of orders, before one of them is shipped.
    """

    def marked(function: _Function) -> _Function:
        function.deed = Deed(when, times, drawn)  # type: ignore[attr-defined]
        return function

    return marked


class Machine(RuleBasedStateMachine):
    """A company and what its people do. What they may not do is refused, and leaves nothing behind.

    What may happen is marked as a `deed`. Rules would not do: hypothesis leaves out half of them in each run, and a
    company that buys nothing receives nothing either.
    """

    company: Company

    def __init__(self) -> None:
        super().__init__()
        self.now = self.company
        self.steps = 0
        self._savepoint = self.company.session.begin_nested()
        self.prepare()

    def prepare(self) -> None:
        """What a run begins with beyond the company."""

    def teardown(self) -> None:
        """The whole doctor finds nothing, lives of documents and what everybody sees included; all is as it was."""
        try:
            broken = [finding for finding in examine(self.company.session, now=self.now.now) if finding.fails]
            assert not broken, broken
        finally:
            self._savepoint.rollback()
            self.company.session.expire_all()

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """One of the deeds that are possible."""
        deeds = _deeds(type(self))
        possible = [name for name, one in deeds.items() if one.when is None or getattr(self, one.when)]
        # Drawn as a choice, one deed would be done over and over: hypothesis is fond of what it has drawn before.
        self.steps += 1
        dice = Random(f"{data.draw(_SEEDS, label='dice')} at {self.steps}")
        name = dice.choice([name for name in possible for _ in range(deeds[name].times)])
        note(f"{name}:")
        getattr(self, name)(**{key: data.draw(drawn, label=key) for key, drawn in deeds[name].drawn.items()})

    def act(self, login: str, command: str, **arguments: Any) -> Any:  # noqa: ANN401
        """The result of a deed, or None where it was refused: then its card is refused too, in the same words."""
        savepoint = self.company.session.begin_nested()
        step = Step(command, said(arguments))
        try:
            (done,) = execute(self.company.session, [step], actor=self.now.actor(login), now=self.now.now)
        except Refusal as refusal:
            savepoint.rollback()
            code = refusal.code
        else:
            savepoint.commit()
            return done
        assert self.refuse(login, command, **arguments).code == code
        return None

    def do(self, login: str, command: str, **arguments: Any) -> Any:  # noqa: ANN401
        """The result of what this person may do now: a refusal is a fault."""
        done = self.act(login, command, **arguments)
        assert done is not None, f"{login} may not {command} {arguments}"
        return done

    def refuse(self, login: str, command: str, **arguments: Any) -> Refusal:  # noqa: ANN401
        """The refusal of what may not be: no card is shown for it, and every table is as it was."""
        session, before = self.company.session, all_rows(self.company.session)
        try:
            step = Step(command, said(arguments))
            proposals.propose(session, [step], actor=self.now.actor(login), now=self.now.now, conversation_id=None)
        except Refusal as refusal:
            assert changed(before, all_rows(session)) == [], f"{command} was refused and changed something"
            return refusal
        raise AssertionError(f"{login} was shown a card of {command} {arguments}")

    def agree(self, login: str, command: str, *, approved: bool = True, **arguments: Any) -> str | None:  # noqa: ANN401
        """The number of what a confirmed card makes, with a manager's yes or no where it takes one; None if refused."""
        before = all_rows(self.company.session)
        try:
            card = self.now.propose(login, command, said(arguments))
        except Refusal:
            after = all_rows(self.company.session)
            assert changed(before, after) == [], f"{command} was refused and changed something"
            return None
        answer = self.now.confirm(login, card)
        if answer.outcome is Outcome.AWAITING_APPROVAL:
            if not approved:
                proposals.reject(self.company.session, card.id, actor=self.now.actor("manager"), now=self.now.now)
                return None
            answer = self.now.confirm("manager", card)
        assert answer.outcome is Outcome.EXECUTED, answer
        (step,) = answer.proposal.steps
        return step.document.number if step.document else ""

    def later(self, days: int) -> None:
        """Days go by."""
        self.now = self.now.later(timedelta(days=days))

    @invariant()
    def the_books_agree(self) -> None:
        """Whatever statements of the doctor can see of goods, orders, purchases, money, cards and documents' lives."""
        self.company.session.flush()
        facts = {"now": self.now.now, "places": 2}
        found = {title: rows for title, rows in self.company.session.execute(_BROKEN, facts) if rows}
        assert not found, found


def endure(machine: type[Machine], company: Company, *, runs: int, steps: int) -> None:
    """Runs the machine in the company's session, every run from the same beginning."""
    _teach(company.session)
    here = type(f"{machine.__name__}Here", (machine,), {"company": company})
    unhurried = settings(
        max_examples=runs * int(os.environ.get("SOAK", "1")),
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        # Shrinking takes minutes: worth it in a soak, not in a run that has to end.
        phases=[Phase.generate, *([Phase.shrink] if "SOAK" in os.environ else [])],
    )
    run_state_machine_as_test(here, settings=unhurried)


@cache
def _deeds(machine: type[Machine]) -> dict[str, Deed]:
    found = {name: getattr(getattr(machine, name, None), "deed", None) for name in sorted(dir(machine))}
    return {name: one for name, one in found.items() if isinstance(one, Deed)}


def one_of(known: Sequence[str], which: int) -> str:
    """One of the numbers a run has made so far; one never issued where there are none."""
    return known[which % len(known)] if known else "XX-2026-09999"


def said(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that were said."""
    return {key: value for key, value in arguments.items() if value is not None}


Rows = dict[str, tuple[int, object]]
"""By table how many rows there are, and a sum that changes when any of them does."""


def all_rows(session: Session) -> Rows:
    """What stands in every table; by name, as PostgreSQL may count several at once and answer in any order."""
    session.flush()
    found = session.execute(text("SELECT * FROM pg_temp.all_rows()"))
    return {table: (count, digest) for table, count, digest in found}


def changed(before: Rows, after: Rows) -> list[str]:
    """The tables that are not as they were."""
    return [table for table in before if before[table] != after[table]]


def _teach(session: Session) -> None:
    """Makes functions of the two long questions: a function's plan is kept, whatever is rolled back meanwhile."""
    each = "SELECT '{0}', count(*), sum(hashtextextended(CAST(one AS text), 0)) FROM {0} AS one"
    counting = " UNION ALL ".join(each.format(table) for table in sorted(Base.metadata.tables))
    checks = {check.title: check.broken for area in EVERY for check in area.CHECKS if check.level is Level.ERROR}
    checks |= {f"lives of {machine.kind}": broken_lives(machine) for machine in all_machines()}
    each = "SELECT '{}', (SELECT jsonb_agg(one) FROM (SELECT * FROM ({}) AS broken LIMIT 3) AS one)"
    looking = " UNION ALL ".join(each.format(title, broken) for title, broken in checks.items())
    looking = re.sub(r"(?<!:):(now|places)\b", r"at_\1", looking)
    for head, body in (
        ("all_rows() RETURNS TABLE (out_table text, out_count bigint, out_digest numeric)", counting),
        ("broken(at_now timestamptz, at_places int) RETURNS TABLE (out_title text, out_found jsonb)", looking),
    ):
        statement = f"CREATE FUNCTION pg_temp.{head} LANGUAGE plpgsql AS $f$ BEGIN RETURN QUERY {body}; END $f$"
        session.connection().exec_driver_sql(statement.replace("%", "%%"))
