"""The same deeds done the naive way: look, think, then write what was thought, on the product's own tables.

Each stands still between the look and the write. The real ways are in `deeds`; the tests do both, and show which of
them the invariants survive, and where the database itself refuses the naive one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from core import audit, operations
from core.database import new_id
from core.finance.ledger import Source, post
from core.finance.posting import stock_opened
from core.proposals import ProposalRow, ProposalStatus
from core.proposals.models import MACHINE
from core.sales.credit import exposure_of
from core.sales.drafting import Wanted, draft, promised
from core.sales.invoicing.models import invoice_number
from core.sales.models import OrderState
from core.sales.ordering import write_order
from tests.company import Company
from tests.concurrency.deeds import Doing
from tests.concurrency.hands import Undo


def reserve(company: Company, product: str, quantity: int) -> Doing:
    """Reserves what was free at the look: a lost update, when two look at once."""
    level = _level(company, product)
    if level.on_hand - level.reserved < quantity:
        return "left"
    yield
    _write(
        company, "UPDATE stock_levels SET reserved = :new WHERE id = :id", id=level.id, new=level.reserved + quantity
    )
    _hold(company, level.id, quantity)
    return "held"


def reserve_by_adding(company: Company, product: str, quantity: int) -> Doing:
    """The same, but the new figure is worked out by the database."""
    level = _level(company, product)
    if level.on_hand - level.reserved < quantity:
        return "left"
    yield
    _write(company, "UPDATE stock_levels SET reserved = reserved + :more WHERE id = :id", id=level.id, more=quantity)
    _hold(company, level.id, quantity)
    return "held"


def send(company: Company, product: str, quantity: int) -> Doing:
    """Goods leave a balance that is written as what was there at the look, less these."""
    level = _level(company, product)
    yield
    _write(company, "UPDATE stock_levels SET on_hand = :new WHERE id = :id", id=level.id, new=level.on_hand - quantity)
    _write(
        company,
        "INSERT INTO stock_moves (id, product_id, from_place_id, to_place_id, quantity, value, at, origin_kind)"
        " SELECT :id, :product, :place, id, :quantity, 0, :now, 'trial' FROM places WHERE kind = 'transit'",
        id=new_id(),
        product=level.product_id,
        place=level.place_id,
        quantity=quantity,
        now=company.now,
    )
    return "sent"


def settle(company: Company, claim: str, credit: str, amount: int) -> Doing:
    """Uses a credit for a claim, as far as the claim was open at the look."""
    rows = company.session.execute(
        text("SELECT number, id, amount, settled FROM open_items WHERE number = ANY(:numbers)"),
        {"numbers": [claim, credit]},
    ).all()
    items = {row.number: row for row in rows}
    part = min(Decimal(amount), items[claim].amount - items[claim].settled)
    yield
    for item in items.values():
        _write(company, "UPDATE open_items SET settled = :new WHERE id = :id", id=item.id, new=item.settled + part)
    _write(
        company,
        "INSERT INTO allocations (id, claim_id, credit_id, amount, at) VALUES (:id, :claim, :credit, :part, :now)",
        id=new_id(),
        claim=items[claim].id,
        credit=items[credit].id,
        part=part,
        now=company.now,
    )
    return int(part)


def order_within_the_limit(company: Company, product: str, quantity: int) -> Doing:
    """Holds an order against the credit limit, the customer's row not locked: write skew, when two do so at once."""
    session, actor = company.session, company.actor("sales")
    said = {"customer": "仁和诊所", "lines": [{"product": product, "quantity": quantity}]}
    meant: Any = operations.understand(session, "place_order", said, actor=actor, now=company.now)
    wanted = Wanted(meant.customer, meant.lines, None, None, Decimal(0), "")
    drafted = promised(session, draft(session, wanted, actor=actor, now=company.now), actor=actor, now=company.now)
    limit = drafted.customer.credit_limit
    assert limit is not None
    if exposure_of(session, drafted.customer.id) + drafted.net + drafted.tax > limit:
        return "asks the manager"
    yield
    write_order(session, drafted, OrderState.CONFIRMED, salesperson_id=None, actor=actor, now=company.now)
    return "placed"


def cancel(company: Company, number: str) -> Doing:
    """Cancels an order of which nothing had left at the look: write skew, when a delivery comes between."""
    statement = text(
        "SELECT orders.id, sum(line.quantity_shipped + line.quantity_planned) AS begun FROM sales_orders AS orders"
        " JOIN sales_order_lines AS line ON line.order_id = orders.id WHERE number = :number GROUP BY orders.id"
    )
    order = company.session.execute(statement, {"number": number}).one()
    if order.begun:
        return "begun"
    yield
    _write(
        company,
        "UPDATE sales_orders SET state = 'cancelled', cancelled_at = :now WHERE id = :id",
        id=order.id,
        now=company.now,
    )
    return "cancelled"


def reserve_as_written(company: Company, *lines: tuple[str, int]) -> Doing:
    """Reserves line after line, in the order they were written in: two who write them the other way round deadlock."""
    for place, (product, quantity) in enumerate(lines):
        if place == 1:
            yield
        statement = "UPDATE stock_levels SET reserved = reserved + :more WHERE id = :id AND on_hand - reserved >= :more"
        _write(company, statement, id=_level(company, product).id, more=quantity)
    return "held"


def post_once(company: Company, source_id: UUID, amount: int) -> Doing:
    """Posts an entry if at the look there is none of the same event: double posting, when two look at once."""
    if company.session.scalar(text("SELECT count(*) FROM journal_entries WHERE source_id = :id"), {"id": source_id}):
        return "there already"
    yield
    source, actor = Source("opening", source_id, "opened"), company.actor("accountant")
    post(company.session, source, stock_opened(Decimal(amount)), booked_on=company.today, actor=actor, now=company.now)
    return "posted"


def number_an_invoice(company: Company, order: str) -> Doing:
    """Gives an invoice the number after the highest at the look."""
    serial = _one(company, "SELECT coalesce(max(serial), 0) + 1 FROM invoices")
    yield
    _invoice(company, order, serial)
    return serial


def number_from_a_sequence(company: Company, order: str, fails: str = "") -> Doing:
    """Gives an invoice a number that does not come back if the transaction `fails`: a gap."""
    serial = _one(company, "SELECT nextval('payment_numbers')")
    yield
    _invoice(company, order, serial)
    if fails:
        raise Undo(fails)
    return serial


def request(company: Company, product: str, quantity: int) -> Doing:
    """Requests goods if at the look no request for them is open."""
    asked = text("SELECT count(*) FROM requisitions WHERE product_id = :id AND state = 'open'")
    if company.session.scalar(asked, {"id": company.product_id(product)}):
        return "asked already"
    yield
    _write(
        company,
        "INSERT INTO requisitions (id, number, product_id, warehouse_id, quantity, projected, state, created_at)"
        " VALUES (:id, :number, :product, :house, :quantity, 0, 'open', :now)",
        id=(made := new_id()),
        number=f"PR-{made}",
        product=company.product_id(product),
        house=company.warehouse_id("SH"),
        quantity=quantity,
        now=company.now,
    )
    return "requested"


def approve(company: Company, proposal_id: UUID) -> Doing:
    """Approves a card that waited at the look: its steps run, and it is noted as executed."""
    session, manager = company.session, company.actor("manager")
    row = session.get_one(ProposalRow, proposal_id)
    if row.status is not ProposalStatus.AWAITING_APPROVAL:
        return "decided before"
    yield
    owner = company.actor(row.owner_login)
    for step in row.steps:
        understood = operations.understand(session, step["operation"], step["arguments"], actor=owner, now=company.now)
        operations.run_command(session, step["operation"], understood, actor=owner, now=company.now)
    MACHINE.advance(session, row, ProposalStatus.EXECUTED, actor=manager, now=company.now)
    audit.record(
        session,
        action="proposal.execute",
        actor=owner,
        now=company.now,
        proposal_id=row.id,
        details={"steps": row.steps},
    )
    return "executed"


def _level(company: Company, product: str) -> Row[Any]:
    statement = text(
        "SELECT level.* FROM stock_levels AS level JOIN products AS product ON product.id = level.product_id"
        " JOIN warehouses AS house ON house.id = level.warehouse_id WHERE product.code = :code AND house.code = 'SH'"
    )
    return company.session.execute(statement, {"code": product}).one()


def _hold(company: Company, level_id: UUID, quantity: int) -> None:
    _write(
        company,
        "INSERT INTO reservations (id, level_id, quantity, state, document_kind, document_id, line_id, created_at)"
        " VALUES (:id, :level, :quantity, 'open', 'trial', :id, :id, :now)",
        id=new_id(),
        level=level_id,
        quantity=quantity,
        now=company.now,
    )


def _invoice(company: Company, order: str, serial: int) -> None:
    head = company.session.execute(text("SELECT * FROM sales_orders WHERE number = :number"), {"number": order}).one()
    _write(
        company,
        "INSERT INTO invoices (id, number, year, serial, order_id, customer_id, issued_on, due_on, currency, rate, net,"
        " tax, gross, created_at, login, channel) VALUES (:id, :number, 2026, :serial, :order, :customer, :day, :day,"
        " 'CNY', 1, 0, 0, 0, :now, 'trial', 'test')",
        id=new_id(),
        number=invoice_number(serial, 2026),
        serial=serial,
        order=head.id,
        customer=head.customer_id,
        day=company.today,
        now=company.now,
    )


def _one(company: Company, statement: str) -> Any:  # noqa: ANN401 - whatever it selects
    return company.session.execute(text(statement)).scalar_one()


def _write(company: Company, statement: str, **values: object) -> None:
    company.session.execute(text(statement), values)
