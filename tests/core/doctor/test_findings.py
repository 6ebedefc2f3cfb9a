"""A healthy company is found healthy, and every kind of harm is found and shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.calendar import FixedClock
from core.company import NoCompany
from core.database import Database
from core.database.rights import APPEND_ONLY_TABLES
from core.demo import load
from core.doctor import Finding, Level, examine
from tests.company import Company, found
from tests.core.doctor.books_harm import BOOKS_HARM
from tests.core.doctor.harm_of_goods import HARM_OF_GOODS
from tests.core.doctor.purchase_harm import PURCHASE_HARM
from tests.core.doctor.sales_harm import SALES_HARM

ORDER = "(SELECT id FROM sales_orders WHERE state = '{}' ORDER BY id LIMIT 1)"
CONFIRMED, DRAFT = ORDER.format("confirmed"), ORDER.format("draft")
EXECUTED = "(SELECT id FROM proposals WHERE status = 'executed')"
PENDING = "(SELECT id FROM proposals WHERE status = 'pending')"
LEVEL = "(SELECT level_id FROM reservations WHERE state = 'open' ORDER BY id LIMIT 1)"

HARM: dict[str, tuple[str, str]] = {
    "an order unlike its lines": ("orders_are_the_sum_of_their_lines", "UPDATE sales_orders SET net = 0, gross = tax"),
    "a gift that costs something": (
        "gifts_cost_nothing",
        "UPDATE sales_order_lines SET price_rule = jsonb_set(price_rule, '{gift}', 'true')",
    ),
    "more on hand than moved": (
        "on_hand_is_the_sum_of_moves",
        f"UPDATE stock_levels SET on_hand = on_hand + 1 WHERE id = {LEVEL}",
    ),
    "a move without its balance": (
        "on_hand_is_the_sum_of_moves",
        "INSERT INTO stock_moves (id, product_id, from_place_id, to_place_id, quantity, value, at, origin_kind)"
        " SELECT gen_random_uuid(), product_id, from_place_id, to_place_id, 5, 0, at, 'count' FROM stock_moves LIMIT 1",
    ),
    "a balance that never moved": (
        "on_hand_is_the_sum_of_moves",
        "UPDATE stock_levels SET on_hand = 1 WHERE on_hand = 0",
    ),
    "more gone than there was": (
        "on_hand_is_the_sum_of_moves",
        "INSERT INTO stock_moves (id, product_id, lot_id, from_place_id, to_place_id, quantity, value, at, origin_kind)"
        " SELECT gen_random_uuid(), product_id, lot_id, to_place_id, from_place_id, 1000, 0, at, 'count'"
        " FROM stock_moves;"
        " ALTER TABLE stock_levels DROP CONSTRAINT ck_stock_levels_reserved_within_on_hand;"
        " UPDATE stock_levels SET on_hand = on_hand - 1000 WHERE on_hand > 0",
    ),
    "a balance in another warehouse": (
        "balances_are_where_they_say",
        "UPDATE stock_levels SET warehouse_id = (SELECT id FROM warehouses WHERE code = 'NB')",
    ),
    "a lot of another product": (
        "balances_are_where_they_say",
        "UPDATE lots SET product_id = (SELECT id FROM products WHERE code = 'TH-30') WHERE code = '2407'",
    ),
    "reserved for nobody": (
        "reserved_is_the_sum_of_reservations",
        f"UPDATE stock_levels SET reserved = reserved + 1 WHERE id = {LEVEL}",
    ),
    "reserved less than promised": (
        "reserved_is_the_sum_of_reservations",
        f"UPDATE stock_levels SET reserved = reserved - 1 WHERE id = {LEVEL}",
    ),
    "reserved more than there is": (
        "reserved_is_the_sum_of_reservations",
        "ALTER TABLE stock_levels DROP CONSTRAINT ck_stock_levels_reserved_within_on_hand;"
        f" UPDATE stock_levels SET reserved = 1000 WHERE id = {LEVEL};"
        f" UPDATE reservations SET quantity = 1000 WHERE level_id = {LEVEL}",
    ),
    "a confirmed line that holds too little": (
        "confirmed_lines_are_held_or_waiting",
        f"UPDATE reservations SET quantity = quantity - 1 WHERE level_id = {LEVEL} AND quantity > 1",
    ),
    "a confirmed line that waits for nothing": (
        "confirmed_lines_are_held_or_waiting",
        "DELETE FROM expected_moves WHERE kind = 'demand'",
    ),
    "goods of another product held": (
        "confirmed_lines_are_held_or_waiting",
        "UPDATE reservations SET level_id = (SELECT id FROM stock_levels WHERE lot_id IS NOT NULL LIMIT 1)",
    ),
    "a draft that holds goods": (
        "confirmed_lines_are_held_or_waiting",
        f"UPDATE sales_orders SET state = 'draft' WHERE id = {CONFIRMED}",
    ),
    **HARM_OF_GOODS,
    "two orders of one number": (
        "numbers_are_unique",
        "ALTER TABLE sales_orders DROP CONSTRAINT uq_sales_orders_number;"
        " UPDATE sales_orders SET number = (SELECT min(number) FROM sales_orders)",
    ),
    "two customers of one code": (
        "numbers_are_unique",
        "ALTER TABLE customers DROP CONSTRAINT uq_customers_code; UPDATE customers SET code = 'C-0001'",
    ),
    "an order with a number of the past": (
        "numbers_are_unique",
        f"UPDATE sales_orders SET number = 'SO-2025-00000' WHERE id = {CONFIRMED}",
    ),
    "a series that will give a number twice": (
        "series_are_ahead_of_their_numbers",
        "SELECT setval('sales_order_numbers', 1)",
    ),
    "an executed proposal without a result": (
        "executed_proposals_have_their_results",
        f"UPDATE proposals SET results = '[]' WHERE id = {EXECUTED}",
    ),
    "an executed proposal that is not on record": (
        "executed_proposals_are_on_record_once",
        "ALTER TABLE audit_log DISABLE TRIGGER refuse_change; DELETE FROM audit_log WHERE proposal_id IS NOT NULL",
    ),
    "an executed proposal recorded twice": (
        "executed_proposals_are_on_record_once",
        "INSERT INTO audit_log (id, at, login, channel, action, proposal_id, details) SELECT gen_random_uuid(), at,"
        " login, channel, action, proposal_id, details FROM audit_log WHERE proposal_id IS NOT NULL",
    ),
    "a pending proposal recorded as executed": (
        "executed_proposals_are_on_record_once",
        "INSERT INTO audit_log (id, at, login, channel, action, proposal_id, details) SELECT gen_random_uuid(), at,"
        f" login, channel, action, {PENDING}, details FROM audit_log WHERE proposal_id IS NOT NULL",
    ),
    "an order that was said to be placed and is not there": (
        "documents_of_executed_proposals_exist",
        "UPDATE proposals SET results = jsonb_set(results, '{0,document,id}', to_jsonb(gen_random_uuid()))",
    ),
    "a state nobody led to": (
        "lives_of_sales_order",
        f"UPDATE sales_orders SET state = 'closed' WHERE id = {DRAFT}",
    ),
    "an order without a life": (
        "lives_of_sales_order",
        "ALTER TABLE transitions DISABLE TRIGGER refuse_change; DELETE FROM transitions WHERE kind = 'sales_order'",
    ),
    "a step that is not allowed": (
        "lives_of_ticket",
        "ALTER TABLE transitions DISABLE TRIGGER refuse_change;"
        " INSERT INTO transitions (id, kind, document_id, from_state, to_state, at, login, channel)"
        " SELECT 'ffffffff-ffff-7fff-bfff-ffffffffffff', 'ticket', id, 'new', 'resolved', opened_at, 'x', 'x'"
        " FROM tickets LIMIT 1; UPDATE tickets SET state = 'resolved'"
        " WHERE id IN (SELECT document_id FROM transitions WHERE from_state = 'new')",
    ),
    "a life with a gap": (
        "lives_of_sales_order",
        "ALTER TABLE transitions DISABLE TRIGGER refuse_change;"
        " DELETE FROM transitions WHERE kind = 'sales_order' AND to_state = 'draft' AND document_id = " + CONFIRMED,
    ),
    "a life that begins in the middle": (
        "lives_of_ticket",
        "ALTER TABLE transitions DISABLE TRIGGER refuse_change;"
        " UPDATE transitions SET to_state = 'open' WHERE kind = 'ticket'; UPDATE tickets SET state = 'open'",
    ),
    "a step of nobody": (
        "lives_of_proposal",
        "ALTER TABLE transitions DISABLE TRIGGER refuse_change; UPDATE transitions SET login = ''",
    ),
    "the life of a document that is gone": ("lives_of_ticket", "DELETE FROM tickets"),
    **BOOKS_HARM,
    "an audit log without its guard": (
        "append_only_is_enforced",
        "ALTER TABLE audit_log DISABLE TRIGGER refuse_change",
    ),
    **SALES_HARM,
    **PURCHASE_HARM,
}


def broken(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    """What is wrong with the books, by title."""
    return {finding.title: finding for finding in findings if finding.fails}


def test_a_healthy_company_is_found_healthy_in_everything(patient: Company) -> None:
    findings = examine(patient.session, now=patient.now)
    assert broken(findings) == {}
    assert {finding.invariant for finding in findings} == {
        "I1",
        "I2",
        "I3",
        "I4",
        "I5",
        "I6",
        "I7",
        "I8",
        "I9",
        "I10",
        "",
    }
    unchecked = [finding.title for finding in findings if not finding.checked]
    assert unchecked == []


@pytest.mark.parametrize("name", HARM)
def test_harm_is_found(patient: Company, name: str) -> None:
    title, statements = HARM[name]
    for statement in statements.split("; "):
        patient.session.execute(text(statement))
    finding = broken(examine(patient.session, now=patient.now)).get(title)
    assert finding is not None, f"{name} was overlooked"
    assert finding.broken > 0
    assert 0 < len(finding.examples) <= 5


def test_every_error_a_statement_can_find_was_provoked(patient: Company) -> None:
    titles = {finding.title for finding in examine(patient.session, now=patient.now) if finding.level is Level.ERROR}
    provoked = {title for title, _ in HARM.values()}
    assert {title for title in titles - provoked if not title.startswith("scope_of_")} == set()


def test_examples_name_what_a_person_can_look_up(patient: Company) -> None:
    patient.session.execute(text(HARM["more on hand than moved"][1]))
    example = broken(examine(patient.session, now=patient.now))["on_hand_is_the_sum_of_moves"].examples[0]
    assert example["place"] == "SH/STOCK"
    assert example["on_hand"] - example["moved"] == 1


def test_one_role_for_everything_is_a_warning_and_no_error(patient: Company) -> None:
    found = {finding.title: finding for finding in examine(patient.session, now=patient.now)}
    unprotected = found["unprotected"]
    assert (unprotected.level, unprotected.ok, unprotected.fails) == (Level.WARNING, False, False)
    assert {table["table"] for table in unprotected.examples} == set(APPEND_ONLY_TABLES)


def test_the_application_s_own_role_is_kept_from_rewriting(session: Session, clock: FixedClock) -> None:
    company = found(session, now=clock.now())
    findings = {finding.title: finding for finding in examine(session, now=company.now)}
    assert findings["unprotected"].ok
    assert findings["append_only_is_enforced"].ok


def test_a_right_given_by_mistake_is_an_error(database: Database, clock: FixedClock) -> None:
    with database.admin_engine.begin() as connection:
        connection.execute(text("GRANT DELETE ON audit_log TO zhanggui_app"))
    with database.transaction() as session:
        company = found(session, now=clock.now())
        assert set(broken(examine(session, now=company.now))) == {"append_only_is_enforced"}


def test_proposals_that_should_have_expired_are_told_without_alarm(patient: Company) -> None:
    tomorrow = patient.now + timedelta(hours=25)
    overdue = next(one for one in examine(patient.session, now=tomorrow) if one.title == "proposals_overdue")
    assert (overdue.broken, overdue.level, overdue.fails) == (1, Level.INFO, False)


def test_without_a_company_there_is_nothing_to_examine(session: Session, clock: FixedClock) -> None:
    with pytest.raises(NoCompany):
        examine(session, now=clock.now())


def test_the_demo_is_healthy(database: Database, clock: FixedClock) -> None:
    load(database, now=clock.now())
    with database.transaction() as session:
        assert broken(examine(session, now=clock.now())) == {}
