"""Answers about the books: who owes what, payments, balances, entries; and commands on them as sections of a card."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.replies import figures
from assistant.replies.blocks import Block, CardLine, Note
from assistant.replies.reader import Reader
from assistant.replies.sections import Section, facts_of
from assistant.replies.tables import table_of
from core.finance.views import (
    Ageing,
    AgeingRow,
    AgeingShown,
    CreditAllocated,
    JournalEntryShown,
    OpenItemRow,
    PaymentPage,
    PaymentRecorded,
    PaymentRefunded,
    PaymentRow,
    PeriodChanged,
    RateSet,
    SettledPart,
    TrialBalance,
)
from core.proposals import ProposedStep

_BUCKETS = ("current", "to_30", "to_60", "to_90", "over_90", "credits")


def present_ageing(shown: AgeingShown, reader: Reader, *, side: str = "receivables") -> tuple[str, tuple[Block, ...]]:
    """What is open by how long it has been due; of one party its documents."""
    if not shown.rows:
        late = shown.overdue_days
        key = f"finance.no_{side}_overdue" if late else f"finance.no_{side}"
        return reader.say(key, days=late), ()
    total = figures.money(shown.total.total, shown.currency)
    overdue = shown.total.to_30 + shown.total.to_60 + shown.total.to_90 + shown.total.over_90
    words = {
        "total": total,
        "overdue": figures.money(overdue, shown.currency) if overdue else "",
        "credits": figures.money(shown.total.credits, shown.currency) if shown.total.credits else "",
        "count": shown.count,
        "days": shown.overdue_days,
        "party": reader.name(shown.rows[0].name_zh, shown.rows[0].name_en, shown.rows[0].party),
    }
    key = "one" if shown.items else "overdue" if shown.overdue_days else "all"
    if key == "one" and shown.total.total < 0:
        key = "credit"
        words["credits"] = figures.money(-shown.total.total, shown.currency)
    text = reader.say(f"finance.{side}_{key}", **words)
    footnote = reader.say("finance.as_of", day=reader.day(shown.as_of), currency=shown.currency)
    if shown.items:
        columns = ("document", "number", "dated_on", "due_on", "overdue", "amount", "open")
        rows = (_item(item, reader) for item in shown.items)
        return text, (table_of(columns, rows, reader, footnote=footnote),)
    cells = [_ageing(row, shown.currency, reader) for row in shown.rows]
    if len(shown.rows) > 1:
        cells.append(_buckets(reader.say("finance.total"), shown.total, shown.currency))
    return text, (table_of(("name", *_BUCKETS, "total"), cells, reader, footnote=footnote),)


def present_payments(page: PaymentPage, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """Payments that came and went."""
    if not page.payments:
        return reader.say("finance.no_payments"), ()
    columns = ("number", "paid_on", "direction", "party", "amount", "unused", "reference")
    rows = (_payment(one, reader) for one in page.payments)
    key = "finance.payments" if page.count == len(page.payments) else "finance.payments_more"
    return reader.say(key, count=page.count, shown=len(page.payments)), (table_of(columns, rows, reader),)


def present_trial_balance(balance: TrialBalance, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """All accounts over a period."""
    words = {"start": reader.day(balance.starts_on), "end": reader.day(balance.ends_on)}
    if not balance.rows:
        return reader.say("finance.no_entries", **words), ()
    rows = [
        {
            "account": row.account,
            "name": reader.name(row.name_zh, row.name_en),
            "opening": _amount(row.opening, balance.currency),
            "debit": _amount(row.debit, balance.currency),
            "credit": _amount(row.credit, balance.currency),
            "closing": _amount(row.closing, balance.currency),
        }
        for row in balance.rows
    ]
    debit = sum((row.debit for row in balance.rows), Decimal(0))
    closed = reader.day(balance.closed_through) if balance.closed_through else ""
    text = reader.say("finance.trial_balance", total=figures.money(debit, balance.currency), closed=closed, **words)
    columns = ("account", "name", "opening", "debit", "credit", "closing")
    return text, (table_of(columns, rows, reader, footnote=reader.say("finance.debits_positive")),)


def present_journal(entries: Sequence[JournalEntryShown], reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """The entries of one document."""
    if not entries:
        return reader.say("finance.no_journal"), ()
    rows = [
        {
            "dated_on": reader.day(entry.booked_on) if place == 0 else "",
            "event": reader.say_if_known(f"finance.event.{entry.event}") or entry.event if place == 0 else "",
            "voucher": str(entry.voucher or "") if place == 0 else "",
            "account": f"{line.account} {reader.name(line.name_zh, line.name_en)}",
            "debit": figures.number(line.debit) if line.debit else "",
            "credit": figures.number(line.credit) if line.credit else "",
        }
        for entry in entries
        for place, line in enumerate(entry.lines)
    ]
    columns = ("dated_on", "event", "voucher", "account", "debit", "credit")
    return reader.say("finance.journal", count=len(entries)), (table_of(columns, rows, reader),)


def payment_section(step: ProposedStep, paid: PaymentRecorded, reader: Reader) -> Section:
    """Money a customer paid, and what it settles."""
    customer = reader.name(paid.customer_zh, paid.customer_en, paid.customer)
    amount = figures.money(paid.amount, paid.currency)
    advance = figures.money(paid.advance, paid.currency) if paid.advance else ""
    settled = figures.money(paid.amount - paid.advance, paid.currency)
    words = {"customer": customer, "amount": amount, "advance": advance, "settled": settled}
    key = "settled" if paid.settles else "advance"
    number = step.document.number if step.document else ""
    return Section(
        kind=reader.say("document.record_payment"),
        subject=customer,
        proposed=reader.say(f"finance.proposed_payment_{key}", **words),
        done=reader.say(f"finance.done_payment_{key}", number=number, **words) if number else "",
        facts=facts_of(
            reader,
            ("customer", customer),
            ("amount", amount),
            ("bank_charges", figures.money(paid.charges, paid.currency) if paid.charges else ""),
            ("paid_on", reader.day(paid.paid_on)),
            ("reference", paid.reference),
            ("advance", advance),
        ),
        lines=_lines(paid.settles, paid.currency, reader),
    )


def allocation_section(step: ProposedStep, allocated: CreditAllocated, reader: Reader) -> Section:
    """What is left of a payment, used for invoices."""
    party = reader.name(allocated.party_zh, allocated.party_en)
    total = sum((part.amount for part in allocated.settles), Decimal(0))
    words = {"number": allocated.number, "amount": figures.money(total, allocated.currency)}
    return Section(
        kind=reader.say("document.allocate_payment"),
        subject=allocated.number,
        proposed=reader.say("finance.proposed_allocation", **words),
        done=reader.say("finance.done_allocation", **words) if step.document else "",
        facts=facts_of(
            reader,
            ("number", allocated.number),
            ("party", party),
            ("unused", figures.money(allocated.unused, allocated.currency)),
        ),
        lines=_lines(allocated.settles, allocated.currency, reader),
    )


def refund_section(step: ProposedStep, refund: PaymentRefunded, reader: Reader) -> Section:
    """An advance paid back."""
    customer = reader.name(refund.customer_zh, refund.customer_en, refund.customer)
    words = {"customer": customer, "amount": figures.money(refund.amount, refund.currency), "number": refund.number}
    return Section(
        kind=reader.say("document.refund_payment"),
        subject=customer,
        proposed=reader.say("finance.proposed_refund", **words),
        done=reader.say("finance.done_refund", **words) if step.document else "",
        facts=facts_of(reader, ("customer", customer), ("amount", words["amount"]), ("number", refund.number)),
    )


def period_section(step: ProposedStep, changed: PeriodChanged, reader: Reader) -> Section:
    """A month closed or opened again."""
    words = {"start": reader.day(changed.starts_on), "end": reader.day(changed.ends_on), "count": changed.entries}
    key = "close" if changed.closed else "reopen"
    return Section(
        kind=reader.say(f"document.{key}_period"),
        subject=f"{changed.starts_on:%Y-%m}",
        proposed=reader.say(f"finance.proposed_{key}", **words),
        done=reader.say(f"finance.done_{key}", **words) if step.document else "",
    )


def rate_section(step: ProposedStep, rate: RateSet, reader: Reader) -> Section:
    """A new exchange rate."""
    words = {
        "currency": rate.currency,
        "rate": figures.number(rate.rate),
        "own": rate.own,
        "day": reader.day(rate.valid_from),
    }
    return Section(
        kind=reader.say("document.set_exchange_rate"),
        subject=rate.currency,
        proposed=reader.say("finance.proposed_rate", **words),
        done=reader.say("finance.done_rate", **words) if step.document else "",
    )


def _lines(parts: Sequence[SettledPart], currency: str, reader: Reader) -> tuple[CardLine, ...]:
    return tuple(
        CardLine(
            title=part.number,
            amount=figures.plain_amount(part.amount, currency),
            notes=(_left(part, currency, reader),),
        )
        for part in parts
    )


def _left(part: SettledPart, currency: str, reader: Reader) -> Note:
    if part.left:
        return Note(text=reader.say("finance.left", left=figures.money(part.left, currency)))
    return Note(text=reader.say("finance.settled"), level="good")


def _item(item: OpenItemRow, reader: Reader) -> dict[str, str]:
    return {
        "document": reader.say(f"finance.document.{item.kind}"),
        "number": item.number,
        "dated_on": reader.day(item.dated_on),
        "due_on": reader.day(item.due_on),
        "overdue": reader.say("finance.days", days=item.days_overdue) if item.days_overdue else "",
        "amount": figures.money(item.amount, item.currency),
        "open": figures.money(item.open, item.currency),
    }


def _ageing(row: AgeingRow, currency: str, reader: Reader) -> dict[str, str]:
    return _buckets(reader.name(row.name_zh, row.name_en, row.party), row.ageing, currency)


def _buckets(name: str, ageing: Ageing, currency: str) -> dict[str, str]:
    cells = {bucket: _amount(getattr(ageing, bucket), currency) for bucket in _BUCKETS}
    return {"name": name, **cells, "total": figures.plain_amount(ageing.total, currency)}


def _payment(payment: PaymentRow, reader: Reader) -> dict[str, str]:
    return {
        "number": payment.number,
        "paid_on": reader.day(payment.paid_on),
        "direction": reader.say("finance.received" if payment.incoming else "finance.paid"),
        "party": reader.name(payment.name_zh, payment.name_en, payment.party),
        "amount": figures.money(payment.amount, payment.currency),
        "unused": figures.money(payment.unused, payment.currency) if payment.unused else "",
        "reference": payment.reference,
    }


def _amount(amount: Decimal, currency: str) -> str:
    return figures.plain_amount(amount, currency) if amount else ""
