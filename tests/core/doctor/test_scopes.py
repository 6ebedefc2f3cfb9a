"""A query that shows a row too many, or one too few, to anybody is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from core.actor import Role
from core.doctor import Finding
from core.doctor.asking import remembering, told
from core.doctor.scopes import SCOPED, examine_scopes
from tests.company import Company

BY_OPERATION = {scoped.operation: scoped for scoped in SCOPED}


def examined(company: Company, operation: str, role: Role, predicate: str | None) -> Finding:
    """The finding when `role` were allowed `predicate` instead: None, not to ask at all."""
    scoped = BY_OPERATION[operation]
    if predicate is None:
        scoped = replace(scoped, asked_by=scoped.asked_by - {role})
    else:
        scoped = replace(scoped, asked_by=scoped.asked_by | {role}, rows={**scoped.rows, role: predicate})
    return examine_scopes(company.session, now=company.now, queries=[scoped])[0]


@pytest.mark.parametrize("operation", BY_OPERATION)
def test_every_role_and_a_visitor_are_asked_for(patient: Company, operation: str) -> None:
    finding = examine_scopes(patient.session, now=patient.now, queries=[BY_OPERATION[operation]])[0]
    assert (finding.checked, finding.broken) == (10, 0)


@pytest.mark.parametrize(
    ("operation", "role", "predicate"),
    [
        ("find_customers", Role.SALESPERSON, "true"),
        ("find_customers", Role.MANAGER, "customer.code <> 'C-0002'"),
        ("find_customers", Role.SUPPORT, None),
        ("find_customers", Role.WAREHOUSE, "true"),
        ("find_orders", Role.CUSTOMER, "true"),
        ("find_orders", Role.WAREHOUSE, "false"),
        ("find_orders", Role.SALESPERSON, "customer.owner_id = :user_id"),
        ("find_price_lists", Role.SALESPERSON, "true"),
        ("find_price_lists", Role.MANAGER, "false"),
        ("find_price_lists", Role.SUPPORT, "true"),
        ("find_tickets", Role.HR, "false"),
        ("find_tickets", Role.CUSTOMER, "ticket.subject <> '屏幕不亮'"),
        ("report_sales", Role.SALESPERSON, "true"),
        ("report_sales", Role.ACCOUNTANT, None),
        ("report_sales", Role.MANAGER, "customer.code <> 'C-0003'"),
    ],
)
def test_rows_too_many_or_too_few_are_found(
    patient: Company, operation: str, role: Role, predicate: str | None
) -> None:
    finding = examined(patient, operation, role, predicate)
    assert finding.broken == 1
    assert finding.examples[0]["roles"] == [role.value]
    assert finding.examples[0]["found"] != finding.examples[0]["expected"]


def test_what_was_asked_with_the_same_values_is_asked_once(patient: Company) -> None:
    session, (one, other) = patient.session, (patient.actor("sales"), patient.actor("manager"))
    everybody, own = "SELECT login FROM users", "SELECT login FROM users WHERE id = :user_id"
    with remembering(session):
        before = told(session, one, everybody), told(session, one, own)
        session.execute(text("UPDATE users SET login = login || '-gone'"))
        assert (told(session, other, everybody), told(session, one, own)) == before
        assert told(session, other, own) == ("manager-gone",)
    assert told(session, one, own) == ("sales-gone",)


def test_a_person_of_two_roles_sees_what_either_may(patient: Company) -> None:
    patient.session.execute(text("UPDATE users SET roles = '{customer,salesperson}' WHERE login = 'renhe'"))
    assert all(finding.ok for finding in examine_scopes(patient.session, now=patient.now))


def test_a_salesperson_without_a_team_sees_nobody_else_s(patient: Company) -> None:
    patient.session.execute(text("UPDATE users SET team = NULL"))
    assert all(finding.ok for finding in examine_scopes(patient.session, now=patient.now))


def test_who_left_is_not_asked_for(patient: Company) -> None:
    patient.session.execute(text("UPDATE users SET active = false WHERE login = 'hr'"))
    assert examine_scopes(patient.session, now=patient.now)[0].checked == 9
