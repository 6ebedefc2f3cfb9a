"""Suppliers' credit notes, and bills that are cancelled or corrected: what is owed, what goods cost, what is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.errors import Refusal
from core.finance.references import AmountTooFine
from core.finance.settling import NothingLeftToSettle, OtherParty
from core.operations import OperationNotAllowed
from core.operations.calling import InvalidArgument
from core.proposals import Outcome
from core.purchasing.billing.commands import BilledLater, BillRecorded, ReferenceMissing
from core.purchasing.crediting.commands import AllowanceMissing, BillPaid
from core.purchasing.crediting.working import (
    CreditedMoreThanBilled,
    CreditOverBill,
    NothingReturned,
    NothingToTakeBack,
)
from tests.company import Company
from tests.core.purchasing.buying import balance, billed, bought, broken, came


def bill_of_100(company: Company, reference: str = "F-1", **said: Any) -> tuple[str, str]:  # noqa: ANN401
    """A purchase order of 100 monitors at 112.00 that came, and its bill over 12,656.00."""
    number = bought(company)
    came(company, number)
    return number, str(billed(company, number, reference, **said).document.number)


def credited(company: Company, bill: str, reference: str = "C-1", **said: Any) -> Any:  # noqa: ANN401
    """What recording a supplier's credit note answers."""
    return company.run("accountant", "record_vendor_credit", {"vendor_bill": bill, "credit_number": reference, **said})


def sent_back(company: Company, order: str, quantity: int, **said: Any) -> Any:  # noqa: ANN401
    """What sending goods back to the supplier answers."""
    lines = [{"product": "BP-200", "quantity": quantity}]
    return company.run("warehouse", "return_purchase", {"purchase_order": order, "lines": lines, **said})


def left_to_pay(company: Company, bill: str) -> Decimal:
    """What is open of a bill."""
    page = company.ask("accountant", "find_vendor_bills")
    found: Decimal = next(one.open for one in page.bills if one.number == bill)
    return found


def test_an_allowance_lowers_what_is_owed_and_what_the_goods_cost(company: Company) -> None:
    owned = balance(company, "inventory")
    _, bill = bill_of_100(company)
    note = credited(company, bill, amount="1130", reason="to the list price")
    assert (note.kind, note.net, note.tax, note.settled, note.unused) == ("allowance", 1000, 130, 1130, 0)
    assert balance(company, "payables") == Decimal("-11526.00")
    assert balance(company, "input_vat") == Decimal("1326.00")
    assert balance(company, "inventory") - owned == 10200
    assert balance(company, "received_not_invoiced") == 0
    assert left_to_pay(company, bill) == Decimal("11526.00")
    assert broken(company) == []


def test_an_allowance_is_so_much_money_and_may_be_for_one_product(company: Company) -> None:
    lines = [{"product": "BP-200", "quantity": 20}, {"product": "TH-30", "quantity": 10}]
    number = str(company.run("buyer", "create_purchase_order", {"lines": lines, "warehouse": "SH"}).document.number)
    company.run("buyer", "send_purchase_order", {"purchase_order": number})
    came(company, number)
    bill = str(billed(company, number).document.number)
    with pytest.raises(AllowanceMissing):
        credited(company, bill, kind="allowance")
    with pytest.raises(InvalidArgument):  # a bill is cancelled by a command of its own
        credited(company, bill, amount="113", kind="cancellation")
    said: dict[str, Any] = {"lines": lines[1:], "kind": "allowance"}
    with pytest.raises(CreditOverBill):
        credited(company, bill, amount="900", **said)
    note = credited(company, bill, amount="113", **said)
    assert [(line.product, line.quantity, line.net) for line in note.lines] == [("TH-30", 0, 100)]
    assert broken(company) == []


def test_goods_that_went_back_are_credited_at_what_they_were_billed_at(company: Company) -> None:
    order, bill = bill_of_100(company)
    gone = sent_back(company, order, 8)
    assert gone.to_credit
    assert balance(company, "received_not_invoiced") == 8 * 112
    note = credited(company, bill)
    assert (note.kind, note.net, note.tax, note.unusual) == ("goods", 896, Decimal("116.48"), ())
    assert [(line.quantity, line.kept) for line in note.lines] == [(8, 0)]
    assert balance(company, "received_not_invoiced") == 0
    assert balance(company, "payables") == Decimal("-11643.52")
    assert broken(company) == []
    with pytest.raises(NothingReturned):
        credited(company, bill, "C-2")


def test_goods_credited_that_were_kept_may_be_billed_again(company: Company) -> None:
    order, bill = bill_of_100(company)
    note = credited(company, bill, lines=[{"product": "BP-200", "quantity": 10}])
    assert note.unusual == ("goods_kept",)
    assert balance(company, "received_not_invoiced") == -1120
    assert billed(company, order, "F-2").net == 1120
    assert broken(company) == []


def test_less_than_was_billed_for_returned_goods_waits_for_a_manager(company: Company) -> None:
    order, bill = bill_of_100(company)
    sent_back(company, order, 10)
    said = {"vendor_bill": bill, "credit_number": "C-1", "amount": "1000", "kind": "goods"}
    proposal = company.propose("accountant", "record_vendor_credit", said)
    assert [(one.reason, one.allowed) for one in proposal.approvals] == [("credit_too_low", Decimal(1120))]
    assert company.confirm("accountant", proposal).outcome is Outcome.AWAITING_APPROVAL
    assert company.confirm("manager", proposal).outcome is Outcome.EXECUTED
    assert balance(company, "payables") == Decimal("-11656.00")
    assert broken(company) == []


@pytest.mark.parametrize(
    ("said", "refusal"),
    [({"amount": "100.005"}, AmountTooFine), ({"amount": "100", "credited_on": "2026-11-24"}, BilledLater)],
)
def test_parts_of_a_cent_and_days_to_come_are_no_credit(
    company: Company, said: dict[str, Any], refusal: type[Refusal]
) -> None:
    _, bill = bill_of_100(company)
    with pytest.raises(refusal):
        credited(company, bill, **said)


def test_no_more_is_credited_than_was_billed(company: Company) -> None:
    _, bill = bill_of_100(company)
    with pytest.raises(CreditOverBill):
        credited(company, bill, amount="12656.01")
    with pytest.raises(CreditedMoreThanBilled):
        credited(company, bill, lines=[{"product": "BP-200", "quantity": 101}])
    with pytest.raises(ReferenceMissing):
        credited(company, bill, " ", amount="10")
    credited(company, bill, amount="12656")
    with pytest.raises(BillRecorded):
        credited(company, bill, "c-1", amount="10")
    with pytest.raises(NothingLeftToSettle):
        company.run("accountant", "pay_vendor_bill", {"vendor_bill": bill})
    assert broken(company) == []


def test_a_credit_on_a_bill_that_was_paid_is_used_for_another(company: Company) -> None:
    order, first = bill_of_100(company)
    company.run("accountant", "pay_vendor_bill", {"vendor_bill": first})
    note = credited(company, first, amount="500")
    assert (note.settled, note.unused) == (0, 500)
    assert company.ask("accountant", "find_vendor_credits").credits[0].open == 500
    other = bought(company, 50)
    came(company, other, 50)
    second = str(billed(company, other, "F-2").document.number)
    said = {"vendor_credit": note.document.number}
    used = company.run("accountant", "use_vendor_credit", {**said, "vendor_bill": second})
    assert [(part.number, part.amount) for part in used.settles] == [(second, Decimal(500))]
    assert left_to_pay(company, second) == Decimal("5828.00")
    with pytest.raises(NothingLeftToSettle):
        company.run("accountant", "use_vendor_credit", said)
    assert broken(company) == []
    assert order


def test_a_credit_is_used_for_bills_of_its_own_supplier(company: Company) -> None:
    _, first = bill_of_100(company)
    company.run("accountant", "pay_vendor_bill", {"vendor_bill": first})
    note = credited(company, first, amount="500")
    other = bought(company, 48, "GS-50")
    came(company, other, 48, "GS-50", lot="2411", expires_on="2028-01-31")
    second = str(billed(company, other, "F-2").document.number)
    with pytest.raises(OtherParty):
        company.run("accountant", "use_vendor_credit", {"vendor_credit": note.document.number, "vendor_bill": second})


def test_a_cancelled_bill_is_reversed_and_its_goods_can_be_billed_again(company: Company) -> None:
    order, bill = bill_of_100(company, amount="12700")
    before = (balance(company, "inventory"), balance(company, "cost_of_goods_sold"))
    cancelled = company.run("accountant", "cancel_vendor_bill", {"vendor_bill": bill, "reason": "typed wrong"})
    assert (cancelled.kind, cancelled.gross, cancelled.settled) == ("cancellation", 12700, 12700)
    assert balance(company, "payables") == 0
    assert balance(company, "input_vat") == 0
    assert balance(company, "received_not_invoiced") == -11200
    assert balance(company, "inventory") + balance(company, "cost_of_goods_sold") - sum(before) == Decimal("-38.94")
    assert broken(company) == []
    with pytest.raises(NothingToTakeBack):
        company.run("accountant", "cancel_vendor_bill", {"vendor_bill": bill})
    again = billed(company, order, "f-1")
    assert (again.reference, again.gross) == ("F-1", Decimal("12656.00"))
    with pytest.raises(BillRecorded):
        billed(company, order, "F-1")
    shown = company.ask("accountant", "find_vendor_bills").bills
    assert sorted((one.cancelled, one.open) for one in shown) == [(False, Decimal("12656.00")), (True, 0)]
    assert broken(company) == []


def test_a_bill_that_was_paid_is_cancelled_only_if_the_payment_stays_as_a_prepayment(company: Company) -> None:
    _, bill = bill_of_100(company)
    company.run("accountant", "pay_vendor_bill", {"vendor_bill": bill, "amount": "5000"})
    with pytest.raises(BillPaid) as refused:
        company.propose("accountant", "cancel_vendor_bill", {"vendor_bill": bill})
    assert refused.value.facts["paid"] == 5000
    assert broken(company) == []


def test_the_payment_of_a_cancelled_bill_is_an_advance_again(company: Company) -> None:
    order, bill = bill_of_100(company)
    paid = company.run("accountant", "pay_vendor_bill", {"vendor_bill": bill, "amount": "5000"})
    said = {"vendor_bill": bill, "paid": "prepayment"}
    cancelled = company.run("accountant", "cancel_vendor_bill", said)
    assert [(part.number, part.amount) for part in cancelled.freed] == [(paid.document.number, 5000)]
    assert (balance(company, "payables"), balance(company, "prepayments")) == (Decimal(0), Decimal(5000))
    assert broken(company) == []
    again = billed(company, order, "F-1").document.number
    company.run("accountant", "allocate_payment", {"payment": paid.document.number, "invoice": again})
    assert left_to_pay(company, again) == Decimal("7656.00")
    assert broken(company) == []


def test_what_is_left_of_a_bill_with_a_credit_note_is_cancelled(company: Company) -> None:
    order, bill = bill_of_100(company)
    sent_back(company, order, 10)
    credited(company, bill)
    credited(company, bill, "C-2", amount="113")
    cancelled = company.run("accountant", "cancel_vendor_bill", {"vendor_bill": bill})
    assert (cancelled.net, cancelled.lines[0].quantity) == (10080 - 100, 90)
    assert (balance(company, "payables"), balance(company, "input_vat")) == (Decimal(0), Decimal(0))
    assert balance(company, "received_not_invoiced") == -10080
    assert broken(company) == []


def test_a_corrected_bill_is_reversed_and_recorded_anew_and_stays_paid(company: Company) -> None:
    _, bill = bill_of_100(company, amount="12700")
    paid = company.run("accountant", "pay_vendor_bill", {"vendor_bill": bill, "amount": "5000"})
    proposal = company.propose("accountant", "correct_vendor_bill", {"vendor_bill": bill, "amount": "12656"})
    assert proposal.approvals == ()
    assert company.confirm("accountant", proposal).outcome is Outcome.EXECUTED
    old, new = sorted(company.ask("accountant", "find_vendor_bills").bills, key=lambda one: one.number)
    assert (old.number, old.cancelled, old.open) == (bill, True, 0)
    assert (new.reference, new.gross, new.open) == ("F-1", Decimal("12656.00"), Decimal("7656.00"))
    assert (new.billed_on, new.due_on) == (old.billed_on, old.due_on)
    assert (balance(company, "prepayments"), balance(company, "payables")) == (Decimal(0), Decimal("-7656.00"))
    assert paid
    assert broken(company) == []


def test_a_correction_that_does_not_agree_waits_for_a_manager(company: Company) -> None:
    _, bill = bill_of_100(company)
    proposal = company.propose("accountant", "correct_vendor_bill", {"vendor_bill": bill, "amount": "13500"})
    assert [one.reason for one in proposal.approvals] == ["bill_mismatch"]


def test_a_bill_in_another_currency_is_reversed_at_its_own_rate(company: Company) -> None:
    company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "7.00"})
    terms = {"supplier": "脉岸电子", "product": "BP-200", "price": "16", "currency": "USD"}
    company.run("buyer", "set_supplier_product", terms)
    number = bought(company)
    came(company, number)
    company.run("accountant", "set_exchange_rate", {"currency": "USD", "rate": "7.10"})
    bill = billed(company, number).document.number
    paid = company.run("accountant", "pay_vendor_bill", {"vendor_bill": bill, "amount": "800"})
    credited(company, bill, amount="113")
    assert broken(company) == []
    company.run("accountant", "cancel_vendor_bill", {"vendor_bill": bill, "paid": "prepayment"})
    assert balance(company, "payables") == 0
    assert balance(company, "exchange_differences") == 0
    assert balance(company, "prepayments") == 5680
    assert paid
    assert broken(company) == []


def test_a_month_that_is_closed_takes_no_reversal_but_today_does(company: Company) -> None:
    _, bill = bill_of_100(company, billed_on=company.today.replace(day=1).isoformat())
    cancelled = company.run("accountant", "cancel_vendor_bill", {"vendor_bill": bill})
    assert cancelled.credited_on == company.today


@pytest.mark.parametrize("login", ["sales", "warehouse", "buyer", "renhe"])
def test_credits_are_the_accountant_s(company: Company, login: str) -> None:
    _, bill = bill_of_100(company)
    with pytest.raises(OperationNotAllowed):
        company.run(login, "cancel_vendor_bill", {"vendor_bill": bill})


def test_tax_of_an_ordinary_invoice_is_part_of_the_cost(company: Company) -> None:
    owned = balance(company, "inventory")
    _, bill = bill_of_100(company, invoice="ordinary")
    assert balance(company, "input_vat") == 0
    assert balance(company, "inventory") - owned == 12656
    assert balance(company, "payables") == Decimal("-12656.00")
    assert broken(company) == []
    credited(company, bill, amount="1130")
    assert balance(company, "inventory") - owned == 11526
    assert broken(company) == []
    again = company.run("accountant", "correct_vendor_bill", {"vendor_bill": bill, "bill_number": "F-1B"})
    assert (again.after.tax_deductible, again.after.gross, again.after.reference) == (False, 11526, "F-1B")
    assert balance(company, "inventory") - owned == 11526
    assert broken(company) == []
