"""Payments: what they settle, what is left as an advance, and what both do to the books."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.finance.paying import ChargesTooHigh, PaidLater
from core.finance.rates import NoExchangeRate
from core.finance.references import AmountTooFine, AmountUnfit, ClaimUnknown
from core.finance.settling import AllocatedTooMuch, NothingLeftToSettle, OtherParty
from core.operations import OperationNotAllowed
from tests.company import Company
from tests.core.finance.claims import balance, invoice

RECEIVABLES, BANK, ADVANCES, CHARGES, EXCHANGE = "1122", "1002", "2205", "660301", "660302"


def paid(company: Company, amount: str, **more: Any) -> Any:  # noqa: ANN401
    return company.run("accountant", "record_payment", {"customer": "仁和诊所", "amount": amount, **more})


def test_a_payment_settles_the_invoice_that_has_been_due_longest(company: Company) -> None:
    newer = invoice(company, "INV-2026-00002", "500.00", due_in=20)
    older = invoice(company, "INV-2026-00001", "300.00", due_in=-40)
    result = paid(company, "450")
    settled = [(part.number, part.amount, part.left) for part in result.settles]
    assert settled == [
        ("INV-2026-00001", Decimal("300.00"), Decimal(0)),
        ("INV-2026-00002", Decimal("150.00"), Decimal("350.00")),
    ]
    assert (older.settled, newer.settled, result.advance) == (Decimal(300), Decimal(150), Decimal(0))
    assert balance(company, RECEIVABLES) == Decimal(350)
    assert balance(company, BANK) == Decimal(450)


def test_the_invoices_that_are_named_are_settled_in_their_order(company: Company) -> None:
    invoice(company, "INV-2026-00001", "300.00", due_in=-40)
    invoice(company, "INV-2026-00002", "500.00")
    invoice(company, "INV-2026-00003", "100.00", due_in=60)
    result = paid(company, "550", invoices=["INV-2026-00003", "inv-2026-00002"])
    assert [(part.number, part.amount) for part in result.settles] == [
        ("INV-2026-00003", Decimal(100)),
        ("INV-2026-00002", Decimal(450)),
    ]


def test_what_settles_nothing_is_an_advance_until_it_is_allocated(company: Company) -> None:
    number = paid(company, "1000").document.number
    assert balance(company, ADVANCES) == Decimal(-1000)
    invoice(company, "INV-2026-00001", "300.00")
    result = company.run("accountant", "allocate_payment", {"payment": number})
    assert [(part.number, part.amount) for part in result.settles] == [("INV-2026-00001", Decimal(300))]
    assert result.unused == Decimal(700)
    assert (balance(company, ADVANCES), balance(company, RECEIVABLES)) == (Decimal(-700), Decimal(0))


def test_an_advance_can_be_paid_back_and_no_more_than_it(company: Company) -> None:
    number = paid(company, "1000").document.number
    company.run("accountant", "refund_payment", {"payment": number, "amount": "400"})
    company.run("accountant", "refund_payment", {"payment": number, "amount": "100"})
    assert (balance(company, ADVANCES), balance(company, BANK)) == (Decimal(-500), Decimal(500))
    with pytest.raises(AllocatedTooMuch):
        company.run("accountant", "refund_payment", {"payment": number, "amount": "500.01"})
    company.run("accountant", "refund_payment", {"payment": number})
    assert balance(company, BANK) == 0
    with pytest.raises(NothingLeftToSettle):
        company.run("accountant", "refund_payment", {"payment": number})


def test_what_the_bank_kept_is_paid_too(company: Company) -> None:
    invoice(company, "INV-2026-00001", "80000.00")
    result = paid(company, "80000", charges="25")
    assert result.settles[0].left == 0
    assert (balance(company, BANK), balance(company, CHARGES)) == (Decimal(79975), Decimal(25))
    with pytest.raises(ChargesTooHigh):
        paid(company, "20", charges="20")


def test_a_payment_at_another_rate_than_the_invoice_makes_an_exchange_difference(company: Company) -> None:
    company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "7.10", "valid_from": "2026-11-01"})
    item = invoice(company, "INV-2026-00001", "1000.00", currency="USD", rate="7.25")
    paid(company, "400", currency="usd")
    paid(company, "600", currency="USD")
    assert (item.settled, item.book_settled) == (Decimal(1000), Decimal(7250))
    assert balance(company, RECEIVABLES) == 0
    assert (balance(company, BANK), balance(company, EXCHANGE)) == (Decimal(7100), Decimal(150))


def test_money_in_a_currency_without_a_rate_is_refused(company: Company) -> None:
    with pytest.raises(NoExchangeRate) as refused:
        paid(company, "10", currency="EUR")
    assert refused.value.facts["currency"] == "EUR"


def test_money_does_not_settle_what_another_customer_owes(company: Company) -> None:
    invoice(company, "INV-2026-00009", "300.00", customer="C-0002")
    result = paid(company, "300")
    assert result.settles == ()
    arguments = {"payment": result.document.number, "invoice": "INV-2026-00009"}
    with pytest.raises(OtherParty):
        company.run("accountant", "allocate_payment", arguments)


def test_no_invoice_is_settled_beyond_its_amount(company: Company) -> None:
    number = paid(company, "1000").document.number
    item = invoice(company, "INV-2026-00001", "300.00")
    arguments = {"payment": number, "invoice": "INV-2026-00001", "amount": "300.01"}
    with pytest.raises(AllocatedTooMuch) as refused:
        company.run("accountant", "allocate_payment", arguments)
    assert refused.value.facts["open"] == Decimal(300)
    company.session.expire(item)
    assert item.settled == 0


@pytest.mark.parametrize("amount", ["0", "-5", "1e13", "0.0000001", "many", "NaN"])
def test_an_amount_that_is_none_is_refused(company: Company, amount: str) -> None:
    with pytest.raises(AmountUnfit):
        paid(company, amount)


def test_parts_of_a_cent_are_not_paid_used_or_paid_back(company: Company) -> None:
    for said in ({"charges": "0.001"}, {"currency": "JPY", "amount": "10.5"}, {"amount": "0.001"}):
        with pytest.raises((AmountTooFine, NoExchangeRate)):
            company.run("accountant", "record_payment", {"customer": "C-0001", "amount": "10", **said})
    number = paid(company, "1000").document.number
    invoice(company, "INV-2026-00001", "300.00")
    for command in ("allocate_payment", "refund_payment"):
        with pytest.raises(AmountTooFine):
            company.run("accountant", command, {"payment": number, "amount": "0.005"})


def test_a_payment_of_a_day_to_come_is_none_yet(company: Company) -> None:
    with pytest.raises(PaidLater):
        paid(company, "10", paid_on="tomorrow")


def test_only_those_who_keep_the_books_record_payments(company: Company) -> None:
    for login in ("sales", "warehouse", "renhe", "support", "buyer", "hr", "visitor"):
        with pytest.raises(OperationNotAllowed):
            company.run(login, "record_payment", {"customer": "仁和诊所", "amount": "1"})


def test_an_invoice_that_was_never_issued_is_unknown(company: Company) -> None:
    with pytest.raises(ClaimUnknown):
        paid(company, "10", invoices=["INV-2026-12345"])


def test_an_invoice_that_is_named_and_cannot_be_settled_is_not_passed_over(company: Company) -> None:
    invoice(company, "INV-2026-00009", "300.00", customer="C-0002")
    with pytest.raises(OtherParty):
        paid(company, "300", invoices=["INV-2026-00009"])
    invoice(company, "INV-2026-00001", "300.00")
    paid(company, "300", invoices=["INV-2026-00001"])
    with pytest.raises(NothingLeftToSettle):
        paid(company, "300", invoices=["INV-2026-00001"])
